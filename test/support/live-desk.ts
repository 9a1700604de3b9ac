import { type Desk, startDesk } from '../../src/adapters/runtime/desk.ts';
import type { EngineLimits } from '../../src/adapters/runtime/engine.ts';
import type { DeskHalted } from '../../src/adapters/runtime/errors.ts';
import { type VirtualClock, virtualClock } from '../../src/adapters/runtime/virtual-clock.ts';
import type { Micros } from '../../src/domain/kernel/units.ts';
import type { Events, Recorded } from '../../src/domain/oms/catalogue.ts';
import type { ConfigTerms } from '../../src/domain/oms/events.ts';
import type { Journal } from '../../src/domain/ports/journal.ts';
import type { Venue } from '../../src/domain/ports/venue.ts';
import { configTerms, evidenceAt, OPENS } from './desk.ts';

export type LiveDesk = Desk & Readonly<{ clock: VirtualClock; published: Recorded[]; halts: DeskHalted[] }>;
type Options = Readonly<{
  journal: Journal;
  venues?: readonly Venue[];
  clock?: VirtualClock;
  config?: ConfigTerms;
  limits?: EngineLimits;
  soon?: (commit: () => void) => void;
  build?: string;
  /** Told of each commit, besides `published`. */
  publish?: (records: readonly Recorded[]) => void;
}>;

/** A whole desk on a virtual clock, with the market of `evidenceAt` always in sight. */
export const liveDesk = async ({
  journal,
  venues = [],
  clock = virtualClock(OPENS),
  config = configTerms(),
  publish = () => {},
  ...rest
}: Options): Promise<LiveDesk> => {
  const published: Recorded[] = [];
  const halts: DeskHalted[] = [];
  const desk = await startDesk({
    identity: { name: 'test', code: 'T1', timezone: 'UTC', rollAt: '00:00' },
    config,
    build: 'test',
    writer: 'test',
    journal,
    clock,
    venues,
    witness: ({ symbol }, now) => ({ ...evidenceAt(now), symbol }),
    publish: (records) => {
      published.push(...records);
      publish(records);
    },
    soon: queueMicrotask,
    halted: (why) => halts.push(why),
    ...rest,
  });
  await desk.engine.quiet().catch(() => {});
  return { ...desk, clock, published, halts };
};

export const newOrder = (clOrdId: string, over: Partial<Events['NewOrderRequested']> = {}): Events['NewOrderRequested'] => ({
  type: 'NewOrderRequested',
  clOrdId,
  account: 'A1',
  symbol: 'ACME',
  side: 'buy',
  ordType: 'limit',
  qty: '100',
  price: '10.00',
  timeInForce: 'day',
  route: { strategy: 'direct', venue: 'ALPHA' },
  ...over,
});
export const laterBy = (clock: VirtualClock, ms: number): Micros => (clock.now() + ms * 1_000) as Micros;
