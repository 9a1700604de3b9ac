import { describe, expect, it } from 'vitest';
import type { Price } from '../../../src/domain/kernel/units.ts';
import { types } from '../../support/desk.ts';
import {
  acked,
  answers,
  canceled,
  cancels,
  chained,
  connects,
  declares,
  declines,
  disconnects,
  fills,
  given,
  givenDesk,
  grants,
  hears,
  places,
  refuses,
  rejected,
  replaces,
  sentIdOf,
  settles,
  upTo,
  type Words,
  waits,
} from '../given.ts';

describe('a venue says "replaced" of its own accord', () => {
  it('of a full order, and nothing is new: nothing follows', () => {
    given(places(), acked, fills('E1', 100)).when(hears('replaced')).concludes().leaves({ status: 'filled', reserved: 0 });
  });
  it('of an order that rests over night, with the terms it has: it works, and a person must look', () => {
    const { desk } = given(places({ timeInForce: 'gtc' }), acked, hears('doneForDay'))
      .when(hears('replaced', { orderQty: '100', price: '10.00' }))
      .concludes('ChildReplaced', 'BreakRaised');
    expect(desk.child().status).toBe('working');
  });
  it('of an order that it had rejected, with the terms it has: it is alive, counts, and is taken back', () => {
    given(places(), rejected)
      .when(hears('replaced', { orderQty: '100', price: '10.00' }))
      .concludes('ChildReplaced', 'BreakRaised', 'ChildCancelSent')
      .leaves({ status: 'rejected', reserved: 100 });
  });
  it('under the id of the last replace that it did: new terms hold', () => {
    given(places(), acked, ...chained(150), grants('c2'))
      .when(hears('replaced', { orderQty: '140' }))
      .concludes('ChildReplaced', 'BreakRaised', 'OrderRestated')
      .leaves({ qty: 140, reserved: 140 });
  });
  it('under its own id alone, after several replaces: new terms hold', () => {
    given(places(), hears('new', { venueOrderId: 'V7' }), ...chained(150), grants('c2'), replaces({ qty: '180' }), grants('c3'))
      .when(hears('replaced', { sentId: undefined, venueOrderId: 'V7', orderQty: '140' }))
      .concludes('ChildReplaced', 'BreakRaised', 'OrderRestated')
      .leaves({ qty: 140, reserved: 140 });
  });
});

describe('the last of a chain of replaces is answered first', () => {
  const chain = () => givenDesk(upTo(3), places(), acked, ...chained(60, 150, 170));

  it('and with it every one before it, each with its own terms', () => {
    const { desk } = chain();
    const [first, second, third] = ['c2', 'c3', 'c4'].map((clOrdId) => sentIdOf(desk, clOrdId));
    givenDesk(desk)
      .when(grants('c4'))
      .concludes('ChildReplaced', 'OrderReplaced', 'ChildReplaced', 'OrderReplaced', 'ChildReplaced', 'OrderReplaced')
      .saying('ChildReplaced', { sentId: first, qty: 60 })
      .saying('ChildReplaced', { sentId: second, qty: 150 })
      .saying('ChildReplaced', { sentId: third, qty: 170 })
      .saying('OrderReplaced', { clOrdId: 'c2', qty: 60 })
      .saying('OrderReplaced', { clOrdId: 'c3', qty: 150 })
      .saying('OrderReplaced', { clOrdId: 'c4', qty: 170 })
      .leaves({ ordStatus: 'new', qty: 170, reserved: 170 });
    expect(desk.child()).toMatchObject({ sentId: third, requests: [] });
  });
  it('which is evidence of those before it that were in doubt', () => {
    const { desk } = chain();
    const first = sentIdOf(desk, 'c2');
    givenDesk(desk, waits(1_000))
      .when(grants('c3'))
      .saying('CertaintyRegained', { request: 'replace', sentId: first, evidence: 'the replace after it is done' })
      .leaves({ ordStatus: 'pendingReplace', qty: 150, reserved: 170 });
    expect(desk.child().requests).toMatchObject([{ clOrdId: 'c4', certain: false }]);
  });
});

describe('a replace of an order that the desk has ended', () => {
  /** Taken back for new terms, and there again before those went out; changed once more, and then the market is too far away. */
  const ended = () => {
    const desk = upTo(3);
    const tooFar = settles({ reference: { price: 900 as Price, at: desk.now, source: 'mid' } });
    const history = [places(), acked, fills('E1', 60), ...chained(50, 200), canceled, answers('partiallyFilled')];
    const { events } = givenDesk(desk, ...history, ...chained(210, 220)).when(tooFar);
    expect(types(events)).toEqual(['AskFailed', 'AskFailed', 'OrderClosed', 'ChildCancelSent']);
    return desk;
  };

  it('is in force at the venue and no more than that, whichever of several it is', () => {
    const desk = ended();
    givenDesk(desk).when(grants('c5')).concludes('ChildReplaced', 'ChildReplaced').leaves({ status: 'canceled', qty: 200 });
    expect(desk.child()).toMatchObject({ qty: 220, requests: [{ kind: 'cancel' }] });
  });
  it('is refused, and its client has been told already', () => {
    givenDesk(ended()).when(declines('c5')).concludes('ChildRequestRejected').leaves({ status: 'canceled' });
  });
});

describe('the venue refuses what a person declared done', () => {
  const declared = (...history: readonly Words[]) => {
    const { desk } = givenDesk(
      upTo(1),
      places(),
      acked,
      replaces({ qty: '150' }),
      ...history,
      disconnects(),
      declares('done', 1),
    );
    return givenDesk(desk, connects(), settles());
  };
  const refusal: Words = (desk) => refuses({ sentId: desk.child().sentIds[1] as string, request: 'replace' })(desk);

  it('and is right: a person must look, and the venue is asked how the order stands', () => {
    declared().when(refusal).concludes('BreakRaised', 'ChildStatusAsked').saying('BreakRaised', {
      what: 'declarationContradicted',
      detail: 'ALPHA refuses T1M9A000100002, which was declared done: tooLate',
      venue: 'ALPHA',
      orderId: declared().desk.order().orderId,
    });
  });
  it('or its transport proves that it never left: that is no weaker', () => {
    const proof: Words = (desk) => {
      const sentId = desk.child().sentIds[1] as string;
      return desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId, request: 'replace', reason: 'not connected' });
    };
    declared().when(proof).concludes('BreakRaised', 'ChildStatusAsked').saying('BreakRaised', {
      what: 'declarationContradicted',
      detail: 'the transport did not send T1M9A000100002, which was declared done: not connected',
    });
  });
  it('while it is being asked already: one question is enough', () => {
    const { desk } = declared(cancels());
    expect(desk.child().query).toBeDefined();
    givenDesk(desk).when(refusal).concludes('BreakRaised').saying('BreakRaised', { what: 'declarationContradicted' });
  });
});
