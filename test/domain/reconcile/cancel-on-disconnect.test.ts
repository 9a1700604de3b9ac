import { describe, expect, it } from 'vitest';
import { configTerms, Desk, venueTerms } from '../../support/desk.ts';
import { lists, tellsFills } from '../asking.ts';
import { acked, answers, disconnects, givenDesk, hears, places, session, settles, waits } from '../given.ts';

/** ALPHA cancels what we have there when the connection drops, and lists what is open. */
const desk = (): Desk =>
  new Desk(
    configTerms({ venues: [venueTerms('ALPHA', { cancelOnDisconnect: true, listsOpenOrders: true }), venueTerms('BETA')] }),
  );
const dropped = (timeInForce: 'day' | 'gtc' = 'day') => givenDesk(desk(), places({ timeInForce }), acked, disconnects());
const sentTimes = ({ records }: Desk): number => records.filter(({ event }) => event.type === 'ChildRouted').length;
const connectedAgain = [session('up'), settles()] as const;

describe('a venue that cancels our orders when the connection drops', () => {
  it('has said nothing yet: the order is open, counts in full, and goes nowhere else', () => {
    const { desk: after } = dropped().when(settles()).leaves({ status: 'open', reserved: 100 });
    expect(sentTimes(after)).toBe(1);
  });
  it('tells it when it is connected again: the order ends by that word, and is not sent anew', () => {
    for (const timeInForce of ['day', 'gtc'] as const) {
      const { desk: after } = dropped(timeInForce)
        .when(session('up'), hears('canceled', { text: 'the session is gone' }), settles(), lists([]), tellsFills(), settles())
        .leaves({ ordStatus: 'canceled', reserved: 0 });
      expect(sentTimes(after)).toBe(1);
      expect([...after.state.breaks.values()]).toEqual([]);
    }
  });
  it('that only does not list it is asked, twice and by its id, and then a person hears of it', () => {
    const { desk: after, when } = dropped();
    when(...connectedAgain, lists([]), settles(), tellsFills()).leaves({ status: 'open', reserved: 100 });
    when(waits(1_000), settles(), lists([]), settles(), tellsFills(), settles())
      .saying('BreakRaised', { what: 'absentAtVenue' })
      .saying('CertaintyLost', { cause: 'absent' })
      .leaves({ status: 'open', reserved: 100 });
    expect(after.child().query).toBeDefined();
    when(answers('canceled')).saying('BreakClosed', {}).leaves({ ordStatus: 'canceled', reserved: 0 });
    expect(sentTimes(after)).toBe(1);
  });
});
