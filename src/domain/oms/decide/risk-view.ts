import { larger, type Micros, type Price, type Qty, ZERO_QTY } from '../../kernel/units.ts';
import type { Evidence } from '../../market/events.ts';
import type { Route, Side } from '../../order/events.ts';
import { isBuy, mostWanted, type Order } from '../../order/order.ts';
import type { RiskView } from '../../risk/checks.ts';
import type { Config } from '../config.ts';
import { isKilled, type State } from '../state.ts';

type Scoped = Readonly<{ account: string; strategy?: string | undefined; symbol: string; route: Route }>;
type Wanted = Scoped &
  Readonly<{
    strategy: string | undefined;
    side: Side;
    qty: Qty;
    price: Price | undefined;
  }>;

/** Which kill switch, if any, forbids this. The desk's own comes first. */
export const killedBy = (state: State, { account, strategy, symbol, route }: Scoped): string | undefined => {
  if (state.kills.size === 0) return undefined;
  if (isKilled(state, 'desk', '*')) return 'the desk';
  if (isKilled(state, 'account', account)) return `account ${account}`;
  if (strategy !== undefined && isKilled(state, 'strategy', strategy)) return `strategy ${strategy}`;
  if (isKilled(state, 'instrument', symbol)) return `instrument ${symbol}`;
  if (route.venue !== undefined && isKilled(state, 'venue', route.venue)) return `venue ${route.venue}`;
  return undefined;
};

/**
 * What the ladder may look at. `instead` is the order that this one would change: its own reservation is not counted twice,
 * and what it has executed is already in the position. `counted` orders have passed the rate check before.
 */
export const riskViewOf = (
  state: State,
  config: Config,
  now: Micros,
  wanted: Wanted,
  evidence: Evidence | undefined,
  instead: Order | undefined,
  counted: boolean,
): RiskView => {
  const { account, symbol, side, qty, price, route } = wanted;
  const accountConfig = config.accounts.get(account);
  const open = state.exposure.get(account, symbol);
  const own = instead?.reserved ?? ZERO_QTY;
  const buys = isBuy(side);
  return {
    now,
    account,
    symbol,
    side,
    qty,
    worstQty: larger(qty, instead === undefined ? ZERO_QTY : mostWanted(instead)),
    price,
    cumQty: instead?.cumQty ?? ZERO_QTY,
    killed: killedBy(state, wanted),
    accountTradable: accountConfig?.terms.tradable,
    instrument: config.instruments.get(symbol),
    listing: route.venue === undefined ? null : config.venues.get(route.venue)?.listings.get(symbol),
    limits: config.limits(account, symbol),
    evidence,
    position: state.positions.get(account, symbol)?.qty ?? 0,
    openBuy: ((open?.buy ?? 0) - (buys ? own : 0)) as Qty,
    openSell: ((open?.sell ?? 0) - (buys ? 0 : own)) as Qty,
    rate: accountConfig?.rate,
    onSchedule: counted ? 0 : (state.rates.accounts.get(account) ?? 0),
  };
};
