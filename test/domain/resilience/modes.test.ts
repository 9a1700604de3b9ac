import { describe, expect, it } from 'vitest';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { allows, isStricter, MODES } from '../../../src/domain/resilience/modes.ts';
import { hostileConfig } from '../../support/arbitrary-acts.ts';
import { Desk } from '../../support/desk.ts';
import { acked, cancels, connects, fills, given, givenDesk, places, replaces, session, settles, type Words } from '../given.ts';

type Asked = Events['ModeRequested']['mode'];
let asked = 0;
/** Ann sets a mode, under an id of its own each time. */
const sets =
  (mode: Asked, over: Partial<Events['ModeRequested']> = {}, who = 'Ann'): Words =>
  (desk) =>
    desk.say(
      { type: 'ModeRequested', clOrdId: `m${(asked += 1)}`, scope: 'desk', id: '*', mode, reason: 'a drill', ...over },
      who,
    );
const modeOf = (desk: Desk, key = 'desk:*'): string => desk.state.modes.get(key)?.mode ?? 'normal';
const kills: Words = (desk) =>
  desk.say({ type: 'KillRequested', clOrdId: `k${(asked += 1)}`, scope: 'desk', id: '*', reason: 'a drill' });
/** A desk that is long by so much. */
const long = (qty: number): Words[] => [places({ qty: String(qty) }), acked, fills('E1', qty)];
const sells = (qty: number, over: object = {}): Words => places({ side: 'sell', qty: String(qty), ...over });

describe('a mode', () => {
  it('is set by a person, with a reason, and says who', () => {
    const { desk } = given(sets('cancelOnly'));
    expect(desk.state.modes.get('desk:*')).toMatchObject({ mode: 'cancelOnly', by: 'Ann', cause: 'a drill' });
    givenDesk(desk).when(sets('normal')).saying('ModeChanged', { from: 'cancelOnly', to: 'normal', by: 'Ann' });
    given()
      .when(sets('halted', { reason: ' ' }))
      .saying('AskRefused', { check: 'reasonMissing' });
  });
  it('set again, or lifted where none is, changes nothing; asked twice it is asked once', () => {
    given(sets('reduceOnly')).when(sets('reduceOnly')).concludes();
    given().when(sets('normal')).concludes();
    given(sets('reduceOnly', { clOrdId: 'm' }))
      .when(sets('reduceOnly', { clOrdId: 'm' }))
      .concludes('AskRepeated');
    given(sets('reduceOnly', { clOrdId: 'm' }))
      .when(sets('normal', { clOrdId: 'm' }))
      .saying('AskRefused', { check: 'clOrdIdReused' });
  });
  it('is in order of strictness, and the strictest in force counts', () => {
    expect(MODES).toEqual(['normal', 'venueDegraded', 'reduceOnly', 'cancelOnly', 'halted']);
    expect(isStricter('halted', 'cancelOnly') && !isStricter('halted', 'halted')).toBe(true);
    given(sets('reduceOnly'), sets('cancelOnly', { scope: 'instrument', id: 'ACME' }))
      .when(places())
      .saying('OrderRefused', { check: 'tradingMode', scope: 'instrument ACME', value: 'cancelOnly' });
  });
  it('outlives the day and a restart', () => {
    const { desk } = given(sets('cancelOnly', { scope: 'account', id: 'A1' }));
    expect(desk.tomorrow().state.modes).toEqual(desk.state.modes);
    desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: 1, writer: 'test' });
    expect(modeOf(desk, 'account:A1')).toBe('cancelOnly');
  });
});

describe('a venue that is not usable', () => {
  it('makes the mode venueDegraded, and normal when all are usable again', () => {
    const { desk } = given();
    expect(modeOf(desk)).toBe('normal');
    givenDesk(desk)
      .when(session('down'))
      .saying('ModeChanged', { from: 'normal', to: 'venueDegraded', by: undefined, cause: 'ALPHA is not connected' });
    givenDesk(desk).when(session('down', 'BETA')).concludes();
    givenDesk(desk).when(connects()).concludes();
    expect(modeOf(desk)).toBe('venueDegraded');
    givenDesk(desk).when(connects({}, 'BETA')).saying('ModeChanged', { to: 'normal' });
  });
  it('never lifts what a person has set, nor what it becomes once that is lifted', () => {
    const { desk } = given(sets('cancelOnly'), session('down'));
    expect(modeOf(desk)).toBe('cancelOnly');
    givenDesk(desk, connects());
    expect(modeOf(desk)).toBe('cancelOnly');
    givenDesk(desk, session('down'))
      .when(sets('normal'))
      .saying('ModeChanged', { from: 'cancelOnly', to: 'venueDegraded', by: 'Ann' });
    given(session('down'), sets('reduceOnly')).when(connects()).concludes();
  });
});

/** What of an order goes out in each mode: the cells of the table, by what a desk does. */
describe.each(MODES.filter((mode) => mode !== 'venueDegraded'))('in mode %s', (mode) => {
  const is = sets(mode as Asked);
  const leaves = allows[mode];
  it(`place: ${leaves.place}`, () => {
    given(is)
      .when(places())
      .concludes(...(leaves.place === 'yes' ? (['OrderAccepted', 'ChildRouted'] as const) : (['OrderRefused'] as const)));
    given(...long(100), is)
      .when(sells(100))
      .concludes(...(leaves.place === 'no' ? (['OrderRefused'] as const) : (['OrderAccepted', 'ChildRouted'] as const)));
  });
  it(`raise: ${leaves.raise}, lower: ${leaves.lower}`, () => {
    const answer = (isYes: boolean) => (isYes ? (['ReplaceAccepted', 'ChildReplaceSent'] as const) : (['AskRefused'] as const));
    given(places(), acked, is)
      .when(replaces({ qty: '150' }))
      .concludes(...answer(leaves.raise === 'yes'));
    given(places(), acked, is)
      .when(replaces({ price: '10.01' }))
      .concludes(...answer(leaves.raise === 'yes'));
    given(places(), acked, is)
      .when(replaces({ qty: '50' }))
      .concludes(...answer(leaves.lower === 'yes'));
  });
  it(`route: ${leaves.route}`, () => {
    const { desk } = given(session('down'), places(), is, connects());
    givenDesk(desk).when(settles());
    expect(desk.state.children.size).toBe(leaves.route === 'yes' ? 1 : 0);
    expect(desk.order().status).toBe(leaves.route === 'yes' ? 'open' : 'rejected');
  });
  it(`cancel: ${leaves.cancel}`, () => {
    given(places(), acked, is)
      .when(cancels())
      .concludes(...(leaves.cancel === 'yes' ? (['CancelAccepted', 'ChildCancelSent'] as const) : (['AskRefused'] as const)));
  });
  it('a kill always gets through', () => {
    given(places(), acked, is, kills).when(settles()).concludes('CancelAccepted', 'WorkFinished', 'ChildCancelSent');
  });
});

describe('reduceOnly is by quantity', () => {
  const is = sets('reduceOnly');
  it('exactly what is held may be sold, and one more may not', () => {
    given(...long(100), is)
      .when(sells(100))
      .concludes('OrderAccepted', 'ChildRouted');
    given(...long(100), is)
      .when(sells(101))
      .saying('OrderRefused', { check: 'reduceOnly', limit: '100', value: '101', scope: 'the desk' });
  });
  it('open orders on that side count, and those of the other side do not', () => {
    given(...long(100), sells(60), is)
      .when(sells(41))
      .saying('OrderRefused', { check: 'reduceOnly', limit: '40' });
    given(...long(100), sells(60), is)
      .when(sells(40))
      .concludes('OrderAccepted', 'ChildRouted');
    given(...long(100), places(), is)
      .when(sells(100))
      .concludes('OrderAccepted', 'ChildRouted');
  });
  it('a short is bought back, no further', () => {
    const short: Words[] = [sells(100), acked, fills('E1', 100)];
    given(...short, is)
      .when(places({ qty: '101' }))
      .saying('OrderRefused', { check: 'reduceOnly', limit: '100' });
    given(...short, is)
      .when(places({ qty: '100' }))
      .concludes('OrderAccepted', 'ChildRouted');
    given(...short, is)
      .when(sells(1))
      .saying('OrderRefused', { check: 'reduceOnly', limit: '0' });
  });
  it('a change of an order counts for what it adds: its own reservation is not counted twice', () => {
    const story = [...long(100), sells(60, { clOrdId: 's' }), is];
    given(...story)
      .when(replaces({ orderId: undefined, origClOrdId: 's', qty: '100' }))
      .concludes('ReplaceAccepted', 'ChildReplaceSent');
    given(...story)
      .when(replaces({ orderId: undefined, origClOrdId: 's', qty: '101' }))
      .saying('AskRefused', { check: 'reduceOnly' });
  });
  it('an order that waited is checked again as it goes out', () => {
    const { desk } = given(...long(100), session('down'), sells(100), is);
    // What it was to close is gone meanwhile.
    desk.say({
      type: 'ExecutionReported',
      venue: 'ALPHA',
      session: 'ALPHA-1',
      seqIn: 0,
      channel: 'dropCopy',
      execType: 'tradeCancel',
      sentId: desk.child().sentId,
      execId: 'E1',
    });
    givenDesk(desk, connects())
      .when(settles())
      .saying('OrderClosed', { reason: expect.stringContaining('reduceOnly') });
    expect(desk.state.children.size).toBe(1);
  });
  it('of one venue lets a routed order go there only to reduce', () => {
    const best = { route: { strategy: 'best' as const }, price: '10.02' };
    const { desk } = given(sets('reduceOnly', { scope: 'venue', id: 'BETA' }), places(best));
    expect(desk.child().venue).toBe('ALPHA');
    const short = given(sells(100), acked, fills('E1', 100), sets('reduceOnly', { scope: 'venue', id: 'BETA' }), places(best));
    expect(short.desk.child(2).venue).toBe('BETA');
  });
});

describe('what was taken on before a mode or a kill forbade it', () => {
  it('a replace that waits for its session does not go out any more, and its client is told', () => {
    for (const forbids of [sets('cancelOnly'), sets('reduceOnly')]) {
      const { desk } = given(places(), acked, session('down'), replaces({ qty: '150' }), forbids, connects());
      givenDesk(desk).when(settles()).saying('AskFailed', { ask: 'replace' });
      expect(desk.records.some(({ event }) => event.type === 'ChildReplaceSent')).toBe(false);
      expect(desk.order()).toMatchObject({ status: 'open', qty: 100, replaces: [] });
    }
  });
  it('a smaller quantity at the same price still goes out in reduceOnly', () => {
    given(places(), acked, session('down'), settles(), replaces({ qty: '50' }), sets('reduceOnly'), connects())
      .when(settles())
      .concludes('ChildReplaceSent', 'WorkFinished');
  });
  it('where a venue cannot change an order, the old one is not cancelled for a change that may not go out', () => {
    const beta = { route: { strategy: 'direct' as const, venue: 'BETA' } };
    const { desk } = givenDesk(new Desk(hostileConfig()), places(beta), acked, session('down', 'BETA'), replaces({ qty: '110' }));
    givenDesk(desk, sets('cancelOnly'), connects({}, 'BETA')).when(settles()).saying('AskFailed', { ask: 'replace' });
    expect(desk.records.some(({ event }) => event.type === 'ChildCancelSent')).toBe(false);
  });
});
