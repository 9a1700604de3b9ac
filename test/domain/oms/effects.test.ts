import { describe, expect, it } from 'vitest';
import type { Event, Recorded } from '../../../src/domain/oms/catalogue.ts';
import { type Effect, effectOf } from '../../../src/domain/oms/effects.ts';
import { evolve } from '../../../src/domain/oms/evolve/evolve.ts';
import { needs } from '../../../src/domain/oms/needs.ts';
import { initialState } from '../../../src/domain/oms/state.ts';
import { C, Desk, O, OPENS } from '../../support/desk.ts';
import { acked, cancels, fills, given, hears, places, rejected, replaces, waits } from '../given.ts';

/** All that the records make the world do, each looked at just after it was folded. */
const effects = (desk: Desk): readonly Effect[] => {
  const state = initialState();
  return desk.records.flatMap((record) => {
    evolve(state, record);
    return effectOf(state, record) ?? [];
  });
};

describe('effects', () => {
  it('are what the facts of a routing, a cancel and a replace say, to the letter', () => {
    const { desk } = given(places(), hears('new', { venueOrderId: 'V1' }), replaces({ qty: '150', price: '10.01' }), cancels());
    const [submit, replace, cancel, ...none] = effects(desk);
    expect(none).toEqual([]);
    expect(submit).toEqual({
      kind: 'submit',
      venue: 'ALPHA',
      message: {
        sentId: 'T1M9A000100001',
        childId: desk.child().childId,
        session: 'ALPHA-1',
        seqOut: 1,
        symbol: 'ACME',
        side: 'buy',
        ordType: 'limit',
        qty: 100,
        price: 1_000,
        timeInForce: 'day',
        expireTime: undefined,
      },
    });
    expect(replace).toMatchObject({
      kind: 'replace',
      message: { sentId: 'T1M9A000100002', origSentId: 'T1M9A000100001', venueOrderId: 'V1', seqOut: 2, qty: 150, price: 1_001 },
    });
    expect(cancel).toMatchObject({
      kind: 'cancel',
      message: { sentId: 'T1M9A000100003', origSentId: 'T1M9A000100001', venueOrderId: 'V1', seqOut: 3 },
    });
  });
  it('are a look at the market and the next slice of work, when the desk wants them', () => {
    const { desk } = given(places({ route: { strategy: 'best' }, price: '10.01' }), rejected, (on) =>
      on.say({ type: 'MassCancelRequested', clOrdId: 'm', scope: 'desk', id: '*', reason: '' }),
    );
    const [, look, work] = effects(desk);
    expect(look).toMatchObject({ kind: 'lookAtMarket', wanted: { orderId: O(1), purpose: 'route', symbol: 'ACME' } });
    expect(desk.records.find(({ position }) => look?.kind === 'lookAtMarket' && position === look.position)?.event.type).toBe(
      'EvidenceWanted',
    );
    expect(work).toEqual({ kind: 'continueWork', workId: 1 });
  });
  it('are a question about an order, for reports that are missing, for executions that are, and one more slice of work', () => {
    const { desk } = given(places(), waits(1_000));
    expect(effects(desk).at(-1)).toMatchObject({
      kind: 'status',
      venue: 'ALPHA',
      message: { sentId: 'T1M9A000100002', origSentId: 'T1M9A000100001', seqOut: 2, symbol: 'ACME', side: 'buy' },
    });
    const of = (event: Event) => effectOf(desk.state, { ...(desk.records.at(-1) as Recorded), event });
    const [venue, timeoutAt, since] = ['ALPHA', desk.now, OPENS];
    expect(of({ type: 'ResendRequested', venue, fromSeq: 7, timeoutAt } as Event)).toEqual({ kind: 'resend', venue, fromSeq: 7 });
    expect(of({ type: 'FillsAsked', orderId: O(1), childId: C(1), venue, since })).toEqual({
      ...{ kind: 'query', venue, session: `${venue}-1`, queryId: 0, query: 'fills', since, isOfRound: false },
    });
    expect(of({ type: 'WorkAdvanced', workId: 3 })).toEqual({ kind: 'continueWork', workId: 3 });
  });
  it('are none of what a venue says, nor of what is refused', () => {
    const { desk } = given(places({ qty: '501' }), places(), acked, fills('E1', 100));
    expect(effects(desk).map(({ kind }) => kind)).toEqual(['submit']);
  });
});

describe('what of the market a decision must see', () => {
  it('is one level for a price to be judged, more for a router, and nothing for the rest', () => {
    const desk = new Desk();
    desk.place();
    const ask = {
      clOrdId: 'x',
      account: 'A1',
      symbol: 'ACME',
      side: 'buy',
      ordType: 'limit',
      qty: '1',
      timeInForce: 'day',
    } as const;
    const of = (input: Parameters<typeof needs>[1]) => needs(desk.state, input);
    expect(of({ type: 'NewOrderRequested', ...ask, route: { strategy: 'direct', venue: 'ALPHA' } })).toEqual({
      symbol: 'ACME',
      depth: 1,
    });
    expect(of({ type: 'NewOrderRequested', ...ask, route: { strategy: 'best' } })).toEqual({ symbol: 'ACME', depth: 10 });
    expect(of({ type: 'NewOrderRequested', ...ask })).toEqual({ symbol: 'ACME', depth: 10 });
    expect(of({ type: 'ReplaceRequested', clOrdId: 'x', account: 'A1', orderId: O(1) })).toEqual({ symbol: 'ACME', depth: 1 });
    expect(of({ type: 'ReplaceRequested', clOrdId: 'x', account: 'A2', orderId: O(1) })).toBeUndefined();
    expect(of({ type: 'EvidenceGiven', orderId: O(1), purpose: 'release', wantedAt: 1 })).toEqual({ symbol: 'ACME', depth: 10 });
    expect(of({ type: 'EvidenceGiven', orderId: O(9), purpose: 'release', wantedAt: 1 })).toBeUndefined();
    expect(of({ type: 'CancelRequested', clOrdId: 'x', account: 'A1', orderId: O(1) })).toBeUndefined();
  });
});
