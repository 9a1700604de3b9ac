import type { Instrument } from '../../../domain/instrument/instrument.ts';
import { Book } from '../../../domain/market/book.ts';
import type { BookUpdate } from '../../../domain/ports/market.ts';
import type { DeskFrameOf } from '../protocol/desk-frames.ts';
import type { SimulatedVenue } from '../simulated/venue.ts';
import type { Connection, Heard } from './connection.ts';
import { wireLevels } from './to-wire.ts';

/** Deeper than anybody trades; a longer snapshot would not fit into a frame. */
const SNAPSHOT_LEVELS_MAX = 500;

/** What a lit venue shows: to each listener a snapshot of every book and then its changes, under numbers of that connection. */
export class MarketFeed {
  readonly #instruments: ReadonlyMap<string, Instrument>;
  readonly #books = new Map<string, Book>();
  readonly #listeners = new Map<Connection, number>();

  constructor(venue: SimulatedVenue, instruments: ReadonlyMap<string, Instrument>) {
    this.#instruments = instruments;
    venue.onShow((update) => {
      let book = this.#books.get(update.symbol);
      if (book === undefined) this.#books.set(update.symbol, (book = new Book(update.venue, update.symbol)));
      book.apply(update);
      for (const connection of this.#listeners.keys()) this.#show(connection, update);
    });
  }

  hear(connection: Connection, frame: Heard): void {
    if (frame.type === 'logon') return this.#open(connection, frame);
    if (frame.type === 'testRequest') return connection.say({ type: 'heartbeat', id: frame.id });
    if (frame.type === 'logoff') return connection.refuse('closing', 'logged off');
    connection.complain({ code: 'malformed', text: `a market feed does not take ${frame.type}` });
  }

  closed(connection: Connection): void {
    this.#listeners.delete(connection);
  }

  #open(connection: Connection, { session, heartbeatMs }: DeskFrameOf<'logon'>): void {
    if (this.#listeners.has(connection)) return connection.complain(TWICE);
    connection.beat(heartbeatMs);
    connection.say({ type: 'logonAccepted', session, heartbeatMs });
    this.#listeners.set(connection, 0);
    for (const book of this.#books.values())
      this.#show(connection, {
        symbol: book.symbol,
        kind: 'snapshot',
        bids: book.top('bids', SNAPSHOT_LEVELS_MAX),
        asks: book.top('asks', SNAPSHOT_LEVELS_MAX),
      });
  }

  #show(connection: Connection, { symbol, kind, bids, asks }: Omit<BookUpdate, 'venue' | 'at'>): void {
    const instrument = this.#instruments.get(symbol);
    if (instrument === undefined) return;
    const seq = (this.#listeners.get(connection) ?? 0) + 1;
    this.#listeners.set(connection, seq);
    connection.say({ type: 'book', seq, symbol, kind, bids: wireLevels(instrument, bids), asks: wireLevels(instrument, asks) });
  }
}

const TWICE = { code: 'alreadyLoggedOn', text: 'the books are on their way already' } as const;
