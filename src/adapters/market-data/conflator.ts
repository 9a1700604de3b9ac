import type { Price, Qty } from '../../domain/kernel/units.ts';
import type { Level } from '../../domain/market/events.ts';
import type { BookUpdate } from '../../domain/ports/market.ts';

type Side = Map<Price, Qty>;
type Change = { update: BookUpdate; readonly bids: Side; readonly asks: Side };

/**
 * Changes of books that nobody has taken yet, as one update per book: as much as its levels at the most, however long they wait.
 * Applied to a book it gives what each of them in turn would have given.
 */
export class Conflator {
  readonly #changes = new Map<string, Change>();

  add(update: BookUpdate): void {
    const { symbol, kind } = update;
    const before = kind === 'snapshot' ? undefined : this.#changes.get(symbol);
    const change: Change = before ?? { update, bids: new Map(), asks: new Map() };
    change.update = { ...update, kind: before?.update.kind ?? kind };
    for (const { price, qty } of update.bids) change.bids.set(price, qty);
    for (const { price, qty } of update.asks) change.asks.set(price, qty);
    this.#changes.set(symbol, change);
  }

  /** All of it; nothing is left. */
  take(): readonly BookUpdate[] {
    const taken = [...this.#changes.values()].map(({ update, bids, asks }) => ({
      ...update,
      bids: levels(bids),
      asks: levels(asks),
    }));
    this.#changes.clear();
    return taken;
  }
}

const levels = (side: Side): readonly Level[] => [...side].map(([price, qty]) => ({ price, qty }));
