import { describe, expect, it } from 'vitest';
import type { Micros, Price } from '../../../src/domain/kernel/units.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { configTerms, Desk, OPENS, venueTerms } from '../../support/desk.ts';
import { acked, answers, cancels, givenDesk, places, replaces, session, settles, type Words, waits } from '../given.ts';

const HOURS = {
  timezone: 'UTC',
  opens: '09:00',
  closes: '17:00',
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
} as const;
const kept = (): Desk => new Desk(configTerms({ venues: [venueTerms('ALPHA', { hours: HOURS }), venueTerms('BETA')] }));
const later = (seconds: number): Micros => (OPENS + seconds * 1_000_000) as Micros;
const turns = (state: 'open' | 'closed', over: Partial<Events['VenueHoursChanged']> = {}): Words => {
  return (desk) => desk.say({ type: 'VenueHoursChanged', venue: 'ALPHA', state, until: later(7_200), ...over });
};
const [closes, opens] = [turns('closed'), turns('open')];

describe('a venue that is closed', () => {
  it('takes no order: it waits in the desk, and counts', () => {
    givenDesk(kept(), closes)
      .when(places())
      .concludes('OrderAccepted', 'OrderHeld')
      .saying('OrderHeld', { why: 'closed', venue: 'ALPHA' })
      .leaves({ status: 'held', reserved: 100 });
  });
  it('takes it when it opens, with the market looked at again', () => {
    const { desk } = givenDesk(kept(), closes, places()).when(opens).concludes('WorkStarted');
    givenDesk(desk)
      .when(settles())
      .concludes('EvidenceWanted', 'WorkFinished', 'OrderReleased', 'ChildRouted')
      .leaves({ status: 'open', reserved: 100 });
    const stale = { reference: { price: 900 as Price, at: OPENS, source: 'mid' } };
    givenDesk(kept(), closes, places(), opens)
      .when(settles(stale))
      .concludes('EvidenceWanted', 'WorkFinished', 'OrderClosed')
      .leaves({ ordStatus: 'rejected' });
  });
  it('takes it when another configuration gives it no hours', () => {
    const values = configTerms({ venues: [venueTerms('ALPHA'), venueTerms('BETA')] });
    givenDesk(kept(), closes, places())
      .when((desk) => desk.say({ type: 'ConfigAdopted', values }), settles())
      .saying('ChildRouted', { venue: 'ALPHA' })
      .leaves({ status: 'open', reserved: 100 });
  });
  it('sees nothing of what cannot wait, and the client is told why', () => {
    for (const timeInForce of ['ioc', 'fok'] as const)
      givenDesk(kept(), closes)
        .when(places({ timeInForce }))
        .concludes('OrderAccepted', 'OrderClosed')
        .saying('OrderClosed', { as: 'canceled', reason: 'ALPHA is closed at this hour' });
  });
  it('keeps nobody from another venue', () => {
    givenDesk(kept(), closes)
      .when(places({ route: { strategy: 'best' } }))
      .saying('ChildRouted', { venue: 'BETA' });
    givenDesk(kept(), closes)
      .when(places({ route: { strategy: 'direct', venue: 'BETA' } }))
      .saying('ChildRouted', { venue: 'BETA' });
  });
  it('gets cancels; a change of an order waits, and goes when it opens', () => {
    givenDesk(kept(), places(), acked, closes).when(cancels()).concludes('CancelAccepted', 'ChildCancelSent');
    const { desk } = givenDesk(kept(), places(), acked, closes)
      .when(replaces({ price: '10.01' }))
      .concludes('ReplaceAccepted');
    givenDesk(desk).when(opens, settles()).saying('ChildReplaceSent', { price: 1_001 });
  });
  it('is closed whether or not it is connected, and the session alone opens nothing', () => {
    const { desk } = givenDesk(kept(), closes, places())
      .when(session('down'), session('up'), settles())
      .leaves({ status: 'held' });
    expect(desk.order().held?.why).toBe('closed');
    givenDesk(kept(), session('down'), closes, places()).when(opens, settles()).saying('OrderHeld', { why: 'session' });
  });
  it('is closed the next day, too, until it is said to open', () => {
    const desk = givenDesk(kept(), closes, places({ timeInForce: 'gtc' })).desk.tomorrow();
    expect(desk.state.sessions.get('ALPHA')?.hours).toEqual({ state: 'closed', until: later(7_200), askAt: undefined });
    givenDesk(desk).when(opens, settles()).saying('ChildRouted', { venue: 'ALPHA' });
  });
  it('is open for good once its hours are taken out of the configuration', () => {
    const { desk } = givenDesk(kept(), turns('closed', { askAt: later(60) }));
    desk.say({ type: 'ConfigAdopted', values: configTerms() });
    expect(desk.state.timers.dueAt('closed:ALPHA')).toBeUndefined();
    givenDesk(desk).when(places()).saying('ChildRouted', { venue: 'ALPHA' });
  });
});

describe('an order that still lives a while after the close', () => {
  const closesAndAsks = turns('closed', { askAt: later(60) });

  it('is asked about if it was good for the day, and nothing is guessed', () => {
    const { desk } = givenDesk(kept(), places(), acked, closesAndAsks)
      .when(waits(60_000), settles())
      .concludes('WorkStarted', 'ChildStatusAsked', 'WorkFinished')
      .leaves({ status: 'open', reserved: 100 });
    givenDesk(desk).when(answers('expired')).leaves({ ordStatus: 'expired', reserved: 0 });
  });
  it('also after the roll', () => {
    const desk = givenDesk(kept(), places(), acked, closesAndAsks).desk.tomorrow();
    givenDesk(desk).when(waits(1), settles()).concludes('WorkStarted', 'ChildStatusAsked', 'WorkFinished');
  });
  it('is left alone if it is good for longer, or the venue has opened meanwhile', () => {
    const { desk } = givenDesk(kept(), places({ timeInForce: 'gtc' }), acked, closesAndAsks)
      .when(waits(60_000), settles())
      .concludes('WorkStarted', 'WorkFinished');
    expect(desk.child().query).toBeUndefined();
    givenDesk(kept(), places(), acked, closesAndAsks, opens).when(waits(60_000)).concludes();
  });
});

it('a venue without a day on which it opens is a fault of the configuration', async () => {
  const { configFaults } = await import('../../../src/domain/oms/config.ts');
  expect(configFaults(configTerms({ venues: [venueTerms('ALPHA', { hours: { ...HOURS, days: [] } })] }))).toEqual([
    'venue ALPHA: hours name no day',
  ]);
});
