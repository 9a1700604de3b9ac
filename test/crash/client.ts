import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Random } from '../../src/adapters/market-data/random.ts';
import type { Ask, Entry, Ledger } from './ledger.ts';

export type Load = Readonly<{ random: Random; ledger: Ledger; accounts: readonly string[]; symbols: readonly string[] }>;

/** Requests that are always under way: more than a kill has to hit. */
export const CONNECTIONS = 80;
const BOOK_EVERY_MS = 250;
const COME_BACK_MS = 50;

const bookForm = z.looseObject({
  bids: z.array(z.looseObject({ price: z.string() })),
  asks: z.array(z.looseObject({ price: z.string() })),
});

/**
 * Many clients in one: each sends its next ask as soon as the last one is answered. An ask that a dead desk left without an answer
 * is asked again, word for word, of the desk that comes after it.
 */
export class Client {
  readonly #load: Load;
  /** Best bid and ask of each symbol, in cents, as last seen. */
  readonly #touch = new Map<string, Readonly<{ bid: number; ask: number }>>();
  /** Left without an answer. */
  #again: Ask[] = [];
  #lastId = 0;
  #inFlight = 0;
  #inFlightWhenLost = 0;
  #running: AbortController | undefined;
  #workers: Promise<unknown> = Promise.resolve();

  constructor(load: Load) {
    this.#load = load;
  }

  /** Asks whose bytes are out and whose answers are not in. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** How many there were when the desk was found dead. */
  get inFlightWhenLost(): number {
    return this.#inFlightWhenLost;
  }

  /** From here on load comes, until `stop`, or until the desk dies. */
  start(url: string): void {
    const running = new AbortController();
    this.#running = running;
    const work = async (): Promise<void> => {
      while (!running.signal.aborted) await this.#send(url, this.#next());
    };
    const look = async (): Promise<void> => {
      while (!running.signal.aborted) {
        await this.#look(url).catch(() => running.abort());
        await pause(BOOK_EVERY_MS, undefined, { signal: running.signal }).catch(() => {});
      }
    };
    this.#workers = Promise.all([look(), ...Array.from({ length: CONNECTIONS }, work)]);
  }

  /** Ends when every ask that is out is answered or has failed. */
  async stop(): Promise<void> {
    this.#running?.abort();
    await this.#workers;
  }

  /** Asks again whatever was left without an answer, until nothing is. */
  async finish(url: string): Promise<void> {
    while (this.#again.length > 0) {
      const asks = this.#again.splice(0, CONNECTIONS);
      const reached = await Promise.all(asks.map((ask) => this.#send(url, ask)));
      if (reached.includes(false)) throw new Error(`the desk at ${url} died while the last answers were fetched`);
    }
  }

  /** False when nobody is there any more. */
  async #send(url: string, ask: Ask): Promise<boolean> {
    const entry = this.#load.ledger.asking(ask);
    this.#inFlight += 1;
    try {
      const response = await fetch(`${url}${ask.path}`, request(ask));
      const body: unknown = await response.json();
      if (this.#load.ledger.heard(entry, response.status, body)) return true;
      this.#again.push(ask);
      await pause(COME_BACK_MS);
      return true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // `fetch` says so when a connection is refused or breaks.
      if (this.#running?.signal.aborted === false) this.#inFlightWhenLost = this.#inFlight;
      this.#running?.abort();
      this.#again.push(ask);
      return false;
    } finally {
      this.#inFlight -= 1;
    }
  }

  async #look(url: string): Promise<void> {
    for (const symbol of this.#load.symbols) {
      const response = await fetch(`${url}/v1/books/${symbol}`);
      const { bids, asks } = bookForm.parse(await response.json());
      const [bid, ask] = [bids[0], asks[0]];
      if (bid !== undefined && ask !== undefined) this.#touch.set(symbol, { bid: cents(bid.price), ask: cents(ask.price) });
    }
  }

  #next(): Ask {
    const again = this.#again.pop();
    if (again !== undefined) return again;
    const { random, ledger } = this.#load;
    const dice = random.upTo(100);
    if (dice < 65) return this.#order();
    const told = ledger.orders();
    const entry = told[told.length - 1 - random.upTo(Math.min(told.length, RECENT) || 1)];
    if (entry?.orderId === undefined) return this.#order();
    if (dice < 75) return entry.ask; // A client that is not sure that it heard right.
    return dice < 88 ? this.#cancel(entry, entry.orderId) : this.#replace(entry, entry.orderId);
  }

  #order(): Ask {
    const { random, accounts, symbols } = this.#load;
    const symbol = random.pick(symbols);
    const side = random.pick(['buy', 'sell'] as const);
    const venue = random.pick(['ALPHA', 'BETA', 'DARK', undefined, undefined]);
    const clOrdId = this.#newId();
    const body = {
      clOrdId,
      account: random.pick(accounts),
      symbol,
      side,
      ordType: 'limit',
      qty: String(random.between(1, 100)),
      price: this.#price(symbol, side),
      timeInForce: random.pick(['day', 'day', 'ioc'] as const),
      route: venue === undefined ? { strategy: 'best' } : { venue },
    };
    return { clOrdId, what: 'order', method: 'POST', path: '/v1/orders', body };
  }

  #cancel({ ask }: Entry, orderId: string): Ask {
    const path = `/v1/orders/${orderId}`;
    return { clOrdId: this.#newId(), what: 'cancel', method: 'DELETE', path, body: { account: ask.body?.account } };
  }

  #replace({ ask }: Entry, orderId: string): Ask {
    const { random } = this.#load;
    const clOrdId = this.#newId();
    const body = { clOrdId, account: ask.body?.account, qty: String(random.between(1, 150)) };
    return { clOrdId, what: 'replace', method: 'PATCH', path: `/v1/orders/${orderId}`, body };
  }

  /** From well behind the best price of its own side to a little through the other. */
  #price(symbol: string, side: 'buy' | 'sell'): string {
    const { bid, ask } = this.#touch.get(symbol) ?? { bid: 10_000, ask: 10_001 };
    const through = this.#load.random.between(-4, 3);
    return ((side === 'buy' ? ask + through : bid - through) / 100).toFixed(2);
  }

  #newId(): string {
    return `k${(this.#lastId += 1)}`;
  }
}

/** A request is about one of the last so many orders. */
const RECENT = 200;
const cents = (price: string): number => Math.round(Number(price) * 100);

/** A cancel has no body: its id and its account are headers. */
const request = ({ method, clOrdId, body }: Ask): RequestInit =>
  method === 'DELETE'
    ? { method, headers: { 'idempotency-key': clOrdId, 'x-account': String(body?.account) } }
    : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
