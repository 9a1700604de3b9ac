import { describe, expect, it } from 'vitest';
import type { Micros, Price } from '../../../src/domain/kernel/units.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { configTerms, Desk, evidenceAt, venueTerms } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  fills,
  given,
  givenDesk,
  hears,
  places,
  refuses,
  replaces,
  session,
  settles,
  type Words,
  waits,
} from '../given.ts';

const down = session('down');
const up = session('up');
const sentTo = (desk: Desk): readonly string[] => desk.records.flatMap(({ event }) => ('seqOut' in event ? [event.type] : []));
const at = (price: number) => ({ reference: { price: price as Price, at: new Desk().now, source: 'mid' } });

describe('an order for a venue that is not connected', () => {
  it('waits in the desk: accepted, counted in exposure, at no venue', () => {
    given(down)
      .when(places())
      .concludes('OrderAccepted', 'OrderHeld')
      .saying('OrderHeld', { why: 'session', venue: 'ALPHA' })
      .leaves({ status: 'held', ordStatus: 'pendingNew', leavesQty: 100, reserved: 100 });
  });
  it('goes when the session is up, with the market looked at again', () => {
    const { desk } = given(down, places()).when(up).concludes('WorkStarted');
    givenDesk(desk)
      .when(settles())
      .concludes('EvidenceWanted', 'WorkFinished', 'OrderReleased', 'ChildRouted')
      .leaves({ status: 'open', reserved: 100 });
  });
  it.each([
    ['its price is by now outside the collar', settles(at(900)), 'priceCollar'],
    [
      'nobody sees the market',
      (desk: Desk) => [
        ...desk.say({ type: 'ContinueWork', workId: 1 }),
        ...desk.say({ type: 'EvidenceGiven', orderId: desk.order().orderId, purpose: 'release', wantedAt: 1 }),
      ],
      'referenceFresh',
    ],
    [
      'the limits are lower by now',
      (desk: Desk) => [
        ...desk.say({
          type: 'ConfigAdopted',
          values: configTerms({ limits: [{ ...(configTerms().limits[0] as never as object), maxOrderQty: '99' } as never] }),
        }),
        ...desk.settle(),
      ],
      'maxQty',
    ],
    [
      'the account may not trade any more',
      (desk: Desk) => [
        ...desk.say({
          type: 'ConfigAdopted',
          values: configTerms({ accounts: [{ account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 }] }),
        }),
        ...desk.settle(),
      ],
      'accountKnown',
    ],
  ] as [string, Words, string][])('is refused then, when %s', (_, goesOn, check) => {
    const { desk } = given(down, places(), up).when(goesOn).leaves({ status: 'rejected', reserved: 0 });
    expect(desk.order().reason).toContain(check);
    expect(sentTo(desk)).toEqual([]);
  });
  it('does not count against the order rate a second time', () => {
    const once = new Desk(
      configTerms({
        accounts: [
          { account: 'A1', tradable: true, ordersPerSecond: 1, ordersBurst: 1 },
          { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
        ],
      }),
    );
    givenDesk(once, down, places(), up).when(settles()).leaves({ status: 'open' });
  });
  it('waits on when the session is gone again before it went', () => {
    givenDesk(new Desk(), down, places(), up, down)
      .when(settles())
      .concludes('EvidenceWanted', 'WorkFinished', 'OrderReleased', 'OrderHeld')
      .leaves({ status: 'held', reserved: 100 });
  });
  it('is not let go by another venue', () => {
    given(down, session('down', 'BETA'), places()).when(session('up', 'BETA')).concludes();
  });
  it('is never immediate: what is for this moment ends', () => {
    for (const timeInForce of ['ioc', 'fok'] as const)
      given(down)
        .when(places({ timeInForce }))
        .concludes('OrderAccepted', 'OrderClosed')
        .saying('OrderClosed', { as: 'canceled', reason: 'ALPHA is not connected' })
        .leaves({ reserved: 0 });
    const spent = new Desk(configTerms({ venues: [venueTerms('ALPHA', { messagesPerSecond: 1, messagesBurst: 1 })] }));
    givenDesk(spent, places())
      .when(places({ timeInForce: 'ioc' }))
      .concludes('OrderAccepted', 'OrderClosed')
      .saying('OrderClosed', { reason: 'ALPHA takes no more orders at this moment' });
  });
});

describe('a held order', () => {
  it('that is canceled is over at once, and no venue hears of it', () => {
    const { desk } = given(down, places())
      .when(cancels())
      .concludes('CancelAccepted', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', reserved: 0 });
    givenDesk(desk, up).when(settles()).concludes();
    expect(sentTo(desk)).toEqual([]);
  });
  it('that is canceled while the desk looks at the market does not go', () => {
    const { desk } = given(down, places(), up, (desk) => desk.say({ type: 'ContinueWork', workId: 1 }), cancels());
    givenDesk(desk)
      .when((on) =>
        on.say({
          type: 'EvidenceGiven',
          orderId: on.order().orderId,
          purpose: 'release',
          wantedAt: 1,
          evidence: evidenceAt(on.now),
        }),
      )
      .concludes();
    expect(sentTo(desk)).toEqual([]);
  });
  it('that is replaced has its new terms at once', () => {
    const { desk } = given(down, places())
      .when(replaces({ qty: '150', price: '10.02' }))
      .concludes('ReplaceAccepted', 'OrderReplaced')
      .leaves({ status: 'held', qty: 150, reserved: 150 });
    givenDesk(desk, up).when(settles()).saying('ChildRouted', { qty: 150, price: 1_002 });
  });
  it('whose time is over expires where it is', () => {
    const { desk } = given(down, places({ timeInForce: 'gtd', expireTime: (new Desk().now + 1_000_000) as Micros }))
      .when(waits(1_000))
      .concludes('OrderClosed')
      .leaves({ ordStatus: 'expired', reserved: 0 });
    expect(desk.state.timers.next()).toBeUndefined();
  });
  it('asks for the market once, however often the session comes back', () => {
    given(down, places(), up, up)
      .when(settles())
      .concludes('EvidenceWanted', 'WorkFinished', 'WorkFinished', 'OrderReleased', 'ChildRouted');
  });
  it('asks again after a restart, since whoever was to answer is gone', () => {
    const { desk } = given(down, places(), up, (on) => on.say({ type: 'ContinueWork', workId: 1 }));
    desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: 2, writer: 'test' });
    givenDesk(desk)
      .when(settles())
      .concludes('EvidenceWanted', 'WorkFinished', 'OrderReleased', 'OrderHeld')
      .leaves({ status: 'held' });
  });
});

describe('a routed order', () => {
  const best = places({ route: { strategy: 'best' }, price: '10.01' });
  const darkAndDown = (): Desk => {
    const desk = new Desk();
    for (const venue of ['ALPHA', 'BETA']) session('down', venue)(desk);
    return desk;
  };

  it('waits when no lit venue is connected, and goes with the first that is, whichever', () => {
    for (const venue of ['ALPHA', 'BETA'])
      givenDesk(darkAndDown(), best, session('up', venue))
        .when(settles())
        .concludes('EvidenceWanted', 'WorkFinished', 'OrderReleased', 'ChildRouted')
        .saying('ChildRouted', { venue });
  });
  it('waits for the rate of a connected venue rather than for a session that nobody can foretell', () => {
    const desk = new Desk(
      configTerms({ venues: [venueTerms('ALPHA'), venueTerms('BETA', { messagesPerSecond: 1, messagesBurst: 1 })] }),
    );
    givenDesk(desk, down, best)
      .when(best)
      .concludes('OrderAccepted', 'OrderHeld')
      .saying('OrderHeld', { why: 'rate', venue: 'BETA' });
  });
  it('ends at once when it is for this moment', () => {
    givenDesk(darkAndDown())
      .when(places({ route: { strategy: 'best' }, timeInForce: 'ioc' }))
      .concludes('OrderAccepted', 'OrderClosed');
  });
});

describe('timers', () => {
  const gtd = (ms: number) => places({ timeInForce: 'gtd', expireTime: (new Desk().now + ms * 1_000) as Micros });

  it('expire an order at its venue with a cancel of the desk’s own', () => {
    const { desk } = given(gtd(2_000), acked, waits(1_999))
      .when(waits(1))
      .concludes('CancelAccepted', 'ChildCancelSent')
      .leaves({ ordStatus: 'pendingCancel' });
    givenDesk(desk)
      .when(canceled)
      .concludes('ChildClosed', 'OrderClosed')
      .saying('OrderClosed', { as: 'expired', reason: 'expired: its time is over' })
      .leaves({ ordStatus: 'expired' });
  });
  it('leave an expired order as it was when the venue refuses the cancel, and do not fire again', () => {
    const { desk } = given(gtd(2_000), acked, waits(2_000))
      .when(refuses())
      .concludes('ChildRequestRejected', 'BreakRaised', 'AskFailed')
      .leaves({ ordStatus: 'new' });
    expect(desk.state.timers.next()).toBeUndefined();
  });
  it('do nothing when the order is over, or is being canceled', () => {
    const filled = given(gtd(2_000), fills('E1', 100)).when(waits(2_000)).concludes();
    expect(filled.desk.state.timers.next()).toBeUndefined();
    given(gtd(500), acked, cancels()).when(waits(600)).concludes();
  });
  it('count once, when they were set, and when nothing has moved them', () => {
    const { desk } = given(places());
    const { id, dueAt } = desk.state.timers.next() as { id: string; dueAt: Micros };
    const fires =
      (over: Partial<Events['TimerFired']> = {}): Words =>
      (on) =>
        on.say({ type: 'TimerFired', timerId: id, dueAt, late: false, ...over });
    givenDesk(desk)
      .when(fires({ dueAt: (dueAt - 1) as Micros }))
      .concludes();
    givenDesk(desk)
      .when(fires({ timerId: 'timeout:none' }))
      .concludes();
    givenDesk(desk).when(fires()).concludes('CertaintyLost', 'ChildStatusAsked');
    givenDesk(desk).when(fires()).concludes();
    given(places(), acked).when(fires()).concludes();
    givenDesk(new Desk(), places(), hears('new'), cancels(), canceled).when(waits(5_000)).concludes();
  });
});
