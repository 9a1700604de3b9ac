import { known } from '../../kernel/assert.ts';
import { MICROS_PER_MS, type Micros } from '../../kernel/units.ts';
import { everyMicros, freeFor, type MessageKind, type Spent, spend } from '../../resilience/budget.ts';
import type { Events } from '../catalogue.ts';
import type { VenueConfig } from '../config.ts';
import type { State, VenueBudget } from '../state.ts';

/** A pause doubles with each refusal in a row, so often at the most; it is forgotten when there was none for so many pauses. */
const STRIKES_MAX = 6;
const PAUSES_FORGOTTEN = 100;

/** The budgets of the venues as one decision sees them: less what it has used up and promised by itself. */
export class Room {
  readonly #state: State;
  readonly #now: Micros;
  readonly #spent = new Map<string, Spent>();
  readonly #pausedUntil = new Map<string, Micros>();
  readonly #gone = new Map<string, number>();

  constructor(state: State, now: Micros) {
    this.#state = state;
    this.#now = now;
  }

  of(venue: string): VenueBudget {
    return known(this.#state.budgets.get(venue), () => `${venue} has a budget`);
  }

  /** When a message of this kind could go to the venue: now, or later. */
  freeFor({ terms: { venue }, budget }: VenueConfig, kind: MessageKind): Micros {
    const { spent, throttledUntil } = this.of(venue);
    const free = freeFor(budget, this.#spent.get(venue) ?? spent, kind, this.#now);
    const pausedUntil = this.#pausedUntil.get(venue) ?? throttledUntil;
    return Math.max(free, pausedUntil) as Micros;
  }

  isFree(venue: VenueConfig, kind: MessageKind): boolean {
    return this.freeFor(venue, kind) <= this.#now;
  }

  /** For a message of this decision, or for somebody who is called by it. */
  take({ terms: { venue }, budget }: VenueConfig, kind: MessageKind): void {
    this.#spent.set(venue, spend(budget, this.#spent.get(venue) ?? this.of(venue).spent, kind, this.#now));
  }

  /** When the turn comes, by present knowledge, of somebody who now goes to the end of the line. Always later than now. */
  turnAt(config: VenueConfig, kind: MessageKind): Micros {
    const { venue } = config.terms;
    const { line } = this.of(venue);
    const gone = this.#gone.get(venue) ?? 0;
    this.#gone.set(venue, gone + 1);
    const before = gone + line.cancels.length + (kind === 'cancel' ? 0 : line.working);
    const free = this.freeFor(config, kind);
    return (free + (free > this.#now ? before : before + 1) * everyMicros(config.budget, kind)) as Micros;
  }

  /** More was sent than the venue takes: nothing goes there for a while. Undefined when that is so already. */
  pause({ terms: { venue, headroomMs }, budget }: VenueConfig, by: 'venue' | 'us'): Events['VenueThrottled'] | undefined {
    const { throttledUntil, strikes: before } = this.of(venue);
    if (this.#pausedUntil.has(venue) || throttledUntil > this.#now) return undefined;
    const micros = Math.max(budget.all.everyMicros, headroomMs * MICROS_PER_MS);
    const inARow = this.#now - throttledUntil < PAUSES_FORGOTTEN * micros ? before : 0;
    const strikes = by === 'us' ? 0 : Math.min(inARow + 1, STRIKES_MAX);
    const until = (this.#now + micros * 2 ** strikes) as Micros;
    this.#pausedUntil.set(venue, until);
    return { type: 'VenueThrottled', venue, until, strikes };
  }
}
