import type { Instrument, Listing } from '../instrument/instrument.ts';
import type { Micros, Notional, Ppm, Price, Qty } from '../kernel/units.ts';
import type { Evidence } from '../market/events.ts';
import type { Side } from '../order/events.ts';
import type { Act, Mode } from '../resilience/mode-events.ts';
import type { Rate } from './rate.ts';

/** The limits in force for one account in one instrument, as whole numbers of that instrument. */
export type Limits = Readonly<{
  scope: string;
  maxOrderQty: Qty;
  maxOrderNotional: Notional;
  maxLong: Qty;
  maxShort: Qty;
  collarPpm: Ppm;
  referenceMaxAgeMicros: number;
}>;

/** What a check may look at. Absent means unknown, and unknown means no. */
export type RiskView = Readonly<{
  now: Micros;
  account: string;
  symbol: string;
  side: Side;
  qty: Qty;
  /** For a replace the larger of old and new, because until it is done either may trade; else the quantity. */
  worstQty: Qty;
  /** Undefined for a market order: it may trade as far as the collar lets it. */
  price: Price | undefined;
  /** A replace keeps what is executed: only the rest can still trade, and only the rest is limited by position. */
  cumQty: Qty;
  killed: string | undefined;
  /** What is wanted, and the strictest mode in force for it. */
  act: Act;
  mode: Readonly<{ mode: Mode; scope: string }>;
  accountTradable: boolean | undefined;
  instrument: Instrument | undefined;
  /** For an order to one venue: its listing there. Null when no single venue is named, undefined when it is not listed. */
  listing: Listing | null | undefined;
  limits: Limits | undefined;
  evidence: Evidence | undefined;
  /** What is booked, and `unexplained` more on the side that hurts: so much do venues say that we hold beyond it. */
  position: number;
  unexplained: number;
  /** Worst case of all other open and unknown orders of the account in the instrument, this order's own left out. */
  openBuy: Qty;
  openSell: Qty;
  rate: Rate | undefined;
  onSchedule: number;
}>;

/** Why not: the check, what it looked at, its limit and the value that broke it, in the words of a person. */
export type Objection = Readonly<{ check: string; scope: string; limit: string; value: string; text: string }>;
export type Check = (view: RiskView) => Objection | undefined;

export const no = (check: string, scope: string, limit: string, value: string, text: string): Objection => ({
  check,
  scope,
  limit,
  value,
  text,
});
