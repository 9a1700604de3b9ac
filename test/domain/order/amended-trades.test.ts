import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { type Desk, OPENS } from '../../support/desk.ts';
import { acked, canceled, fills, given, givenDesk, hears, places, type Words } from '../given.ts';

/** Seconds after the open, by the venue's clock. */
const at = (seconds: number): Micros => (OPENS + seconds * 1_000_000) as Micros;
const busts = (execRefId: string, over = {}): Words => hears('tradeCancel', { execRefId, ...over });
const corrects = (execRefId: string, lastQty: number, lastPx = '10.00', over = {}): Words =>
  hears('tradeCorrect', { execRefId, lastQty: String(lastQty), lastPx, ...over });

describe('a bust', () => {
  it('takes an execution back from order, position and money', () => {
    const { desk } = given(places(), acked, fills('E1', 40), fills('E2', 10, '10.05'))
      .when(busts('E1'))
      .concludes('ExecutionBusted')
      .leaves({ cumQty: 10, leavesQty: 90, reserved: 90 })
      .holds(10);
    expect(desk.order().cumNotional).toBe(10_050n);
  });
  it('of the last execution leaves nothing behind', () => {
    given(places(), acked, fills('E1', 40)).when(busts('E1')).leaves({ ordStatus: 'new', cumQty: 0, leavesQty: 100 }).holds(0);
  });
  it('does not re-open an order that is over', () => {
    given(places(), acked, fills('E1', 100))
      .when(busts('E1'))
      .concludes('ExecutionBusted')
      .leaves({ status: 'filled', cumQty: 0, leavesQty: 0, reserved: 0 })
      .holds(0);
    given(places(), acked, fills('E1', 40), canceled)
      .when(busts('E1'))
      .leaves({ ordStatus: 'canceled', cumQty: 0, leavesQty: 0 })
      .holds(0);
  });
  it('said twice is done once, and the trade told again afterwards stays taken back', () => {
    given(places(), acked, fills('E1', 40), busts('E1')).when(busts('E1')).concludes().holds(0);
    given(places(), acked, fills('E1', 40), busts('E1')).when(fills('E1', 40)).concludes().holds(0);
  });
  it('before its trade is remembered, and the trade that follows is not booked', () => {
    const { desk } = given(places(), acked)
      .when(busts('E1'))
      .concludes('BreakRaised', 'ExecutionBusted')
      .saying('BreakRaised', { what: 'bustOfUnknownExecution' })
      .holds(0);
    givenDesk(desk).when(fills('E1', 40)).concludes().leaves({ cumQty: 0 }).holds(0);
    givenDesk(desk).when(fills('E2', 40)).concludes('ExecutionBooked').holds(40);
  });
  it('names one execution: not the one whose id begins the same, nor that of another day', () => {
    given(places(), acked, fills('E1/2', 40), fills('E1', 10))
      .when(busts('E1'))
      .saying('ExecutionBusted', { executionKey: 'E1/2026-11-21' })
      .holds(40);
    const yesterday = hears('trade', { execId: 'E1', lastQty: '30', lastPx: '10.00', tradeDate: '2026-11-20' });
    given(places(), acked, yesterday, fills('E1', 10))
      .when(busts('E1', { tradeDate: '2026-11-20' }))
      .holds(10);
    given(places(), acked, yesterday, fills('E1', 10)).when(busts('E1')).holds(30);
  });
  it('gives back what it took when the trade is corrected after all', () => {
    given(places(), acked, fills('E1', 40), busts('E1'))
      .when(corrects('E1', 30))
      .concludes('BreakRaised', 'ExecutionCorrected')
      .saying('BreakRaised', { what: 'correctionOfBusted' })
      .leaves({ cumQty: 30 })
      .holds(30);
  });
  it('is the end, where the venue says that the correction was before it', () => {
    given(places(), acked, fills('E1', 40), busts('E1', { transactTime: at(5) }))
      .when(corrects('E1', 30, '10.00', { transactTime: at(4) }))
      .concludes()
      .holds(0);
  });
  it('gives back the fee', () => {
    const fees = (desk: Desk) => Object.fromEntries(desk.state.positions.get('A1', 'ACME')?.fees ?? []);
    const paid = hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', fee: '0.12', feeCurrency: 'USD' });
    expect(fees(given(places(), acked, paid).when(busts('E1')).desk)).toEqual({ USD: 0n });
    const corrected = given(places(), acked, paid).when(corrects('E1', 20, '10.00', { fee: '0.06', feeCurrency: 'EUR' }));
    expect(fees(corrected.desk)).toEqual({ USD: 0n, EUR: 60_000_000_000_000_000n });
    expect(fees(given(places(), acked, paid).when(corrects('E1', 20)).desk)).toEqual({ USD: 120_000_000_000_000_000n });
  });
  it('does not let an order work again under an engaged kill switch', () => {
    const kill: Words = (desk) => desk.say({ type: 'KillRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'out' });
    given(places(), acked, fills('E1', 40), fills('E2', 60), kill)
      .when(busts('E1', { leavesQty: '40' }))
      .concludes('ExecutionBusted', 'OrderReopened', 'CancelAccepted', 'ChildCancelSent')
      .leaves({ ordStatus: 'pendingCancel', reserved: 40 });
  });
  it('re-opens a filled order when the venue works the rest (FIX J.1.a)', () => {
    given(places(), acked, fills('E1', 40), fills('E2', 60))
      .when(busts('E1', { leavesQty: '40' }))
      .concludes('ExecutionBusted', 'OrderReopened')
      .leaves({ status: 'open', ordStatus: 'partiallyFilled', cumQty: 60, leavesQty: 40, reserved: 40 });
    given(places(), acked, fills('E1', 40), fills('E2', 60), busts('E1', { leavesQty: '40' }))
      .when(fills('E3', 40))
      .concludes('ExecutionBooked', 'OrderClosed')
      .leaves({ ordStatus: 'filled', reserved: 0 });
  });
  it('brings what was over back to life only by a later word than its end, and then it is taken back', () => {
    given(places(), acked, fills('E1', 40), canceled)
      .when(busts('E1', { leavesQty: '100' }))
      .concludes('ExecutionBusted', 'BreakRaised', 'ChildCancelSent', 'BreakExplained')
      .saying('BreakRaised', { what: 'unexpectedAck' })
      .saying('BreakExplained', { cause: 'execution E1/2026-11-21 was taken back' })
      .leaves({ status: 'canceled', reserved: 100 });
    for (const seconds of [8, 9])
      given(places(), acked, fills('E1', 40), hears('canceled', { leavesQty: '0', transactTime: at(9) }))
        .when(busts('E1', { leavesQty: '100', transactTime: at(seconds) }))
        .concludes('ExecutionBusted')
        .leaves({ status: 'canceled', reserved: 0 });
  });
});

describe('what a bust or a correction leaves to trade', () => {
  it('is what the venue said last, by its own clock, and not what is heard last', () => {
    const first = hears('trade', { execId: 'E1', lastQty: '100', lastPx: '10.00', leavesQty: '0', transactTime: at(1) });
    const correction = { execId: 'E1a', leavesQty: '0', transactTime: at(2) };
    const bust = busts('E1a', { execId: 'E1b', leavesQty: '100', transactTime: at(3) });
    for (const told of [
      [first, corrects('E1', 100, '9.99', correction), bust],
      [first, bust, corrects('E1', 100, '9.99', correction)],
    ])
      given(places(), acked)
        .when(...told)
        .leaves({ status: 'open', ordStatus: 'new', cumQty: 0, leavesQty: 100 });
  });
  it('is open again too when the correction of a correction came first', () => {
    const trades = [fills('E1', 20), fills('E2', 80)];
    const first = corrects('E2', 40, '10.00', { execId: 'E2a', leavesQty: '40', transactTime: at(2) });
    const second = corrects('E2a', 60, '10.00', { execId: 'E2b', leavesQty: '20', transactTime: at(3) });
    given(places(), acked, ...trades)
      .when(second, first)
      .leaves({ status: 'open', cumQty: 80, leavesQty: 20 });
  });
});

describe('a correction', () => {
  it('puts another execution in the place of the old one', () => {
    const { desk } = given(places(), acked, fills('E1', 40))
      .when(corrects('E1', 30, '9.99'))
      .concludes('ExecutionCorrected')
      .saying('ExecutionCorrected', { oldQty: 40, oldPx: 1_000, lastQty: 30, lastPx: 999 })
      .leaves({ cumQty: 30, leavesQty: 70 })
      .holds(30);
    expect(desk.order().cumNotional).toBe(29_970n);
  });
  it('said twice is done once', () => {
    given(places(), acked, fills('E1', 40), corrects('E1', 30)).when(corrects('E1', 30)).concludes().holds(30);
  });
  it('that completes the order closes it, and nothing is canceled at the venue', () => {
    given(places(), acked, fills('E1', 40))
      .when(corrects('E1', 100))
      .concludes('ExecutionCorrected', 'OrderClosed')
      .leaves({ ordStatus: 'filled', cumQty: 100, reserved: 0 });
  });
  it('beyond the quantity is flagged as any overfill is', () => {
    given(places(), acked, fills('E1', 40))
      .when(corrects('E1', 130))
      .concludes('ExecutionCorrected', 'BreakRaised', 'OrderClosed')
      .saying('BreakRaised', { what: 'overfill' })
      .holds(130);
  });
  it('of an execution that never came is booked as it stands, once', () => {
    const { desk } = given(places(), acked)
      .when(corrects('E1', 30))
      .concludes('BreakRaised', 'ExecutionBooked')
      .saying('ExecutionBooked', { execId: 'E1', lastQty: 30 })
      .holds(30);
    givenDesk(desk).when(corrects('E1', 30)).concludes().holds(30);
    givenDesk(desk)
      .when(fills('E1', 40))
      .concludes('BreakRaised')
      .saying('BreakRaised', { what: 'sameExecutionOtherTerms' })
      .holds(30);
  });
  it('comes in chains: each has an id of its own and names the one before, in whatever order they are heard', () => {
    const first = corrects('E1', 30, '10.00', { execId: 'E1a' });
    const second = corrects('E1a', 20, '10.00', { execId: 'E1b' });
    const taken = busts('E1b', { execId: 'E1c' });
    const trade = fills('E1', 40);
    for (const told of [
      [trade, first, second],
      [trade, second, first],
      [second, trade, first],
      [second, first, trade],
      [first, second, trade],
      [first, trade, second],
    ]) {
      const { desk } = given(places(), acked, ...told)
        .when(fills('E2', 5))
        .leaves({ cumQty: 25 })
        .holds(25);
      for (const again of told) givenDesk(desk).when(again).leaves({ cumQty: 25 }).holds(25);
      givenDesk(desk).when(taken).leaves({ cumQty: 5 }).holds(5);
    }
    for (const told of [
      [taken, second, first, trade],
      [trade, taken, first, second],
      [first, taken, trade, second],
    ])
      given(places(), acked, ...told)
        .when(fills('E2', 5))
        .leaves({ cumQty: 5 })
        .holds(5);
  });
  it('of the same execution twice stands as the venue said it last, by its own clock', () => {
    given(places(), acked, fills('E1', 40), corrects('E1', 20, '10.00', { transactTime: at(5) }))
      .when(corrects('E1', 30, '10.00', { transactTime: at(4) }))
      .concludes()
      .holds(20);
  });
  it('that cannot be read changes nothing, and a person must look', () => {
    given(places(), acked, fills('E1', 40))
      .when(corrects('E1', 30, 'ten'))
      .concludes('BreakRaised', 'BreakRaised')
      .saying('BreakRaised', { what: 'unreadableReport' })
      .holds(40);
  });
});
