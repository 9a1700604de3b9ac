import { basename } from 'node:path';
import { formatUnits, isDecimal } from '../../domain/kernel/decimal.ts';
import { larger, type Micros, type Price } from '../../domain/kernel/units.ts';
import { type BinanceSubject, binanceEvents } from './binance-events.ts';
import { linesIn } from './binance-lines.ts';
import { type BinanceKind, type Message, readMessage, type WrittenLevel } from './binance-messages.ts';
import { digitsOf } from './l2-rows.ts';

/** What a desk's configuration needs to know of a recording. Its scales hold every price and quantity in it exactly. */
export type BinanceRecording = BinanceSubject &
  Readonly<{
    base: string;
    quote: string;
    /** The steps that it usually shows. */
    tickSize: string;
    lotSize: string;
    /** The first book, and its best bid in units; the last diff or trade. Exchange time. */
    firstAt: Micros;
    firstBid: Price;
    lastAt: Micros;
  }>;

/** Reads a recording through. Throws when no line of it is a diff, no book comes of it, or its name does not tell base from quote. */
export const inspectBinance = (path: string): BinanceRecording => {
  const { kind, code, lastAt, prices, qtys } = scan(path);
  const names = namesOf(kind, code);
  const subject = {
    path,
    kind,
    code,
    venue: `BNC-${kind}`,
    symbol: names.symbol,
    priceScale: prices.most(),
    qtyScale: qtys.most(),
  };
  return {
    ...subject,
    ...names,
    tickSize: formatUnits(1, prices.usual()),
    lotSize: formatUnits(1, qtys.usual()),
    ...firstBook(subject),
    lastAt,
  };
};

type Scan = Readonly<{ kind: BinanceKind; code: string; lastAt: Micros; prices: DigitCount; qtys: DigitCount }>;

/** The first diff names the instrument; every level and every trade counts towards the scales. */
const scan = (path: string): Scan => {
  const [prices, qtys] = [new DigitCount(), new DigitCount()];
  let named: Pick<Scan, 'kind' | 'code'> | undefined;
  let lastAt = 0 as Micros;
  let fault: string | undefined;
  for (const read of linesIn(path)) {
    const said = 'fault' in read ? read.fault : readMessage(read.line, read.text);
    if (typeof said === 'string') {
      fault ??= `line ${read.line} ${said}`;
      continue;
    }
    if (said.type === 'diff') named ??= { kind: said.kind, code: said.code };
    if (said.type === 'diff' || said.type === 'trade')
      lastAt = larger(lastAt, (said.type === 'diff' ? said.diff : said.trade).at);
    for (const [price, qty] of writtenIn(said)) {
      prices.add(price);
      qtys.add(qty);
    }
  }
  if (named === undefined)
    throw new Error(
      `${basename(path)} is no recording of Binance: it has no depth update${fault === undefined ? '' : `; ${fault}`}`,
    );
  return { ...named, lastAt, prices, qtys };
};

const writtenIn = (said: Message): readonly WrittenLevel[] => {
  switch (said.type) {
    case 'diff':
      return [...said.diff.bids, ...said.diff.asks];
    case 'snapshot':
      return [...said.snapshot.bids, ...said.snapshot.asks];
    case 'trade':
      return [[said.trade.price, said.trade.qty]];
    case 'other':
      return [];
  }
};

/** The opening: the first moment at which there is something to buy and something to sell. */
const firstBook = (subject: BinanceSubject): Pick<BinanceRecording, 'firstAt' | 'firstBid'> => {
  for (const event of binanceEvents(subject)) {
    if (event.type !== 'book' || event.update.kind !== 'snapshot') continue;
    const { at, bids, asks } = event.update;
    const [bid] = bids;
    if (bid !== undefined && asks.length > 0) return { firstAt: at, firstBid: bid.price };
  }
  throw new Error(`${basename(subject.path)} never has a book: no snapshot in it links to its depth updates`);
};

const QUOTES = ['USDT', 'USDC', 'FDUSD', 'TUSD', 'BUSD', 'USD', 'EUR', 'TRY', 'BTC', 'ETH', 'BNB'];

/**
 * On spot `BTCUSDT` is BTC/USDT, on USD-M it is BTC/USDT-PERP; `BTCUSD_PERP` is BTC/USD-PERP and `BTCUSDT_240927` is BTC/USDT-240927: a
 * contract is never one instrument with what it is about.
 */
const namesOf = (kind: BinanceKind, code: string): Readonly<{ symbol: string; base: string; quote: string }> => {
  const [pair = '', contract = kind === 'SPOT' ? undefined : 'PERP'] = code.split('_');
  const quote = QUOTES.find((known) => pair.endsWith(known) && pair.length > known.length);
  if (quote === undefined) throw new Error(`cannot tell base from quote in ${code}: its quote is none of ${QUOTES.join(', ')}`);
  const base = pair.slice(0, -quote.length);
  return { symbol: `${base}/${quote}${contract === undefined ? '' : `-${contract}`}`, base, quote };
};

const DIGITS_MAX = 9;
/** How many digits after the point were seen, how often. */
class DigitCount {
  readonly #byDigits = new Array<number>(DIGITS_MAX + 1).fill(0);
  #total = 0;

  /** What is finer than any scale is left for the reader of the line to refuse. */
  add(text: string): void {
    const digits = isDecimal(text) ? digitsOf(text) : DIGITS_MAX + 1;
    if (digits > DIGITS_MAX) return;
    this.#byDigits[digits] = (this.#byDigits[digits] as number) + 1;
    this.#total += 1;
  }

  /** The fewest that hold every value. */
  most(): number {
    return Math.max(
      0,
      this.#byDigits.findLastIndex((count) => count > 0),
    );
  }

  /** The fewest that hold 98 of 100: dust in a book is finer than anything that may be ordered. */
  usual(): number {
    let held = 0;
    return this.#byDigits.findIndex((count) => (held += count) * 100 >= this.#total * 98);
  }
}
