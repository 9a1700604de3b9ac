import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { configTerms, OPENS, venueTerms } from '../../support/desk.ts';
import {
  acked,
  answers,
  canceled,
  cancels,
  doubts,
  fills,
  given,
  givenDesk,
  grants,
  hears,
  places,
  refuses,
  replaces,
  type Words,
  waits,
} from '../given.ts';

/** Seconds after the open, by the venue's clock. */
const at = (seconds: number) => ({ transactTime: (OPENS + seconds * 1_000_000) as Micros });

describe('a word about the status that is older than the latest', () => {
  it('moves nothing back, though a replace that is older still was heard between them', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), hears('suspended', at(5)))
      .when(grants('c2', at(3)))
      .leaves({ ordStatus: 'suspended', qty: 150 });
    givenDesk(desk)
      .when(hears('new', at(4)))
      .concludes()
      .leaves({ ordStatus: 'suspended' });
    givenDesk(desk)
      .when(hears('new', at(6)))
      .leaves({ ordStatus: 'new' });
  });
  it('moves nothing back, though one without a time was heard between them', () => {
    given(places(), acked, hears('suspended', at(5)), acked)
      .when(hears('suspended', at(4)))
      .concludes()
      .leaves({ ordStatus: 'new' });
  });
  it('is the answer to a question that was put before the end, and brings nothing back', () => {
    const { desk } = given(places(), waits(1_000));
    const queryId = desk.child().query?.sentId;
    givenDesk(desk, acked, cancels(), canceled)
      .when(answers('new', { queryId }))
      .concludes('ChildRemarked')
      .leaves({ status: 'canceled', reserved: 0 });
  });
});

describe('a cancel that a fill has overtaken', () => {
  it('whose answer stays out leaves the filled order in doubt until the venue answers', () => {
    const { desk } = given(places(), acked, cancels(), fills('E1', 100))
      .when(waits(1_000))
      .leaves({ status: 'filled', reserved: 0 });
    expect(doubts(desk)).toEqual(['cancel']);
    givenDesk(desk).when(refuses());
    expect(doubts(desk)).toEqual([]);
  });
});

describe('a cancel that did not get out', () => {
  const notSent: Words = (desk) => {
    const { sentId } = desk.child().requests.at(-1) ?? desk.child();
    return desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId, request: 'cancel', reason: 'the socket is closed' });
  };
  it('goes again in its time, though executions were asked for meanwhile', () => {
    const { desk } = given(places(), acked, cancels(), notSent)
      .when(answers('partiallyFilled', { cumQty: '10' }))
      .concludes('ChildRemarked', 'BreakRaised', 'FillsAsked');
    givenDesk(desk).when(waits(1_000)).concludes('ChildCancelSent').leaves({ ordStatus: 'pendingCancel' });
  });
});

describe('an execution at a venue that is no longer configured', () => {
  it('of an order that was over is booked all the same', () => {
    const withoutAlpha: Words = (desk) =>
      desk.say({ type: 'ConfigAdopted', values: configTerms({ venues: [venueTerms('BETA')] }) });
    given(places(), acked, canceled, withoutAlpha)
      .when(fills('E1', 40))
      .concludes('ExecutionBooked', 'BreakRaised')
      .saying('BreakRaised', { what: 'unexpectedFill' })
      .leaves({ status: 'canceled', cumQty: 40 })
      .holds(40);
  });
});
