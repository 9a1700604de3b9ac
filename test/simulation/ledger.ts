import type { DayNumber } from '../../src/domain/kernel/units.ts';
import type { Recorded } from '../../src/domain/oms/catalogue.ts';

/** What is durable, as it became so: whatever is told must be in here already. */
export class Durable {
  readonly sentIds = new Set<string>();
  /** Orders that nobody of ours sent, and what each had executed when it was found. */
  readonly adopted = new Map<string, number>();
  /** Of which order each request to a venue was. */
  readonly orderOf = new Map<string, number>();
  readonly acceptedClOrdIds = new Set<string>();
  readonly days: { readonly day: DayNumber; readonly records: Recorded[] }[] = [];

  readonly add = (records: readonly Recorded[]): void => {
    for (const record of records) {
      const { event } = record;
      if (event.type === 'DayOpened') this.days.push({ day: event.day, records: [] });
      this.days.at(-1)?.records.push(record);
      if (event.type === 'ChildRouted' || event.type === 'ChildCancelSent' || event.type === 'ChildReplaceSent') {
        this.sentIds.add(event.sentId);
        this.orderOf.set(event.sentId, event.orderId);
      }
      if (event.type === 'ExternalOrderAdopted') this.adopted.set(event.sentId, event.cumQty);
      if (event.type === 'OrderAccepted') this.acceptedClOrdIds.add(event.clOrdId);
    }
  };

  /** Of the day that is open, or was last. */
  get position(): number {
    return this.days.at(-1)?.records.at(-1)?.position ?? 0;
  }
}

/** Faults that the checkers find as the run goes on, each once. */
export class Findings {
  readonly #found = new Map<string, Set<string>>();

  add(checker: string, what: string): void {
    const found = this.#found.get(checker) ?? new Set();
    this.#found.set(checker, found.add(what));
  }

  get list(): readonly string[] {
    return [...this.#found].flatMap(([checker, found]) => [...found].map((what) => `${checker}: ${what}`));
  }
}

/** How often each thing happened. */
export class Counts {
  readonly of: Record<string, number> = {};
  add(what: string, times = 1): void {
    this.of[what] = (this.of[what] ?? 0) + times;
  }
}
