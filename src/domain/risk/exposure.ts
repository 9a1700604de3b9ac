import type { Qty } from '../kernel/units.ts';
import { ZERO_QTY } from '../kernel/units.ts';
import type { Side } from '../order/events.ts';
import { isBuy } from '../order/order.ts';

/** What may still be bought and sold in an instrument by an account: every open or unknown order at its worst case. */
export type Open = { readonly account: string; readonly symbol: string; buy: Qty; sell: Qty; orders: number };

/** Kept by difference, O(1) per event; a property holds it equal to a recount of every order. */
export class Exposure implements Iterable<Readonly<Open>> {
  readonly #byAccount = new Map<string, Map<string, Open>>();

  get(account: string, symbol: string): Readonly<Open> | undefined {
    return this.#byAccount.get(account)?.get(symbol);
  }

  /** An order's reservation goes from one quantity to another. */
  move(account: string, symbol: string, side: Side, from: Qty, to: Qty): void {
    if (from === to) return;
    const open = this.#of(account, symbol);
    if (isBuy(side)) open.buy = (open.buy - from + to) as Qty;
    else open.sell = (open.sell - from + to) as Qty;
    if (from === 0) open.orders += 1;
    else if (to === 0) open.orders -= 1;
  }

  #of(account: string, symbol: string): Open {
    let bySymbol = this.#byAccount.get(account);
    if (bySymbol === undefined) this.#byAccount.set(account, (bySymbol = new Map()));
    let open = bySymbol.get(symbol);
    if (open === undefined) bySymbol.set(symbol, (open = { account, symbol, buy: ZERO_QTY, sell: ZERO_QTY, orders: 0 }));
    return open;
  }

  *[Symbol.iterator](): Generator<Readonly<Open>> {
    for (const bySymbol of this.#byAccount.values()) yield* bySymbol.values();
  }
}
