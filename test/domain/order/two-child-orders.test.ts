import { describe, expect, it } from 'vitest';
import { C, types } from '../../support/desk.ts';
import {
  acked,
  cancels,
  connects,
  disconnects,
  fills,
  given,
  givenDesk,
  hears,
  places,
  refuses,
  rejected,
  replaces,
  settles,
  type Words,
} from '../given.ts';

const notSent: Words = (desk) => {
  const { sentId } = desk.child();
  return desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId, request: 'submit', reason: 'not connected' });
};
/** A direct order that went out a second time, because the transport said of the first time that nothing had left. */
const twice: readonly Words[] = [places(), notSent, disconnects(), connects(), settles(), hears('new', {}, 2)];
const firstIsThere = hears('new', {}, 1);
/** The transport was wrong: both are at the venue. */
const both: readonly Words[] = [...twice, firstIsThere];

describe('a direct order of which the venue has two', () => {
  it('is taken back whole for new terms: neither is changed where it is', () => {
    const { desk } = given(...both)
      .when(replaces({ qty: '150' }))
      .concludes('ReplaceAccepted', 'ChildCancelSent', 'ChildCancelSent')
      .saying('ChildCancelSent', { childId: C(1) })
      .saying('ChildCancelSent', { childId: C(2) });
    givenDesk(desk, hears('canceled', {}, 1))
      .when(hears('canceled', {}, 2), settles())
      .concludes('ChildClosed', 'OrderReplaced', 'EvidenceWanted', 'ChildRouted')
      .leaves({ qty: 150, reserved: 150 });
  });
  it('keeps its own terms when the venue changes one of them', () => {
    given(...both)
      .when(hears('restated', { orderQty: '80', restatementReason: 'partialDecline' }, 2))
      .concludes('ChildRestated')
      .leaves({ qty: 100 });
  });
  it('whose new terms are in force at one is not told that they failed at the other', () => {
    const granted: Words = (desk) => desk.hear('replaced', { sentId: desk.child(2).requests[0]?.sentId }, 2);
    const refused = refuses({ request: 'replace' }, 1);
    const history = [
      replaces({ qty: '150' }),
      fills('E1', 100, '10.00', 2),
      firstIsThere,
      granted,
      replaces({ qty: '180' }),
      refused,
    ];
    const { desk } = given(...twice, ...history).when(fills('E2', 10, '10.00', 2));
    expect(types(desk.records.map(({ event }) => event))).not.toContain('AskFailed');
    expect(desk.order()).toMatchObject({ clOrdId: 'c2', replaces: [{ clOrdId: 'c3' }] });
  });
  it('sends new terms to one of them alone: full there or not, the other waits for the answer', () => {
    const { desk } = given(...twice, replaces({ qty: '150' }), fills('E1', 100, '10.00', 2)).when(firstIsThere);
    expect(desk.child(1).requests).toEqual([]);
    expect(desk.records.filter(({ event }) => event.type === 'ChildReplaceSent')).toHaveLength(1);
  });
  it('goes on being canceled while one of them can be, in whichever order the venue refuses', () => {
    const history = [...twice, replaces({ qty: '150' }), firstIsThere, cancels()];
    for (const order of [
      [1, 2],
      [2, 1],
    ] as const) {
      const { desk } = given(...history);
      const refusals = order.flatMap((n) => refuses({ request: 'cancel' }, n)(desk));
      expect(types(refusals)).not.toContain('AskFailed');
      expect(desk.order().cancel).toBeDefined();
    }
  });
  it('asks for no cancel while a replace of one is unanswered', () => {
    const { desk } = given(...twice, replaces({ qty: '150' }))
      .when(firstIsThere)
      .concludes('ChildAcknowledged', 'BreakRaised')
      .leaves({ ordStatus: 'pendingReplace' });
    expect(desk.child(2).requests).toMatchObject([{ kind: 'replace', qty: 150 }]);
  });
});

describe('a direct order whose second try is full', () => {
  const full: readonly Words[] = [...twice, fills('E1', 100, '10.00', 2)];

  it('goes on for more with the second', () => {
    given(...full)
      .when(replaces({ qty: '150' }))
      .concludes('OrderReopened', 'ReplaceAccepted', 'ChildReplaceSent')
      .saying('ChildReplaceSent', { childId: C(2), qty: 150 });
  });
  it('is not canceled before the venue has answered the replace of it', () => {
    const { desk } = given(...twice, replaces({ qty: '150' }), fills('E1', 100, '10.00', 2))
      .when(cancels())
      .concludes('CancelAccepted')
      .leaves({ ordStatus: 'pendingCancel', status: 'open', reserved: 50 });
    givenDesk(desk).when(refuses({}, 2)).saying('OrderClosed', { as: 'filled' }).leaves({ ordStatus: 'filled', reserved: 0 });
  });
});

describe('a direct order whose second try ends', () => {
  it('ends with the reasons of the second', () => {
    given(...twice)
      .when(hears('rejected', { rejectReason: 'exchangeClosed', text: 'closed' }, 2))
      .concludes('ChildClosed', 'OrderClosed')
      .saying('OrderClosed', { as: 'rejected', reason: 'closed', rejectReason: 'exchangeClosed' });
  });
});

describe('a routed order', () => {
  const routed = places({ route: { strategy: 'best' }, price: '10.01' });

  it('keeps its own terms when a venue changes those of its child order', () => {
    const { desk } = given(routed, acked)
      .when(hears('restated', { orderQty: '80', restatementReason: 'partialDecline' }))
      .concludes('ChildRestated')
      .leaves({ qty: 100, reserved: 100 });
    expect(desk.child().qty).toBe(80);
  });
  it('that waits for a look at the market asks for it once', () => {
    given(routed, rejected)
      .when(fills('E1', 10, '10.01'))
      .concludes('ExecutionBooked', 'BreakRaised')
      .leaves({ reserved: 90 });
  });
});
