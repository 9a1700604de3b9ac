import { known } from '../../src/domain/kernel/assert.ts';
import { parseDecimal } from '../../src/domain/kernel/decimal.ts';
import type { Micros, Price, Qty } from '../../src/domain/kernel/units.ts';
import type { Evidence } from '../../src/domain/market/events.ts';
import type { Config } from '../../src/domain/oms/config.ts';
import type { State } from '../../src/domain/oms/state.ts';
import type { Route, Side } from '../../src/domain/order/events.ts';
import { Day } from './days.ts';
import { PRICE_SCALE, say } from './exchange.ts';
import { passive } from './scripts.ts';

export const INSTRUMENTS = 1_000;
export const OPEN_ORDERS = 10_000;
/** Of a hundred decisions, so many say no: a no is written out in words and costs more. */
export const REFUSED_PERCENT = 2;
export const DECISIONS = 8_192;
export type Wanted = Readonly<{
  account: string;
  strategy: string | undefined;
  symbol: string;
  side: Side;
  qty: Qty;
  price: Price;
  route: Route;
  evidence: Evidence;
}>;
export type World = Readonly<{ state: State; config: Config; now: Micros; wanted: readonly Wanted[] }>;

/** A desk with its orders open, and what it is asked next. */
export const worldOf = (seed: number): World => {
  const day = new Day({ seed, instruments: INSTRUMENTS });
  while (day.state.live.size < OPEN_ORDERS) day.play(passive(day));
  const wanted: Wanted[] = [];
  while (wanted.length < DECISIONS) {
    const { account, strategy, symbol, side, qty, price, route, evidence } = passive(day);
    const asked =
      day.random.upTo(100) < REFUSED_PERCENT ? say(day.market.midOf(symbol) * 2) : known(price, 'a limit order has a price');
    wanted.push({
      account,
      strategy,
      symbol,
      side,
      qty: unitsOf(known(qty, 'it says how much'), 0) as Qty,
      price: unitsOf(asked, PRICE_SCALE) as Price,
      route: known(route, 'it says where to'),
      evidence: known(evidence, 'it was seen'),
    });
  }
  return { state: day.state, config: known(day.state.config, 'it is adopted'), now: day.now, wanted };
};
const unitsOf = (text: string, scale: number): number => {
  const parsed = parseDecimal(text, scale);
  if (!parsed.ok) throw new Error(`${text} is no decimal`);
  return parsed.units;
};
