import { known } from '../domain/kernel/assert.ts';
import { tenTo } from '../domain/kernel/integers.ts';
import type { Events } from '../domain/oms/catalogue.ts';
import { FEE_SCALE, GUARD_DIGITS, type Position, Positions, unrealized } from '../domain/position/position.ts';
import { type Instruments, knowInstruments } from './instruments.ts';
import { bookExecutions } from './positions.ts';
import type { Projection } from './projection.ts';

type Mark = Pick<Events['MarkObserved'], 'price' | 'markedAt' | 'source'>;
type PnlView = { positions: Positions; instruments: Instruments; marks: Map<string, Mark> };

const remark = ({ marks }: PnlView, { symbol, price, markedAt, source }: Events['MarkObserved' | 'CarriedMark']): void => {
  marks.set(symbol, { price, markedAt, source });
};

/** What did each account earn, and what would it earn if it closed at the last mark? */
export const pnl: Projection<PnlView> = {
  name: 'pnl',
  initial: () => ({ positions: new Positions(), instruments: new Map(), marks: new Map() }),
  on: { ...bookExecutions, ...knowInstruments, MarkObserved: remark, CarriedMark: remark },
};

/**
 * Exact, in units of 10^-scale of the quote currency. Fees in another currency are not netted, since that needs a rate that the
 * desk does not have; they are in `fees`, each at FEE_SCALE. `unrealized` and `total` are undefined while a held position has no mark.
 */
export type Pnl = Readonly<{
  account: string;
  symbol: string;
  quote: string;
  scale: number;
  realizedGross: bigint;
  fees: ReadonlyMap<string, bigint>;
  realizedNet: bigint;
  mark: Mark | undefined;
  unrealized: bigint | undefined;
  total: bigint | undefined;
}>;

/** By account and symbol, for every instrument that the account ever traded. */
export const pnlRows = ({ positions, instruments, marks }: PnlView): readonly Pnl[] =>
  [...positions].map((position) => {
    const { symbol } = position;
    const { quote, moneyScale } = known(instruments.get(symbol), () => `${symbol} is an instrument of this journal`);
    return pnlOf(position, quote, moneyScale + GUARD_DIGITS, marks.get(symbol));
  });

const pnlOf = (position: Readonly<Position>, quote: string, positionScale: number, mark: Mark | undefined): Pnl => {
  const { account, symbol, qty, realized, fees } = position;
  const scale = Math.max(positionScale, FEE_SCALE); // The finer of the two, so that nothing is rounded.
  const widened = realized * tenTo(scale - positionScale);
  const realizedNet = widened - (fees.get(quote) ?? 0n) * tenTo(scale - FEE_SCALE);
  const open = qty === 0 ? 0n : mark && unrealized(position, mark.price) * tenTo(scale - positionScale);
  return {
    account,
    symbol,
    quote,
    scale,
    realizedGross: widened,
    fees,
    realizedNet,
    mark,
    unrealized: open,
    total: open === undefined ? undefined : realizedNet + open,
  };
};
