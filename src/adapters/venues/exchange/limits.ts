import { z } from 'zod';
import { divFloor } from '../../../domain/kernel/integers.ts';
import { MICROS_PER_MS, type Micros } from '../../../domain/kernel/units.ts';
import { freeAt, type Rate, rateOf, take } from '../../../domain/risk/rate.ts';

const count = z.int().positive();
const LONGEST_BAN_MS = 3_600_000;

/** How much a venue takes, and what it does to whoever sends more. */
export const limitsForm = z.strictObject({
  messagesPerSecond: count.default(1_000).describe('Messages of an order session a second; one more is refused.'),
  messagesBurst: count.default(1_000).describe('Messages of an order session at once.'),
  callsPerSecond: count.default(50).describe('Calls of each query a second; one more gets 429.'),
  callsBurst: count.default(50).describe('Calls of each query at once.'),
  strikesBeforeBan: count
    .default(20)
    .describe('So many refusals, none a ban apart from the one before, and the desk is banned: session and queries.'),
  banMs: z.int().positive().max(LONGEST_BAN_MS).default(5_000).describe('How long a ban lasts.'),
});
export type VenueLimits = z.infer<typeof limitsForm>;

export type Verdict = Readonly<{ ok: true }> | Readonly<{ ok: false; why: 'rateLimited' | 'banned'; retryAfterMs: number }>;
const TAKEN: Verdict = { ok: true };

/** Counts what comes, refuses what is too much, and bans who goes on. Bans survive reconnects, not restarts. */
export class Limiter {
  #limits: VenueLimits;
  #messages: Rate;
  #calls: Rate;
  readonly #onSchedule = new Map<string, Micros>();
  #strikes = 0;
  #lastStrikeAt = 0;
  #bannedUntil = 0;

  constructor(limits: VenueLimits) {
    this.#limits = limits;
    this.#messages = rateOf(limits.messagesPerSecond, limits.messagesBurst);
    this.#calls = rateOf(limits.callsPerSecond, limits.callsBurst);
  }

  /** Other limits from now on. A ban stays, and strikes are not forgotten. */
  change(limits: VenueLimits): void {
    this.#limits = limits;
    this.#messages = rateOf(limits.messagesPerSecond, limits.messagesBurst);
    this.#calls = rateOf(limits.callsPerSecond, limits.callsBurst);
  }

  message(now: Micros): Verdict {
    return this.#judge('message', this.#messages, now);
  }

  call(query: string, now: Micros): Verdict {
    return this.#judge(`call/${query}`, this.#calls, now);
  }

  /** Banned, and for how long still; undefined when welcome. */
  banned(now: Micros): Extract<Verdict, { ok: false }> | undefined {
    if (now >= this.#bannedUntil) return undefined;
    return { ok: false, why: 'banned', retryAfterMs: inMs(this.#bannedUntil - now) };
  }

  ban(now: Micros, ms: number): void {
    this.#bannedUntil = now + ms * MICROS_PER_MS;
    this.#strikes = 0;
  }

  #judge(what: string, rate: Rate, now: Micros): Verdict {
    const banned = this.banned(now);
    if (banned !== undefined) return banned;
    const onSchedule = this.#onSchedule.get(what) ?? (0 as Micros);
    const free = freeAt(rate, onSchedule, now);
    if (free <= now) {
      this.#onSchedule.set(what, take(rate, onSchedule, now));
      return TAKEN;
    }
    return this.#strike(now) ?? { ok: false, why: 'rateLimited', retryAfterMs: inMs(free - now) };
  }

  #strike(now: Micros): Verdict | undefined {
    const { strikesBeforeBan, banMs } = this.#limits;
    if (now - this.#lastStrikeAt > banMs * MICROS_PER_MS) this.#strikes = 0;
    this.#lastStrikeAt = now;
    this.#strikes += 1;
    if (this.#strikes < strikesBeforeBan) return undefined;
    this.ban(now, banMs);
    return this.banned(now);
  }
}

const inMs = (micros: number): number => divFloor(micros + MICROS_PER_MS - 1, MICROS_PER_MS);
