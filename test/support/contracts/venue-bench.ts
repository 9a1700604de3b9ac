import { expect } from 'vitest';
import type { Instrument } from '../../../src/domain/instrument/instrument.ts';
import { parseDecimal } from '../../../src/domain/kernel/decimal.ts';
import type { ChildId, Price, Qty } from '../../../src/domain/kernel/units.ts';
import type { Report, Reports } from '../../../src/domain/order/events.ts';
import type { CancelOrder, ReplaceOrder, SessionNews, SubmitOrder, Venue } from '../../../src/domain/ports/venue.ts';

/** A venue, and hands that can make its market. Nobody trades there until somebody is made to come. */
export type VenueBench = Readonly<{
  venue: Venue;
  instrument: Instrument;
  /** On tick; whoever comes trades with either side at this price, with nobody at a worse one. */
  price: Price;
  /** A whole number of lots, and more than any one who comes takes. */
  qty: Qty;
  /** Somebody comes for at most half of `qty`, trades with whatever of ours he can, and goes again. */
  somebodyTrades(withSide: 'buy' | 'sell'): Promise<void>;
  /** Everything that is under way arrives. */
  settle(): Promise<void>;
}>;

type Said = Reports['ExecutionReported'];
type Ticket = Partial<SubmitOrder>;

/** Drives a bench the way a desk does, and writes down what it hears. */
export const deskAt = (bench: VenueBench) => {
  const { venue, instrument } = bench;
  const reports: Report[] = [];
  const news: SessionNews[] = [];
  let numbers = 0;
  venue.onReport((report) => reports.push(report));
  venue.onSession((said) => news.push(said));

  const head = (): Pick<SubmitOrder, 'sentId' | 'childId' | 'session' | 'seqOut' | 'symbol' | 'side'> => {
    numbers += 1;
    const sentId = `D1${String(numbers).padStart(12, '0')}`;
    return {
      sentId,
      childId: numbers as ChildId,
      session: `${venue.name}-1`,
      seqOut: numbers,
      symbol: instrument.symbol,
      side: 'buy',
    };
  };
  const units = (text: string | undefined): number => {
    const parsed = parseDecimal(text ?? '', instrument.qtyScale);
    if (!parsed.ok) throw new Error(`"${text}" is not a quantity`);
    return parsed.units;
  };
  const executions = (sentIds: readonly string[]): readonly Said[] =>
    reports.filter((report): report is Said => report.type === 'ExecutionReported' && sentIds.includes(report.sentId ?? ''));

  return {
    reports,
    news,
    units,
    executions,
    connect: async (): Promise<void> => {
      venue.connect();
      await bench.settle();
    },
    submit: async (ticket: Ticket = {}): Promise<string> => {
      const order: SubmitOrder = {
        ...head(),
        ordType: 'limit',
        timeInForce: 'day',
        qty: bench.qty,
        price: bench.price,
        ...ticket,
      };
      expect(venue.send(order)).toEqual({ sent: true });
      await bench.settle();
      return order.sentId;
    },
    cancel: async (origSentId: string, over: Partial<CancelOrder> = {}): Promise<string> => {
      const cancel: CancelOrder = { ...head(), origSentId, ...over };
      expect(venue.cancel(cancel)).toEqual({ sent: true });
      await bench.settle();
      return cancel.sentId;
    },
    replace: async (origSentId: string, over: Partial<ReplaceOrder>): Promise<string> => {
      const replace: ReplaceOrder = { ...head(), origSentId, qty: bench.qty, price: bench.price, ...over };
      expect(venue.replace(replace)).toEqual({ sent: true });
      await bench.settle();
      return replace.sentId;
    },
    refusals: (sentId: string): readonly string[] =>
      reports.flatMap((report) =>
        report.type === 'RequestRejectReported' && report.sentId === sentId ? report.rejectReason : [],
      ),
    /** Somebody comes again and again, until nothing of the order is left. */
    fillUp: async (sentId: string, side: 'buy' | 'sell' = 'buy'): Promise<void> => {
      for (let i = 0; i < 200 && executions([sentId]).at(-1)?.leavesQty !== '0'; i += 1) await bench.somebodyTrades(side);
      expect(executions([sentId]).at(-1)?.leavesQty).toBe('0');
    },
  };
};

export const seqIns = (reports: readonly Report[]): readonly number[] =>
  reports.flatMap((report) => ('seqIn' in report ? report.seqIn : []));

/** An answer takes its way there and back, too. */
export const settled = async <Answer>(bench: VenueBench, answer: Promise<Answer>): Promise<Answer> => {
  await bench.settle();
  return answer;
};
