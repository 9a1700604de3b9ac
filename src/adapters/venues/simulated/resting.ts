import type { Side } from '../../../domain/order/events.ts';
import { buys, type Order } from './orders.ts';

/** Our orders that rest at one venue in one instrument, in price–time priority. */
export class RestingOrders {
  readonly #buys: Order[] = [];
  readonly #sells: Order[] = [];

  /** Behind every order that is at the same price or a better one. */
  add(order: Order): void {
    const side = this.#side(order.side);
    const behind = side.findIndex((other) => keener(order, other));
    side.splice(behind < 0 ? side.length : behind, 0, order);
  }

  /** Nothing happens when it does not rest here. */
  remove(order: Order): void {
    const side = this.#side(order.side);
    const at = side.indexOf(order);
    if (at >= 0) side.splice(at, 1);
  }

  /** Best first. */
  of(side: Side): readonly Order[] {
    return this.#side(side);
  }

  opposite(side: Side): readonly Order[] {
    return side === 'buy' ? this.#sells : this.#buys;
  }

  #side(side: Side): Order[] {
    return side === 'buy' ? this.#buys : this.#sells;
  }
}

/** An order without limit takes any price, so nothing is keener. */
const keener = (a: Order, b: Order): boolean => {
  if (b.price === undefined || a.price === b.price) return false;
  if (a.price === undefined) return true;
  return buys(a) ? a.price > b.price : a.price < b.price;
};
