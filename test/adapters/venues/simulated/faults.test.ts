import { describe, expect, it } from 'vitest';
import { type FaultName, NO_FAULTS } from '../../../../src/adapters/venues/simulated/faults.ts';
import { snapshot } from '../../../support/market.ts';
import { type OpenVenue, openVenue } from '../../../support/simulated-venue.ts';

const ALWAYS = 1_000_000;
const SECOND = 1_000_000;

/** A venue with nothing wrong but what is named, connected. */
const withFaults = (...names: FaultName[]): OpenVenue & { struck: FaultName[] } => {
  const struck: FaultName[] = [];
  const faults = Object.fromEntries(names.map((name) => [`${name}Ppm`, ALWAYS]));
  const desk = openVenue({ faults, onFault: (fault) => struck.push(fault), saysDoneForDay: true });
  desk.connect();
  return { ...desk, struck };
};
/** Somebody sells 100 at our price. */
const trade = (desk: OpenVenue): void => desk.venue.onBook(snapshot({ at: desk.clock.now(), asks: [[1_000, 100]] }));
/** The book is empty again, so that what works again does not trade at once. */
const empty = (desk: OpenVenue): void => desk.venue.onBook(snapshot({ at: desk.clock.now() }));
const truth = (desk: OpenVenue, sentId: string) => desk.venue.truth().orders.find(({ sentIds }) => sentIds.includes(sentId));

describe('a venue at fault', () => {
  it('overfills: one lot more than was asked for, and it says so', () => {
    const desk = withFaults('overfill');
    const sentId = desk.submit();
    desk.settle();
    trade(desk);
    desk.settle();
    expect(desk.said(sentId)).toEqual(['new', 'trade', 'trade']);
    expect(truth(desk, sentId)).toMatchObject({ status: 'filled', qty: 100, cumQty: 110 });
  });

  it('takes an execution back: the order is worked again, or what was taken back is cancelled', () => {
    const ends = new Set<string>();
    for (let seed = 1; seed <= 8; seed += 1) {
      const desk = openVenue({ seed, faults: { bustPpm: ALWAYS } });
      desk.connect();
      const sentId = desk.submit();
      desk.settle();
      trade(desk);
      empty(desk);
      desk.settle(5 * SECOND);
      const [, trades, bust] = desk.about(sentId);
      expect(bust).toMatchObject({ execType: 'tradeCancel', execRefId: trades?.execId, lastQty: '100', cumQty: '0' });
      const { status, cumQty } = truth(desk, sentId) as NonNullable<ReturnType<typeof truth>>;
      expect(cumQty).toBe(0);
      expect(desk.venue.truth().positions).toEqual({ ACME: 0 });
      expect(bust?.leavesQty).toBe(status === 'working' ? '100' : '0');
      expect(desk.said(sentId).slice(3)).toEqual(status === 'working' ? [] : ['canceled']);
      ends.add(status);
    }
    expect([...ends].sort()).toEqual(['canceled', 'working']);
  });

  it('corrects an execution: truth, position and report agree on what stands', () => {
    const desk = withFaults('correct');
    const sentId = desk.submit();
    desk.settle();
    trade(desk);
    empty(desk);
    desk.settle(5 * SECOND);
    const corrected = desk.about(sentId).find(({ execType }) => execType === 'tradeCorrect');
    const { executions, amendments, positions } = desk.venue.truth();
    expect(amendments).toHaveLength(1);
    expect(corrected).toMatchObject({ execRefId: executions[0]?.execId, lastQty: String(amendments[0]?.qty) });
    expect(positions).toEqual({ ACME: amendments[0]?.qty });
  });

  it('executes what nobody sent, under an id of its own', () => {
    const desk = withFaults('stray');
    const sentId = desk.submit();
    desk.settle();
    trade(desk);
    desk.settle();
    expect(desk.said(sentId)).toEqual(['new', 'trade']);
    expect(desk.about('XA-PHONE2')).toMatchObject([{ execType: 'trade', lastQty: '10', cumQty: '10', leavesQty: '0' }]);
    expect(desk.venue.truth().positions).toEqual({ ACME: 110 });
  });

  it('places what nobody sent beside an order: it is open under our name, and nobody says so', async () => {
    const desk = withFaults('foreign');
    const sentId = desk.submit();
    desk.settle();
    const rows = desk.venue.openOrders();
    desk.settle();
    expect((await rows).rows).toMatchObject([
      { sentId, qty: '100' },
      { sentId: 'XA-SCREEN2', qty: '10', leavesQty: '10' },
    ]);
    expect(desk.reports).toHaveLength(1);
    desk.cancel('XA-SCREEN2', { sentId: 'C1' });
    desk.settle();
    expect(desk.said('C1')).toEqual(['canceled']);
    expect(truth(desk, 'XA-SCREEN2')?.status).toBe('canceled');
  });

  it('forgets an order that works: a cancel is told that nobody knows it', () => {
    const desk = withFaults('forget');
    const sentId = desk.submit();
    desk.settle(5 * SECOND);
    expect(truth(desk, sentId)?.status).toBe('forgotten');
    expect(desk.said(sentId)).toEqual(['new']);
    const cancelId = desk.cancel(sentId);
    desk.settle();
    expect(desk.said(cancelId)).toEqual(['no: unknownOrder']);
  });

  it('throws an order out that it had taken', () => {
    const desk = withFaults('throwOut');
    const sentId = desk.submit();
    desk.settle(5 * SECOND);
    expect(['canceled', 'rejected']).toContain(truth(desk, sentId)?.status);
    expect(desk.said(sentId)).toEqual(['new', truth(desk, sentId)?.status]);
  });

  it('says reports late, each under the number it then has', () => {
    const desk = withFaults('late');
    const sentIds = Array.from({ length: 10 }, () => desk.submit());
    desk.settle(5 * SECOND);
    const order = desk.reports.map(({ sentId }) => sentIds.indexOf(sentId as string));
    expect(order).toHaveLength(10);
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(desk.reports.map((report) => 'seqIn' in report && report.seqIn)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('half reads: what was executed is legible, the rest is not', () => {
    const desk = withFaults('nonsense');
    const sentId = desk.submit();
    desk.settle();
    trade(desk);
    desk.settle();
    expect(desk.about(sentId)[1]).toMatchObject({ lastQty: '100', lastPx: '10.00', fee: '1.2.3', cumQty: '?' });
  });

  it('sweeps at the close: what is long over is said to be over again', () => {
    const desk = withFaults('sweep');
    const sentId = desk.submit();
    desk.settle();
    desk.cancel(sentId);
    desk.settle();
    const before = desk.said(sentId).length;
    desk.venue.closeSession();
    desk.settle();
    expect(desk.said(sentId)).toHaveLength(before + 1);
    expect(truth(desk, sentId)?.status).toBe('canceled');
  });

  it('says good-till orders to be done for the day, and back', () => {
    const desk = withFaults();
    const sentId = desk.submit({ timeInForce: 'gtc' });
    desk.settle();
    desk.venue.closeSession();
    desk.settle();
    desk.venue.openSession();
    desk.settle();
    expect(desk.said(sentId)).toEqual(['new', 'doneForDay', 'new']);
  });

  it.each(['remembered', 'forgotten'] as const)('restarts with its book %s', (book) => {
    const desk = withFaults();
    const sentId = desk.submit();
    desk.settle();
    desk.venue.restart(book);
    desk.settle();
    expect(desk.news.at(-1)).toMatchObject({ state: 'down' });
    desk.connect();
    const cancelId = desk.cancel(sentId);
    desk.settle();
    expect(truth(desk, sentId)?.status).toBe(book === 'forgotten' ? 'forgotten' : 'canceled');
    expect(desk.said(cancelId)).toEqual([book === 'forgotten' ? 'no: unknownOrder' : 'canceled']);
  });

  it('changes its faults when told to', () => {
    const desk = withFaults('reject');
    const first = desk.submit();
    desk.settle();
    desk.venue.change({});
    const second = desk.submit();
    desk.settle();
    expect([desk.said(first), desk.said(second)]).toEqual([['rejected'], ['new']]);
    expect(desk.struck).toEqual(['reject']);
  });

  it('is at fault in no way unless asked', () => {
    expect(Object.values(NO_FAULTS).every((ppm) => ppm === 0)).toBe(true);
  });
});

describe('a network at fault', () => {
  it.each(['toVenueLost', 'toVenueGarbled'] as const)('%s: the message never arrives, and the sender does not know', (fault) => {
    const desk = withFaults(fault);
    desk.submit();
    desk.settle(5 * SECOND);
    expect(desk.venue.truth().messages).toEqual([]);
  });

  it('toVenueTwice: it arrives again, marked as a copy in the truth alone', () => {
    const desk = withFaults('toVenueTwice');
    const sentId = desk.submit();
    desk.settle();
    expect(desk.venue.truth().messages.map(({ sentId: id, again }) => [id, again])).toEqual([
      [sentId, undefined],
      [sentId, true],
    ]);
    expect(desk.said(sentId)).toEqual(['new', 'rejected']);
  });

  it.each(['toDeskLost', 'toDeskGarbled'] as const)(
    '%s: a report keeps its number, and is said again to who asks for it',
    (fault) => {
      const desk = withFaults(fault);
      const sentId = desk.submit();
      desk.settle(5 * SECOND);
      expect(desk.reports).toEqual([]);
      desk.venue.change({});
      desk.venue.disconnect();
      desk.settle();
      desk.venue.connect(1);
      desk.settle();
      expect(desk.about(sentId)).toMatchObject([{ execType: 'new', seqIn: 1, possDup: true }]);
    },
  );

  it('toDeskTwice: a report arrives again under the same number', () => {
    const desk = withFaults('toDeskTwice');
    desk.submit();
    desk.settle();
    expect(desk.reports.map((report) => 'seqIn' in report && report.seqIn)).toEqual([1, 1]);
  });

  it('toDeskOvertaken: reports arrive out of order', () => {
    const desk = withFaults('toDeskOvertaken');
    for (let i = 0; i < 10; i += 1) desk.submit();
    desk.settle(SECOND);
    const numbers = desk.reports.map((report) => ('seqIn' in report ? report.seqIn : 0));
    expect(numbers).not.toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('toVenueHeldUp: a message is late, and nothing overtakes it', () => {
    const desk = withFaults('toVenueHeldUp');
    const sentIds = Array.from({ length: 5 }, () => desk.submit());
    desk.settle(20 * SECOND);
    const { messages } = desk.venue.truth();
    expect(messages.map(({ sentId }) => sentId)).toEqual(sentIds);
    expect(messages.at(-1)?.at).toBeGreaterThan(SECOND / 10);
  });

  it('is not half open while nobody is connected: the next connection is a new one', () => {
    const desk = openVenue({});
    desk.venue.goHalfOpen();
    desk.connect();
    const sentId = desk.submit();
    desk.settle();
    expect(desk.said(sentId)).toEqual(['new']);
  });

  it('goes half open: both ends talk, neither hears, until somebody disconnects', () => {
    const desk = withFaults();
    desk.venue.goHalfOpen();
    const sentId = desk.submit();
    desk.settle(SECOND);
    expect([desk.venue.truth().messages, desk.reports]).toEqual([[], []]);
    desk.venue.disconnect();
    desk.settle();
    desk.connect();
    desk.submit({ sentId });
    desk.settle();
    expect(desk.said(sentId)).toEqual(['new']);
  });
});
