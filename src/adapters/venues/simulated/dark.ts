import type { Listing } from '../../../domain/instrument/instrument.ts';
import { divFloor } from '../../../domain/kernel/integers.ts';
import { MICROS_PER_MS, type Micros, type Price, type Qty, smaller, ZERO_QTY } from '../../../domain/kernel/units.ts';
import { Book } from '../../../domain/market/book.ts';
import { consolidate, seen } from '../../../domain/market/consolidated.ts';
import type { BookSeen } from '../../../domain/market/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { Random } from '../../market-data/random.ts';
import { type Market, NOBODY_LEFT, type OnTrade } from './market.ts';
import { admits, buys, isImmediate, leavesOf, type Order } from './orders.ts';
import { RestingOrders } from './resting.ts';

/** Who else trades in the pool, unseen. */
export type DarkInterest = Readonly<{
  /** On average so often somebody comes, on either side. */
  meanEveryMs: number;
  /** And wants at most so many lots. */
  lotsMax: number;
  /** What finds no one at once waits this long, then goes. */
  staysMs: number;
  /** Lit books older than this give no midpoint. */
  bookMaxAgeMs: number;
}>;

type Contra = { readonly buys: boolean; qty: Qty; readonly until: Micros };
type DarkOptions = Readonly<{ clock: Clock; random: Random; listing: Listing; interest: DarkInterest; onTrade: OnTrade }>;

/**
 * A midpoint pool: nothing is displayed, and everything trades at the middle of the best lit bid and ask, if that is within the limit.
 * A half unit is rounded against our order (up for a buy, down for a sell), so a limit holds to the last digit. Without a fresh
 * two-sided lit market, or in a crossed one, nothing trades. Our orders meet hidden interest of others, never each other.
 */
export const darkMarket = ({ clock, random, listing, interest, onTrade }: DarkOptions): Market => {
  const books = new Map<string, Book>();
  const resting = new RestingOrders();
  let contras: Contra[] = [];
  let isOpen = true;
  let callOff = (): void => {};

  /** Bid plus ask: twice the midpoint, so that it is a whole number. */
  const twiceMidpoint = (): number | undefined => {
    const fresh: BookSeen[] = [];
    for (const book of books.values()) {
      const shown = seen(book, 1, clock.now(), interest.bookMaxAgeMs * MICROS_PER_MS);
      if (shown !== undefined) fresh.push(shown);
    }
    const { bids, asks, state } = consolidate(fresh, 1);
    const [bid, ask] = [bids[0], asks[0]];
    return bid === undefined || ask === undefined || state === 'crossed' ? undefined : bid.price + ask.price;
  };

  const priceFor = (order: Order): Price | undefined => {
    const twice = twiceMidpoint();
    if (twice === undefined) return undefined;
    const price = divFloor(buys(order) ? twice + 1 : twice, 2) as Price;
    return admits(order, price) ? price : undefined;
  };

  const sharesFor = (order: Order): readonly { contra: Contra; qty: Qty }[] => {
    const shares: { contra: Contra; qty: Qty }[] = [];
    let left = leavesOf(order);
    for (const contra of contras) {
      const qty = smaller(left, contra.qty);
      if (contra.buys === buys(order) || qty === 0 || qty < smaller(left, order.minQty ?? ZERO_QTY)) continue;
      shares.push({ contra, qty });
      left = (left - qty) as Qty;
    }
    return shares;
  };

  const meet = (order: Order, liquidity: 'added' | 'removed'): void => {
    const price = priceFor(order);
    if (price === undefined) return;
    const shares = sharesFor(order);
    if (order.timeInForce === 'fok' && shares.reduce((sum, { qty }) => sum + qty, 0) < leavesOf(order)) return;
    for (const { contra, qty } of shares) {
      contra.qty = (contra.qty - qty) as Qty;
      onTrade({ order, price, qty, liquidity, took: undefined });
    }
  };

  const forget = (): void => {
    contras = contras.filter(({ qty, until }) => qty > 0 && until >= clock.now());
  };

  const meetAll = (): void => {
    forget();
    if (!isOpen || contras.length === 0) return;
    for (const side of ['buy', 'sell'] as const) for (const order of [...resting.of(side)]) meet(order, 'added');
  };

  const expectNext = (): void => {
    if (interest.meanEveryMs <= 0 || interest.lotsMax <= 0) return;
    const wait = random.between(1, 2 * interest.meanEveryMs * MICROS_PER_MS);
    callOff = clock.at((clock.now() + wait) as Micros, () => {
      const qty = (random.between(1, interest.lotsMax) * listing.lot) as Qty;
      contras.push({ buys: random.upTo(2) === 0, qty, until: (clock.now() + interest.staysMs * MICROS_PER_MS) as Micros });
      meetAll();
      expectNext();
    });
  };

  return {
    enter: (order) => {
      forget();
      meet(order, 'removed');
      if (leavesOf(order) === 0) return undefined;
      if (isImmediate(order)) return NOBODY_LEFT;
      resting.add(order); // A market order too: the midpoint gives it a price.
      return undefined;
    },
    leave: (order) => resting.remove(order),
    takeBack: (order) => resting.add(order),
    onBook: (update) => {
      let book = books.get(update.venue);
      if (book === undefined) books.set(update.venue, (book = new Book(update.venue, update.symbol)));
      book.apply(update);
      meetAll();
    },
    open: () => {
      isOpen = true;
      callOff();
      expectNext();
    },
    close: () => {
      isOpen = false;
      callOff();
    },
  };
};
