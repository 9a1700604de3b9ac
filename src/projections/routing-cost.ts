import { parseBig } from '../domain/kernel/decimal.ts';
import { tenTo } from '../domain/kernel/integers.ts';
import { type ChildId, type Qty, ZERO_QTY } from '../domain/kernel/units.ts';
import type { BookSeen, Evidence } from '../domain/market/events.ts';
import type { ConfigTerms } from '../domain/oms/events.ts';
import type { Side } from '../domain/order/events.ts';
import type { Projection } from './projection.ts';

/** Money here is a whole number of 10^-24 of the quote currency: room for a price, a quantity and a fee in millionths. */
export const COST_SCALE = 24;

/** One routing decision of a best-price order: the books it saw and what came of its children. */
type Sweep = {
  readonly symbol: string;
  readonly side: Side;
  readonly books: readonly BookSeen[];
  executed: Qty;
  fills: number;
  paid: bigint;
  gross: bigint;
};

type RoutingCost = {
  config: ConfigTerms | undefined;
  /** The market that the turn now being folded decided by. */
  evidence: Evidence | undefined;
  sweeps: Sweep[];
  byChild: Map<ChildId, Sweep>;
  /** Sweeps by the input that caused them. */
  byCause: Map<number, Sweep>;
  aggressiveFills: number;
  passiveFills: number;
};

/** Did routing over several venues pay, after fees, against sending the same quantity to the better single one? */
export const routingCost: Projection<RoutingCost> = {
  name: 'routing-cost',
  initial: () => ({
    config: undefined,
    evidence: undefined,
    sweeps: [],
    byChild: new Map(),
    byCause: new Map(),
    aggressiveFills: 0,
    passiveFills: 0,
  }),
  on: {
    ConfigAdopted: (view, { values }) => void (view.config = values),
    CarriedConfig: (view, { values }) => void (view.config = values),
    NewOrderRequested: (view, { evidence }) => void (view.evidence = evidence),
    EvidenceGiven: (view, { evidence }) => void (view.evidence = evidence),
    ChildRouted: (view, { because, symbol, side, childId }, { causationId }) => {
      if (because.strategy !== 'best' || because.expectedQty === 0 || view.evidence === undefined) return;
      const sweep = view.byCause.get(causationId) ?? {
        symbol,
        side,
        books: view.evidence.books,
        executed: ZERO_QTY,
        fills: 0,
        paid: 0n,
        gross: 0n,
      };
      if (!view.byCause.has(causationId)) view.sweeps.push(sweep);
      view.byCause.set(causationId, sweep);
      view.byChild.set(childId, sweep);
    },
    ExecutionBooked: (view, { childId, symbol, side, lastQty, lastPx, fee, liquidity }) => {
      if (liquidity === 'added') view.passiveFills += 1;
      else view.aggressiveFills += 1;
      const sweep = view.byChild.get(childId);
      if (sweep === undefined || liquidity === 'added') return;
      const gross = BigInt(lastPx) * BigInt(lastQty) * unitOf(view, symbol);
      const charged = parseBig(fee, COST_SCALE) ?? 0n;
      sweep.executed = (sweep.executed + lastQty) as Qty;
      sweep.fills += 1;
      sweep.gross += gross;
      sweep.paid += side === 'buy' ? gross + charged : gross - charged;
    },
  },
};

/** 10^-24 units in one unit of price × quantity of an instrument. */
const unitOf = ({ config }: RoutingCost, symbol: string): bigint => {
  const terms = config?.instruments.find((instrument) => instrument.symbol === symbol);
  return tenTo(COST_SCALE - (terms?.priceScale ?? 0) - (terms?.qtyScale ?? 0));
};

export type RoutingReport = Readonly<{
  /** Sweeps whose executed quantity one venue alone could have filled, and their fills. */
  sweeps: number;
  fills: number;
  /** What those fills were worth, before fees, at COST_SCALE. */
  gross: bigint;
  /** What they cost less than the better single venue would have, as it was shown when we decided, fees in; negative when more. */
  saved: bigint;
  /** Sweeps whose quantity no single venue showed. */
  beyondOneVenue: number;
}>;

export const routingReport = (view: RoutingCost): RoutingReport => {
  let [sweeps, fills, beyondOneVenue] = [0, 0, 0];
  let [gross, saved] = [0n, 0n];
  for (const sweep of view.sweeps) {
    if (sweep.executed === 0) continue;
    const single = betterSingle(view, sweep);
    if (single === undefined) beyondOneVenue += 1;
    else {
      sweeps += 1;
      fills += sweep.fills;
      gross += sweep.gross;
      saved += sweep.side === 'buy' ? single - sweep.paid : sweep.paid - single;
    }
  }
  return { sweeps, fills, gross, saved, beyondOneVenue };
};

/** The executed quantity at the venue that was cheapest for all of it, fees in; undefined when none showed enough. */
const betterSingle = (view: RoutingCost, { symbol, side, books, executed }: Sweep): bigint | undefined => {
  const unit = unitOf(view, symbol);
  let best: bigint | undefined;
  for (const { venue, bids, asks } of books) {
    let left: number = executed;
    let gross = 0n;
    for (const { price, qty } of side === 'buy' ? asks : bids) {
      const share = Math.min(qty, left);
      gross += BigInt(price) * BigInt(share);
      left -= share;
      if (left === 0) break;
    }
    if (left > 0) continue;
    const takerPpm = view.config?.venues.find((terms) => terms.venue === venue)?.takerPpm ?? 0;
    const fee = (gross * unit * BigInt(takerPpm)) / 1_000_000n;
    const cost = side === 'buy' ? gross * unit + fee : gross * unit - fee;
    if (best === undefined || (side === 'buy' ? cost < best : cost > best)) best = cost;
  }
  return best;
};
