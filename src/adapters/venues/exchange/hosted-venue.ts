import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { VenueTerms } from '../../../domain/oms/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import { type Random, seeded } from '../../market-data/random.ts';
import type { DarkInterest } from '../simulated/dark.ts';
import { type SimulatedVenue, simulatedVenue } from '../simulated/venue.ts';
import { Answers } from './answers.ts';
import { Connection, type Heard } from './connection.ts';
import { type Counts, newCounts } from './counts.ts';
import { DropCopy } from './drop-copy.ts';
import type { VenueFaults } from './fault-form.ts';
import { Gate } from './gate.ts';
import { Limiter, type VenueLimits } from './limits.ts';
import { MarketFeed } from './market-feed.ts';
import { OrderSession } from './order-session.ts';
import { skewedClock } from './skewed-clock.ts';

export type HostedVenueOptions = Readonly<{
  terms: VenueTerms;
  instruments: ReadonlyMap<string, Instrument>;
  seed: number;
  limits: VenueLimits;
  faults: VenueFaults;
  dark?: DarkInterest;
  /** Where it keeps its truth through the death of the process; absent: it forgets. */
  truthFile?: string;
}>;

/** Whoever listens on one of the sockets of a venue. */
type Channel = Readonly<{
  hear(connection: Connection, frame: Heard): void;
  closed(connection: Connection): void;
}>;
export type ChannelName = 'session' | 'drop-copy' | 'market';

/** One venue of the exchange: the simulated one behind a door of its own. */
export class HostedVenue {
  readonly name: string;
  readonly terms: VenueTerms;
  readonly instruments: ReadonlyMap<string, Instrument>;
  readonly venue: SimulatedVenue;
  readonly session: OrderSession;
  readonly limiter: Limiter;
  readonly gate: Gate;
  readonly counts: Counts = newCounts();
  readonly random: Random;
  readonly answers: Answers;
  readonly #channels: Readonly<Record<ChannelName, Channel>>;
  readonly #connections = new Set<Connection>();
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #skew: (ms: number) => void;
  #faults: VenueFaults;

  constructor(options: HostedVenueOptions, clock: Clock, log: Logger) {
    const { terms, instruments, seed, limits, faults, dark, truthFile } = options;
    const skewed = skewedClock(clock);
    this.name = terms.venue;
    this.terms = terms;
    this.instruments = instruments;
    this.#clock = clock;
    this.#log = log.child({ venue: terms.venue });
    this.#skew = skewed.skew;
    this.#faults = faults;
    this.gate = new Gate(clock);
    this.limiter = new Limiter(limits);
    this.random = seeded(seed, `${terms.venue}/door`);
    this.answers = new Answers(seeded(seed, `${terms.venue}/answers`));
    this.venue = simulatedVenue({
      clock,
      venueClock: skewed.clock,
      seed,
      terms,
      instruments,
      toVenue: faults.toVenue,
      toDesk: faults.toDesk,
      faults: faults.chances,
      ...(dark === undefined ? {} : { dark }),
      ...(truthFile === undefined ? {} : { truthFile }),
    });
    this.session = new OrderSession({
      venue: this.venue,
      terms,
      instruments,
      limiter: this.limiter,
      remembers: truthFile !== undefined,
      clock,
      random: this.random,
      faults: () => this.#faults,
      counts: this.counts,
      log: this.#log,
    });
    this.#channels = {
      session: this.session,
      'drop-copy': new DropCopy(this.venue, terms.session),
      market: new MarketFeed(this.venue, instruments),
    };
    this.change(faults);
  }

  get faults(): VenueFaults {
    return this.#faults;
  }

  /** Other faults from now on; what is not named is as it should be. */
  change(faults: VenueFaults): void {
    this.#faults = faults;
    this.venue.change(faults.chances);
    this.venue.slow(faults.toVenue, faults.toDesk);
    this.#skew(faults.clockSkewMs);
  }

  accept(socket: WebSocket, name: ChannelName): void {
    const channel = this.#channels[name];
    const connection: Connection = new Connection({
      socket,
      clock: this.#clock,
      gate: this.gate,
      counts: this.counts,
      log: this.#log.child({ channel: name }),
      heard: (frame) => channel.hear(connection, frame),
      closed: () => {
        this.#connections.delete(connection);
        channel.closed(connection);
      },
    });
    this.#connections.add(connection);
  }

  /** Everybody hears that the exchange goes. */
  close(): void {
    for (const connection of this.#connections) connection.refuse('closing', 'the exchange closes');
  }
}
