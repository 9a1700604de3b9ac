import { formatShort } from '../../../domain/kernel/decimal.ts';
import { dateOf } from '../../../domain/kernel/ids.ts';
import { divHalfEven, tenTo } from '../../../domain/kernel/integers.ts';
import type { Recorded } from '../../../domain/oms/catalogue.ts';
import { pnl, pnlRows } from '../../../projections/pnl.ts';
import { apply } from '../../../projections/projection.ts';
import { COST_SCALE, routingCost, routingReport } from '../../../projections/routing-cost.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Comparison } from './truth.ts';

/** Counts and views that the demo keeps while the day runs, fed with what is durable. */
export const newTally = () => {
  const money = pnl.initial();
  const routing = routingCost.initial();
  const counts = { events: 0, orders: 0, refused: 0, children: 0, fills: 0 };
  return {
    counts,
    money,
    routing,
    publish: (records: readonly Recorded[]): void => {
      counts.events += records.length;
      for (const record of records) {
        if (record.event.type === 'OrderAccepted') counts.orders += 1;
        else if (record.event.type === 'OrderRefused') counts.refused += 1;
        else if (record.event.type === 'ChildRouted') counts.children += 1;
        else if (record.event.type === 'ExecutionBooked') counts.fills += 1;
        apply(pnl, money, record);
        apply(routingCost, routing, record);
      }
    },
  };
};
export type Tally = ReturnType<typeof newTally>;

export type Summary = Readonly<{
  day: string;
  market: string;
  seed: number;
  file: string;
  orders: number;
  refused: number;
  children: number;
  fills: number;
  events: number;
  aggressiveFills: number;
  passiveFills: number;
  chainHead: string;
  stateDigest: string;
  venues: Readonly<{ orders: number; executions: number; positions: number; differences: readonly string[] }>;
  profits: readonly Readonly<{ account: string; symbol: string; net: string; total: string; quote: string }>[];
  /** In the quote currency and in hundredths of a percent of what was traded; fees in. */
  routing: Readonly<{ sweeps: number; fills: number; savedPerFill: string; savedBasisPoints: string; beyondOneVenue: number }>;
  recording?: Readonly<{ rows: number; badRows: number; cutLevels: number; aggressiveFillsOutsideBook: number }>;
  verified: boolean;
}>;

const MONEY_DIGITS = 6;
/** Money at some scale, rounded half-even to six digits: this is the edge, and only here is anything rounded. */
const money = (units: bigint, scale: number): string =>
  formatShort(
    scale <= MONEY_DIGITS ? units * tenTo(MONEY_DIGITS - scale) : divHalfEven(units, tenTo(scale - MONEY_DIGITS)),
    MONEY_DIGITS,
  );

/** Hundredths of a percent, with four digits. */
const BASIS_POINTS_E4 = 100_000_000n;

export const summaryOf = (
  tally: Tally,
  { seal }: Rehearsal,
  venues: Comparison,
  rest: Pick<Summary, 'market' | 'seed' | 'file' | 'verified'> & Pick<Partial<Summary>, 'recording'>,
): Summary => {
  const { sweeps, fills, gross, saved, beyondOneVenue } = routingReport(tally.routing);
  return {
    day: dateOf(seal.day),
    ...rest,
    ...tally.counts,
    aggressiveFills: tally.routing.aggressiveFills,
    passiveFills: tally.routing.passiveFills,
    chainHead: seal.chainHead,
    stateDigest: seal.stateDigest,
    venues,
    profits: pnlRows(tally.money).map(({ account, symbol, quote, realizedNet, total, scale }) => ({
      account,
      symbol,
      quote,
      net: money(realizedNet, scale),
      total: total === undefined ? 'no mark' : money(total, scale),
    })),
    routing: {
      sweeps,
      fills,
      savedPerFill: fills === 0 ? '0' : money(divHalfEven(saved, BigInt(fills)), COST_SCALE),
      savedBasisPoints: gross === 0n ? '0' : formatShort(divHalfEven(saved * BASIS_POINTS_E4, gross), 4),
      beyondOneVenue,
    },
  };
};

const count = (n: number): string => n.toLocaleString('en-US');

/** The day in lines that a person reads. */
export const linesOf = (summary: Summary): readonly string[] => {
  const { orders, refused, children, fills, events, aggressiveFills, passiveFills, routing, recording, venues, profits } =
    summary;
  const lines = [
    `day            ${summary.day}  ${summary.market}  seed ${summary.seed}`,
    `orders         ${count(orders)} accepted, ${count(refused)} refused; ${count(children)} child orders`,
    `fills          ${count(fills)}: ${count(aggressiveFills)} aggressive, ${count(passiveFills)} passive`,
    `events         ${count(events)}`,
  ];
  if (recording !== undefined)
    lines.push(
      `recording      ${count(recording.rows)} rows played, ${count(recording.badRows)} bad rows left out, ${count(recording.cutLevels)} quantities cut to the scale`,
      `outside book   ${count(recording.aggressiveFillsOutsideBook)} aggressive fills outside the recorded book of their second`,
    );
  lines.push(
    `cost per fill  ${routing.savedPerFill} (${routing.savedBasisPoints} bp) less than the better single venue as shown at the decision, fees in;`,
    `               over ${count(routing.fills)} aggressive fills of ${count(routing.sweeps)} sweeps; ${count(routing.beyondOneVenue)} more sweeps took what no single venue showed`,
    'passive rule   a resting order fills at its own price when the opposite best is at or through it, up to the quantity shown there',
  );
  for (const { account, symbol, net, total, quote } of profits)
    lines.push(
      `profit         ${account} ${symbol}: ${net} ${quote} realised after fees, ${total} with the open position marked`,
    );
  lines.push(
    `venue truth    ${count(venues.orders)} orders, ${count(venues.executions)} executions, ${count(venues.positions)} positions: ${venues.differences.length === 0 ? 'all as the desk has them' : `${venues.differences.length} DIFFERENCES`}`,
    ...venues.differences.slice(0, 10).map((difference) => `               ${difference}`),
    `chain head     ${summary.chainHead}`,
    `state digest   ${summary.stateDigest}`,
    `journal        ${summary.file}`,
    `               closed, sealed and ${summary.verified ? 'verified' : 'NOT VERIFIED'}`,
  );
  return lines;
};
