import { type Explanation, inFile } from './explanation.ts';

const SORT = "V8's sort only asks whether it is below zero";
const NAMES = 'two venues never have the same name';

/** Instrument, market, position, routing. */
export const trading: readonly Explanation[] = [
  ...inFile('src/domain/market/book.ts', [
    {
      line: 'this.#at = this.#at === undefined ? update.at : larger(this.#at, update.at);',
      mutants: ['false'],
      because: 'nothing is larger than a time that is undefined, so the new one is taken either way',
    },
    {
      line: 'return this.#at !== undefined && now - this.#at <= maxAgeMicros;',
      mutants: ['true'],
      because: 'an age of NaN is not fresh either',
    },
    {
      line: 'const keenness = price * this.#sign;',
      mutants: ['price / this.#sign'],
      because: 'times or divided by one, or minus one, is the same',
    },
    {
      line: 'if (at >= 0 && this.#keenness[at] === keenness) {',
      mutants: ['true'],
      because: 'before the first level there is undefined, which is no price',
    },
    {
      line: 'return at >= 0 && this.#keenness[at] === keenness',
      mutants: ['true'],
      because: 'before the first level there is undefined, which is no price',
    },
    {
      line: 'const walkEnd = at - WALK_MAX;',
      mutants: ['at + WALK_MAX'],
      because: 'walking further, or halving at once, ends at the same level',
    },
    {
      line: 'while (at > walkEnd && at >= 0 && (sorted[at] as number) > keenness) at -= 1;',
      mutants: ['true', 'at > walkEnd || at >= 0', 'at >= walkEnd'],
      because: 'walking further, or halving at once, ends at the same level; and undefined is not keener',
    },
    {
      line: 'if (at > walkEnd || at < 0) return at;',
      mutants: ['false', 'at > walkEnd && at < 0'],
      because: 'halving what the walk has already found finds it again',
    },
    { line: 'const WALK_MAX = 8;', mutants: ['9'], because: 'how far to walk is a matter of speed' },
  ]),
  ...inFile('src/domain/market/consolidated.ts', [
    {
      line: 'book.at === undefined || !book.isFresh(now, maxAgeMicros)',
      mutants: ['false'],
      because: 'a book without a time is not fresh; the question is for the compiler',
    },
    {
      line: "bids: book.top('bids', depth), asks: book.top('asks', depth) };",
      mutants: ['""'],
      because: 'the side that is not bids is asks',
    },
  ]),
  ...inFile('src/domain/position/position.ts', [
    {
      line: 'const reduces = held !== 0 && held > 0 !== buys;',
      mutants: ['true', 'held >= 0'],
      because: 'reducing nothing closes nothing, and where held is zero the comparison is not reached',
    },
    {
      line: 'const closing = reduces ?',
      mutants: ['qty <= Math.abs(held)'],
      because: 'of equals it matters not which',
    },
    {
      line: 'if (closing > 0) {',
      mutants: ['true', 'closing >= 0'],
      because: 'closing nothing realizes nothing',
    },
    {
      line: 'closing === Math.abs(held) ? position.cost :',
      mutants: ['false'],
      because: 'the share of all of it is all of it, exactly; it only saves a division',
    },
    {
      line: 'position.realized += held > 0 ?',
      mutants: ['held >= 0'],
      because: 'what is closed was held, so held is not zero',
    },
    { line: 'if (opening > 0) position.cost +=', mutants: ['true', 'opening >= 0'], because: 'opening nothing costs nothing' },
    {
      line: "book(position, isBuy(side) ? 'sell' : 'buy', qty, px);",
      mutants: ['""'],
      because: 'every side but buy sells',
    },
    {
      line: "(fee === '0' ? 0n : parseBig(fee, FEE_SCALE));",
      mutants: ['false'],
      because: 'the parser says 0 as well; it is only slower',
    },
    {
      line: 'position.qty === 0 ? undefined : divHalfEven(',
      mutants: ['position.cost / BigInt(Math.sign(position.qty))'],
      because: 'times or divided by one, or minus one, is the same',
    },
  ]),
  ...inFile('src/domain/routing/best.ts', [
    {
      line: 'if (order.price !== undefined && (buys ?',
      mutants: ['true'],
      because: 'no price is above or below one that is undefined',
    },
    {
      line: 'if (a.net !== b.net) return a.net < b.net === buys ? -1 : 1;',
      mutants: ['a.net <= b.net', '0'],
      because: `they differ here; and ${SORT}`,
    },
    {
      line: 'return b.offer.qty - a.offer.qty ||',
      mutants: ['a.offer.candidate.venue <= b.offer.candidate.venue', '0'],
      because: `${NAMES}, and a venue has one level at a price; and ${SORT}`,
    },
    { line: 'let cost = 0n;', mutants: ['1n'], because: 'costs are only compared with one another' },
    {
      line: 'if (left > 0 || worst === undefined ||',
      mutants: ['false'],
      because: 'an order of something that found no level has something left; the question is for the compiler',
    },
    {
      line: 'if (order.price === undefined) return { legs: [], reason:',
      mutants: ['false', '{}', '["Stryker was here"]', '""'],
      because: 'a market order has been answered before; the question is for the compiler',
    },
    {
      line: 'const [first] = takers.sort(',
      mutants: ['a.venue <= b.venue', '0'],
      because: `${NAMES}; and ${SORT}`,
    },
  ]),
];
