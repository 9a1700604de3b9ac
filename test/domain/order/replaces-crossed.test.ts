import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { configTerms, OPENS, venueTerms } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  chained,
  connects,
  declines,
  disconnects,
  fills,
  given,
  givenDesk,
  grants,
  hears,
  places,
  refuses,
  replaces,
  sentIdOf,
  settles,
  upTo,
  type Words,
  waits,
} from '../given.ts';

const at = (seconds: number) => ({ transactTime: (OPENS + seconds * 1_000_000) as Micros });
const busts = (execRefId: string): Words => hears('tradeCancel', { execId: `B-${execRefId}`, execRefId });
/** The drop copy tells a fill while the session of the order is down. */
const copies = (lastQty: string): Words =>
  hears('trade', { channel: 'dropCopy', session: 'ALPHA-DC', execId: 'E1', lastQty, lastPx: '10.00' });

describe('a replace that is answered after its terms were changed again', () => {
  it('is in force and then follows what the venue works: the quantity', () => {
    given(
      places(),
      acked,
      replaces({ qty: '150' }),
      hears('restated', { orderQty: '80', restatementReason: 'verbalChange', ...at(20) }),
    )
      .when(grants('c2', { orderQty: '150', ...at(10) }))
      .concludes('ChildReplaced', 'OrderReplaced', 'OrderRestated')
      .saying('OrderReplaced', { clOrdId: 'c2', qty: 150 })
      .saying('OrderRestated', { qty: 80, price: 1_000, reason: 'as the venue works it' })
      .leaves({ ordStatus: 'new', qty: 80, reserved: 80 });
  });
  it('is in force and then follows what the venue works: the price', () => {
    const { desk } = given(
      places(),
      acked,
      replaces({ price: '10.01' }),
      hears('restated', { price: '9.98', restatementReason: 'repricing', ...at(20) }),
    )
      .when(grants('c2', { price: '10.01', ...at(10) }))
      .concludes('ChildReplaced', 'OrderReplaced', 'OrderRestated')
      .saying('OrderRestated', { qty: 100, price: 998 });
    expect([desk.child().price, desk.order().price]).toEqual([998, 998]);
  });
  it('changes no more where it was granted as it was asked', () => {
    given(places(), acked, replaces({ qty: '150', price: '10.01' }))
      .when(grants('c2', { orderQty: '150', price: '10.01' }))
      .concludes('ChildReplaced', 'OrderReplaced');
  });
});

describe('a replace that is granted for less than was asked', () => {
  it('leaves the order as the venue works it', () => {
    given(places(), acked, replaces({ qty: '150' }))
      .when(grants('c2', { orderQty: '120' }))
      .concludes('ChildReplaced', 'OrderReplaced', 'OrderRestated')
      .leaves({ qty: 120, reserved: 120 });
  });
  it('never below what is executed', () => {
    given(places(), acked, replaces({ qty: '50' }), fills('E1', 60))
      .when(grants('c2', { orderQty: '60' }))
      .concludes('ChildReplaced', 'OrderReplaced', 'OrderClosed')
      .saying('OrderClosed', { as: 'filled', reason: 'filled' });
  });
});

describe('a fill that crosses a replace', () => {
  it('to less than it executes leaves the answer to the venue: nothing else is sent', () => {
    given(places(), acked, replaces({ qty: '70' }))
      .when(fills('E1', 80))
      .concludes('ExecutionBooked')
      .leaves({ ordStatus: 'pendingReplace', reserved: 20 });
  });
  it('of the price that still waits for its session ends the order with the new price', () => {
    given(places(), acked, disconnects(), replaces({ price: '10.01' }))
      .when(copies('100'))
      .concludes('ExecutionBooked', 'OrderReplaced', 'OrderClosed')
      .saying('OrderReplaced', { clOrdId: 'c2', qty: 100, price: 1_001 })
      .saying('OrderClosed', { as: 'filled', reason: 'filled' })
      .leaves({ ordStatus: 'filled', reserved: 0 });
  });
  it('and that is taken back, with the replace refused, leaves nothing at the venue: the order is over, and not filled', () => {
    given(places(), acked, replaces({ qty: '150' }), fills('E1', 100), busts('E1'))
      .when(declines('c2'))
      .concludes('ChildRequestRejected', 'AskFailed', 'OrderClosed')
      .saying('OrderClosed', { as: 'canceled' })
      .leaves({ ordStatus: 'canceled', cumQty: 0, reserved: 0 });
  });
});

describe('a replace for more of what the venue does not work any more', () => {
  it('goes out as an order of its own where a fill was taken back', () => {
    given(places(), acked, fills('E1', 60), fills('E2', 40), busts('E2'))
      .when(replaces({ qty: '120' }), settles())
      .concludes('OrderReopened', 'ReplaceAccepted', 'OrderReplaced', 'EvidenceWanted', 'ChildRouted')
      .saying('EvidenceWanted', { purpose: 'replace', symbol: 'ACME' })
      .saying('ChildRouted', { qty: 60 })
      .leaves({ qty: 120, cumQty: 60, reserved: 60 });
  });
  it('goes out as an order of its own where the venue has closed the full one', () => {
    given(places(), acked, fills('E1', 100), canceled)
      .when(replaces({ qty: '120' }), settles())
      .concludes('OrderReopened', 'ReplaceAccepted', 'OrderReplaced', 'EvidenceWanted', 'ChildRouted')
      .saying('ChildRouted', { qty: 20 });
  });
});

describe('a replace to no more than is executed', () => {
  it('is not also sent in place when a fill is taken back meanwhile: its cancel is on its way', () => {
    const { desk } = given(places(), acked, fills('E1', 40), fills('E2', 20), replaces({ qty: '50' }))
      .when(busts('E2'))
      .concludes('ExecutionBusted')
      .leaves({ ordStatus: 'pendingReplace', cumQty: 40, reserved: 60 });
    givenDesk(desk)
      .when(canceled, settles())
      .concludes('ChildClosed', 'OrderReplaced', 'EvidenceWanted', 'ChildRouted')
      .saying('ChildRouted', { qty: 10 })
      .leaves({ qty: 50, reserved: 10 });
  });
  it('exactly as much waits its turn behind one that is in flight, and is then a cancel', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, ...chained(150), fills('E1', 60))
      .when(replaces({ qty: '60' }))
      .concludes('ReplaceAccepted');
    givenDesk(desk).when(grants('c2')).concludes('ChildReplaced', 'OrderReplaced', 'ChildCancelSent');
  });
});

describe('several replaces that waited for a session', () => {
  it('go out as a chain: each names the one before it', () => {
    const { desk } = givenDesk(upTo(2), places(), acked, disconnects(), ...chained(150, 120), connects(), settles());
    expect(desk.child().requests.map(({ origSentId }) => origSentId)).toEqual([desk.child().sentId, sentIdOf(desk, 'c2')]);
  });
});

describe('a cancel that crosses a replace', () => {
  it('and came too late for a fill does not give its id to a replace for more', () => {
    const { desk } = given(places(), acked, cancels(), fills('E1', 100));
    givenDesk(desk)
      .when(replaces({ qty: '120' }))
      .concludes('OrderReopened', 'ReplaceAccepted', 'ChildReplaceSent')
      .saying('ChildReplaceSent', { qty: 120, origSentId: desk.child().sentIds[0] });
  });
  it('and is lost is not repeated while the replace is awaited', () => {
    const slow = { replace: 'atomic', queryById: false, requestTimeoutMs: 10_000 } as const;
    const desk = upTo(1, { venues: [venueTerms('ALPHA', slow)] });
    const values = configTerms({ venues: [venueTerms('ALPHA', { ...slow, requestTimeoutMs: 1_000 })] });
    const hastens: Words = (desk) => desk.say({ type: 'ConfigAdopted', values });
    givenDesk(desk, places(), acked, replaces({ qty: '150' }), hastens, cancels())
      .when(waits(5_000))
      .concludes('CertaintyLost')
      .saying('CertaintyLost', { request: 'cancel' });
    givenDesk(desk).when(grants('c2')).concludes('ChildReplaced', 'OrderReplaced', 'ChildCancelSent');
  });
  it('and is answered as one: its terms hold, a person must look, and the cancel is still wanted', () => {
    const { desk } = given(places(), acked, cancels());
    const sentId = desk.child().requests[0]?.sentId as string;
    givenDesk(desk)
      .when(hears('replaced', { sentId }))
      .concludes('ChildReplaced', 'ChildStatusAsked', 'BreakRaised', 'ChildCancelSent', 'BreakExplained')
      .saying('ChildCancelSent', { origSentId: sentId })
      .saying('BreakExplained', { cause: `it names ${sentId}, a request of ours that was no replace under way` })
      .leaves({ ordStatus: 'pendingCancel', qty: 100 });
  });
});

describe('a request that did not get out', () => {
  const notSent =
    (request: 'cancel' | 'replace'): Words =>
    (desk) => {
      const sentId = desk.child().requests[0]?.sentId as string;
      return desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId, request, reason: 'refused' });
    };
  it('has failed if it was a replace, and nothing is tried again', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }))
      .when(notSent('replace'))
      .concludes('ChildRequestRejected', 'AskFailed')
      .saying('ChildRequestRejected', { againAt: undefined });
    expect(desk.child().againAt).toBeUndefined();
  });
  it('is tried again after a pause if it was a cancel; and at once where the venue shows that it has no effect', () => {
    given(places(), acked, cancels())
      .when(notSent('cancel'))
      .saying('ChildRequestRejected', { againAt: OPENS + 1_000_000 });
    const { desk } = given(places(), acked, cancels(), waits(1_000));
    givenDesk(desk)
      .when(hears('orderStatus', { ordStatus: 'new', queryId: desk.child().query?.sentId }))
      .saying('ChildRequestRejected', { request: 'cancel', againAt: undefined })
      .saying('ChildCancelSent', {});
  });
  it('of a cancel that the venue refuses is tried no more', () => {
    given(places(), acked, cancels()).when(refuses()).saying('ChildRequestRejected', { againAt: undefined });
  });
});
