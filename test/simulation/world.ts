import { createMarketData, type MarketData } from '../../src/adapters/market-data/handler.ts';
import { type Random, seeded } from '../../src/adapters/market-data/random.ts';
import { seededMarket } from '../../src/adapters/market-data/seeded.ts';
import { type VirtualClock, virtualClock } from '../../src/adapters/runtime/virtual-clock.ts';
import { type SimulatedVenue, simulatedVenue } from '../../src/adapters/venues/simulated/venue.ts';
import { type Instrument, instrumentOf, listingOf } from '../../src/domain/instrument/instrument.ts';
import { known } from '../../src/domain/kernel/assert.ts';
import { MICROS_PER_MS, type Micros, type Price } from '../../src/domain/kernel/units.ts';
import { Clients } from './client.ts';
import { Disk } from './disk.ts';
import { type Door, openDoor } from './door.ts';
import { Counts, Durable, Findings } from './ledger.ts';
import { faultsOf, type Misfortune, misfortunesOf } from './misfortunes.ts';
import { Person } from './person.ts';
import { DeskProcess } from './process.ts';
import { coverCell } from './table.ts';
import { type Handed, tapped, type Untruth } from './tap.ts';
import { IDENTITY, opensAt, SYMBOLS, TERMS } from './terms.ts';

export const SESSION_MS = 20_000;
const DOWN_MS = 400;
const LOOK_EVERY_MS = 100;
const REST_EVERY_LOOKS = 2;
const HALF_OPEN_MS = 900;
const CLOSED_MS = 1_500;
const FULL_MS = 600;
const WITHHELD_PPM = 300_000;
export const WITHHELD = 'fault: query: execution withheld';
const UNTRUE_PPM = 150_000;
const UNTRUE_MS = 6_000;
const UNTRUE_MOST = 7_000;
export const UNTRUE = 'fault: query: position untrue';
/** Event-loop turns in which a desk must come to rest. */
const MOVES_MAX = 5_000;

/** Everything but the desk's own code is simulated here, and all of it from one seed: time, disk, wires, venues, market, clients. */
export class World {
  readonly seed: number;
  readonly opensAt: Micros;
  readonly clock: VirtualClock;
  readonly counts = new Counts();
  readonly findings = new Findings();
  readonly durable = new Durable();
  readonly story: string[] = [];
  readonly venues: readonly SimulatedVenue[];
  readonly handed: readonly Handed[];
  readonly disk: Disk;
  readonly process: DeskProcess;
  #door: Door | undefined;
  readonly clients: Clients;
  readonly person: Person;
  /** Looks at a moment at which the desk is at rest. */
  atRest: () => void = () => {};
  readonly #random: Random;
  readonly #market: MarketData;
  #stopMarket = (): void => {};
  #mustStartAt: Micros | undefined = 0 as Micros;
  #healed = false;
  readonly #untruths = new Map<string, Untruth & { readonly until: number }>();
  /** Which venue said something untrue about what it holds, and when. */
  readonly untold: { readonly venue: string; readonly symbol: string; readonly at: Micros }[] = [];
  #looks = 0;

  static async open(seed: number): Promise<World> {
    const world = new World(seed);
    world.#door = await openDoor(world.process.door);
    return world;
  }

  private constructor(seed: number) {
    this.seed = seed;
    this.opensAt = opensAt(seed);
    this.clock = virtualClock(this.opensAt);
    const { clock, counts, findings, durable } = this;
    this.#random = seeded(seed, 'world');
    const instruments = new Map(TERMS.instruments.map((terms) => [terms.symbol, instrumentOf(terms)]));
    this.venues = TERMS.venues.map((terms) =>
      simulatedVenue({
        clock,
        seed,
        terms,
        instruments,
        toVenue: { minMicros: 200, jitterMicros: 5_000 },
        toDesk: { minMicros: 200, jitterMicros: 20_000 },
        faults: faultsOf(seeded(seed, `faults/${terms.venue}`), terms),
        saysDoneForDay: true,
        dark: { meanEveryMs: 300, lotsMax: 400, staysMs: 1_000, bookMaxAgeMs: TERMS.bookMaxAgeMs },
        onFault: (fault) => {
          counts.add(`fault: ${fault}`);
          this.tell(`${terms.venue}: ${fault}`);
        },
      }),
    );
    this.#market = createMarketData({
      bookMaxAgeMs: TERMS.bookMaxAgeMs,
      markEveryMs: 2_000,
      onMark: (symbol, price, markedAt, source) =>
        this.process.desk?.engine.tell({ type: 'MarkObserved', symbol, price, markedAt, source }, 'market'),
    });
    const taps = this.venues.map((venue) =>
      tapped(
        venue,
        durable,
        findings,
        () => this.#withholds(),
        (name) => this.#untruthOf(name),
      ),
    );
    this.handed = taps.map(({ handed }) => handed);
    this.disk = new Disk({ desk: IDENTITY.name, clock, random: seeded(seed, 'disk'), onDurable: durable.add });
    this.process = new DeskProcess({
      clock,
      disk: this.disk,
      venues: taps.map(({ venue }) => venue),
      market: this.#market,
      overhear: (state, input) => coverCell(counts, state, input),
    });
    this.clients = new Clients({
      clock,
      random: seeded(seed, 'clients'),
      market: this.#market,
      ask: (request, over) => this.door.ask(request, over),
      durable,
      findings,
      counts,
    });
    this.person = new Person({
      random: seeded(seed, 'person'),
      process: this.process,
      venues: this.venues,
      durable,
      request: (request) => this.clients.request(request),
    });
    this.#startMarket(instruments);
  }

  /** A session in which everything goes wrong that a seed says. */
  async trade(): Promise<void> {
    const until = (this.opensAt + SESSION_MS * MICROS_PER_MS) as Micros;
    for (const misfortune of misfortunesOf(this.#random, this.opensAt, until, this.venues.length))
      this.clock.at(misfortune.at, () => this.#befall(misfortune));
    this.#lookAfter();
    this.clients.startUntil(until);
    await this.run(SESSION_MS);
  }

  /** From here on nothing goes wrong any more; what went wrong before may still have to be heard of. */
  heal(): void {
    this.#healed = true;
    this.disk.plan.length = 0;
    this.disk.isFull = false;
    this.disk.isSlow = false;
    this.clients.isDeaf = false;
    for (const venue of this.venues) venue.change({});
    this.tell('the faults heal');
  }

  /** A venue that cannot find all of its own executions, while things go wrong. */
  #withholds(): boolean {
    const withheld = !this.#healed && this.#random.chance(WITHHELD_PPM);
    if (withheld) this.counts.add(WITHHELD);
    return withheld;
  }

  /** What a venue says that it holds is not so, for some seconds: long enough to be said twice. */
  #untruthOf(venue: string): Untruth | undefined {
    const before = this.#untruths.get(venue);
    const now = this.clock.now();
    if (before !== undefined && before.until > now) this.untold.push({ venue, symbol: before.symbol, at: now });
    if (before !== undefined && before.until > now) return before;
    if (this.#healed || !this.#random.chance(UNTRUE_PPM)) return undefined;
    const by = this.#random.pick([1, -1]) * this.#random.between(1, UNTRUE_MOST);
    const untruth = { symbol: this.#random.pick(SYMBOLS), by, until: now + UNTRUE_MS * MICROS_PER_MS };
    this.#untruths.set(venue, untruth);
    this.counts.add(UNTRUE);
    this.tell(`${venue} says that it holds ${by} more of ${untruth.symbol} than it does`);
    return this.#untruthOf(venue);
  }

  stopMarket(): void {
    this.#stopMarket();
  }

  async run(ms: number): Promise<void> {
    const until = (this.clock.now() + ms * MICROS_PER_MS) as Micros;
    for (let next = this.clock.nextAt(); next !== undefined && next <= until; next = this.clock.nextAt()) {
      this.clock.step();
      await this.#settle();
    }
    this.clock.runUntil(until);
  }

  get door(): Door {
    return known(this.#door, 'a world has a door');
  }

  tell(what: string): void {
    const seconds = ((this.clock.now() - this.opensAt) / 1_000_000).toFixed(6).padStart(9);
    this.story.push(`${seconds} s  ${what}`);
  }

  get #isStill(): boolean {
    const { desk, isStarting } = this.process;
    return !isStarting && this.clients.inFlight === 0 && (desk === undefined || desk.engine.isQuiet);
  }

  /** Lets what was set in motion come to rest without time passing, as far as the disk lets it. */
  async #settle(): Promise<void> {
    for (let move = 0; ; move += 1) {
      if (this.process.needsBurying) await this.#bury();
      if (this.#isStill) break;
      if (this.disk.asleep > 0 && move >= 4) return;
      if (move > MOVES_MAX) throw new Error('the desk does not come to rest');
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    if (this.process.isDown && this.#mustStartAt === undefined) {
      this.tell(`the desk does not start: ${this.process.startFailure?.message}`);
      this.#startLater();
    }
  }

  async #bury(): Promise<void> {
    const why = this.disk.crashed ? 'it died at a write' : this.process.desk?.engine.halt?.message;
    this.tell(`the desk is gone: ${why}`);
    this.counts.add('desk gone');
    await this.process.bury();
    this.#startLater();
  }

  #startLater(): void {
    this.#mustStartAt = (this.clock.now() + this.#random.between(1, DOWN_MS) * MICROS_PER_MS) as Micros;
  }

  /** Whoever looks after a desk: starts it when it is down, connects what is not connected, and notices a dead connection. */
  #lookAfter(): void {
    const { process, clock } = this;
    if (this.#mustStartAt !== undefined && this.#mustStartAt <= clock.now()) {
      this.#mustStartAt = undefined;
      process.start();
      this.tell(`the desk is started, for the ${process.starts}. time`);
    } else if (process.desk !== undefined && process.desk.engine.halt === undefined) {
      const { sessions } = process.desk.engine.state;
      for (const venue of this.venues)
        if (this.#healed || this.#random.chance(300_000)) venue.connect((sessions.get(venue.name)?.lastSeqIn ?? 0) + 1);
      this.person.look(this.#healed);
      this.#looks += 1;
      if (this.#looks % REST_EVERY_LOOKS === 0 && process.desk.engine.isQuiet) this.atRest();
    }
    clock.at((clock.now() + LOOK_EVERY_MS * MICROS_PER_MS) as Micros, () => this.#lookAfter());
  }

  #befall(misfortune: Misfortune): void {
    const after = (ms: number, what: () => void): void =>
      void this.clock.at((this.clock.now() + ms * MICROS_PER_MS) as Micros, what);
    if (misfortune.what === 'disk') {
      const { fault } = misfortune;
      this.disk.plan.push(fault);
      this.counts.add(`fault: disk: ${fault}`);
      this.tell(`the disk: ${fault} at the next write`);
      if (fault === 'full')
        after(FULL_MS, () => {
          this.disk.isFull = false;
        });
      return;
    }
    const venue = this.venues[misfortune.venue] as SimulatedVenue;
    this.counts.add(`fault: venue: ${misfortune.what}`);
    this.tell(`${venue.name}: ${misfortune.what}`);
    switch (misfortune.what) {
      case 'disconnect':
        return venue.disconnect();
      case 'halfOpen':
        venue.goHalfOpen();
        return after(HALF_OPEN_MS, () => venue.disconnect());
      case 'restartRemembering':
        return venue.restart('remembered');
      case 'restartForgetting':
        return venue.restart('forgotten');
      case 'closeAndOpen':
        venue.closeSession();
        return after(CLOSED_MS, () => venue.openSession());
    }
  }

  #startMarket(instruments: ReadonlyMap<string, Instrument>): void {
    const source = seededMarket({
      clock: this.clock,
      seed: this.seed,
      everyMs: 200,
      fairValues: [...instruments.values()].map(({ symbol, tick }) => ({
        symbol,
        price: (tick * this.#random.between(2_000, 30_000)) as Price,
        stepUnits: tick + tick / 4,
      })),
      venues: TERMS.venues
        .filter(({ kind }) => kind === 'lit')
        .map(({ venue, listings }) => ({
          venue,
          listings: listings.map((listed) => listingOf(instruments.get(listed.symbol) as Instrument, listed)),
          style: { spreadTicks: 2, lagTicks: 3, lagPpm: 40_000, lotsMax: 400 },
        })),
    });
    for (const venue of this.venues) venue.onShow(this.#market.onUpdate);
    source.start((update) => {
      for (const venue of this.venues) venue.onBook(update);
    });
    this.#stopMarket = () => source.stop();
  }
}
