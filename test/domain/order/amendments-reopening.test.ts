import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { OPENS } from '../../support/desk.ts';
import { acked, canceled, fills, given, givenDesk, hears, places, type Words } from '../given.ts';

/** Seconds after the open, by the venue's clock. */
const at = (seconds: number): Micros => (OPENS + seconds * 1_000_000) as Micros;
const busts = (execRefId: string, over = {}): Words => hears('tradeCancel', { execRefId, ...over });
const corrects = (execRefId: string, lastQty: number, over = {}): Words =>
  hears('tradeCorrect', { execRefId, lastQty: String(lastQty), lastPx: '10.00', ...over });
const trades = (execId: string, lastQty: number, over = {}): Words =>
  hears('trade', { execId, lastQty: String(lastQty), lastPx: '10.00', ...over });
const filled = [places(), acked, fills('E1', 40), fills('E2', 60)];

describe('a filled order of which something is left to trade again', () => {
  it('works again, and says why', () => {
    given(...filled)
      .when(busts('E1', { leavesQty: '40' }))
      .saying('OrderReopened', { reason: 'an execution at ALPHA was taken back' });
    given(...filled)
      .when(corrects('E2', 30, { leavesQty: '30' }))
      .concludes('ExecutionCorrected', 'OrderReopened')
      .leaves({ status: 'open', ordStatus: 'partiallyFilled', cumQty: 70, leavesQty: 30, reserved: 30 });
  });
  it('goes by what the venue counted last where the word itself is silent about it', () => {
    given(...filled, hears('calculated', { leavesQty: '60', transactTime: at(5) }))
      .when(busts('E2', { transactTime: at(6) }))
      .leaves({ status: 'open', cumQty: 40, leavesQty: 60 });
    given(...filled)
      .when(busts('E2', { transactTime: at(6) }))
      .leaves({ status: 'filled', cumQty: 40, reserved: 0 });
  });
  it('goes by the bust where that is of the same moment as the trade', () => {
    given(places(), acked, trades('E1', 100, { leavesQty: '0', transactTime: at(5) }))
      .when(busts('E1', { leavesQty: '100', transactTime: at(5) }))
      .leaves({ status: 'open', cumQty: 0, leavesQty: 100 });
  });
  it('is canceled under a kill switch, by nobody but the switch', () => {
    const kill: Words = (desk) => desk.say({ type: 'KillRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'out' });
    given(...filled, kill)
      .when(busts('E1', { leavesQty: '40' }))
      .saying('CancelAccepted', { clOrdId: '', reason: 'the kill switch of the desk is engaged' });
  });
});

describe('a canceled order that the venue says it works again', () => {
  it('is a break of that order at that venue', () => {
    const { desk } = given(places(), acked, fills('E1', 40), canceled)
      .when(busts('E1', { leavesQty: '100' }))
      .saying('BreakRaised', {
        what: 'unexpectedAck',
        detail: 'ALPHA works C-20261121-1 again, which is canceled',
        venue: 'ALPHA',
      });
    expect([...desk.state.breaks.values()]).toContainEqual(expect.objectContaining({ childId: desk.child().childId }));
  });
  it('is so by a bust that is later than its end, and is taken back', () => {
    for (const end of [{ transactTime: at(9) }, {}])
      given(places(), acked, fills('E1', 40), hears('canceled', { leavesQty: '0', ...end }))
        .when(busts('E1', { leavesQty: '100', transactTime: at(10) }))
        .concludes('ExecutionBusted', 'BreakRaised', 'ChildCancelSent', 'BreakExplained')
        .leaves({ status: 'canceled', reserved: 100 });
  });
  it('is so too by a correction of a trade that never came', () => {
    given(places(), acked, canceled)
      .when(corrects('E1', 40, { execId: 'E1a', leavesQty: '60' }))
      .concludes('BreakRaised', 'ExecutionBooked', 'ExecutionCorrected', 'BreakRaised', 'ChildCancelSent')
      .leaves({ status: 'canceled', cumQty: 40, reserved: 60 });
  });
});

describe('what an amendment says of the status', () => {
  const suspendedAt = (seconds: number) => hears('suspended', { transactTime: at(seconds) });
  it.each([
    ['a bust', busts('E2', { leavesQty: '60', transactTime: at(5) })],
    ['a correction', corrects('E2', 30, { leavesQty: '30', transactTime: at(5) })],
  ])('is dated where %s re-opens the order: an older word does not move it', (_, reopens) => {
    const { desk } = given(...filled, reopens);
    givenDesk(desk).when(suspendedAt(4)).concludes().leaves({ ordStatus: 'partiallyFilled' });
    givenDesk(desk).when(suspendedAt(6)).concludes('ChildRemarked').leaves({ ordStatus: 'suspended' });
  });
  it.each([
    ['a bust', busts('E1', { leavesQty: '100', transactTime: at(5) })],
    ['a correction', corrects('E1', 30, { leavesQty: '70', transactTime: at(5) })],
  ])('is nothing where the order works anyway: after %s an older word is still news', (_, amends) => {
    given(places(), acked, fills('E1', 40), amends)
      .when(suspendedAt(4))
      .concludes('ChildRemarked')
      .leaves({ ordStatus: 'suspended' });
  });
});

describe('by the clock of the venue', () => {
  it('a correction of the same moment as its trade comes after it', () => {
    given(places(), acked, trades('E1', 40, { transactTime: at(5) }))
      .when(corrects('E1', 30, { transactTime: at(5) }))
      .concludes('ExecutionCorrected')
      .holds(30);
  });
  it('a bust comes after a correction of the same moment, and before a later one', () => {
    const busted = [places(), acked, fills('E1', 40), busts('E1', { transactTime: at(5) })];
    given(...busted)
      .when(corrects('E1', 30, { transactTime: at(5) }))
      .concludes()
      .holds(0);
    given(...busted)
      .when(corrects('E1', 30, { transactTime: at(6) }))
      .concludes('BreakRaised', 'ExecutionCorrected')
      .holds(30);
  });
});

describe('the break of an amendment', () => {
  it('says what was amended that never was booked, of which order', () => {
    const { desk } = given(places(), acked)
      .when(busts('E1', { execId: 'E2' }))
      .saying('BreakRaised', {
        what: 'bustOfUnknownExecution',
        detail: 'tradeCancel of E1, which we never booked',
        venue: 'ALPHA',
      });
    expect([...desk.state.breaks.values()]).toContainEqual(expect.objectContaining({ childId: desk.child().childId }));
    given(places(), acked)
      .when(hears('tradeCorrect', { execId: 'E1', lastQty: '30', lastPx: '10.00' }))
      .saying('BreakRaised', { detail: 'tradeCorrect of E1, which we never booked' });
  });
  it('of what never was booked, and cannot be read either, books nothing', () => {
    given(places(), acked)
      .when(corrects('E1', 30, { execId: 'E1a', lastPx: 'ten' }))
      .concludes('BreakRaised', 'BreakRaised', 'BreakRaised')
      .saying('BreakRaised', { what: 'unreadableReport' })
      .holds(0);
  });
  it('says what became of an execution that was taken back', () => {
    given(places(), acked, fills('E1', 40), busts('E1')).when(corrects('E1', 30)).saying('BreakRaised', {
      what: 'correctionOfBusted',
      detail: 'E1/2026-11-21 was taken back, and is now said to be 30 at 10.00',
    });
  });
});
