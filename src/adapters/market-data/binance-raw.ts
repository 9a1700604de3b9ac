import { basename } from 'node:path';
import type { Clock } from '../../domain/ports/clock.ts';
import type { MarketSource } from '../../domain/ports/market.ts';
import type { DropReason } from './binance-chain.ts';
import { type BadLine, type BinanceEvent, type BinanceTrade, type BrokenChain, binanceEvents } from './binance-events.ts';
import type { BinanceRecording } from './binance-recording.ts';

/** What the source has read so far. `bad` and `broken` name the first thousand; the counts are of all. */
export type BinanceReport = Readonly<{
  /** Updates of the book handed out, those that took it away included. */
  updates: number;
  trades: number;
  badCount: number;
  bad: readonly BadLine[];
  brokenCount: number;
  broken: readonly BrokenChain[];
  dropped: Readonly<Record<DropReason, number>>;
  unusedSnapshots: number;
  /** Messages of streams that are not used: the best prices, for one. */
  others: number;
}>;
export type BinanceMarket = MarketSource & Readonly<{ report(): BinanceReport }>;

export type BinanceListeners = Readonly<{
  /** Hears every trade in the market, in order of receipt, at its event time or as soon after as the clock has passed it. */
  onTrade?: (trade: BinanceTrade) => void;
  /** Hears at once, in a sentence with file and line, of a chain that broke and of a line that could not be used. */
  onFault?: (what: string) => void;
}>;

const NAMED_MAX = 1_000;

/**
 * Plays a recording of Binance's raw streams through the clock, by the exchange's event times. The clock must stand at or before
 * `recording.firstAt`, or the updates of the past come all at once. While its diffs do not chain, the venue shows an empty book.
 */
export const binanceMarket = (clock: Clock, recording: BinanceRecording, listeners: BinanceListeners = {}): BinanceMarket => {
  const { onTrade, onFault } = listeners;
  const file = basename(recording.path);
  const bad: BadLine[] = [];
  const broken: BrokenChain[] = [];
  const dropped: Record<DropReason, number> = { inSnapshot: 0, seen: 0, noRoom: 0 };
  let [updates, trades, badCount, brokenCount, unusedSnapshots, others] = [0, 0, 0, 0, 0, 0];
  let callOff = (): void => {};

  const note = (event: Exclude<BinanceEvent, { type: 'book' | 'trade' }>): void => {
    switch (event.type) {
      case 'bad':
        badCount += 1;
        if (bad.length < NAMED_MAX) bad.push(event.bad);
        return onFault?.(`${file}, line ${event.bad.line}: ${event.bad.reason}`);
      case 'broken':
        brokenCount += 1;
        if (broken.length < NAMED_MAX) broken.push(event.broken);
        return onFault?.(`${file}, line ${event.broken.line}: ${BREAK[event.broken.fault](event.broken)}`);
      case 'dropped':
        dropped[event.reason] += 1;
        return;
      case 'unusedSnapshot':
        unusedSnapshots += 1;
        return;
      case 'other':
        others += 1;
    }
  };

  return {
    name: `binance-raw:${recording.path}`,
    start: (listen) => {
      const events = binanceEvents(recording);
      /** One appointment at any time, and no line read before its turn: a day takes no more memory than a minute. */
      const next = (): void => {
        for (let read = events.next(); read.done !== true; read = events.next()) {
          const event = read.value;
          if (event.type === 'book') {
            updates += 1;
            return appoint(event.update.at, () => listen(event.update));
          }
          if (event.type !== 'trade') note(event);
          else {
            trades += 1;
            if (onTrade !== undefined) return appoint(event.trade.at, () => onTrade(event.trade));
          }
        }
      };
      const appoint = (at: BinanceTrade['at'], speak: () => void): void => {
        const cancel = clock.at(at, () => {
          speak();
          next();
        });
        callOff = () => {
          cancel();
          events.return();
        };
      };
      next();
    },
    stop: () => callOff(),
    report: () => ({
      updates,
      trades,
      badCount,
      bad: [...bad],
      brokenCount,
      broken: [...broken],
      dropped: { ...dropped },
      unusedSnapshots,
      others,
    }),
  };
};

const BREAK: Readonly<Record<BrokenChain['fault'], (broken: BrokenChain) => string>> = {
  gap: ({ expected, found }) => `gap: updates after ${expected} up to ${found} are missing; no book until a new snapshot`,
  overlap: ({ expected, found }) => `overlap: begins after ${found}, before ${expected} ends; no book until a new snapshot`,
  snapshotTooOld: ({ expected, found }) =>
    `snapshot too old: it ends at ${expected}, and the diffs begin after ${found}; still no book`,
};
