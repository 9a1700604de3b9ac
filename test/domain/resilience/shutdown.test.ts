import { describe, expect, it } from 'vitest';
import { isSettled, unlikeAsked } from '../../../src/domain/oms/decide/shutdown.ts';
import { O } from '../../support/desk.ts';
import {
  acked,
  canceled,
  cancels,
  fills,
  given,
  givenDesk,
  places,
  refuses,
  session,
  settles,
  type Words,
  waits,
} from '../given.ts';

const asks =
  (orders: 'cancel' | 'leave', clOrdId = 's1'): Words =>
  (desk) =>
    desk.say({ type: 'ShutdownRequested', clOrdId, orders, day: 'leave', waitMs: 1_000, reason: 'maintenance' }, 'Ann');
const ends: Words = (desk) => desk.say({ type: 'ShutdownEnds' }, 'desk');

describe('an orderly shutdown', () => {
  it('cancels what works, if that is asked, and else leaves it', () => {
    given(places(), acked, asks('cancel')).when(settles()).concludes('CancelAccepted', 'WorkFinished', 'ChildCancelSent');
    given(places(), acked).when(asks('leave'), settles()).concludes();
    given(asks('leave')).when(asks('leave')).concludes('AskRepeated');
  });
  it('waits for the cancels to be answered, and for what is in flight', () => {
    const { desk } = given(places(), acked, asks('cancel'), settles());
    expect([isSettled(desk.state, 'cancel'), isSettled(desk.state, 'leave')]).toEqual([false, false]);
    givenDesk(desk, canceled);
    expect(isSettled(desk.state, 'cancel')).toBe(true);
    const left = given(places()).desk;
    expect(isSettled(left.state, 'leave'), 'a submit that is not answered').toBe(false);
    givenDesk(left, acked);
    expect([isSettled(left.state, 'leave'), isSettled(left.state, 'cancel')]).toEqual([true, false]);
  });
  it('writes down what it leaves: live, unknown, held', () => {
    const story = [places(), places(), places(), acked, fills('E1', 100), (desk) => desk.hear('new', {}, 2)] as Words[];
    const { desk } = given(...story, session('down', 'BETA'), places({ route: { strategy: 'direct', venue: 'BETA' } }));
    const outcome = givenDesk(desk).when(ends);
    outcome.saying('ShutdownReported', { live: 1, unknown: 1, held: 1, left: [O(2), O(3)] });
    const report = outcome.events[0] as never;
    expect(unlikeAsked('leave', report)).toContain('of 1 it is not known');
    expect(unlikeAsked('cancel', report)).toContain('1 orders are still live');
  });
  it('is as asked when nothing is unknown and, where orders were to be cancelled, nothing lives', () => {
    const live = given(places(), acked).when(ends).events[0] as never;
    expect(unlikeAsked('leave', live)).toBeUndefined();
    expect(unlikeAsked('cancel', live)).toContain('O-20261121-1');
    const over = given(places(), acked, asks('cancel'), settles(), canceled).when(ends).events[0] as never;
    expect(unlikeAsked('cancel', over)).toBeUndefined();
  });
  it('a cancel that the venue has refused, or is silent about, is left', () => {
    given(places(), acked, asks('cancel'), settles(), refuses()).when(ends).saying('ShutdownReported', { live: 1, unknown: 0 });
    given(places(), acked, cancels(), waits(1_000))
      .when(ends)
      .saying('ShutdownReported', { unknown: 1, left: [O(1)] });
  });
});
