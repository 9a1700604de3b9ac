import { z } from 'zod';

/** What a client asks, word for word: a retry says the same again. */
export type Ask = Readonly<{
  clOrdId: string;
  what: 'order' | 'cancel' | 'replace';
  method: 'POST' | 'PATCH' | 'DELETE';
  path: string;
  body: Readonly<Record<string, unknown>> | undefined;
}>;
/** `orderId` and `refused` are what the desk has acknowledged; neither means that it never answered. */
export type Entry = { readonly ask: Ask; tries: number; orderId: string | undefined; refused: boolean };

const answerForm = z.looseObject({ orderId: z.string().optional(), type: z.string().optional(), detail: z.string().optional() });

/** The client's own book of what it asked and what it was told. It believes nobody, and forgets nothing. */
export class Ledger {
  readonly #entries = new Map<string, Entry>();
  /** Answers that must not be. */
  readonly faults: string[] = [];

  asking(ask: Ask): Entry {
    let entry = this.#entries.get(ask.clOrdId);
    if (entry === undefined) this.#entries.set(ask.clOrdId, (entry = { ask, tries: 0, orderId: undefined, refused: false }));
    entry.tries += 1;
    return entry;
  }

  /** Takes an answer down; false when it is "come back later", so that the ask is still without one. */
  heard(entry: Entry, status: number, body: unknown): boolean {
    const { ask } = entry;
    const { orderId, type, detail } = answerForm.parse(body);
    if (status === 503) return false;
    if (status === 422) {
      if (entry.orderId !== undefined)
        this.faults.push(`${ask.clOrdId} was accepted as ${entry.orderId}, then refused: ${detail}`);
      entry.refused = true;
    } else if (status === 200 || status === 201 || status === 202) {
      if (entry.refused) this.faults.push(`${ask.clOrdId} was refused, then accepted as ${orderId}`);
      if (entry.orderId !== undefined && entry.orderId !== orderId)
        this.faults.push(`${ask.clOrdId} was acknowledged as ${entry.orderId}, then as ${orderId}`);
      if (status === 201 && entry.orderId !== undefined) this.faults.push(`${ask.clOrdId} is new for the second time`);
      entry.orderId = orderId;
    } else this.faults.push(`${ask.what} ${ask.clOrdId} was answered ${status} ${type}: ${detail}`);
    return true;
  }

  has(clOrdId: string): boolean {
    return this.#entries.has(clOrdId);
  }
  isAcknowledged(orderId: string): boolean {
    return this.orders().some((entry) => entry.orderId === orderId);
  }
  orders(): readonly Entry[] {
    return [...this.#entries.values()].filter(({ ask }) => ask.what === 'order');
  }
  /** Whatever the desk said yes or no to. */
  acknowledged(): readonly Entry[] {
    return [...this.#entries.values()].filter(({ orderId, refused }) => orderId !== undefined || refused);
  }
  unanswered(): readonly Entry[] {
    return [...this.#entries.values()].filter(({ orderId, refused }) => orderId === undefined && !refused);
  }
  get size(): number {
    return this.#entries.size;
  }
}
