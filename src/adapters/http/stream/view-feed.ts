import type { Micros, OrderId } from '../../../domain/kernel/units.ts';
import type { EventType, Recorded } from '../../../domain/oms/catalogue.ts';
import { blotter } from '../../../projections/blotter.ts';
import { breaks } from '../../../projections/breaks.ts';
import { exposure } from '../../../projections/exposure.ts';
import { pnl } from '../../../projections/pnl.ts';
import { sessionNumbers } from '../../../projections/session-numbers.ts';
import { ViewChanges } from '../../../projections/stream.ts';
import { openBreakBodies } from '../bodies/break-body.ts';
import { exposureBodies, killBodies, positionBodies, venueBodies } from '../bodies/desk-bodies.ts';
import { modeBodies } from '../bodies/mode-body.ts';
import { orderBody } from '../bodies/order-body.ts';
import type { DeskDoor } from '../ports.ts';
import { deskFacts } from '../views/desk-facts.ts';
import type { Commit, DeskViews } from '../views.ts';
import { eventIdOf } from './frame.ts';

export const VIEW_NAMES = ['orders', 'positions', 'risk', 'venues', 'breaks'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** Which events a view looks at; after any other it is as it was. */
const LOOKS_AT: Readonly<Record<ViewName, Readonly<Partial<Record<EventType, unknown>>>>> = {
  orders: blotter.on,
  positions: pnl.on,
  risk: {
    ...exposure.on,
    ...pnl.on,
    KillEngaged: true,
    CarriedKill: true,
    KillLifted: true,
    ModeChanged: true,
    CarriedMode: true,
  },
  venues: {
    ...deskFacts.on,
    ...sessionNumbers.on,
    BreakerOpened: true,
    BreakerHalfOpened: true,
    BreakerClosed: true,
    VenueQuarantined: true,
    VenueReleased: true,
    VenueThrottled: true,
  },
  breaks: breaks.on,
};

/** Of breaks that are not closed so many are shown, the newest; the rest is a page away. */
const BREAKS_MAX = 500;

const ordersIn = (records: readonly Recorded[]): readonly OrderId[] =>
  records.map(({ correlationId }) => correlationId).filter((orderId): orderId is OrderId => orderId !== 0);

/** What a client of a view is sent: its rows as they now stand. Of orders, those that changed; the first time all that are open. Of breaks, those that are not closed. */
export type ViewUpdate = Readonly<{ view: ViewName; lastEventId: string; rows: readonly object[] }>;

/** The views of the desk, for whoever watches them live. */
export class ViewFeed {
  readonly #views: DeskViews;
  readonly #now: () => Micros;
  readonly #stop: () => void;
  readonly #changes: Readonly<Record<ViewName, ViewChanges<OrderId>>> = {
    orders: new ViewChanges(),
    positions: new ViewChanges(),
    risk: new ViewChanges(),
    venues: new ViewChanges(),
    breaks: new ViewChanges(),
  };

  constructor({ views, now }: Pick<DeskDoor, 'views' | 'now'>) {
    this.#views = views;
    this.#now = now;
    this.#stop = views.onCommit((commit) => this.#take(commit));
  }

  /** Tells how a view stands, now and after it changed, whenever `ready` says that the client can take more. Returns a way to stop. */
  watch(view: ViewName, ready: () => Promise<unknown>, tell: (update: ViewUpdate) => void): () => void {
    const initially = view === 'orders' ? this.#views.openOrders.open.keys() : [];
    const watching = this.#changes[view]
      .whenReady(ready, initially)
      .subscribe((changed) => tell({ view, lastEventId: eventIdOf(this.#views.head), rows: this.#rows(view, changed) }));
    return () => watching.unsubscribe();
  }

  close(): void {
    this.#stop();
    for (const changes of Object.values(this.#changes)) changes.complete();
  }

  #take({ records }: Commit): void {
    for (const view of VIEW_NAMES) {
      const changes = this.#changes[view];
      if (!changes.isWatched || !records.some(({ event }) => event.type in LOOKS_AT[view])) continue;
      changes.changed(view === 'orders' ? ordersIn(records) : []);
    }
  }

  #rows(view: ViewName, changed: ReadonlySet<OrderId>): readonly object[] {
    switch (view) {
      case 'orders':
        return [...changed].map((orderId) => orderBody(this.#views, orderId)).filter((body) => body !== undefined);
      case 'positions':
        return positionBodies(this.#views);
      case 'risk':
        return [{ kills: killBodies(this.#views), modes: modeBodies(this.#views), exposure: exposureBodies(this.#views) }];
      case 'venues':
        return venueBodies(this.#views, this.#now());
      case 'breaks':
        return openBreakBodies(this.#views, this.#now(), BREAKS_MAX);
    }
  }
}
