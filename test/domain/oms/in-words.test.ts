import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/domain/oms/catalogue.ts';
import { configTerms, Desk, O } from '../../support/desk.ts';
import { acked, canceled, cancels, fills, givenDesk, places, replaces, type Words } from '../given.ts';

/** What an ask came to: the refusal to the letter, or the name of the first conclusion. */
const heard = ([said]: readonly Event[]): string | undefined =>
  said?.type === 'AskRefused' ? [said.check, said.scope, said.limit, said.value, said.text].join(' | ') : said?.type;
const comesTo = (history: readonly Words[], ask: Words, desk = new Desk()): string | undefined =>
  heard(givenDesk(desk, ...history).when(ask).events);

const working = [places(), acked];
const closed = [places(), acked, cancels(), canceled];
const MARKET = { ordType: 'market', price: undefined } as const;

describe('why an order cannot be changed, as a trader reads it', () => {
  it.each([
    [
      'unknownOrder | order | an order of this account | c9 | there is no order c9 of this account',
      [],
      cancels({ orderId: undefined, origClOrdId: 'c9' }),
    ],
    [
      'unknownOrder | order | an order of this account | without a name | there is no order without a name of this account',
      [],
      cancels({ orderId: undefined }),
    ],
    [
      `unknownOrder | order | an order of this account | ${O(7)} | there is no order ${O(7)} of this account`,
      [],
      replaces({ orderId: O(7), qty: '1' }),
    ],
    ['tooLate | order | an open order | canceled | the order is already canceled', closed, cancels()],
    ['tooLate | order | an open order | canceled | the order is already canceled', closed, replaces({ qty: '150' })],
    [
      'tooLate | order | an open order, or more than is executed | filled | the order is already filled',
      [...working, fills('E1', 100)],
      replaces({ qty: '100' }),
    ],
    ['alreadyPending | order | no cancel pending | c2 | a cancel is already pending', [...working, cancels()], cancels()],
    [
      'alreadyPending | order | no cancel pending | c2 | a cancel is already pending',
      [...working, cancels()],
      replaces({ qty: '150' }),
    ],
    [
      'decimals | qty | at most 0 digits after the point | 1.5 | qty "1.5" has too many digits after the point; it is refused, not rounded',
      working,
      replaces({ qty: '1.5' }),
    ],
    ['positive | price | above 0 | 0 | price 0 must be above 0', working, replaces({ price: '0' })],
    ['price | price | absent | 10.00 | a market order has no price', [places(MARKET), acked], replaces({ price: '10.00' })],
    ['maxQty | account A1 | 500 | 501 | quantity 501 is above the maximum 500', working, replaces({ qty: '501' })],
    [
      'clOrdId | clOrdId | an id of the client |  | an ask without a clOrdId cannot be told from its own retry',
      working,
      cancels({ clOrdId: '' }),
    ],
    [
      'clOrdIdReused | account A1 | a clOrdId not used before | c1 | clOrdId c1 was used for something else',
      working,
      cancels({ clOrdId: 'c1' }),
    ],
  ])('%s', (words, history, ask) => {
    expect(comesTo(history, ask)).toBe(words);
  });
  it.each([
    [1, '1 replace pending', 'c2'],
    [2, '2 replaces pending', 'c2 c3'],
  ])('with %d replaces in flight at most: %s', (replacesInFlightMax, limit, pending) => {
    const asked = Array.from({ length: replacesInFlightMax }, (_, n) => replaces({ qty: String(150 + n) }));
    const desk = new Desk(configTerms({ replacesInFlightMax }));
    expect(comesTo([...working, ...asked], replaces({ qty: '200' }), desk)).toBe(
      `alreadyPending | order | ${limit} | ${pending} | a replace is already pending`,
    );
  });
});

describe('why an operator is told no, as he reads it', () => {
  const operator =
    (type: 'KillRequested' | 'ResumeRequested' | 'MassCancelRequested', clOrdId: string, id = 'ALPHA'): Words =>
    (desk) =>
      desk.say({ type, clOrdId, scope: 'venue', id, reason: 'stop' });
  it.each([
    [
      'notEngaged | venue ALPHA | an engaged kill switch | released | no kill switch of venue ALPHA is engaged',
      operator('ResumeRequested', 'r'),
    ],
    [
      'clOrdId | clOrdId | an id of the client |  | an ask without a clOrdId cannot be told from its own retry',
      operator('KillRequested', ''),
    ],
    [
      'clOrdIdReused | operations | a clOrdId not used before | k | clOrdId k was used for something else',
      operator('KillRequested', 'k'),
    ],
    [
      'clOrdIdReused | operations | a clOrdId not used before | k | clOrdId k was used for something else',
      operator('MassCancelRequested', 'k', 'BETA'),
    ],
    ['AskRepeated', operator('KillRequested', 'k', 'BETA')],
  ])('%s', (words, ask) => {
    expect(comesTo([operator('KillRequested', 'k', 'BETA')], ask)).toBe(words);
  });
});
