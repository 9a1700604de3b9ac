import { larger, type Micros } from '../../domain/kernel/units.ts';
import type { Level } from '../../domain/market/events.ts';
import type { BookUpdate } from '../../domain/ports/market.ts';
import { BinanceChain, type ChainFault, type ChainStep, type DropReason } from './binance-chain.ts';
import { linesIn } from './binance-lines.ts';
import { type BinanceKind, levelOf, type Message, readMessage, sidesOf } from './binance-messages.ts';
import type { Scales } from './l2-rows.ts';

/** What a reader must know of a recording before it can say what a line means. */
export type BinanceSubject = Scales & Readonly<{ path: string; kind: BinanceKind; code: string; venue: string; symbol: string }>;

/** One trade in the market; `side` is the aggressor's, `id` the venue's. In units of the instrument. */
export type BinanceTrade = Readonly<{ venue: string; symbol: string; at: Micros; id: number; side: 'buy' | 'sell' }> & Level;

/** `expected` is the update id that the diff at `line` should have followed on; it follows on `found`. */
export type BrokenChain = Readonly<{ line: number; at: Micros; fault: ChainFault; expected: number; found: number }>;
export type BadLine = Readonly<{ line: number; reason: string }>;

export type BinanceEvent =
  /** `update` brings the book to update id `last`; without a book, and then `last` is undefined, it empties it. */
  | Readonly<{ type: 'book'; update: BookUpdate; last: number | undefined }>
  | Readonly<{ type: 'trade'; trade: BinanceTrade }>
  | Readonly<{ type: 'broken'; broken: BrokenChain }>
  | Readonly<{ type: 'bad'; bad: BadLine }>
  | Readonly<{ type: 'dropped'; line: number; reason: DropReason }>
  | Readonly<{ type: 'unusedSnapshot'; line: number }>
  | Readonly<{ type: 'other' }>;

/** Everything that a recording says, in the order in which it was received, each line once. Book updates never go back in time. */
export function* binanceEvents(subject: BinanceSubject): Generator<BinanceEvent, void, undefined> {
  const chain = new BinanceChain();
  const show = showing(subject);
  for (const read of linesIn(subject.path)) {
    const { line } = read;
    const said = 'fault' in read ? read.fault : understood(subject, readMessage(line, read.text));
    if (typeof said === 'string') yield { type: 'bad', bad: { line, reason: said } };
    else if (said.type === 'trade') yield* tradeOf(subject, line, said.trade);
    else if (said.type === 'other') yield { type: 'other' };
    else {
      const written = said.type === 'diff' ? said.diff : said.snapshot;
      const sides = sidesOf(written, subject);
      if (typeof sides === 'string') yield { type: 'bad', bad: { line, reason: sides } };
      else {
        const steps =
          said.type === 'diff' ? chain.onDiff({ ...said.diff, ...sides }) : chain.onSnapshot({ ...said.snapshot, ...sides });
        for (const step of steps) yield* show(step);
      }
    }
  }
}

/** A recording is of one instrument of one market: what speaks of another would spoil its book. */
const understood = ({ kind, code }: BinanceSubject, said: Message | string): Message | string => {
  if (typeof said === 'string' || said.type === 'other') return said;
  if (said.code !== undefined && said.code !== code) return `is of ${said.code}, in a recording of ${code}`;
  return said.type === 'diff' && said.kind !== kind ? `is a diff of ${said.kind}, in a recording of ${kind}` : said;
};

function* tradeOf(
  { venue, symbol, ...scales }: BinanceSubject,
  line: number,
  { at, id, price, qty, buyerIsMaker }: Extract<Message, { type: 'trade' }>['trade'],
): Generator<BinanceEvent, void, undefined> {
  const level = levelOf([price, qty], scales);
  if (typeof level === 'string') yield { type: 'bad', bad: { line, reason: level } };
  else yield { type: 'trade', trade: { venue, symbol, at, id, side: buyerIsMaker ? 'sell' : 'buy', ...level } };
}

/** Turns what the chain says into what the desk sees. A broken chain takes the book away at once: better none than a wrong one. */
const showing = ({ venue, symbol }: BinanceSubject) => {
  let at = 0 as Micros;
  let isShown = false;
  const book = (
    kind: BookUpdate['kind'],
    when: Micros,
    last: number | undefined,
    { bids, asks }: Pick<BookUpdate, 'bids' | 'asks'>,
  ): BinanceEvent => {
    at = larger(at, when);
    isShown = last !== undefined;
    return { type: 'book', update: { venue, symbol, at, kind, bids, asks }, last };
  };

  return function* (step: ChainStep): Generator<BinanceEvent, void, undefined> {
    switch (step.type) {
      case 'reset':
        return yield book('snapshot', step.by.at, step.snapshot.last, step.snapshot);
      case 'change':
        return yield book('delta', step.diff.at, step.diff.last, step.diff);
      case 'broken': {
        const { fault, expected, diff } = step;
        yield { type: 'broken', broken: { line: diff.line, at: diff.at, fault, expected, found: diff.after } };
        if (isShown) yield book('snapshot', diff.at, undefined, { bids: [], asks: [] });
        return;
      }
      case 'dropped':
        return yield { type: 'dropped', line: step.line, reason: step.reason };
      case 'unused':
        return yield { type: 'unusedSnapshot', line: step.snapshot.line };
    }
  };
};
