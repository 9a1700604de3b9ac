import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { configTerms, Desk, OPENS, types, venueTerms } from '../../support/desk.ts';
import {
  acked,
  answers,
  cancels,
  connects,
  declares,
  disconnects,
  fills,
  given,
  givenDesk,
  hears,
  places,
  refuses,
  replaces,
  settles,
  upTo,
  waits,
} from '../given.ts';

const cannotBeAsked = () => new Desk(configTerms({ venues: [venueTerms('ALPHA', { queryById: false })] }));

describe('what venues and people say late, twice or against each other', () => {
  it('a slice of mass work is bounded by what it says, not by orders alone', () => {
    const desk = upTo(8);
    for (let n = 1; n <= 200; n += 1) {
      desk.place({ qty: '1' });
      desk.now = (desk.now + 5_000) as never;
    }
    for (let n = 1; n <= 200; n += 1)
      for (let i = 0; i < 8; i += 1) {
        desk.replace({ orderId: desk.order(n).orderId, price: `9.9${i}` });
        desk.now = (desk.now + 1_000) as never;
      }
    givenDesk(desk, disconnects(), connects({ expects: 201 }), settles());
    expect(desk.child(200).requests).toEqual([]);
  });
  it('a replace waits for a session that is down', () => {
    const { desk } = given(places(), acked, disconnects())
      .when(replaces({ qty: '150' }))
      .concludes('ReplaceAccepted');
    givenDesk(desk).when(connects(), settles()).concludes('WorkStarted', 'ChildReplaceSent', 'WorkFinished');
  });
  it('a status with terms that nobody asked for: they hold all the same', () => {
    given(places(), waits(1_000))
      .when(answers('new', { orderQty: '140', price: '10.00' }))
      .leaves({ reserved: 140 });
  });
  it('the venue refuses what a person declared done, and is right', () => {
    const { desk } = given(places(), acked, replaces({ qty: '60' }), waits(1_000));
    const sentId = desk.child().requests[0]?.sentId as string;
    const { events } = givenDesk(desk, declares('done', 1)).when(refuses({ sentId, request: 'replace' }));
    expect(types(events)).not.toEqual([]);
  });
  it('the same of a cancel', () => {
    const { desk } = given(places(), acked, cancels(), waits(1_000));
    const sentId = desk.child().requests[0]?.sentId as string;
    const { events } = givenDesk(desk, declares('done', 1)).when(refuses({ sentId, request: 'cancel' }));
    expect(types(events)).not.toEqual([]);
  });
  it('a replace that took effect after all gives the order its id', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }), waits(1_000));
    const sentId = desk.child().requests[0]?.sentId as string;
    givenDesk(desk, declares('notDone', 1))
      .when(hears('replaced', { sentId, orderQty: '150' }))
      .leaves({ qty: 150 });
    givenDesk(desk).when(cancels()).saying('ChildCancelSent', { origSentId: sentId });
  });
  it('told anew under the id of a replace that waits: that replace is done (simulation seeds 20000, 20193)', () => {
    const { desk } = given(places(), acked, replaces({ price: '9.99' }));
    const sentId = desk.child().requests[0]?.sentId as string;
    const { events } = givenDesk(desk, waits(1_000))
      .when(hears('triggered', { sentId, orderQty: '100', price: '9.99' }))
      .concludes('CertaintyRegained', 'ChildReplaced', 'OrderReplaced');
    expect(types(events)).not.toContain('BreakRaised');
    givenDesk(desk)
      .when(hears('replaced', { sentId, orderQty: '100', price: '9.99' }))
      .concludes();
    givenDesk(desk).when(cancels()).saying('ChildCancelSent', { origSentId: sentId });
  });
  it('told anew so while it was suspended: it works under the new terms', () => {
    const { desk } = given(places(), acked, hears('suspended'), replaces({ price: '9.99' }));
    const sentId = desk.child().requests[0]?.sentId as string;
    givenDesk(desk)
      .when(hears('restated', { sentId, price: '9.99' }))
      .concludes('ChildReplaced', 'OrderReplaced', 'ChildRemarked');
    expect(desk.child()).toMatchObject({ status: 'working', price: 999, sentId });
  });
  it('a replace that was given up, told after later terms: its id is in force, and the later terms stay', () => {
    const at = (n: number) => ({ transactTime: (OPENS + n) as Micros });
    const { desk } = given(places(), acked, replaces({ qty: '150' }));
    const sentId = desk.child().requests[0]?.sentId as string;
    givenDesk(
      desk,
      refuses(),
      hears('restated', { orderQty: '70', price: '10.00', restatementReason: 'partialDecline', ...at(2) }),
    )
      .when(hears('replaced', { sentId, orderQty: '150', price: '10.00', ...at(1) }))
      .concludes('ChildReplaced')
      .leaves({ qty: 70, reserved: 70 });
    givenDesk(desk).when(cancels()).saying('ChildCancelSent', { origSentId: sentId });
  });
  it('a request that the wire doubled, refused as a duplicate: the answer is still to come (simulation seed 30219)', () => {
    const { desk } = given(places(), acked, replaces({ qty: '150' }));
    const sentId = desk.child().requests[0]?.sentId as string;
    givenDesk(desk)
      .when(refuses({ sentId, rejectReason: 'duplicateRequest' }))
      .concludes('ChildRemarked')
      .leaves({ qty: 100, reserved: 150 });
    givenDesk(desk)
      .when(hears('replaced', { sentId, orderQty: '150' }))
      .concludes('ChildReplaced', 'OrderReplaced')
      .leaves({ qty: 150, reserved: 150 });
    givenDesk(desk)
      .when(refuses({ sentId, request: 'replace', rejectReason: 'duplicateRequest' }))
      .concludes();
  });
  it('the same of a cancel, and of one that a person has declared done', () => {
    const { desk } = given(places(), acked, cancels(), waits(1_000));
    const sentId = desk.child().requests[0]?.sentId as string;
    const again = refuses({ sentId, request: 'cancel', rejectReason: 'duplicateRequest' });
    givenDesk(desk).when(again).concludes('ChildRemarked').leaves({ ordStatus: 'pendingCancel', reserved: 100 });
    givenDesk(desk, declares('done', 1)).when(again).concludes();
  });
  it('a gap that is never filled is asked for less and less often', () => {
    const { desk } = given(places(), acked, hears('trade', { seqIn: 9, execId: 'E', lastQty: '1', lastPx: '10.00' }));
    expect(types(desk.wait(3_600_000)).filter((type) => type === 'ResendRequested').length).toBeLessThan(100);
  });
  it('done for the day ends a day order, whatever is in doubt about it', () => {
    given(places(), acked, cancels(), waits(1_000)).when(answers('doneForDay')).leaves({ reserved: 0, leavesQty: 0 });
  });
  it('done for the day of a gtc: a cancel in doubt is not in effect', () => {
    const { desk } = given(places({ timeInForce: 'gtc' }), acked, cancels(), waits(1_000)).when(answers('doneForDay'));
    expect(desk.child().requests).toMatchObject([{ kind: 'cancel', certain: true }]);
  });
  it('an answer that comes too late judges, or is asked for anew', () => {
    const { desk } = given(places(), acked, cancels(), waits(100_000)).when(answers('new'));
    expect(desk.child().requests.every(({ certain }) => certain) || desk.child().query !== undefined).toBe(true);
  });
  it('an answer without a name judges what was sent before the first question', () => {
    const { desk } = given(places(), acked, cancels(), waits(2_000)).when(answers('new', { queryId: undefined }));
    expect(desk.child().requests).toMatchObject([{ kind: 'cancel', certain: true }]);
  });
  it('a reconnect sends a lost cancel again, however many were lost before', () => {
    const { desk } = givenDesk(cannotBeAsked(), places(), acked, cancels(), waits(60_000), disconnects());
    expect(types([...connects()(desk), ...desk.settle()])).toContain('ChildCancelSent');
  });
  it('so does a kill', () => {
    const { desk } = givenDesk(cannotBeAsked(), places(), acked, cancels(), waits(60_000));
    desk.say({ type: 'KillRequested', clOrdId: 'k', scope: 'desk', id: '*', reason: 'out' });
    expect(types(desk.settle())).toContain('ChildCancelSent');
  });
  it('a cancel that is sent again names the id that the same answer brought into force', () => {
    const { desk } = givenDesk(upTo(3), places(), acked, replaces({ qty: '150' }), cancels(), waits(1_000));
    const sentId = desk.child().requests[0]?.sentId;
    givenDesk(desk)
      .when(answers('new', { orderQty: '150', price: '10.00' }))
      .saying('ChildCancelSent', { origSentId: sentId });
  });
  it('missing executions are asked for once by one answer', () => {
    const { events } = given(places(), acked, cancels(), waits(1_000)).when(answers('canceled', { cumQty: '40' }));
    expect(types(events).filter((type) => type === 'BreakRaised' || type === 'FillsAsked')).toEqual([
      'BreakRaised',
      'FillsAsked',
    ]);
  });
  it('what is told after the end counts without a time as well', () => {
    given(places(), acked, hears('canceled'))
      .when(answers('canceled', { cumQty: '50' }))
      .leaves({ reserved: 50 });
  });
  it('a venue that is not configured cannot stop the desk', () => {
    const { desk } = given(places(), acked, fills('E1', 1));
    desk.say({ type: 'SessionChanged', venue: 'GAMMA', session: 'G-1', state: 'up' });
    desk.say({
      type: 'ExecutionReported',
      venue: 'GAMMA',
      session: 'G-1',
      seqIn: 5,
      channel: 'order',
      execType: 'new',
      sentId: 'zz',
    });
    desk.say({ type: 'SessionChanged', venue: 'GAMMA', session: 'G-1', state: 'down' });
    desk.say({ type: 'SessionChanged', venue: 'GAMMA', session: 'G-1', state: 'up' });
  });
});

describe('sessions that begin anew', () => {
  it('a replace of a filled order waits for a session that is down', () => {
    given(places(), acked, fills('E1', 100), disconnects())
      .when(replaces({ qty: '150' }))
      .concludes('OrderReopened', 'ReplaceAccepted');
  });
  it('numbers that begin anew are not judged by what was expected before', () => {
    const { desk } = given(places(), disconnects(), connects({ expects: 1, nextSeqIn: 1, nextSeqOut: 1 }), places()).when(
      settles(),
    );
    expect(desk.child(2)).toMatchObject({ seqOut: 1, status: 'sent' });
  });
});
