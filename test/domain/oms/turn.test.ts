import { describe, expect, it } from 'vitest';
import type { Input } from '../../../src/domain/oms/catalogue.ts';
import { evolve } from '../../../src/domain/oms/evolve/evolve.ts';
import { initialState } from '../../../src/domain/oms/state.ts';
import { Desk, O } from '../../support/desk.ts';
import { acked, canceled, cancels, fills, given, hears, places, rejected, type Words } from '../given.ts';

const trace = (desk: Desk, from: number): readonly unknown[] =>
  desk.records
    .slice(from)
    .map(({ event, causationId, correlationId }) => [event.type, causationId - desk.records.length, correlationId]);
const recorded = (...history: readonly Words[]) => {
  const { desk } = given(...history);
  return { desk, from: desk.records.length };
};

describe('a turn', () => {
  it('records the input first, then what follows, all under its position and about one order', () => {
    const { desk, from } = recorded(places(), acked, fills('E1', 40));
    cancels()(desk);
    expect(trace(desk, from)).toEqual([
      ['CancelRequested', -2, O(1)],
      ['CancelAccepted', -2, O(1)],
      ['ChildCancelSent', -2, O(1)],
    ]);
    const cancelAt = desk.records.length;
    canceled(desk);
    expect(trace(desk, cancelAt)).toEqual([
      ['ExecutionReported', -2, O(1)],
      ['ChildClosed', -2, O(1)],
      ['OrderClosed', -2, O(1)],
    ]);
  });
  it('about no order says so', () => {
    const { desk, from } = recorded();
    desk.say({ type: 'MarkObserved', symbol: 'ACME', price: 1_000 as never, markedAt: desk.now, source: 'mid' });
    desk.say({
      type: 'RequestRejectReported',
      venue: 'ALPHA',
      session: 'ALPHA-1',
      seqIn: 1,
      channel: 'order',
      sentId: 'X',
      request: 'cancel',
      rejectReason: 'unknown',
    });
    desk.cancel({ orderId: undefined, origClOrdId: 'nothing' });
    expect(desk.records.slice(from).map(({ correlationId }) => correlationId)).toEqual([0, 0, 0, 0, 0]);
  });
  it('gives an order that it refuses a number too, so that it can be asked about', () => {
    const { desk, from } = recorded(places());
    desk.place({ qty: '501' });
    desk.place();
    expect(trace(desk, from).map((line) => (line as unknown[])[2])).toEqual([O(2), O(2), O(3), O(3), O(3)]);
  });
  it('is stamped with who said it and when, and its facts are too', () => {
    const { desk, from } = recorded();
    desk.say({ type: 'KillRequested', clOrdId: 'k', scope: 'desk', id: '*', reason: 'stop' }, 'ops:anna');
    expect(desk.records.slice(from).map(({ actor, at }) => [actor, at])).toEqual([
      ['ops:anna', desk.now],
      ['ops:anna', desk.now],
      ['ops:anna', desk.now],
    ]);
    expect([desk.state.at, desk.state.position]).toEqual([desk.now, desk.records.length]);
  });
  it('says why a child order and its client order ended, in the words of the venue', () => {
    const { desk } = given(places(), hears('rejected', { rejectReason: 'tooLate' }));
    expect([desk.child().reason, desk.order().reason, desk.order().closedAt]).toEqual(['tooLate', 'tooLate', desk.now]);
    const worded = given(places(), hears('expired', { rejectReason: 'x', text: 'market closed' }));
    expect([worded.desk.child().reason, worded.desk.order().reason]).toEqual(['market closed', 'market closed']);
    expect(given(places(), rejected).desk.order().reason).toBe('rejected');
    expect(given(places(), cancels({ reason: 'too risky' }), canceled).desk.order().reason).toBe('too risky');
  });
});

describe('a day', () => {
  it('is ready once its opening balance is complete, and closed when it says so', () => {
    const desk = new Desk();
    expect([desk.state.ready, desk.state.closed]).toEqual([true, false]);
    desk.say({ type: 'DayClosed', chainHead: '', stateDigest: '', reason: 'end' });
    expect([desk.state.closed, desk.replayed().closed]).toEqual([true, true]);
    const opening = initialState();
    evolve(opening, desk.records[0] as (typeof desk.records)[number]);
    expect([opening.ready, opening.epoch, opening.day?.desk]).toEqual([false, 1, 'test']);
  });
  it('keeps the build and the configuration that it was decided by, and a standby’s epoch', () => {
    const desk = new Desk();
    desk.say({ type: 'DeskStarted', build: 'b2', configDigest: 'c2', epoch: 3, writer: 'test' });
    expect([desk.state.build, desk.state.configDigest, desk.state.epoch]).toEqual(['b2', 'c2', 3]);
    desk.say({ type: 'WriterEpochStarted', epoch: 4, writer: 'standby', cause: 'lease' });
    expect([desk.state.epoch, desk.tomorrow().state.epoch, desk.tomorrow().state.build]).toEqual([4, 4, 'b2']);
  });
});

describe('a corrupt journal stops the desk', () => {
  const desk = given(places(), acked).desk;
  const folding =
    (event: Input | (typeof desk.records)[number]['event'], position = desk.records.length + 1) =>
    (): void => {
      const state = initialState();
      for (const record of desk.records) evolve(state, record);
      evolve(state, { position, at: desk.now, mono: 0 as never, actor: 'test', causationId: position, correlationId: 0, event });
    };
  const fact = (type: string): (typeof desk.records)[number]['event'] =>
    desk.records.find(({ event }) => event.type === type)?.event as never;

  it.each([
    ['a record is missing', folding({ type: 'DayReady', digest: '' }, 99), 'position 99 follows'],
    ['a record comes twice', folding({ type: 'DayReady', digest: '' }, 3), 'position 3 follows'],
    ['a day opens twice', folding(fact('DayOpened')), 'DayOpened is the first record of its day'],
    [
      'a fact is about an order that is not there',
      folding({ ...(fact('ChildRouted') as object), orderId: O(9) } as never),
      'O-20261121-9 is an order of this journal',
    ],
    [
      'a fact is about a child that is not there',
      folding({ type: 'ChildAcknowledged', orderId: O(1), childId: O(9) as never }),
      'C-20261121-9 is a child order of this journal',
    ],
    [
      'an order is released that is not held',
      folding({ type: 'OrderReleased', orderId: O(1) }),
      'release may follow open of O-20261121-1',
    ],
    ['work advances that is not under way', folding({ type: 'WorkAdvanced', workId: 7, upTo: undefined }), 'work 7 is under way'],
    [
      'an answer is about no request',
      folding({
        type: 'CertaintyLost',
        orderId: O(1),
        childId: desk.child().childId,
        request: 'cancel',
        sentId: 'X',
        cause: 'timeout',
      }),
      'X is a pending cancel',
    ],
  ] as const)('when %s', (_, fold, claim) => {
    expect(fold).toThrow(claim);
  });
  it('when an execution is booked twice', () => {
    const twice = given(places(), acked, fills('E1', 40)).desk;
    const booked = twice.records.at(-1);
    expect(() => evolve(twice.state, { ...(booked as NonNullable<typeof booked>), position: twice.records.length + 1 })).toThrow(
      'E1/2026-11-21 is booked once',
    );
  });
  it('when something closed is closed again', () => {
    const closed = given(places(), canceled).desk;
    const last = closed.records.at(-1);
    expect(() => evolve(closed.state, { ...(last as NonNullable<typeof last>), position: closed.records.length + 1 })).toThrow(
      'canceled may follow canceled',
    );
  });
  it('when a closed order is routed, or changed', () => {
    const closed = given(places(), acked, canceled).desk;
    const routed = closed.records.find(({ event }) => event.type === 'ChildRouted') as (typeof closed.records)[number];
    expect(() => evolve(closed.state, { ...routed, position: closed.records.length + 1 })).toThrow('route may follow canceled');
    const ask = { type: 'ReplaceAccepted', orderId: O(1), clOrdId: 'x', qty: 1 as never, price: undefined, said: '' } as const;
    expect(() => evolve(closed.state, { ...routed, position: closed.records.length + 1, event: ask })).toThrow(
      'askAccepted may follow canceled',
    );
  });
  it('and nothing is decided before there is a configuration', () => {
    const bare = new Desk();
    bare.state = initialState();
    expect(() => bare.place()).toThrow('a configuration is adopted before anything is decided');
  });
});
