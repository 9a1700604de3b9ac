import { describe, expect, it } from 'vitest';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { hostileConfig } from '../../support/arbitrary-acts.ts';
import { configTerms, Desk, O, types } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  given,
  givenDesk,
  hears,
  places,
  refuses,
  rejected,
  replaces,
  session,
  settles,
  type Words,
  waits,
} from '../given.ts';
import { checkDesk } from '../invariants.ts';

type Scoped = Pick<Events['KillRequested'], 'scope' | 'id'>;
let asked = 0;
const operates =
  (type: 'KillRequested' | 'ResumeRequested' | 'MassCancelRequested') =>
  (on: Scoped, over: Partial<Events['KillRequested']> = {}): Words =>
  (desk) =>
    desk.say({ type, clOrdId: `op${(asked += 1)}`, reason: 'drill', ...on, ...over } as Events['KillRequested']);
const [kills, resumes, cancelsAll] = [operates('KillRequested'), operates('ResumeRequested'), operates('MassCancelRequested')];
const fillsOf =
  (n: number, qty: number): Words =>
  (desk) =>
    desk.fill(`E${n}`, qty, '10.00', n);
const DESK: Scoped = { scope: 'desk', id: '*' };

/** Inside each scope, and outside it. */
const scopes = [
  { on: { scope: 'firm', id: '*' }, inside: places(), outside: undefined },
  { on: DESK, inside: places(), outside: undefined },
  { on: { scope: 'account', id: 'A1' }, inside: places(), outside: places({ account: 'A2' }) },
  { on: { scope: 'strategy', id: 'S1' }, inside: places({ strategy: 'S1' }), outside: places({ strategy: 'S2' }) },
  { on: { scope: 'instrument', id: 'ACME' }, inside: places(), outside: undefined },
  { on: { scope: 'venue', id: 'ALPHA' }, inside: places(), outside: places({ route: { strategy: 'direct', venue: 'DARK' } }) },
] as const;
const twoAccounts = (): Desk => new Desk(hostileConfig());

describe('a kill switch', () => {
  it.each(scopes)('of $on.scope $on.id lets nothing new through there, and says why', ({ on, inside, outside }) => {
    const { desk } = givenDesk(twoAccounts(), kills(on), settles());
    givenDesk(desk).when(inside).concludes('OrderRefused').saying('OrderRefused', { check: 'killSwitch' });
    if (outside !== undefined) givenDesk(desk).when(outside).concludes('OrderAccepted', 'ChildRouted');
    givenDesk(desk).when(resumes(on)).concludes('KillLifted');
    givenDesk(desk).when(inside).concludes('OrderAccepted', 'ChildRouted');
  });
  it.each(scopes)('of $on.scope $on.id cancels what works there, and only that', ({ on, inside, outside }) => {
    const { desk } = givenDesk(twoAccounts(), inside, ...(outside === undefined ? [] : [outside]));
    givenDesk(desk).when(kills(on)).concludes('KillEngaged', 'WorkStarted');
    givenDesk(desk)
      .when(settles())
      .concludes('CancelAccepted', 'WorkFinished', 'ChildCancelSent')
      .leaves({ ordStatus: 'pendingCancel' });
    if (outside !== undefined)
      givenDesk(desk)
        .when((at) => at.refuseRequest({ sentId: 'none' }, 2))
        .leaves({ ordStatus: 'pendingNew' }, 2);
  });
  it('blocks at once, before a single order is canceled', () => {
    given(places(), kills(DESK)).when(places()).concludes('OrderRefused');
  });
  it('stops a replace, and lets a cancel pass', () => {
    given(places(), acked, kills({ scope: 'venue', id: 'ALPHA' }))
      .when(replaces({ qty: '150' }))
      .concludes('AskRefused')
      .saying('AskRefused', { check: 'killSwitch', scope: 'venue ALPHA' });
    given(places(), acked, kills(DESK)).when(cancels()).concludes('CancelAccepted', 'ChildCancelSent');
  });
  it('ends what waits in the desk, and no venue hears of it', () => {
    const { desk } = given(session('down'), places(), kills(DESK))
      .when(settles())
      .concludes('CancelAccepted', 'OrderClosed', 'WorkFinished', 'MassCancelReported')
      .leaves({ ordStatus: 'canceled', reserved: 0 });
    expect(desk.state.children.size).toBe(0);
  });
  it('stops an order that was about to be routed again', () => {
    const { desk } = given(places({ route: { strategy: 'best' }, price: '10.01' }), rejected, kills(DESK));
    desk.say({ type: 'EvidenceGiven', orderId: desk.order().orderId, purpose: 'route', wantedAt: 0 });
    expect(desk.order()).toMatchObject({ status: 'rejected', reason: expect.stringContaining('killSwitch') });
  });
  it('of one venue sends a routed order elsewhere', () => {
    const { desk } = given(kills({ scope: 'venue', id: 'BETA' }), settles()).when(
      places({ route: { strategy: 'best' }, price: '10.02' }),
    );
    expect(desk.child().venue).toBe('ALPHA');
  });
  it('pulled again cancels again what has come to work meanwhile, and a resume without a kill is refused', () => {
    const { desk } = given(places(), kills(DESK), settles(), refuses());
    expect(desk.order().cancel).toBeUndefined();
    givenDesk(desk).when(kills(DESK)).concludes('WorkStarted');
    givenDesk(desk).when(settles()).concludes('CancelAccepted', 'WorkFinished', 'ChildCancelSent');
    given().when(resumes(DESK)).concludes('AskRefused').saying('AskRefused', { check: 'notEngaged' });
    given(kills({ scope: 'account', id: 'A1' }))
      .when(resumes(DESK))
      .concludes('AskRefused');
  });
});

describe('a kill or a mass cancel reports what could not be cancelled', () => {
  const report = (desk: Desk): object | undefined => {
    const events = desk.records.map(({ event }) => event).filter(({ type }) => type === 'MassCancelReported');
    expect(events.length).toBeLessThanOrEqual(1);
    return events[0];
  };
  it('once every answer is in', () => {
    const { desk } = given(places(), places(), places(), acked, hears('new', {}, 2), hears('new', {}, 3), kills(DESK), settles());
    givenDesk(desk, canceled, fillsOf(2, 100));
    expect(report(desk)).toBeUndefined();
    givenDesk(desk).when(refuses({}, 3)).concludes('ChildRequestRejected', 'BreakRaised', 'AskFailed', 'MassCancelReported');
    expect(report(desk)).toMatchObject({
      scope: 'desk',
      id: '*',
      orders: 3,
      canceled: 1,
      filled: 1,
      failed: 1,
      unknown: 0,
      left: [O(3)],
    });
    expect(desk.state.massCancels.size).toBe(0);
  });
  it('when the time for answers is over: what is silent is unknown', () => {
    const { desk } = given(places(), acked, kills({ scope: 'account', id: 'A1' }), settles(), waits(2_900));
    expect(report(desk)).toBeUndefined();
    givenDesk(desk, waits(100));
    expect(report(desk)).toMatchObject({ scope: 'account', id: 'A1', orders: 1, canceled: 0, unknown: 1, left: [O(1)] });
    givenDesk(desk, canceled);
    expect(report(desk), 'said once').toBeDefined();
  });
  it('at once when there is nothing to wait for: no orders, or such as no venue has', () => {
    expect(report(given(kills(DESK), settles()).desk)).toMatchObject({ orders: 0, left: [] });
    expect(report(given(session('down'), places(), kills(DESK), settles()).desk)).toMatchObject({ orders: 1, canceled: 1 });
  });
  it('what has not got out because the session is down is unknown', () => {
    const { desk } = given(places(), acked, session('down'), kills(DESK), settles(), waits(3_000));
    expect(report(desk)).toMatchObject({ orders: 1, unknown: 1, left: [O(1)] });
  });
  it('an order that a client has closed, and that lives, is among them', () => {
    const { desk } = given(places(), acked, canceled, hears('trade', { execId: 'E1', lastQty: '1', lastPx: '10.00' }));
    desk.hear('orderStatus', { ordStatus: 'new', queryId: undefined });
    givenDesk(desk, settles(), refuses(), kills(DESK), settles());
    expect(report(desk)).toBeUndefined();
    givenDesk(desk, refuses());
    expect(report(desk)).toMatchObject({ orders: 1, failed: 1 });
  });
  it('outlives the day and is said then', () => {
    const { desk } = given(places({ timeInForce: 'gtc' }), acked, kills(DESK), settles());
    const next = desk.tomorrow();
    expect(next.state.massCancels).toEqual(desk.state.massCancels);
    next.wait(3_000);
    expect(report(next)).toMatchObject({ orders: 1, unknown: 1 });
  });
  it('and each order that its venue does not cancel is a break until it is over', () => {
    const { desk } = given(places(), acked, kills(DESK), settles(), refuses());
    expect(desk.state.breaks.get(1)).toMatchObject({ what: 'notCanceled', state: 'open' });
    givenDesk(desk).when(fillsOf(1, 100)).saying('BreakClosed', { breakId: 1, cause: 'C-20261121-1: it is filled' });
  });
  it('but not one whose client asked for the cancel, and is told', () => {
    given(places(), acked, cancels()).when(refuses()).concludes('ChildRequestRejected', 'AskFailed');
    given(places(), acked, cancels(), kills(DESK), settles())
      .when(refuses())
      .concludes('ChildRequestRejected', 'BreakRaised', 'AskFailed', 'MassCancelReported');
  });
});

describe('mass work', () => {
  const rich = configTerms({ limits: [{ ...(configTerms().limits[0] as never as object), maxLong: '100000' } as never] });
  const many = (count: number): Desk => {
    const desk = new Desk(rich);
    for (let n = 0; n < count; n += 1) desk.place({ qty: '1' });
    expect(desk.state.live.size).toBe(count);
    return desk;
  };
  const slices = (desk: Desk): readonly number[] => {
    const sizes: number[] = [];
    for (let [work] = desk.state.works.values(); work !== undefined; [work] = desk.state.works.values())
      sizes.push(
        types(desk.say({ type: 'ContinueWork', workId: work.workId })).filter((type) => type === 'CancelAccepted').length,
      );
    return sizes;
  };

  it('cancels 450 orders in slices of at most 200, each order once, in order', () => {
    const desk = many(450);
    expect(types(cancelsAll(DESK)(desk))).toEqual(['WorkStarted']);
    expect(slices(desk)).toEqual([200, 200, 50]);
    const sent = desk.records.flatMap(({ event }) => (event.type === 'ChildCancelSent' ? [event.orderId] : []));
    expect(sent).toEqual([...sent].sort((a, b) => a - b));
    expect(new Set(sent).size).toBe(450);
    checkDesk(desk);
  });
  it('fits exactly: 200 orders are one slice, 201 are two', () => {
    for (const [count, expected] of [
      [200, [200]],
      [201, [200, 1]],
    ] as const) {
      const desk = many(count);
      cancelsAll(DESK)(desk);
      expect(slices(desk)).toEqual(expected);
    }
  });
  it('goes on where it stood after a restart, and skips what has ended meanwhile', () => {
    const desk = many(450);
    kills(DESK)(desk);
    const [work] = desk.state.works.values();
    desk.say({ type: 'ContinueWork', workId: work?.workId as number });
    for (const n of [201, 300]) desk.hear('canceled', {}, n);
    expect([...desk.replayed().works.values()]).toEqual([...desk.state.works.values()]);
    expect(slices(desk)).toEqual([200, 48]);
  });
  it('that is done, or unknown, is not done again', () => {
    given(places(), cancelsAll(DESK), settles())
      .when((desk) => desk.say({ type: 'ContinueWork', workId: 1 }))
      .concludes();
  });
  it('leaves alone what is being canceled already, and finishes with nothing to do', () => {
    given(places(), acked, cancels(), cancelsAll(DESK)).when(settles()).concludes('WorkFinished');
    given(places(), canceled, cancelsAll(DESK)).when(settles()).concludes('WorkFinished', 'MassCancelReported');
    given(places(), hears('new'), cancelsAll({ scope: 'account', id: 'A2' }))
      .when(settles())
      .concludes('WorkFinished', 'MassCancelReported');
  });
  it('does not end trading: a mass cancel is no kill', () => {
    given(places(), cancelsAll(DESK), settles()).when(places()).concludes('OrderAccepted', 'ChildRouted');
  });
});
