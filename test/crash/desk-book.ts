import { z } from 'zod';
import { openSqliteJournal } from '../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { buildId } from '../../src/adapters/runtime/build.ts';
import { known } from '../../src/domain/kernel/assert.ts';
import { formatOrderId } from '../../src/domain/kernel/ids.ts';
import type { Events } from '../../src/domain/oms/catalogue.ts';
import { stateOf } from '../../src/replay/replay.ts';
import { verifyDays } from '../../src/replay/verify.ts';
import { DESK, type Premises } from './serve-process.ts';
import type { Trade } from './venue-book.ts';

const ordersPage = z.looseObject({
  orders: z.array(
    z.looseObject({
      orderId: z.string(),
      clOrdId: z.string(),
      symbol: z.string(),
      side: z.string(),
      ordStatus: z.string(),
      certainty: z.string(),
      cumQty: z.string(),
      children: z.array(z.looseObject({ venue: z.string(), cumQty: z.string(), status: z.string(), certainty: z.string() })),
    }),
  ),
  next: z.string().optional(),
});
export type DeskOrder = z.output<typeof ordersPage>['orders'][number];
const positionList = z.looseObject({ positions: z.array(z.looseObject({ symbol: z.string(), qty: z.string() })) });

const get = async <T>(url: string, form: z.ZodType<T>): Promise<T> => form.parse(await (await fetch(url)).json());

const breakPage = z.looseObject({
  breaks: z.array(
    z.looseObject({ breakId: z.number(), what: z.string(), detail: z.string(), state: z.string(), venue: z.string().optional() }),
  ),
  next: z.string().optional(),
});
export type DeskBreak = z.output<typeof breakPage>['breaks'][number];

/** Every break of the day, as the desk shows them. */
export const shownBreaks = async (url: string): Promise<readonly DeskBreak[]> => {
  const breaks: DeskBreak[] = [];
  let cursor = '';
  for (;;) {
    const page = await get(`${url}/v1/breaks?limit=500${cursor}`, breakPage);
    breaks.push(...page.breaks);
    if (page.next === undefined) return breaks;
    cursor = `&cursor=${page.next}`;
  }
};

/** Every order that the desk shows over HTTP, or every one that is open, page by page. */
export const shownOrders = async (url: string, filter = ''): Promise<readonly DeskOrder[]> => {
  const orders: DeskOrder[] = [];
  let cursor = '';
  for (;;) {
    const page = await get(`${url}/v1/orders?limit=500${filter}${cursor}`, ordersPage);
    orders.push(...page.orders);
    if (page.next === undefined) return orders;
    cursor = `&cursor=${page.next}`;
  }
};

/** Positions over HTTP, all accounts of a symbol together. */
export const shownPositions = async (url: string): Promise<ReadonlyMap<string, number>> => {
  const { positions } = await get(`${url}/v1/positions`, positionList);
  const total = new Map<string, number>();
  for (const { symbol, qty } of positions) total.set(symbol, (total.get(symbol) ?? 0) + Number(qty));
  return total;
};

/** A message that was to go out: about which order, and whether the turn that took the order on sent it, so that the answer waits for it. */
export type Routed = Readonly<{ orderId: string; withAnswer: boolean }>;

/** A child order as our fold has it. */
export type Child = Readonly<{
  venue: string;
  sentIds: readonly string[];
  status: string;
  qty: number;
  cumQty: number;
  certain: boolean;
}>;

/** What the journal says, added up here and not by any fold of ours, and what our fold makes of it. */
export type JournalBook = Readonly<{
  /** By the id that the message carries. */
  routed: ReadonlyMap<string, Routed>;
  /** By venue and execution id: each time that it was booked. */
  booked: ReadonlyMap<string, readonly Trade[]>;
  folded: ReadonlyMap<string, number>;
  children: readonly Child[];
  /** Every clOrdId under which something was asked. */
  asked: ReadonlySet<string>;
  counts: Readonly<Record<string, number>>;
  /** Orders accepted twice under one clOrdId, and what `verify --redecide` has to object to. */
  faults: readonly string[];
}>;

/** Whether a message is in the journal; without adding up the rest of the day, which takes long once it is a long one. */
export const isRouted = async ({ journalDir }: Premises, sentId: string): Promise<boolean> => {
  const journal = openSqliteJournal({ dir: journalDir, desk: DESK, readOnly: true });
  try {
    const day = known((await journal.days()).at(-1), 'a desk that traded has a day');
    for await (const { records } of journal.read(day))
      for (const { event } of records)
        if (
          (event.type === 'ChildRouted' || event.type === 'ChildCancelSent' || event.type === 'ChildReplaceSent') &&
          event.sentId === sentId
        )
          return true;
    return false;
  } finally {
    await journal.close();
  }
};

const ASKS = ['NewOrderRequested', 'CancelRequested', 'ReplaceRequested'];
const COUNTED = ['CertaintyLost', 'BreakRaised', 'DeskStarted', 'OrderAccepted', 'AskRepeated', 'ResendRequested'];

export const readJournalBook = async ({ journalDir }: Premises): Promise<JournalBook> => {
  const journal = openSqliteJournal({ dir: journalDir, desk: DESK, readOnly: true });
  try {
    const day = known((await journal.days()).at(-1), 'a desk that traded has a day');
    const routed = new Map<string, Routed>();
    let takenOnAt = 0;
    const accepted = new Set<string>();
    const asked = new Set<string>();
    const faults: string[] = [];
    const booked = new Map<string, Trade[]>();
    const counts: Record<string, number> = {};
    for await (const { records } of journal.read(day))
      for (const { event, position, causationId } of records) {
        if (event.type === 'NewOrderRequested') takenOnAt = position;
        if (ASKS.includes(event.type)) asked.add((event as Events['CancelRequested']).clOrdId);
        if (COUNTED.includes(event.type)) counts[event.type] = (counts[event.type] ?? 0) + 1;
        if (event.type === 'OrderAccepted') {
          if (accepted.has(event.clOrdId)) faults.push(`${event.clOrdId} was accepted twice`);
          accepted.add(event.clOrdId);
        }
        if (event.type === 'ChildRouted' || event.type === 'ChildCancelSent' || event.type === 'ChildReplaceSent')
          routed.set(event.sentId, { orderId: formatOrderId(event.orderId), withAnswer: causationId === takenOnAt });
        if (event.type !== 'ExecutionBooked' && event.type !== 'StrayExecutionBooked') continue;
        const { venue, execId, symbol, side, lastQty: qty, lastPx: price } = event;
        const key = `${venue} ${execId}`;
        booked.set(key, [...(booked.get(key) ?? []), { symbol, side, qty, price }]);
      }
    for await (const { checks } of verifyDays(journal, [day], { redecideAs: buildId() }))
      for (const { outcome, what, where } of checks) if (outcome === 'failed') faults.push(`verify: ${what} (${where})`);
    const { positions, children: folds } = await stateOf(journal, day);
    const children = [...folds].map(({ venue, sentIds, status, qty, cumQty, certain, requests }) => {
      const isCertain = certain && requests.every((request) => request.certain);
      return { venue, sentIds, status, qty, cumQty, certain: isCertain };
    });
    const folded = new Map<string, number>();
    for (const { symbol, qty } of positions) folded.set(symbol, (folded.get(symbol) ?? 0) + qty);
    return { routed, booked, folded, children, asked, counts, faults };
  } finally {
    await journal.close();
  }
};
