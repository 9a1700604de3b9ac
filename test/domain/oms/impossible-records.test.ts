import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import type { Event, Recorded } from '../../../src/domain/oms/catalogue.ts';
import { evolve } from '../../../src/domain/oms/evolve/evolve.ts';
import { initialState } from '../../../src/domain/oms/state.ts';
import { C, Desk, O } from '../../support/desk.ts';
import { given, places } from '../given.ts';

/** What the desk's own bug, or a damaged journal, would put next. */
const folding = (event: Event): (() => void) => {
  const { state, records } = given(places()).desk;
  const last = records.at(-1) as Recorded;
  return () => evolve(state, { ...last, position: last.position + 1, event });
};

describe('a record that cannot be stops the fold, and says what should have held', () => {
  it('a message to a venue without a session', () => {
    const toVenue = { venue: 'NOWHERE', session: 'N-1', sentId: 'T1M9A000100009', seqOut: 1, epoch: 1, timeoutAt: 0 as Micros };
    const cancel = { type: 'ChildCancelSent', orderId: O(1), childId: C(1), ...toVenue, origSentId: 'T1M9A000100001' } as const;
    expect(folding(cancel)).toThrow('NOWHERE has a session');
    const resend = { type: 'ResendRequested', venue: 'NOWHERE', session: 'N-1', fromSeq: 1, timeoutAt: 0 as Micros } as const;
    expect(folding(resend)).toThrow('NOWHERE has a session');
  });
  it('a second day in one journal', () => {
    const [opened] = new Desk().records as [Recorded];
    expect(folding(opened.event)).toThrow('DayOpened is the first record of its day');
  });
  it.each(['OrderAccepted', 'OrderRefused', 'KillRequested'] as const)('%s before the day is open', (type) => {
    const { records } = given(places(), places({ qty: '0' }), (desk) =>
      desk.say({ type: 'KillRequested', clOrdId: 'k', scope: 'desk', id: '*', reason: '' }),
    ).desk;
    const early = records.find(({ event }) => event.type === type) as Recorded;
    expect(() => evolve(initialState(), { ...early, position: 1 })).toThrow('the day is open');
  });
});
