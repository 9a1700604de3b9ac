import { describe, expect, it } from 'vitest';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import type { VenueTerms } from '../../../src/domain/oms/events.ts';
import { type BreakerStep, blocks, breakerLife, openMicros } from '../../../src/domain/resilience/breaker.ts';
import type { BreakerState } from '../../../src/domain/resilience/events.ts';
import { configTerms, Desk, types, venueTerms } from '../../support/desk.ts';
import { acked, cancels, givenDesk, hears, places, replaces, session, settles, type Words, waits } from '../given.ts';
import { checkDesk } from '../invariants.ts';

const breaker = { failures: 2, openMs: 1_000, openMsMax: 4_000 };
const fragile = (over: Partial<VenueTerms> = {}): Desk =>
  new Desk(
    configTerms({
      venues: [venueTerms('ALPHA', { breaker, requestTimeoutMs: 100, queryById: false, ...over }), venueTerms('BETA')],
    }),
  );
const best = places({ route: { strategy: 'best' }, price: '10.01' });
/** Two orders that nobody answers. */
const unanswered: Words = (desk) => [...places({ qty: '1' })(desk), ...places({ qty: '1' })(desk), ...desk.wait(100)];
const breakerOf = (desk: Desk, kind: 'submit' | 'cancel' | 'replace' | 'status' = 'submit') =>
  desk.state.health.get('ALPHA')?.breakers.get(kind);
const goOn: Words = (desk) => [...desk.wait(1_000), ...desk.settle()];

describe('the life of a circuit breaker', () => {
  const states = Object.keys(breakerLife) as BreakerState[];
  const steps: BreakerStep[] = ['answered', 'failed', 'failedTooOften', 'rested'];
  it.each(states.flatMap((state) => steps.map((step) => [state, step] as const)))(
    '%s × %s leads where a desk goes',
    (state, step) => {
      const desk = fragile();
      if (state !== 'closed') unanswered(desk);
      if (state === 'halfOpen') {
        goOn(desk);
        places({ qty: '1' })(desk);
      }
      expect(breakerOf(desk)?.state).toBe(state);
      if (step === 'answered' && state === 'closed') places({ qty: '1' })(desk);
      if (step === 'answered') desk.hear('new', {}, [...desk.state.children].length);
      if (step === 'failed' && state === 'closed') givenDesk(desk, places({ qty: '1' }), waits(100));
      if (step === 'failed' && state !== 'closed') desk.wait(100);
      if (step === 'failedTooOften' && state === 'closed') unanswered(desk);
      if (step === 'failedTooOften' && state === 'halfOpen') givenDesk(desk, waits(100));
      if (step === 'rested' && state === 'open') desk.wait(1_000);
      expect(breakerOf(desk)?.state).toBe(breakerLife[state][step]);
      checkDesk(desk);
    },
  );
  it('lets one through when it is half open, and none when it is open', () => {
    expect([blocks({ state: 'closed', probing: true }), blocks({ state: 'open', probing: false })]).toEqual([false, true]);
    expect([blocks({ state: 'halfOpen', probing: false }), blocks({ state: 'halfOpen', probing: true })]).toEqual([false, true]);
  });
  it('stays open for twice as long each time, up to the most, less up to a quarter that follows from a position', () => {
    const lasts = (times: number): readonly number[] =>
      Array.from({ length: 50 }, (_, position) => openMicros(breaker, times, position));
    for (const [times, most] of [
      [0, 1_000_000],
      [1, 2_000_000],
      [2, 4_000_000],
      [9, 4_000_000],
    ] as const) {
      expect(Math.max(...lasts(times))).toBeLessThanOrEqual(most);
      expect(Math.min(...lasts(times))).toBeGreaterThanOrEqual((most * 3) / 4);
      expect(new Set(lasts(times)).size).toBeGreaterThan(25);
      expect(lasts(times)).toEqual(lasts(times));
    }
  });
});

describe('a venue that does not answer orders', () => {
  it('gets no more of them: direct ones are held, for this moment only they end, and the router goes elsewhere', () => {
    const desk = fragile();
    givenDesk(desk).when(unanswered).saying('BreakerOpened', { venue: 'ALPHA', kind: 'submit', failures: 2, times: 0 });
    givenDesk(desk)
      .when(places({ qty: '1' }))
      .saying('OrderHeld', { why: 'breaker', venue: 'ALPHA', until: breakerOf(desk)?.until });
    givenDesk(desk)
      .when(places({ timeInForce: 'ioc' }))
      .saying('OrderClosed', { reason: 'ALPHA does not answer orders at this moment' });
    givenDesk(desk).when(best).saying('ChildRouted', { venue: 'BETA' });
    expect(desk.state.modes.get('desk:*')?.mode).toBe('venueDegraded');
  });
  it('is tried with one order when it has rested, and with all when that is answered', () => {
    const desk = fragile();
    givenDesk(desk, unanswered, places({ qty: '1' }), places({ qty: '2' }), places({ qty: '3' }));
    const tried = givenDesk(desk).when(goOn);
    expect(types(tried.events).filter((type) => type === 'ChildRouted')).toHaveLength(1);
    tried.saying('BreakerHalfOpened', { kind: 'submit' });
    const { events } = givenDesk(desk)
      .when(hears('new', {}, 3), settles())
      .saying('BreakerClosed', { kind: 'submit' });
    expect(types(events).filter((type) => type === 'ChildRouted')).toHaveLength(2);
  });
  it('that does not answer that one either is left alone for twice as long', () => {
    const desk = fragile();
    givenDesk(desk, unanswered, places({ qty: '1' }), goOn)
      .when(waits(100))
      .saying('BreakerOpened', { times: 1 });
    expect((breakerOf(desk)?.until ?? 0) - desk.now).toBeGreaterThan(1_400_000);
  });
  it('is tried again when the session of the one that was to find out has ended', () => {
    const desk = fragile();
    givenDesk(desk, unanswered, places({ qty: '1' }), goOn, session('down'), settles());
    expect(breakerOf(desk)).toMatchObject({ state: 'halfOpen', probing: false });
  });
  it('counts only failures in a row, and not what our own gate held back', () => {
    const desk = fragile();
    givenDesk(
      desk,
      places({ qty: '1' }),
      waits(100),
      places({ qty: '1' }),
      hears('new', {}, 2),
      places({ qty: '1' }),
      waits(100),
    );
    expect(breakerOf(desk)).toMatchObject({ state: 'closed', failures: 1 });
    const { sentIds } = desk.child(3);
    desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId: sentIds[0] as string, request: 'submit', reason: 'rate' });
    expect(breakerOf(desk)?.failures).toBe(1);
  });
  it('keeps its breakers over the night', () => {
    const desk = fragile();
    givenDesk(desk, unanswered);
    const next = desk.tomorrow();
    expect(breakerOf(next)).toEqual(breakerOf(desk));
    checkDesk(next);
  });
});

describe('a venue that does not answer other requests', () => {
  const inDoubt = (desk: Desk): void => {
    for (let n = 0; n < 3; n += 1) places({ qty: '10' })(desk);
    for (let n = 1; n <= 3; n += 1) desk.hear('new', {}, n);
  };
  it('fails replaces at once, and takes orders', () => {
    const desk = fragile();
    inDoubt(desk);
    for (const n of [1, 2]) desk.replace({ orderId: desk.order(n).orderId, price: '9.99' });
    givenDesk(desk).when(waits(100)).saying('BreakerOpened', { kind: 'replace' });
    givenDesk(desk)
      .when(replaces({ orderId: desk.order(3).orderId, price: '9.99' }))
      .concludes('ReplaceAccepted', 'AskFailed')
      .leaves({ ordStatus: 'new' }, 3);
    givenDesk(desk)
      .when(places({ qty: '1' }))
      .saying('ChildRouted', {});
  });
  it('gets every cancel that somebody asks for, and none repeated by the desk itself', () => {
    const desk = fragile();
    inDoubt(desk);
    for (const n of [1, 2]) desk.cancel({ orderId: desk.order(n).orderId });
    givenDesk(desk).when(waits(100)).saying('BreakerOpened', { kind: 'cancel' });
    // Those that were repeated just before are lost as well, and are not repeated again.
    expect(types(givenDesk(desk).when(waits(100)).events)).not.toContain('ChildCancelSent');
    givenDesk(desk)
      .when(cancels({ orderId: desk.order(3).orderId }))
      .saying('ChildCancelSent', {});
    const stop: Words = (on) => on.say({ type: 'KillRequested', clOrdId: 'k1', scope: 'desk', id: '*', reason: 'out' });
    const { events } = givenDesk(desk).when(stop, settles());
    expect(types(events).filter((type) => type === 'ChildCancelSent')).toHaveLength(2);
  });
  it('is not asked how orders stand until it has rested: then about all that is unknown', () => {
    const desk = fragile({ queryById: true });
    inDoubt(desk);
    for (const n of [1, 2, 3]) desk.replace({ orderId: desk.order(n).orderId, price: '9.99' });
    givenDesk(desk, waits(100)).when(waits(200)).saying('BreakerOpened', { kind: 'status' });
    const asked = (on: Desk): number => on.records.filter(({ event }) => event.type === 'ChildStatusAsked').length;
    const before = asked(desk);
    givenDesk(desk, waits(600));
    expect(asked(desk)).toBe(before);
    givenDesk(desk).when(goOn).saying('BreakerHalfOpened', { kind: 'status' });
    expect(asked(desk)).toBe(before + 1);
  });
});

describe('a venue that talks nonsense', () => {
  const sane = { limit: 3, windowMs: 1_000 };
  const strange = (): Desk => new Desk(configTerms({ venues: [venueTerms('ALPHA', { nonsense: sane }), venueTerms('BETA')] }));
  const babbles: Words = (desk) =>
    desk.say({
      type: 'UnreadableReported',
      venue: 'ALPHA',
      session: 'ALPHA-1',
      channel: 'order',
      reason: 'malformed',
      detail: 'lastQty: must be a decimal',
      length: 20,
      hash: 'a'.repeat(64),
      head: '{"type":"execution"}',
    });
  const releases =
    (over: Partial<Events['VenueReleaseRequested']> = {}): Words =>
    (desk) =>
      desk.say({ type: 'VenueReleaseRequested', clOrdId: 'v1', venue: 'ALPHA', reason: 'they have fixed it', ...over }, 'Ann');
  const quarantined = (): Desk => {
    const desk = strange();
    givenDesk(desk, places({ qty: '10' }), acked, babbles, babbles);
    return desk;
  };

  it('is put in quarantine past a limit, and a break says so', () => {
    givenDesk(quarantined())
      .when(babbles)
      .concludes('VenueQuarantined', 'BreakRaised', 'ModeChanged')
      .saying('BreakRaised', { what: 'venueQuarantined', venue: 'ALPHA' });
  });
  it('is not while it does so now and then', () => {
    const desk = quarantined();
    givenDesk(desk, waits(1_001)).when(babbles, babbles).concludes();
    givenDesk(desk).when(babbles).saying('VenueQuarantined', { count: 3 });
  });
  it('counts what can be read and cannot be, too', () => {
    const desk = strange();
    const unknown = (n: number): Words => hears('canceled', { sentId: `NONE${n}`, venueOrderId: `V${n}` });
    givenDesk(desk, places(), unknown(1), unknown(2)).when(unknown(3)).saying('VenueQuarantined', { count: 3 });
  });
  it('gets nothing new: orders are held, the router goes elsewhere, replaces fail; cancels go', () => {
    const desk = quarantined();
    babbles(desk);
    givenDesk(desk)
      .when(places({ qty: '1' }))
      .saying('OrderHeld', { why: 'quarantine', venue: 'ALPHA', until: undefined });
    givenDesk(desk)
      .when(places({ route: { strategy: 'best' }, price: '10.03' }))
      .saying('ChildRouted', { venue: 'BETA' });
    givenDesk(desk)
      .when(replaces({ price: '9.99' }))
      .concludes('ReplaceAccepted', 'AskFailed');
    givenDesk(desk).when(cancels()).concludes('CancelAccepted', 'ChildCancelSent');
  });
  it('is released by a named person for a reason, and what was held goes', () => {
    const desk = quarantined();
    givenDesk(desk, babbles, places({ qty: '1' }));
    givenDesk(desk)
      .when(releases())
      .concludes('VenueReleased', 'BreakClosed', 'WorkStarted', 'ModeChanged')
      .saying('VenueReleased', { by: 'Ann', reason: 'they have fixed it' });
    givenDesk(desk).when(settles()).saying('ChildRouted', { venue: 'ALPHA' });
    givenDesk(desk).when(releases()).concludes('AskRepeated');
  });
  it('is not released without a reason, nor where it is not in quarantine', () => {
    const desk = quarantined();
    givenDesk(desk).when(releases()).concludes('AskRefused').saying('AskRefused', { check: 'notQuarantined' });
    babbles(desk);
    givenDesk(desk)
      .when(releases({ clOrdId: 'v2', reason: ' ' }))
      .saying('AskRefused', { check: 'reasonMissing' });
  });
  it('stays in quarantine over the night, and over a restart', () => {
    const desk = quarantined();
    babbles(desk);
    givenDesk(
      desk,
      (on) => on.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: 1, writer: 'test' }),
      settles(),
    );
    const next = desk.tomorrow();
    expect(next.state.health.get('ALPHA')?.quarantined).toBe(true);
    checkDesk(next);
  });
});
