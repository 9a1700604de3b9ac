import { parseDecimal } from '../../src/domain/kernel/decimal.ts';
import type { Events, Recorded } from '../../src/domain/oms/catalogue.ts';

type Report = Events['ExecutionReported'];
type Routed = Events['ChildRouted'];
type Trade = Readonly<{ qty: number; px: number }>;
type Book = Readonly<{ account: string; side: string; venue: string; trades: Map<string, Trade> }>;

const BUSTED: Trade = { qty: 0, px: 0 };

/** A whole number of units out of what was said: what is too fine is cut, what is no number counts as none. */
const units = (said: string | undefined, scale: number): number | undefined => {
  const [whole, fraction = ''] = (said ?? '').split('.');
  const parsed = parseDecimal(fraction === '' || scale === 0 ? `${whole}` : `${whole}.${fraction.slice(0, scale)}`, scale);
  return parsed.ok ? parsed.units : undefined;
};

/**
 * Keeps books of all that venues say they executed, from their words alone and knowing nothing of the desk but which order an id
 * belongs to: an execution counts once, a bust takes it back, a correction puts another in its place, and either may come first.
 */
export class Clerk {
  readonly #books: Book[] = [];
  readonly #byId = new Map<string, Book>();
  /** Where an execution id is the venue's own: those that were counted there. */
  readonly #atVenue = new Map<string, Set<string>>();
  readonly #ownIds: ReadonlySet<string>;
  /** Of no order of ours, and ours all the same. */
  readonly #strays = new Map<string, Readonly<{ side: string; trade: Trade }>>();

  constructor(venuesWithOwnIds: readonly string[]) {
    this.#ownIds = new Set(venuesWithOwnIds);
  }

  /** Reads the journal's inputs, and of its facts only under which id an order went out. */
  read({ event }: Recorded): void {
    if (event.type === 'ChildRouted') this.#routed(event);
    if (event.type === 'ChildCancelSent' || event.type === 'ChildReplaceSent' || event.type === 'ChildStatusAsked')
      this.#byId.set(event.sentId, this.#byId.get(event.origSentId) as Book);
    if (event.type === 'ExecutionReported') this.#hear(event);
  }

  /** What each account holds: bought less sold, and the money that came in for it. */
  holdings(): Readonly<Record<string, Readonly<{ qty: number; cash: bigint }>>> {
    const held = new Map<string, { qty: number; cash: bigint }>();
    const add = (account: string, side: string, { qty, px }: Trade): void => {
      const sign = side === 'buy' ? 1 : -1;
      const entry = held.get(account) ?? { qty: 0, cash: 0n };
      held.set(account, { qty: entry.qty + sign * qty, cash: entry.cash - BigInt(sign) * BigInt(qty) * BigInt(px) });
    };
    for (const { account, side, trades } of this.#books) for (const trade of trades.values()) add(account, side, trade);
    for (const { side, trade } of this.#strays.values()) add('SUSPENSE', side, trade);
    return Object.fromEntries([...held].filter(([, { qty, cash }]) => qty !== 0 || cash !== 0n));
  }

  #routed({ childId, sentId, account, side, venue }: Routed): void {
    const book: Book = { account, side, venue, trades: new Map() };
    this.#books.push(book);
    this.#byId.set(sentId, book);
    this.#byId.set(`V${childId}`, book);
  }

  #hear(report: Report): void {
    const { execType, execId = `${report.session}/${report.seqIn}`, execRefId = execId, venue } = report;
    const named = [report.sentId, report.origSentId, report.venueOrderId].map((id) => this.#byId.get(id ?? ''));
    const book = named.find((found) => found?.venue === venue);
    const old = book?.trades.get(execRefId);
    // Where its id is the venue's own, an execution in suspense is meant whichever order is named beside it.
    const isInSuspense =
      old === undefined && execType !== 'trade' && this.#ownIds.has(venue) && this.#strays.has(`${venue} ${execRefId}`);
    if (book === undefined || isInSuspense) return this.#hearStray(report, execRefId);
    if (execType === 'tradeCancel') book.trades.set(execRefId, BUSTED);
    const trade = readable(report);
    if (trade === undefined || (execType !== 'trade' && execType !== 'tradeCorrect')) return;
    if (execType === 'tradeCorrect' && old !== undefined) book.trades.set(execRefId, trade);
    else if (old === undefined && this.#isNew(venue, execRefId)) book.trades.set(execRefId, trade);
  }

  #hearStray({ venue, side, symbol, sentId, venueOrderId, execType, ...said }: Report, execId: string): void {
    const key = this.#ownIds.has(venue) ? `${venue} ${execId}` : `${venue} ${sentId ?? venueOrderId ?? ''} ${side} ${execId}`;
    const known = this.#strays.get(key);
    const trade = execType === 'tradeCancel' ? BUSTED : readable(said);
    if (trade === undefined || (execType !== 'trade' && execType !== 'tradeCancel' && execType !== 'tradeCorrect')) return;
    if (known !== undefined && execType !== 'trade') this.#strays.set(key, { side: known.side, trade });
    if (known === undefined && side !== undefined && symbol !== undefined && this.#isNew(venue, execId))
      this.#strays.set(key, { side, trade });
  }

  /** Counts an execution id as used, where ids are the venue's own. */
  #isNew(venue: string, execId: string): boolean {
    if (!this.#ownIds.has(venue)) return true;
    const ids = this.#atVenue.get(venue) ?? new Set();
    if (ids.has(execId)) return false;
    this.#atVenue.set(venue, ids.add(execId));
    return true;
  }
}

const readable = ({ lastQty, lastPx }: Pick<Report, 'lastQty' | 'lastPx'>): Trade | undefined => {
  const qty = units(lastQty, 0);
  const px = units(lastPx, 2);
  return qty === undefined || qty <= 0 || px === undefined ? undefined : { qty, px };
};
