/** What a venue has executed for us of an instrument, of all accounts, signed; and how much more than that it says we hold, until that is closed. */
export type Held = { readonly venue: string; readonly symbol: string; qty: number; differs: number | undefined };

/** By venue and instrument. Kept beside the positions of accounts: each execution moves both. */
export class HeldAtVenues implements Iterable<Readonly<Held>> {
  readonly #byVenue = new Map<string, Map<string, Held>>();

  get(venue: string, symbol: string): Readonly<Held> | undefined {
    return this.#byVenue.get(venue)?.get(symbol);
  }

  /** Made if there is none yet. */
  of(venue: string, symbol: string): Held {
    let bySymbol = this.#byVenue.get(venue);
    if (bySymbol === undefined) this.#byVenue.set(venue, (bySymbol = new Map()));
    let held = bySymbol.get(symbol);
    if (held === undefined) bySymbol.set(symbol, (held = { venue, symbol, qty: 0, differs: undefined }));
    return held;
  }

  symbolsOf(venue: string): readonly string[] {
    return [...(this.#byVenue.get(venue)?.keys() ?? [])];
  }

  /**
   * What venues say that we hold of it beyond what is booked, as far as that is more (or, for a sale, less): what is too much at one
   * venue does not make up for what is too little at another.
   */
  unexplained(symbol: string, more: boolean): number {
    let sum = 0;
    for (const bySymbol of this.#byVenue.values()) {
      const differs = bySymbol.get(symbol)?.differs ?? 0;
      if (more ? differs > 0 : differs < 0) sum += differs;
    }
    return sum;
  }

  /** Without those that say nothing. */
  *[Symbol.iterator](): Generator<Readonly<Held>> {
    for (const venue of [...this.#byVenue.keys()].sort())
      for (const symbol of this.symbolsOf(venue).toSorted()) {
        const held = this.of(venue, symbol);
        if (held.qty !== 0 || held.differs !== undefined) yield held;
      }
  }
}
