import { dateOf, dayOf } from '../domain/kernel/ids.ts';
import type { DayNumber, OrderId } from '../domain/kernel/units.ts';
import { type Event, isInput, type Recorded } from '../domain/oms/catalogue.ts';
import type { Journal } from '../domain/ports/journal.ts';
import { type BlotterRow, blotter, blotterRow } from '../projections/blotter.ts';
import type { Instruments } from '../projections/instruments.ts';
import { apply } from '../projections/projection.ts';
import { type Step, timelineOf } from '../projections/timeline.ts';
import { type ReplayOptions, replayDay } from './replay.ts';

/** What one day says about an order: each step with its evidence, and how it stood at the end of the day (absent when only its clOrdId was still known). */
export type DayStory = Readonly<{ day: string; steps: readonly Step[]; row: BlotterRow | undefined }>;
/** The whole story of an order, over all the days in which something happened to it. */
export type Story = Readonly<{ desk: string; orderId: OrderId; instruments: Instruments; days: readonly DayStory[] }>;
/** Told the last position looked at, and the last one of that day. */
export type ExplainProgress = (position: number, last: number) => void;

/** Orders that a clOrdId means on a day: that of the order, or of a cancel or replace of it. Several accounts may have used it. */
export const ordersNamed = async (
  journal: Journal,
  day: DayNumber,
  clOrdId: string,
  progress?: ExplainProgress,
): Promise<readonly OrderId[]> => {
  const found = new Set<OrderId>();
  const look = ({ event }: Recorded): void => {
    const orderId = orderUnder(event, clOrdId);
    if (orderId !== undefined) found.add(orderId);
  };
  await replayDay(journal, day, look, await showing(journal, day, progress));
  return [...found];
};

/** Only the desk's own words count: an ask may name an order that there never was. */
const orderUnder = (event: Event, clOrdId: string): OrderId | undefined => {
  if (event.type === 'CarriedOrder')
    return event.clOrdId === clOrdId || event.firstClOrdId === clOrdId ? event.orderId : undefined;
  if (isInput(event) && event.type !== 'CarriedAsk') return undefined;
  return 'clOrdId' in event && event.clOrdId === clOrdId && 'orderId' in event ? event.orderId : undefined;
};

/** From the day that took the order on (or the first one here that carries it) to the last one in which it moved; undefined when no day knows it. */
export const explainOrder = async (
  journal: Journal,
  orderId: OrderId,
  progress?: ExplainProgress,
): Promise<Story | undefined> => {
  const instruments: Instruments = new Map();
  const days: DayStory[] = [];
  for (const day of (await journal.days()).filter((day) => day >= dayOf(orderId))) {
    const timeline = timelineOf(orderId);
    const told = timeline.initial();
    const orders = blotter.initial();
    const tell = (record: Recorded): void => {
      apply(timeline, told, record);
      apply(blotter, orders, record);
    };
    await replayDay(journal, day, tell, await showing(journal, day, progress));
    const { steps } = told;
    if (steps.length === 0) break; // No day carries it any more, or its own does not know it.
    for (const [symbol, instrument] of orders.instruments) instruments.set(symbol, instrument);
    const moved = steps.some(({ type }) => !type.startsWith('Carried'));
    if (moved || days.length === 0) days.push({ day: dateOf(day), steps, row: blotterRow(orders, orderId) });
  }
  return days.length === 0 ? undefined : { desk: journal.desk, orderId, instruments, days };
};

const showing = async (journal: Journal, day: DayNumber, progress: ExplainProgress | undefined): Promise<ReplayOptions> => {
  if (progress === undefined) return {};
  const last = (await journal.head(day))?.position ?? 0;
  return { progress: (position) => progress(position, last) };
};
