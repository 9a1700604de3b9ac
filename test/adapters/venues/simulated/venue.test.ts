import { describe, expect, it } from 'vitest';
import type { Faults } from '../../../../src/adapters/venues/simulated/faults.ts';
import type { Micros, Qty } from '../../../../src/domain/kernel/units.ts';
import { snapshot } from '../../../support/market.ts';
import { type OpenVenue, openVenue } from '../../../support/simulated-venue.ts';

const connected = (over: Parameters<typeof openVenue>[0] = {}): OpenVenue => {
  const desk = openVenue(over);
  desk.connect();
  return desk;
};

describe('latency', () => {
  it('keeps every message under way for as long as it says, and in order', () => {
    const desk = connected({ toVenue: { minMicros: 100, jitterMicros: 5_000 }, toDesk: { minMicros: 200, jitterMicros: 5_000 } });
    const sentAt = desk.clock.now();
    const heardAt: number[] = [];
    desk.venue.onReport(() => heardAt.push(desk.clock.now() - sentAt));
    const sentIds = Array.from({ length: 30 }, () => desk.submit());
    desk.settle(20_000);
    const received = desk.venue.truth().messages;
    expect(received.map(({ sentId }) => sentId)).toEqual(sentIds);
    expect(desk.reports.map(({ sentId }) => sentId)).toEqual(sentIds);
    for (const { at } of received) expect(at - sentAt >= 100 && at - sentAt <= 5_100).toBe(true);
    for (const heard of heardAt) expect(heard >= 300 && heard <= 10_300).toBe(true);
    expect(new Set(heardAt).size).toBeGreaterThan(1);
  });

  it('is drawn from the seed', () => {
    const arrivals = (seed: number) => {
      const desk = connected({ seed, toVenue: { minMicros: 100, jitterMicros: 5_000 } });
      desk.submit();
      desk.submit();
      desk.settle();
      return desk.venue.truth().messages.map(({ at }) => at);
    };
    expect(arrivals(7)).toEqual(arrivals(7));
    expect(arrivals(7)).not.toEqual(arrivals(8));
  });
});

describe('a rejected order', () => {
  it.each([
    ['offTick', { price: 1_001 }],
    ['offLot', { qty: 105 }],
    ['belowMinQty', { qty: 0 }],
    ['unknownSymbol', { symbol: 'GLOBEX' }],
    ['unsupportedOrdType', { ordType: 'stop' }],
    ['unsupportedMinQty', { minQty: 50 as Qty }],
    ['expireTimeMissing', { timeInForce: 'gtd' }],
    ['expireTimePassed', { timeInForce: 'gtd', expireTime: 1 as Micros }],
  ] as const)('is told why: %s', (reason, ticket) => {
    const desk = connected();
    const sentId = desk.submit(ticket);
    desk.settle();
    expect(desk.about(sentId)).toMatchObject([{ execType: 'rejected', rejectReason: reason, cumQty: '0', leavesQty: '0' }]);
    expect(desk.venue.truth().orders).toMatchObject([{ sentIds: [sentId], status: 'rejected', cumQty: 0 }]);
  });

  it('is any that the venue does not claim to take', () => {
    const desk = connected({ terms: { ordTypes: ['limit'], timeInForces: ['ioc'] } });
    const [market, day] = [desk.submit({ ordType: 'market', timeInForce: 'ioc' }), desk.submit()];
    desk.settle();
    expect([market, day].map((sentId) => desk.about(sentId)[0]?.rejectReason)).toEqual([
      'unsupportedOrdType',
      'unsupportedTimeInForce',
    ]);
  });
});

describe('a refused change', () => {
  it.each([
    ['offTick', { price: 1_001 }, {}],
    ['offLot', { qty: 105 }, {}],
    ['unsupportedReplace', { qty: 50 }, { replace: 'cancelThenNew' as const }],
  ])('is told why (%s), and leaves the order as it was', (reason, change, terms) => {
    const desk = connected({ terms });
    const sentId = desk.submit();
    desk.settle();
    const changed = desk.replace(sentId, change);
    desk.settle();
    expect(desk.said(changed)).toEqual([`no: ${reason}`]);
    expect(desk.venue.truth().orders).toMatchObject([{ sentIds: [sentId], qty: 100, price: 1_000, status: 'working' }]);
  });
});

describe('an id that comes twice', () => {
  it('is answered with the state of the first order, which lives on (FIX F.1.a)', () => {
    const desk = connected();
    const sentId = desk.submit();
    desk.settle();
    desk.venue.onBook(snapshot({ asks: [[1_000, 30]] }));
    desk.submit({ sentId, qty: 500 });
    desk.settle();
    expect(desk.about(sentId).at(-1)).toMatchObject({
      execType: 'rejected',
      rejectReason: 'duplicateOrder',
      orderQty: '100',
      cumQty: '30',
      leavesQty: '70',
    });
    expect(desk.venue.truth()).toMatchObject({
      messages: [
        { kind: 'submit', sentId },
        { kind: 'submit', sentId },
      ],
      orders: [{ status: 'working' }],
    });
  });

  it('is a second order where the venue keeps no ids, and where it only knows those of open orders', () => {
    for (const dedupes of ['never', 'open'] as const) {
      const desk = connected({ terms: { dedupes } });
      const sentId = desk.submit();
      desk.submit({ sentId });
      desk.settle();
      expect(desk.venue.truth().orders).toHaveLength(dedupes === 'never' ? 2 : 1);
      desk.cancel(sentId);
      desk.settle();
      desk.submit({ sentId });
      desk.settle();
      expect(desk.venue.truth().orders).toHaveLength(dedupes === 'never' ? 3 : 2);
    }
  });
});

describe('a lost connection', () => {
  it('loses what is under way to the venue, and what the venue said arrives again, under its number and flagged', () => {
    const desk = connected();
    const arrives = desk.submit();
    desk.settle(150); // At the venue by now, and its answer is under way.
    const lost = desk.submit();
    desk.venue.disconnect();
    desk.settle();
    expect(desk.reports).toEqual([]);
    desk.venue.onBook(snapshot({ asks: [[1_000, 30]] }));
    desk.connect();
    expect(desk.about(arrives)).toMatchObject([
      { execType: 'new', seqIn: 1, possDup: true },
      { execType: 'trade', seqIn: 2, possDup: true },
    ]);
    expect(desk.venue.truth().messages.map(({ sentId }) => sentId)).toEqual([arrives]);
    const after = desk.submit();
    desk.settle();
    expect(desk.about(lost)).toEqual([]);
    expect(desk.about(after)).toMatchObject([{ execType: 'new', seqIn: 3 }]);
    expect(desk.about(after)[0]).not.toHaveProperty('possDup');
  });

  it('cancels what is open where the venue does so', () => {
    const desk = connected({ terms: { cancelOnDisconnect: true } });
    const sentId = desk.submit();
    desk.settle();
    desk.venue.disconnect();
    desk.connect();
    expect(desk.said(sentId)).toEqual(['new', 'canceled']);
  });

  it('ends a question that waits for its answer', async () => {
    const desk = connected();
    const asked = desk.venue.positions();
    desk.venue.disconnect();
    await expect(asked).rejects.toThrow(/went down/);
    desk.settle();
  });
});

describe('a fault', () => {
  const orders = 400;
  const half = 500_000;
  const faulty = (faults: Partial<Faults>): OpenVenue => {
    const desk = connected({ faults });
    for (let i = 0; i < orders; i += 1) desk.submit({ price: 1_000 - 5 * (i % 10) });
    desk.settle(100_000);
    desk.venue.onBook(snapshot({ asks: [[900, 100 * orders]] }));
    desk.settle(100_000);
    return desk;
  };
  const count = (desk: OpenVenue, execType: string): number =>
    desk.reports.filter((report) => report.type === 'ExecutionReported' && report.execType === execType).length;
  const dense = (desk: OpenVenue): void =>
    expect(desk.reports.map((report) => 'seqIn' in report && report.seqIn)).toEqual(desk.reports.map((_, i) => i + 1));
  const aboutHalf = (n: number): void => expect(Math.abs(n - orders / 2)).toBeLessThan(80);

  it('is off unless it is asked for', () => {
    const desk = faulty({});
    expect([count(desk, 'new'), count(desk, 'trade'), desk.reports.length]).toEqual([orders, orders, 2 * orders]);
  });

  it('may reject an order that could have been taken', () => {
    const desk = faulty({ rejectPpm: half });
    aboutHalf(count(desk, 'rejected'));
    expect(count(desk, 'rejected') + count(desk, 'trade')).toBe(orders);
    expect(desk.venue.truth().executions).toHaveLength(count(desk, 'trade'));
  });

  it('may leave an order without its acknowledgement; it trades all the same', () => {
    const desk = faulty({ silentAckPpm: half });
    aboutHalf(count(desk, 'new'));
    expect(count(desk, 'trade')).toBe(orders);
    dense(desk);
  });

  it('may keep a report from the desk: numbers stay dense, and only the fills query knows', async () => {
    const desk = faulty({ dropPpm: half });
    aboutHalf(count(desk, 'trade'));
    dense(desk);
    const told = desk.venue.fillsSince(0 as Micros);
    desk.settle();
    expect((await told).rows).toHaveLength(orders);
    expect(desk.venue.truth().positions).toEqual({ ACME: 100 * orders });
  });

  it('may say a report twice, each time under a number of its own and the same execution id', () => {
    const desk = faulty({ duplicatePpm: half });
    aboutHalf(count(desk, 'trade') - orders);
    dense(desk);
    expect(desk.venue.truth().executions).toHaveLength(orders);
    const execIds = desk.reports.flatMap((report) =>
      report.type === 'ExecutionReported' && report.execType === 'trade' ? report.execId : [],
    );
    expect(new Set(execIds).size).toBe(orders);
  });
});

describe('the truth', () => {
  it('is a copy of what really happened: messages, orders under all their ids, executions, positions', () => {
    const desk = connected();
    const first = desk.submit({ side: 'sellShort' });
    desk.settle();
    const second = desk.replace(first, { qty: 60 });
    desk.settle();
    const before = desk.venue.truth();
    desk.venue.onBook(snapshot({ at: desk.clock.now(), bids: [[1_005, 30]] }));
    const cancel = desk.cancel(second);
    desk.settle();
    expect(before.executions).toEqual([]);
    expect(desk.venue.truth()).toMatchObject({
      venue: 'XA',
      messages: [
        { kind: 'submit', sentId: first, seqOut: 1 },
        { kind: 'replace', sentId: second, seqOut: 2 },
        { kind: 'cancel', sentId: cancel, seqOut: 3 },
      ],
      orders: [{ sentIds: [first, second], side: 'sellShort', qty: 60, price: 1_000, cumQty: 30, status: 'canceled' }],
      executions: [{ sentId: second, side: 'sellShort', qty: 30, price: 1_000, fee: '-0.006', liquidity: 'added' }],
      positions: { ACME: -30 },
    });
  });
});
