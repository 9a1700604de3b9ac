import { larger, type Micros, type Price, type Qty, ZERO_QTY } from '../../kernel/units.ts';
import type { Evidence } from '../../market/events.ts';
import type { Route, Side } from '../../order/events.ts';
import { isBuy, mostWanted, type Order } from '../../order/order.ts';
import type { Act } from '../../resilience/mode-events.ts';
import { allows } from '../../resilience/modes.ts';
import { barred } from '../../risk/checks.ts';
import type { Objection, RiskView } from '../../risk/objection.ts';
import type { Config } from '../config.ts';
import { isKilled, type State } from '../state.ts';
import { type ModeOf, NORMAL, strictestOf } from './mode.ts';

type Scoped = Readonly<{ account: string; strategy?: string | undefined; symbol: string; route: Route }>;
type Wanted = Scoped &
  Readonly<{
    strategy: string | undefined;
    side: Side;
    qty: Qty;
    price: Price | undefined;
  }>;

/** Which kill switch, if any, forbids this. The firm's comes first. */
export const killedBy = (state: State, { account, strategy, symbol, route }: Scoped): string | undefined => {
  if (state.kills.size === 0) return undefined;
  if (isKilled(state, 'firm', '*')) return 'the firm';
  if (isKilled(state, 'desk', '*')) return 'the desk';
  if (isKilled(state, 'account', account)) return `account ${account}`;
  if (strategy !== undefined && isKilled(state, 'strategy', strategy)) return `strategy ${strategy}`;
  if (isKilled(state, 'instrument', symbol)) return `instrument ${symbol}`;
  if (route.venue !== undefined && isKilled(state, 'venue', route.venue)) return `venue ${route.venue}`;
  return undefined;
};

/** The strictest mode in force for this. */
export const modeFor = (state: State, { account, strategy, symbol, route }: Scoped): ModeOf =>
  state.modes.size === 0
    ? NORMAL
    : strictestOf(state, [
        ['firm', '*'],
        ['desk', '*'],
        ['account', account],
        ['strategy', strategy],
        ['instrument', symbol],
        ['venue', route.venue],
      ]);

/** What a mode would have to allow: a new order, a change of one, or that one which was taken on before goes out. */
const actOf = ({ qty, price }: Wanted, instead: Order | undefined, counted: boolean): Act => {
  if (counted || instead === undefined) return counted ? 'route' : 'place';
  const before = instead.replaces.at(-1) ?? instead;
  return qty <= before.qty && price === before.price ? 'lower' : 'raise';
};

/** What is booked, or what venues say that we hold, whichever leaves less room on this side: until a difference is closed, either may be so. */
const worstPosition = ({ positions, held }: State, account: string, symbol: string, side: Side): number =>
  (positions.get(account, symbol)?.qty ?? 0) + held.unexplained(symbol, isBuy(side));

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
    act: actOf(wanted, instead, counted),
    mode: modeFor(state, wanted),
    accountTradable: accountConfig?.terms.tradable,
    instrument: config.instruments.get(symbol),
    listing: route.venue === undefined ? null : config.venues.get(route.venue)?.listings.get(symbol),
    limits: config.limits(account, symbol),
    evidence,
    position: worstPosition(state, account, symbol, side),
    unexplained: Math.abs(state.held.unexplained(symbol, buys)),
    openBuy: ((open?.buy ?? 0) - (buys ? own : 0)) as Qty,
    openSell: ((open?.sell ?? 0) - (buys ? 0 : own)) as Qty,
    rate: accountConfig?.rate,
    onSchedule: counted ? 0 : (state.rates.get(account) ?? 0),
  };
};

/** The first of its replaces that is not yet on its way and that somebody has forbidden since it was taken on. */
export const barredReplace = (
  state: State,
  config: Config,
  now: Micros,
  order: Order,
): Readonly<{ clOrdId: string; why: Objection }> | undefined => {
  if (state.kills.size === 0 && state.modes.size === 0) return undefined;
  const { account, strategy, symbol, side, route } = order.terms;
  for (const [i, { clOrdId, qty, price }] of order.replaces.entries()) {
    if (order.children.some(({ requests }) => requests.some((request) => request.clOrdId === clOrdId))) continue;
    const before = { ...order, replaces: order.replaces.slice(0, i) };
    const wanted = { account, strategy, symbol, side, route, qty, price };
    const why = barred(riskViewOf(state, config, now, wanted, undefined, before, false));
    if (why !== undefined) return { clOrdId, why };
  }
  return undefined;
};

/** May this much of it go to that venue, by the mode that is in force there? */
export const mayGoTo = (
  state: State,
  venue: string,
  wanted: Readonly<{ account: string; symbol: string; side: Side; qty: Qty }>,
  own: Qty,
): boolean => {
  if (state.modes.size === 0) return true;
  const leave = allows[strictestOf(state, [['venue', venue]]).mode].route;
  if (leave !== 'ifReducing') return leave === 'yes';
  const { account, symbol, side, qty } = wanted;
  const open = state.exposure.get(account, symbol);
  const position = worstPosition(state, account, symbol, side);
  const others = (isBuy(side) ? (open?.buy ?? 0) : (open?.sell ?? 0)) - own;
  return qty <= (isBuy(side) ? -position : position) - others;
};
