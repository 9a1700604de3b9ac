import { type Random, seeded } from '../../src/adapters/market-data/random.ts';
import type { Micros, Mono } from '../../src/domain/kernel/units.ts';
import type { Input, Recorded } from '../../src/domain/oms/catalogue.ts';
import type { ConfigTerms } from '../../src/domain/oms/events.ts';
import { initialState, type State } from '../../src/domain/oms/state.ts';
import { takeTurn } from '../../src/domain/oms/turn.ts';
import { configOfWorld, DAY, Market, OPENS } from './exchange.ts';
import { SCRIPTS, type Script, type Stage, UNNUMBERED } from './scripts.ts';

/** A turn as `takeTurn` recorded it: an input and what followed from it. */
export type Turn = readonly Recorded[];
export type DayOptions = Readonly<{
  seed: number;
  instruments?: number;
  accounts?: number;
  /** Orders in flight at a time. */
  inFlight?: number;
}>;

/**
 * A seeded day of a busy desk, played through the domain itself: every record is one that the desk would have written. Orders live
 * the lives that orders live (scripts.ts), a few hundred at a time, their turns interleaved. Same options, same day.
 */
export class Day implements Stage {
  readonly config: ConfigTerms;
  readonly market: Market;
  readonly random: Random;
  readonly state: State = initialState();
  readonly opening: readonly Turn[];
  now: Micros = OPENS;
  readonly #playing: Script[] = [];
  readonly #inFlight: number;
  readonly #seqIn = new Map<string, number>();
  readonly #accounts: readonly string[];
  #named = 0;

  constructor({ seed, instruments = 50, accounts = 8, inFlight = 400 }: DayOptions) {
    this.config = configOfWorld(instruments, accounts);
    this.market = new Market(seed, this.config);
    this.random = seeded(seed, 'bench/day');
    this.#accounts = this.config.accounts.filter(({ tradable }) => tradable).map(({ account }) => account);
    this.#inFlight = inFlight;
    this.opening = openingOf(this.config).map((input) => this.play(input));
  }

  /** One more turn. */
  next(): Turn {
    if (this.random.chance(20_000)) return this.play(this.#mark());
    const n = this.random.upTo(this.#inFlight);
    const script = (this.#playing[n] ??= this.#begin());
    const { input, actor } = script;
    const turn = this.play(input, actor);
    const { done, value } = script.life.next(turn);
    if (done) this.#playing[n] = this.#begin();
    else this.#playing[n] = { life: script.life, ...value };
    return turn;
  }

  /** Turns until the journal has this many records, those of the opening included; the last turn may go past it. */
  *until(records: number): Generator<Turn> {
    yield* this.opening;
    while (this.state.position < records) yield this.next();
  }

  /** Every order that is under way lives to its end, and none begins. */
  *drain(): Generator<Turn> {
    for (const { life, input, actor } of this.#playing.splice(0).filter((script) => script !== undefined)) {
      for (let line: Omit<Script, 'life'> | undefined = { input, actor }; line !== undefined; ) {
        const turn = this.play(line.input, line.actor);
        yield turn;
        const { done, value } = life.next(turn);
        line = done ? undefined : value;
      }
    }
  }

  play(input: Input, actor = 'desk'): Turn {
    this.now = (this.now + this.random.between(20, 400)) as Micros;
    return takeTurn(this.state, this.#numbered(input), { at: this.now, mono: (this.now - OPENS) as Mono, actor });
  }

  account(): string {
    return this.random.pick(this.#accounts);
  }
  name(prefix: string): string {
    this.#named += 1;
    return `${prefix}-${this.#named.toString(36).padStart(7, '0')}`;
  }

  /** A venue numbers what it says as it says it: dense, in order. */
  #numbered(input: Input): Input {
    if ((input.type !== 'ExecutionReported' && input.type !== 'RequestRejectReported') || input.seqIn !== UNNUMBERED)
      return input;
    const seqIn = (this.#seqIn.get(input.venue) ?? 0) + 1;
    this.#seqIn.set(input.venue, seqIn);
    return { ...input, seqIn };
  }

  #begin(): Script {
    let dice = this.random.upTo(100);
    const { life } = SCRIPTS.find(({ share }) => (dice -= share) < 0) ?? SCRIPTS[0];
    const playing = life(this);
    const { done, value } = playing.next();
    if (done) throw new Error('a life has a beginning');
    return { life: playing, ...value };
  }

  #mark(): Input {
    const symbol = this.random.pick(this.market.symbols);
    return { type: 'MarkObserved', symbol, price: this.market.midOf(symbol), markedAt: this.now, source: 'mid' };
  }
}

/** As a desk begins its first day: opened, started, configured, connected. */
export const openingOf = (config: ConfigTerms): readonly Input[] => [
  {
    type: 'DayOpened',
    desk: 'bench',
    deskCode: 'B1',
    day: DAY,
    timezone: 'UTC',
    rollAt: '17:00',
    opensAt: OPENS,
    rollsAt: (OPENS + 86_400_000_000) as Micros,
    epoch: 1,
    carried: 0,
  },
  { type: 'DayReady', digest: '' },
  { type: 'DeskStarted', build: 'bench', configDigest: '', epoch: 1, writer: 'bench' },
  { type: 'ConfigAdopted', values: config },
  ...config.venues.map(({ venue, session }): Input => ({ type: 'SessionChanged', venue, session, state: 'up' })),
];

/** The first records of a seeded day, in memory. */
export const recordsOf = (options: DayOptions, count: number): readonly Recorded[] => {
  const records: Recorded[] = [];
  for (const turn of new Day(options).until(count)) records.push(...turn);
  records.length = count;
  return records;
};
