import { type DayNumber, MICROS_PER_MS, type Micros } from '../../domain/kernel/units.ts';
import type { Fact, Input, Recorded } from '../../domain/oms/catalogue.ts';
import { type Effect, effectOf } from '../../domain/oms/effects.ts';
import { needs } from '../../domain/oms/needs.ts';
import type { State } from '../../domain/oms/state.ts';
import { takeTurn } from '../../domain/oms/turn.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import type { Journal, WriterLease } from '../../domain/ports/journal.ts';
import type { Witness } from '../../domain/ports/market.ts';
import type { Venue } from '../../domain/ports/venue.ts';
import type { MessageKind } from '../../domain/resilience/budget.ts';
import { Gate } from '../../domain/resilience/gate.ts';
import { askVenue, type Query } from './ask-venue.ts';
import { DeskBusy, DeskHalted, DeskStopped } from './errors.ts';

/** Everything that touches the world. Production, tests and the simulator differ here, and only here. */
export type Edges = Readonly<{
  journal: Journal;
  lease: WriterLease;
  clock: Clock;
  venues: ReadonlyMap<string, Venue>;
  witness: Witness;
  /** Views fold what is durable here, before any answer about it leaves. */
  publish: (records: readonly Recorded[]) => void;
  /** Runs a commit once the turns of this moment are gathered: `setImmediate` in life, at once in virtual time. */
  soon: (commit: () => void) => void;
  halted: (why: DeskHalted) => void;
}>;

export type EngineLimits = Readonly<{
  /** Records a commit gathers before it goes out. */
  commitRecordsMax: number;
  /** Records decided but not yet durable beyond which clients are told to come back. Venues are always heard. */
  aheadRecordsMax: number;
  /** How far the wall clock may step back before the desk refuses to date anything by it. */
  stepBackMsMax: number;
}>;
export const ENGINE_LIMITS: EngineLimits = { commitRecordsMax: 1_000, aheadRecordsMax: 20_000, stepBackMsMax: 100 };

/** What became of an ask: durable, and folded by the views, by the time anybody sees it. */
export type Answer = Readonly<{ day: DayNumber; position: number; facts: readonly Fact[] }>;

type Turn = Readonly<{
  records: readonly Recorded[];
  /** How many changes of sessions had been told of by then. */
  sessionChanges: number;
  effects: readonly Effect[];
  answer: (() => void) | undefined;
  refuse: ((why: Error) => void) | undefined;
}>;

type HeldBack = Readonly<{ say: () => void; refuse: ((why: Error) => void) | undefined }>;

/**
 * The single writer. A turn is synchronous and pure; it makes the state run ahead of the disk. The outside world does not run
 * ahead: effects, answers and views follow the commit that makes their records durable (DESIGN §2.1).
 */
export class Engine {
  readonly #edges: Edges;
  readonly #limits: EngineLimits;
  readonly #gate: Gate;
  #state: State;
  #waiting: Turn[] = [];
  #waitingRecords = 0;
  #durable: number;
  #committing = false;
  #scheduled = false;
  #halted: DeskHalted | undefined;
  #takesNothingNew: Error | undefined;
  #callOffTimer: (() => void) | undefined;
  #timerAt: Micros | undefined;
  #timersArmed = false;
  #quiet: (() => void)[] = [];
  /** Set while a day ends: what is said meanwhile. */
  #heldBack: HeldBack[] | undefined;
  #sessionChanges = 0;
  /** Of each venue, which of them was the last of its own. */
  readonly #changedAt = new Map<string, number>();

  constructor(state: State, edges: Edges, limits: EngineLimits = ENGINE_LIMITS) {
    this.#edges = edges;
    this.#limits = limits;
    this.#state = state;
    this.#durable = state.position;
    this.#gate = new Gate([...state.budgets].map(([venue, { spent }]) => [venue, spent]));
  }

  /** As decided, which may be ahead of the disk. Read it; only turns change it. */
  get state(): State {
    return this.#state;
  }
  get durable(): number {
    return this.#durable;
  }
  get halt(): DeskHalted | undefined {
    return this.#halted;
  }

  /** From here on no new orders and no changes of orders; cancels, and what people say, still are taken. */
  takeNothingNew(why: Error): void {
    this.#takesNothingNew = why;
  }

  /** A client asks. Refused when halted or when the disk is too far behind; answered once the answer is durable. */
  ask(input: Input, actor: string): Promise<Answer> {
    if (this.#halted !== undefined) return Promise.reject(this.#halted);
    if (this.#takesNothingNew !== undefined && IS_NEW[input.type] === true) return Promise.reject(this.#takesNothingNew);
    if (this.#waitingRecords >= this.#limits.aheadRecordsMax) return Promise.reject(new DeskBusy(this.#waitingRecords));
    return new Promise((resolve, reject) => {
      if (this.#heldBack === undefined) this.#turn(input, actor, resolve, reject);
      else this.#heldBack.push({ say: () => this.#turn(input, actor, resolve, reject), refuse: reject });
    });
  }

  /** A venue, a timer or the runtime itself tells. Always heard, unless the desk is halted: then the venue tells it again at the next start. */
  tell(input: Input, actor: string): void {
    if (this.#halted !== undefined) return;
    if (input.type === 'SessionChanged') this.#changedAt.set(input.venue, ++this.#sessionChanges);
    if (this.#heldBack === undefined) this.#turn(input, actor, undefined, undefined);
    else this.#heldBack.push({ say: () => this.#turn(input, actor, undefined, undefined), refuse: undefined });
  }

  /** Resolves when everything decided is durable and its effects are out. */
  async quiet(): Promise<void> {
    if (this.#halted !== undefined) throw this.#halted;
    if (this.isQuiet) return;
    await new Promise<void>((resolve) => this.#quiet.push(resolve));
    if (this.#halted !== undefined) throw this.#halted;
  }

  /** From here on timers fire; those that fell due meanwhile fire first, in order, marked late. */
  armTimers(): void {
    this.#timersArmed = true;
    this.#armTimer();
  }

  /**
   * The end of a day: everything before it is durable, one last input closes it, and nothing else is taken until `next` has made
   * the state to go on with (or none, and the engine rests). What is said meanwhile waits.
   */
  async endDay(last: () => Promise<Input>, next: (ended: State) => Promise<State | undefined>): Promise<void> {
    const heldBack: HeldBack[] = [];
    this.#heldBack = heldBack;
    await this.quiet();
    this.#turn(await last(), 'desk', undefined, undefined);
    await this.quiet();
    const state = await next(this.#state);
    if (state === undefined) return this.stop(new DeskStopped('the day is closed'));
    this.#state = state;
    this.#durable = state.position;
    this.#timerAt = undefined;
    this.#heldBack = undefined;
    this.#armTimer();
    for (const { say } of heldBack) say();
  }

  /** Nothing goes out any more: not a message, not an answer. Starting again is the way back. */
  stop(why: DeskHalted): void {
    if (this.#halted !== undefined) return;
    this.#halted = why;
    this.#callOffTimer?.();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { refuse } of [...waiting, ...(this.#heldBack ?? [])]) refuse?.(why);
    this.#edges.halted(why);
    this.#release();
  }

  #turn(
    input: Input,
    actor: string,
    resolve: ((answer: Answer) => void) | undefined,
    refuse: ((why: Error) => void) | undefined,
  ): void {
    try {
      const at = this.#now();
      const records = takeTurn(this.#state, this.#withEvidence(input, at), { at, mono: this.#edges.clock.mono(), actor });
      const effects = records.map((record) => effectOf(this.#state, record)).filter((effect) => effect !== undefined);
      const { position } = records.at(-1) as Recorded;
      const day = this.#state.day?.day as DayNumber;
      const answer =
        resolve && ((): void => resolve({ day, position, facts: records.slice(1).map(({ event }) => event as Fact) }));
      this.#waiting.push({ records, sessionChanges: this.#sessionChanges, effects, answer, refuse });
      this.#waitingRecords += records.length;
      this.#schedule();
      this.#armTimer();
    } catch (error) {
      const why =
        error instanceof DeskHalted
          ? error
          : new DeskHalted(`a turn on ${input.type} failed: ${(error as Error).message}`, { cause: error });
      refuse?.(why);
      this.stop(why);
    }
  }

  /** Never backwards: a small step back of the wall clock is waited out, a large one cannot be trusted. */
  #now(): Micros {
    const now = this.#edges.clock.now();
    const back = this.#state.at - now;
    if (back > this.#limits.stepBackMsMax * MICROS_PER_MS)
      throw new DeskHalted(
        `the wall clock went back by ${Math.ceil(back / MICROS_PER_MS)} ms; at most ${this.#limits.stepBackMsMax} ms is waited out. Check the time service, then start again`,
      );
    return Math.max(this.#state.at, now) as Micros;
  }

  #withEvidence(input: Input, at: Micros): Input {
    const need = needs(this.#state, input);
    return need === undefined ? input : ({ ...input, evidence: this.#edges.witness(need, at) } as Input);
  }

  #schedule(): void {
    if (this.#scheduled || this.#committing) return;
    this.#scheduled = true;
    this.#edges.soon(() => {
      this.#scheduled = false;
      void this.#commit();
    });
  }

  async #commit(): Promise<void> {
    if (this.#committing || this.#halted !== undefined || this.#waiting.length === 0) return;
    this.#committing = true;
    const turns = this.#nextTurns();
    const records = turns.flatMap((turn) => turn.records);
    try {
      const day = this.#state.day?.day as DayNumber;
      await this.#edges.journal.append(this.#edges.lease, { day, records, expectedPosition: this.#durable });
      this.#durable = (records.at(-1) as Recorded).position;
      this.#waitingRecords -= records.length;
      this.#edges.publish(records);
      for (const { effects, sessionChanges } of turns) for (const effect of effects) this.#let(effect, sessionChanges);
      for (const { answer } of turns) answer?.();
    } catch (error) {
      const why =
        error instanceof DeskHalted
          ? error
          : new DeskHalted(`nothing more is written: ${(error as Error).message}`, { cause: error });
      for (const { refuse } of turns) refuse?.(why);
      this.stop(why);
    } finally {
      this.#committing = false;
    }
    if (this.#waiting.length > 0) this.#schedule();
    else this.#release();
  }

  #nextTurns(): readonly Turn[] {
    let count = 0;
    let n = 0;
    while (
      n < this.#waiting.length &&
      (n === 0 || count + (this.#waiting[n] as Turn).records.length <= this.#limits.commitRecordsMax)
    ) {
      count += (this.#waiting[n] as Turn).records.length;
      n += 1;
    }
    return this.#waiting.splice(0, n);
  }

  /**
   * The one gate to the world: what is durable leaves, if we are still the writer at this very moment, and if the session that it was
   * decided for is still the same. Into a newer one it must not go: the venue has said which numbers had reached it, and the desk has
   * drawn its conclusions.
   */
  #let(effect: Effect, sessionChanges: number): void {
    if (this.#halted !== undefined) return;
    if (effect.kind === 'lookAtMarket') {
      const { orderId, purpose } = effect.wanted;
      return this.tell({ type: 'EvidenceGiven', orderId, purpose, wantedAt: effect.position }, 'desk');
    }
    if (effect.kind === 'continueWork') return this.tell({ type: 'ContinueWork', workId: effect.workId }, 'desk');
    this.#edges.lease.confirm(this.#edges.clock.mono());
    const venue = this.#edges.venues.get(effect.venue);
    if (effect.kind === 'resend') return venue?.resend(effect.fromSeq);
    const isLate = (this.#changedAt.get(effect.venue) ?? 0) > sessionChanges;
    if (effect.kind === 'query') return isLate && effect.isOfRound ? undefined : this.#query(venue, effect);
    const outcome =
      venue === undefined
        ? NO_VENUE
        : isLate
          ? OTHER_SESSION
          : this.#passes(effect.venue, effect.kind)
            ? send(venue, effect)
            : OVER_RATE;
    // A question that did not get out is asked again by its own timer.
    if (outcome.sent || effect.kind === 'status') return;
    const request = effect.kind;
    this.tell(
      { type: 'NotSentReported', venue: effect.venue, sentId: effect.message.sentId, request, reason: outcome.reason },
      `venue:${effect.venue}`,
    );
  }

  /** A question of a comparison ends with the session that it was for, and is not put into another. What cannot be told in one go is told in slices. */
  #query(venue: Venue | undefined, query: Query): void {
    const tellFrom = (inputs: readonly Input[], from: number): void => {
      for (const input of inputs.slice(from, from + TOLD_AT_ONCE)) this.tell(input, `venue:${query.venue}`);
      const next = from + TOLD_AT_ONCE;
      if (next < inputs.length && this.#halted === undefined) this.#edges.soon(() => tellFrom(inputs, next));
    };
    void askVenue(venue, query).then((inputs) => tellFrom(inputs, 0));
  }

  /** Would the venue take one more at this very moment? */
  #passes(venue: string, kind: MessageKind): boolean {
    const terms = this.#state.config?.venues.get(venue)?.terms;
    return terms === undefined || this.#gate.passes(venue, terms, kind, this.#edges.clock.now());
  }

  #armTimer(): void {
    if (!this.#timersArmed || this.#halted !== undefined) return;
    const next = this.#state.timers.next();
    if (next?.dueAt === this.#timerAt) return;
    this.#callOffTimer?.();
    this.#timerAt = next?.dueAt;
    this.#callOffTimer = next === undefined ? undefined : this.#edges.clock.at(next.dueAt, () => this.#fireTimers());
  }

  #fireTimers(): void {
    this.#timerAt = undefined;
    if (this.#heldBack !== undefined) return; // They are set again, and fire, once the new day is open.
    const now = this.#edges.clock.now();
    for (
      let next = this.#state.timers.next();
      next !== undefined && next.dueAt <= now && this.#halted === undefined;
      next = this.#state.timers.next()
    ) {
      const late = now - next.dueAt > LATE_MS * MICROS_PER_MS;
      this.tell({ type: 'TimerFired', timerId: next.id, dueAt: next.dueAt, late }, 'desk');
    }
    this.#armTimer();
  }

  get isQuiet(): boolean {
    return !this.#committing && this.#waiting.length === 0;
  }
  #release(): void {
    const waiting = this.#quiet;
    this.#quiet = [];
    for (const resolve of waiting) resolve();
  }
}

const NO_VENUE = { sent: false, reason: 'no connection to this venue is configured' } as const;
const OVER_RATE = { sent: false, reason: 'rate' } as const;
const OTHER_SESSION = { sent: false, reason: 'the session that it was for ended before it was durable' } as const;

/** Inputs of one answer that are told without anything in between. */
const TOLD_AT_ONCE = 500;

const IS_NEW: Partial<Record<Input['type'], true>> = { NewOrderRequested: true, ReplaceRequested: true };

/** A timer that fires this much after its moment says so: the desk was down or busy. */
const LATE_MS = 1_000;

const send = (
  venue: Venue,
  effect: Extract<Effect, { kind: 'submit' | 'cancel' | 'replace' | 'status' }>,
): ReturnType<Venue['send']> => {
  switch (effect.kind) {
    case 'submit':
      return venue.send(effect.message);
    case 'cancel':
      return venue.cancel(effect.message);
    case 'replace':
      return venue.replace(effect.message);
    case 'status':
      return venue.status(effect.message);
  }
};
