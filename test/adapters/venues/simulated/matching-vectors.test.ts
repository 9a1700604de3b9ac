import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { litMarket } from '../../../../src/adapters/venues/simulated/lit.ts';
import type { OnTrade, Trade } from '../../../../src/adapters/venues/simulated/market.ts';
import { leavesOf, type Order } from '../../../../src/adapters/venues/simulated/orders.ts';
import { type Qty, ZERO_NOTIONAL, ZERO_QTY } from '../../../../src/domain/kernel/units.ts';
import type { BookSide } from '../../../../src/domain/market/book.ts';
import type { TimeInForce } from '../../../../src/domain/order/events.ts';
import { delta } from '../../../support/market.ts';
import { shared } from '../../../support/shared.ts';

type Side = 'BUY' | 'SELL';
type Resting = Readonly<{ id: number; price: number; qty: number }>;
type Fifo = Readonly<{
  ops: readonly Readonly<{ op: 'enter' | 'cancel_to'; id: number; side: Side; price: number; qty: number }>[];
  expect_events: readonly Readonly<{
    ev: string;
    id?: number;
    resting?: number;
    incoming?: number;
    price?: number;
    qty?: number;
    resting_remaining?: number;
  }>[];
}>;
type Xcore = Readonly<{
  cmd: Readonly<{ op: 'new' | 'cancel' | 'reduce'; id: number; tif: string; side: Side; price: number; qty: number }>;
  expect: Readonly<{
    trades?: readonly Readonly<{ maker: number; price: number; qty: number }>[];
    reduce?: Readonly<{ qty: number; completed: boolean }>;
    bid_qty_81590?: number;
  }>;
}>;
type Consumption = Readonly<{
  config: Readonly<{ liquidity_consumption: boolean }>;
  steps: readonly Readonly<{ t: string; side: Side; price: string; qty: string; id: string }>[];
  expect: Readonly<{ fills: readonly string[] }>;
}>;
type Vectors = Readonly<{
  books: Readonly<{ XCORE_SEED: Readonly<{ asks: readonly Resting[]; bids: readonly Resting[] }> }>;
  vectors: readonly (Readonly<{ id: string; set: string }> & (Fifo | Xcore | Consumption))[];
}>;

/** A lit market of our own orders, by small numbers, and a list of who traded with whom. */
const open = () => {
  const trades: (Trade & { id: number; left: number })[] = [];
  const orders = new Map<number, Order>();
  const onTrade: OnTrade = (trade) => {
    const { order, qty } = trade;
    order.cumQty = (order.cumQty + qty) as Qty;
    if (order.cumQty === order.qty) {
      order.status = 'filled';
      market.leave(order);
    }
    trades.push({ ...trade, id: Number(order.venueOrderId), left: leavesOf(order) });
  };
  const market = litMarket({ venue: 'XA', symbol: 'ACME', selfTrades: 'match', onTrade, onShow: () => {} });
  const enter = (id: number, side: Side, price: number | undefined, qty: number, timeInForce: TimeInForce = 'gtc'): Order => {
    const order = {
      venueOrderId: String(id),
      symbol: 'ACME',
      side: side === 'BUY' ? 'buy' : 'sell',
      ordType: price === undefined ? 'market' : 'limit',
      timeInForce,
      minQty: undefined,
      sentIds: [String(id)],
      qty: qty as Qty,
      price,
      cumQty: ZERO_QTY,
      paid: ZERO_NOTIONAL,
      status: 'working',
    } as Order;
    orders.set(id, order);
    market.enter(order);
    return order;
  };
  /** As the venue does it: less of the same keeps its place, nothing of it leaves. */
  const reduceTo = (id: number, left: number): void => {
    const order = orders.get(id) as Order;
    order.qty = (order.cumQty + left) as Qty;
    if (left > 0) return;
    order.status = 'canceled';
    market.leave(order);
  };
  const left = (id: number): number => leavesOf(orders.get(id) as Order);
  return { market, trades, orders, enter, reduceTo, left };
};

const file = shared('vectors/matching.json');
const { books, vectors }: Vectors = file.missing
  ? { books: { XCORE_SEED: { asks: [], bids: [] } }, vectors: [] }
  : (JSON.parse(readFileSync(file.path, 'utf8')) as Vectors);
const ofSet = <V>(set: string) => vectors.filter((vector) => vector.set === set) as unknown as readonly (V & { id: string })[];

/** Sets and vectors that ask for what this venue does not claim to do. */
const NOT_OURS: Readonly<Record<string, string>> = {
  queue_position: 'needs trade prints: our rule for resting orders looks at the book alone',
  hftbacktest_queue_model: 'a probability model of the queue, not a matcher',
  hftbacktest_fill_rules: 'prose',
  fill_model: 'fills in ticks of slippage, not a matcher',
};
const budget = (vector: Xcore): boolean => vector.cmd.tif === 'FOK_BUDGET';
const printed = (vector: Consumption): boolean => vector.steps.some(({ t }) => t === 'trade');

describe.skipIf(file.missing)('published matching vectors', () => {
  it('are all accounted for', () => {
    const run = [
      ...ofSet<Fifo>('price_time_fifo'),
      ...ofSet<Xcore>('exchange_core_book').filter((vector) => !budget(vector)),
      ...ofSet<Consumption>('liquidity_consumption').filter((vector) => !printed(vector)),
    ];
    const leftOut = [
      ...Object.keys(NOT_OURS).flatMap((set) => ofSet(set)),
      ...ofSet<Xcore>('exchange_core_book').filter(budget), // No order type of ours has a budget.
      ...ofSet<Consumption>('liquidity_consumption').filter(printed), // No trade prints in L2 recordings.
    ];
    expect([run.length, leftOut.length]).toEqual([12, vectors.length - 12]);
  });

  it.each(ofSet<Fifo>('price_time_fifo').map((vector) => [vector.id, vector] as const))('%s', (_, { ops, expect_events }) => {
    const { trades, enter, reduceTo, left } = open();
    const events: unknown[] = [];
    for (const { op, id, side, price, qty } of ops) {
      if (op === 'cancel_to') {
        events.push({ ev: 'cancel', id, canceled: left(id) - qty, remaining: qty });
        reduceTo(id, qty);
        continue;
      }
      trades.length = 0;
      enter(id, side, price, qty);
      for (const trade of trades)
        if (trade.liquidity === 'added')
          events.push({
            ev: 'match',
            resting: trade.id,
            incoming: id,
            incoming_side: side,
            price: trade.price,
            qty: trade.qty,
            resting_remaining: trade.left,
          });
      if (left(id) > 0) events.push({ ev: 'add', id, side, price, qty: left(id) });
    }
    expect(events).toEqual(expect_events);
  });

  it.each(
    ofSet<Xcore>('exchange_core_book')
      .filter((vector) => !budget(vector))
      .map((vector) => [vector.id, vector] as const),
  )('%s', (_, vector) => {
    const { trades, orders, enter, reduceTo, left } = open();
    for (const { id, price, qty } of books.XCORE_SEED.asks) enter(id, 'SELL', price, qty);
    for (const { id, price, qty } of books.XCORE_SEED.bids) enter(id, 'BUY', price, qty);
    const shown = () => [...orders.values()].map(({ price, venueOrderId }) => ({ price, left: left(Number(venueOrderId)) }));
    const before = shown();
    const { op, id, side, price, qty } = vector.cmd;
    if (op === 'new') {
      const order = enter(99, side, price, qty, vector.cmd.tif === 'IOC' ? 'ioc' : 'gtc');
      orders.delete(99);
      expect(order.cumQty).toBe(vector.expect.trades?.reduce((sum, trade) => sum + trade.qty, 0));
      expect(
        trades
          .filter(({ liquidity }) => liquidity === 'added')
          .map((trade) => ({ maker: trade.id, price: trade.price, qty: trade.qty })),
      ).toEqual(vector.expect.trades);
    } else if (!orders.has(id)) {
      expect(vector.expect).toMatchObject({ result: 'MATCHING_UNKNOWN_ORDER_ID', book_unchanged: true });
      expect(shown()).toEqual(before);
    } else {
      const had = left(id);
      reduceTo(id, op === 'cancel' ? 0 : Math.max(0, had - qty));
      expect(vector.expect.reduce).toMatchObject({ qty: had - left(id), completed: left(id) === 0 });
    }
    if (vector.expect.bid_qty_81590 !== undefined)
      expect(
        shown()
          .filter((each) => each.price === 81_590)
          .reduce((sum, each) => sum + each.left, 0),
      ).toBe(vector.expect.bid_qty_81590);
  });

  it.each(
    ofSet<Consumption>('liquidity_consumption')
      .filter((vector) => !printed(vector))
      .map((vector) => [vector.id, vector] as const),
  )('%s', (_, vector) => {
    const { market, trades, enter } = open();
    let orders = 0;
    for (const { t, side, price, qty } of vector.steps)
      if (t === 'book') {
        const shown: BookSide = side === 'BUY' ? 'bids' : 'asks';
        market.onBook(delta({ [shown]: [[Number(price), Number(qty)]] }));
      } else enter((orders += 1), side, undefined, Number(qty), 'ioc');
    const fills = Array.from({ length: orders }, (_unused, i) =>
      trades.filter(({ id }) => id === i + 1).reduce((sum, trade) => sum + trade.qty, 0),
    );
    if (vector.config.liquidity_consumption) expect(fills.map(String)).toEqual(vector.expect.fills);
    else expect(fills[1]).toBe(0); // Its peer can switch the memory off and sell a level twice; ours cannot.
  });
});
