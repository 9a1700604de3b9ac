import { describe, expect, it } from 'vitest';
import { cxlRejReasonOf, ordRejReasonOf, reasonIn } from '../../../src/domain/oms/fix-reasons.ts';

/** What checks and venues say, by the reason of FIX that it is. */
const ORDERS = {
  unknownSymbol: ['instrumentTradable', 'listed', 'unknownSymbol'],
  exchangeClosed: ['marketClosed'],
  exceedsLimit: ['maxQty', 'maxNotional', 'positionLimit', 'priceCollar', 'orderRate'],
  unknownOrder: ['unknownOrder'],
  duplicateOrder: ['clOrdIdReused', 'duplicateOrder'],
  duplicateVerbalOrder: ['duplicateVerbalOrder'],
  unsupportedOrder: ['supported', 'unsupportedOrdType', 'unsupportedTimeInForce'],
  incorrectQuantity: ['wholeLots', 'minQty', 'offLot', 'belowMinQty'],
  unknownAccount: ['accountKnown'],
  brokerOption: ['killSwitch', 'limitsKnown', 'whatever a venue says'],
};
const REQUESTS = {
  tooLate: ['tooLate'],
  unknownOrder: ['unknownOrder'],
  alreadyPending: ['alreadyPending'],
  duplicateClOrdId: ['clOrdIdReused', 'duplicateRequest'],
  brokerOption: ['priceCollar', 'killSwitch', 'not today'],
};

describe('a reason of FIX', () => {
  it.each(Object.entries(ORDERS))('%s is why an order is rejected for %j', (reason, words) => {
    expect(words.map(ordRejReasonOf)).toEqual(words.map(() => reason));
  });
  it.each(Object.entries(REQUESTS))('%s is why a request is rejected for %j', (reason, words) => {
    expect(words.map(cxlRejReasonOf)).toEqual(words.map(() => reason));
  });
  it('is found in the words of a venue, or stands beside them', () => {
    expect(reasonIn('gtRenewal')).toEqual({ text: 'gtRenewal', restatementReason: 'gtRenewal' });
    expect(reasonIn('as agreed', 'verbalChange')).toEqual({ text: 'as agreed', restatementReason: 'verbalChange' });
    expect(reasonIn('as agreed')).toEqual({ text: 'as agreed' });
  });
});
