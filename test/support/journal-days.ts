import { orderIdOf } from '../../src/domain/kernel/ids.ts';
import type { DayNumber, Micros, Mono } from '../../src/domain/kernel/units.ts';
import type { Event, Recorded } from '../../src/domain/oms/catalogue.ts';
import type { Audit, Journal, Page } from '../../src/domain/ports/journal.ts';

/** 2026-11-21. */
export const DAY = 20_778 as DayNumber;
export const NEXT_DAY = (DAY + 1) as DayNumber;

const OPENS_AT = DAY * 86_400_000_000;

/** One record, one millisecond after the one before, its own cause. */
export const recordAt = (position: number, event: Event): Recorded => ({
  position,
  at: (OPENS_AT + position * 1000) as Micros,
  mono: (position * 1000) as Mono,
  actor: 'trader:anna',
  causationId: position,
  correlationId: 0,
  event,
});

/** A mark of a price: a small record that means little, for days that only need to be long. */
export const markAt = (position: number, text = 'LINK/USDT'): Recorded =>
  recordAt(position, {
    type: 'MarkObserved',
    symbol: text,
    price: (1000 + position) as never,
    markedAt: OPENS_AT as Micros,
    source: 'BINANCE',
  });

export const marks = (first: number, count: number): readonly Recorded[] =>
  Array.from({ length: count }, (_, i) => markAt(first + i));

/** An order refused: the shortest way to open an order number. */
export const orderAt = (position: number, n: number): Recorded =>
  recordAt(position, {
    type: 'OrderRefused',
    orderId: orderIdOf(DAY, n),
    clOrdId: `c-${n}`,
    account: 'acct-1',
    symbol: 'LINK/USDT',
    side: 'buy',
    check: 'halted',
    scope: 'desk',
    limit: '',
    value: '',
    text: 'no',
    said: '',
  });

export const closingAt = (position: number): Recorded =>
  recordAt(position, { type: 'DayClosed', chainHead: '0'.repeat(64), stateDigest: 'd'.repeat(64), reason: 'end' });

/** One input and so many consequences: one turn, which no page may cut. */
export const turnAt = (first: number, count: number, text: string): readonly Recorded[] =>
  Array.from({ length: count }, (_, i) => ({ ...recordAt(first + i, { type: 'DayReady', digest: text }), causationId: first }));

export const pagesOf = async (journal: Journal, day = DAY, from?: number): Promise<readonly Page[]> => {
  const pages: Page[] = [];
  for await (const page of journal.read(day, from)) pages.push(page);
  return pages;
};
export const recordsOf = async (journal: Journal, day = DAY, from?: number): Promise<readonly Recorded[]> =>
  (await pagesOf(journal, day, from)).flatMap((page) => page.records);

/** The code a promise fails with; undefined when it does not fail. */
export const codeOf = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};
export const codesOf = ({ faults }: Audit): readonly string[] => faults.map(({ code }) => code);
