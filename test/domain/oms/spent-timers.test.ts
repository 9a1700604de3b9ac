import { describe, expect, it } from 'vitest';
import { configTerms, Desk, types, venueTerms } from '../../support/desk.ts';
import { acked, connects, fills, given, givenDesk, hears, places, settles, type Words, waits } from '../given.ts';

const restarts: Words = (desk) =>
  desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: desk.state.epoch, writer: 'test' });

describe('a timer that has fired', () => {
  it('does not fire again: a gap that is noticed is not waited for twice, though the desk was started anew meanwhile', () => {
    const { desk } = given(
      places(),
      acked,
      hears('trade', { seqIn: 5, execId: 'E5', lastQty: '5', lastPx: '10.00' }),
      restarts,
    ).when(waits(1_000));
    expect(desk.state.sessions.get('ALPHA')).toMatchObject({ ahead: [5], resendAt: undefined });
    expect(types(givenDesk(desk).when(connects()).events)).toContain('ResendRequested');
  });
  it('leaves a held order what it is held for, until the desk has looked at the market', () => {
    const slow = new Desk(configTerms({ venues: [venueTerms('ALPHA', { messagesPerSecond: 1, messagesBurst: 1 })] }));
    const { desk } = givenDesk(slow, places(), acked, places())
      .when(waits(1_000))
      .saying('EvidenceWanted', { purpose: 'release' });
    expect(desk.order(2)).toMatchObject({ status: 'held', wants: 'release', held: { why: 'rate', venue: 'ALPHA' } });
    givenDesk(desk).when(settles()).concludes('OrderReleased', 'ChildRouted').leaves({ status: 'open' }, 2);
  });
});

describe('what the desk remembers for the next day', () => {
  const kill: Words = (desk) => desk.say({ type: 'KillRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'out' });
  it('are the asks of people, by their ids: what it asked for itself, nobody can repeat', () => {
    const { desk } = given(places(), acked, kill, settles());
    const asked = desk.tomorrow().records.flatMap(({ event }) => (event.type === 'CarriedAsk' ? [event.clOrdId] : []));
    expect(asked).toEqual(['k1', 'c1']);
  });
  it('is an execution with its order, and once more by itself only where the venue numbers executions by themselves', () => {
    const carried = (desk: Desk) =>
      desk.tomorrow().records.flatMap(({ event }) => (event.type === 'CarriedStray' ? [event.executionKey] : []));
    const own = [places(), acked, fills('E1', 40)];
    expect(carried(given(...own).desk)).toEqual([]);
    const numbered = new Desk(configTerms({ venues: [venueTerms('ALPHA', { executionKey: 'venue' })] }));
    expect(carried(givenDesk(numbered, ...own).desk)).toEqual(['E1/2026-11-21']);
  });
});
