import type { DayNumber } from '../../domain/kernel/units.ts';
import type { Recorded } from '../../domain/oms/catalogue.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import { blotter } from '../../projections/blotter.ts';
import { breaks } from '../../projections/breaks.ts';
import { exposure } from '../../projections/exposure.ts';
import { massCancels } from '../../projections/mass-cancels.ts';
import { openOrders } from '../../projections/open-orders.ts';
import { pnl } from '../../projections/pnl.ts';
import { apply } from '../../projections/projection.ts';
import { sessionNumbers } from '../../projections/session-numbers.ts';
import { suspense } from '../../projections/suspense.ts';
import { venueHealth } from '../../projections/venue-health.ts';
import { asksIndex } from './views/asks-index.ts';
import { deskFacts } from './views/desk-facts.ts';
import { OrderIndex } from './views/order-index.ts';

/** Records that became durable together, and that the views have folded. */
export type Commit = Readonly<{ day: DayNumber; records: readonly Recorded[] }>;
export type CommitListener = (commit: Commit) => void;

/** A place in the journal: after this record of this day. */
export type Cursor = Readonly<{ day: DayNumber; position: number }>;

/**
 * Every view that a face answers from, folded from durable records. The runtime hands each commit to `publish` before it lets an
 * answer out, so an answer that names position p is about what these views already show.
 */
export class DeskViews {
  readonly facts = deskFacts.initial();
  readonly blotter = blotter.initial();
  readonly openOrders = openOrders.initial();
  readonly pnl = pnl.initial();
  readonly exposure = exposure.initial();
  readonly breaks = breaks.initial();
  readonly suspense = suspense.initial();
  readonly massCancels = massCancels.initial();
  readonly numbers = sessionNumbers.initial();
  readonly venueHealth = venueHealth.initial();
  readonly asks = asksIndex.initial();
  readonly orderIndex = new OrderIndex();
  readonly #listeners = new Set<CommitListener>();
  #head: Cursor = { day: 0 as DayNumber, position: 0 };

  /** The last record folded. */
  get head(): Cursor {
    return this.#head;
  }

  /** Takes what the journal already holds of its newest day: before a desk starts, which publishes only what it adds. */
  async catchUp(journal: Journal): Promise<void> {
    const day = (await journal.days()).at(-1);
    if (day === undefined) return;
    for await (const { records } of journal.read(day)) this.publish(records);
  }

  /** Given to `startDesk` as `publish`. One call is one commit, and so within one day. */
  readonly publish = (records: readonly Recorded[]): void => {
    const first = records[0]?.event;
    const day = first?.type === 'DayOpened' ? first.day : this.#head.day;
    // An opening that a crash cut short is published whole once it is complete: its beginning is known here.
    const known = day === this.#head.day ? this.#head.position : 0;
    const fresh = records.filter(({ position }) => position > known);
    for (const record of fresh) this.fold(record);
    const last = fresh.at(-1);
    if (last === undefined) return;
    this.#head = { day, position: last.position };
    for (const listen of this.#listeners) listen({ day, records: fresh });
  };

  /** One record into every view: how a moment of the past is shown, without anybody listening. */
  fold(record: Recorded): void {
    apply(deskFacts, this.facts, record);
    apply(blotter, this.blotter, record);
    apply(openOrders, this.openOrders, record);
    apply(pnl, this.pnl, record);
    apply(exposure, this.exposure, record);
    apply(breaks, this.breaks, record);
    apply(suspense, this.suspense, record);
    apply(massCancels, this.massCancels, record);
    apply(sessionNumbers, this.numbers, record);
    apply(venueHealth, this.venueHealth, record);
    apply(asksIndex, this.asks, record);
    this.orderIndex.fold(record);
  }

  /** Tells of each commit once the views have folded it; returns a way to stop. A listener must not throw: it would stop the desk. */
  onCommit(listen: CommitListener): () => void {
    this.#listeners.add(listen);
    return () => void this.#listeners.delete(listen);
  }
}
