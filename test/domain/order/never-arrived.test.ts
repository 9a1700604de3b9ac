import { describe, expect, it } from 'vitest';
import { configTerms, Desk, OPENS, types } from '../../support/desk.ts';
import {
  acked,
  answers,
  cancels,
  connects,
  disconnects,
  doubts,
  given,
  givenDesk,
  hears,
  places,
  replaces,
  settles,
  waits,
} from '../given.ts';
import { checkDesk, checkState } from '../invariants.ts';

describe('a submit with a number that the venue has not received', () => {
  it('never arrived: it waits in the desk, and goes out again under an id of its own', () => {
    const { desk } = given(places(), disconnects())
      .when(connects({ expects: 1 }), settles())
      .concludes('WorkStarted', 'ChildClosed', 'WorkFinished', 'OrderHeld')
      .saying('ChildClosed', { as: 'notSent', endedQty: 100, unheardQty: 0, reason: 'ALPHA never received it' })
      .leaves({ status: 'held', reserved: 100 });
    expect(doubts(desk)).toEqual([]);
    givenDesk(desk).when(waits(1_000), settles()).concludes('EvidenceWanted', 'OrderReleased', 'ChildRouted');
    expect(desk.order().children.map(({ status, sentId }) => [status, sentId])).toEqual([
      ['notSent', 'T1M9A000100001'],
      ['sent', 'T1M9A000100002'],
    ]);
    expect(desk.order().reserved).toBe(100);
  });
  it.each([2, 3, 100])('and one with a lower number may have arrived (%i is expected): it stays in doubt', (expects) => {
    const { desk } = given(places(), disconnects())
      .when(connects({ expects }), settles())
      .concludes('WorkStarted', 'ChildStatusAsked', 'WorkFinished')
      .leaves({ status: 'open', reserved: 100 });
    expect(doubts(desk)).toEqual(['submit']);
    givenDesk(desk).when(waits(1_000_000), settles());
    expect(desk.order().children.length).toBe(1);
  });
  it('is told apart from the one before it', () => {
    const { desk } = given(places(), places(), places(), disconnects())
      .when(connects({ expects: 2 }), settles())
      .concludes('WorkStarted', 'ChildStatusAsked', 'ChildClosed', 'ChildClosed', 'WorkFinished', 'OrderHeld', 'OrderHeld');
    expect([1, 2, 3].map((n) => desk.child(n).status)).toEqual(['sent', 'notSent', 'notSent']);
  });
  it('ends when it was for that moment only', () => {
    given(places({ timeInForce: 'ioc' }), disconnects())
      .when(connects({ expects: 1 }), settles())
      .concludes('WorkStarted', 'ChildClosed', 'WorkFinished', 'OrderClosed')
      .leaves({ ordStatus: 'rejected', reserved: 0 });
  });
  it('arrived if the venue has spoken about it, whatever it says of numbers', () => {
    given(places(), acked, disconnects())
      .when(connects({ expects: 1 }), settles())
      .concludes();
    given(places(), disconnects(), connects({ expects: 1 }), acked)
      .when(settles())
      .concludes('WorkFinished')
      .leaves({ ordStatus: 'new', reserved: 100 });
  });
  it('takes its cancel with it: there is nothing to cancel', () => {
    const { desk } = given(places(), cancels(), disconnects())
      .when(connects({ expects: 1 }), settles())
      .concludes('WorkStarted', 'ChildClosed', 'WorkFinished', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', reserved: 0 });
    expect(desk.child().requests).toEqual([]);
    givenDesk(desk).when(waits(100_000)).concludes();
  });
  it('goes out under the terms of a replace that never arrived either', () => {
    given(places(), replaces({ qty: '150', price: '10.01' }), disconnects())
      .when(connects({ expects: 1 }), settles())
      .concludes('WorkStarted', 'ChildClosed', 'WorkFinished', 'OrderReplaced', 'EvidenceWanted', 'ChildRouted')
      .saying('ChildRouted', { qty: 150, price: 1_001 })
      .leaves({ status: 'open', qty: 150, reserved: 150 });
  });
  it('is of that venue alone', () => {
    const routed = places({ route: { strategy: 'best' }, price: '10.02', qty: '150' });
    const { desk } = given(routed, disconnects('ALPHA'), disconnects('BETA')).when(connects({ expects: 1 }, 'BETA'), settles());
    for (const n of [1, 2]) expect(desk.child(n).status).toBe(desk.child(n).venue === 'BETA' ? 'notSent' : 'sent');
    expect(desk.order().reserved).toBe(150);
  });
});

describe('a cancel with a number that the venue has not received', () => {
  it('never arrived: it is still wanted, and goes out after a pause', () => {
    const { desk } = given(places(), acked, cancels(), disconnects())
      .when(connects({ expects: 2 }), settles())
      .concludes('WorkStarted', 'CertaintyRegained', 'ChildRequestRejected', 'WorkFinished')
      .saying('CertaintyRegained', { request: 'cancel', evidence: 'notSent: not sent: ALPHA never received it' })
      .saying('ChildRequestRejected', { reason: 'not sent: ALPHA never received it', againAt: OPENS + 1_000_000 })
      .leaves({ ordStatus: 'pendingCancel', reserved: 100 });
    givenDesk(desk).when(waits(999)).concludes();
    givenDesk(desk).when(waits(1)).concludes('ChildCancelSent');
    givenDesk(desk).when(hears('canceled'), waits(100_000)).concludes('ChildClosed', 'OrderClosed');
  });
  it('waits for the session when that breaks in the pause', () => {
    given(places(), acked, cancels(), disconnects(), connects({ expects: 2 }), settles(), disconnects())
      .when(waits(100_000), connects(), settles())
      .concludes('WorkStarted', 'ChildCancelSent', 'WorkFinished');
  });
  it('may have arrived with a lower one', () => {
    const { desk } = given(places(), acked, cancels(), disconnects())
      .when(connects({ expects: 3 }), settles())
      .concludes('WorkStarted', 'ChildStatusAsked', 'WorkFinished');
    expect(doubts(desk)).toEqual(['cancel']);
    expect(desk.order().reserved).toBe(100);
  });
});

describe('a replace with a number that the venue has not received', () => {
  it('never arrived: its client is told, and the order is as it was', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), disconnects())
      .when(connects({ expects: 2 }), settles())
      .concludes('WorkStarted', 'CertaintyRegained', 'ChildRequestRejected', 'AskFailed', 'WorkFinished')
      .saying('AskFailed', { ask: 'replace', clOrdId: 'c2', reason: 'not sent: ALPHA never received it' })
      .leaves({ ordStatus: 'new', qty: 100, reserved: 100 });
    expect(desk.child().requests).toEqual([]);
  });
  it('may have arrived with a lower one', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), disconnects()).when(connects({ expects: 3 }), settles());
    expect(doubts(desk)).toEqual(['replace']);
    expect(desk.order().reserved).toBe(150);
  });
  it('leaves the doubt about the submit before it, which is asked about', () => {
    const { desk } = given(places(), replaces({ qty: '150' }), disconnects())
      .when(connects({ expects: 2 }), settles())
      .saying('AskFailed', { clOrdId: 'c2' })
      .saying('ChildStatusAsked', { attempt: 1 })
      .leaves({ ordStatus: 'pendingNew', reserved: 100 });
    expect(doubts(desk)).toEqual(['submit']);
  });
  it('is told apart from the one before it', () => {
    const chain = new Desk(configTerms({ replacesInFlightMax: 3 }));
    const { desk } = givenDesk(
      chain,
      places(),
      acked,
      replaces({ qty: '150' }),
      replaces({ qty: '180' }),
      replaces({ qty: '200' }),
      disconnects(),
    )
      .when(connects({ expects: 3 }), settles())
      .leaves({ ordStatus: 'pendingReplace', reserved: 150 });
    expect(desk.child().requests).toMatchObject([{ kind: 'replace', qty: 150, certain: false }]);
    expect(desk.order().replaces).toMatchObject([{ clOrdId: 'c2', qty: 150 }]);
  });
});

describe('what the venue expects', () => {
  it('says nothing of what is sent after the session is up', () => {
    const { desk } = given(
      places(),
      places(),
      disconnects(),
      connects({ expects: 2 }),
      places(),
      cancels({ orderId: undefined, origClOrdId: 'c1' }),
    ).when(settles());
    expect(desk.child(3)).toMatchObject({ seqOut: 3, status: 'sent', certain: true });
    expect(desk.child(1).requests).toMatchObject([{ kind: 'cancel', seqOut: 4, certain: true }]);
    expect(desk.child(2).status).toBe('notSent');
  });
  it('is forgotten when the session breaks again before all is looked at', () => {
    const { desk } = given(places(), disconnects(), connects({ expects: 1 })).when(disconnects());
    expect([desk.child().status, doubts(desk)]).toEqual(['sent', ['submit']]);
    givenDesk(desk).when(connects(), settles()).concludes('WorkStarted', 'ChildStatusAsked', 'WorkFinished');
    expect(desk.child().status).toBe('sent');
  });
  it('is nothing that a session which is down could say', () => {
    const { desk } = given(places());
    desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'down', expects: 1 });
    desk.settle();
    expect([desk.child().status, doubts(desk)]).toEqual(['sent', ['submit']]);
  });
  it('is said in the numbers of today, and not in those before they were begun anew', () => {
    const reset = connects({ nextSeqIn: 1, nextSeqOut: 1 });
    const { desk } = given(
      places(),
      places(),
      replaces({ orderId: undefined, origClOrdId: 'c1', qty: '150' }),
      disconnects(),
      reset,
      settles(),
    );
    givenDesk(desk, disconnects()).when(connects({ expects: 2 }), settles());
    expect([1, 2].map((n) => [desk.child(n).status, doubts(desk, n)])).toEqual([
      ['sent', ['submit', 'replace']],
      ['sent', ['submit']],
    ]);
    givenDesk(desk)
      .when(answers('new', { orderQty: '100' }))
      .saying('AskFailed', { ask: 'replace' })
      .leaves({ ordStatus: 'new', reserved: 100 });
  });
  it('is remembered over a night that falls before all is looked at', () => {
    const today = given(places({ timeInForce: 'gtc' }), disconnects(), connects({ expects: 1 })).desk;
    givenDesk(today.tomorrow()).when(settles()).concludes('ChildClosed', 'WorkFinished', 'OrderHeld');
  });
  it('said twice is said once', () => {
    const { desk } = given(places(), disconnects(), connects({ expects: 1 }), connects({ expects: 1 }), settles());
    expect(desk.records.filter(({ event }) => event.type === 'ChildClosed').length).toBe(1);
    checkDesk(desk);
  });
});

describe('450 orders of which the venue has received 220', () => {
  it('are looked at in slices of 200, each is judged by its own number, and none goes out twice', () => {
    const desk = new Desk();
    for (let n = 1; n <= 450; n += 1) desk.place({ qty: '1' });
    givenDesk(desk, disconnects(), connects({ expects: 221 }));
    const before = desk.records.length;
    desk.settle();
    const turns = desk.records.slice(before).flatMap(({ event, position }) => (event.type === 'ContinueWork' ? [position] : []));
    expect(turns.length).toBe(3);
    const turnOf = (position: number): number => turns.filter((at) => at <= position).length;
    const facts = desk.records.slice(before).map(({ event, position }) => [event.type, turnOf(position)] as const);
    const count = (type: string): readonly number[] =>
      [1, 2, 3].map((turn) => facts.filter(([fact, of]) => fact === type && of === turn).length);
    expect(count('ChildStatusAsked')).toEqual([200, 20, 0]);
    expect(count('ChildClosed')).toEqual([0, 180, 50]);
    expect(count('OrderHeld')).toEqual([0, 180, 50]);
    expect([count('WorkAdvanced'), count('WorkFinished')]).toEqual([
      [1, 1, 0],
      [0, 0, 1],
    ]);
    expect(desk.state.exposure.get('A1', 'ACME')).toMatchObject({ buy: 450, orders: 450 });

    expect(types(desk.wait(1_000)).filter((type) => type === 'EvidenceWanted').length).toBe(230);
    desk.settle();
    const placed = desk.records.filter(({ event }) => event.type === 'ChildRouted').length;
    expect(placed).toBe(450 + 230);
    expect([...desk.state.orders].every(({ children }) => children.filter(({ status }) => status === 'sent').length === 1)).toBe(
      true,
    );
    checkState(desk.state);
  });
});

describe('200 orders with eight replaces each that never arrived', () => {
  it('are looked at in slices that are bounded by what is said of them', () => {
    const desk = new Desk(configTerms({ replacesInFlightMax: 8 }));
    const pass = (ms: number): void => {
      desk.now = (desk.now + ms * 1_000) as never;
    };
    for (let n = 1; n <= 200; n += 1) desk.place({ qty: '1' });
    for (let i = 0; i < 8; i += 1) {
      pass(100);
      for (let n = 1; n <= 200; n += 1) desk.replace({ orderId: desk.order(n).orderId, price: `9.9${i}` });
    }
    expect(desk.child(200).requests.length).toBe(8);
    const { events } = givenDesk(desk, disconnects(), connects({ expects: 201 })).when(settles());
    expect(types(events).filter((type) => type === 'AskFailed').length).toBe(1_600);
    expect(types(events).filter((type) => type === 'WorkAdvanced').length).toBeGreaterThan(3);
    for (const n of [1, 200])
      expect([desk.child(n).requests, desk.order(n).replaces, desk.order(n).reserved]).toEqual([[], [], 1]);
  });
});
