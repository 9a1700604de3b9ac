import { divFloor } from '../kernel/integers.ts';
import type { Micros } from '../kernel/units.ts';
import { freeFor, type Limits, type LimitTerms, limitsOf, type MessageKind, type Spent, spend, UNSPENT } from './budget.ts';

/**
 * The same limit once more, where the bytes leave. The domain counts what it decides; a disk or a machine that stalls lets what was
 * decided meanwhile go in one bunch. What would break the venue's limit is not let out, which is proof that it was not sent: the domain
 * holds it again. Half of the head-room is given to such bunches; the other half is for those of the network.
 */
export class Gate {
  readonly #spent: Map<string, Spent>;
  readonly #limits = new Map<string, Readonly<{ of: LimitTerms; limits: Limits }>>();

  /** `spent`: what an earlier process has used up, as far as the journal knows. */
  constructor(spent: Iterable<readonly [string, Spent]>) {
    this.#spent = new Map(spent);
  }

  /** Lets a message out, and counts it; or does not. */
  passes(venue: string, terms: LimitTerms, kind: MessageKind, now: Micros): boolean {
    const limits = this.#limitsOf(venue, terms);
    const spent = this.#spent.get(venue) ?? UNSPENT;
    if (freeFor(limits, spent, kind, now) > now) return false;
    this.#spent.set(venue, spend(limits, spent, kind, now));
    return true;
  }

  #limitsOf(venue: string, terms: LimitTerms): Limits {
    const known = this.#limits.get(venue);
    if (known?.of === terms) return known.limits;
    const limits = limitsOf({ ...terms, headroomMs: divFloor(terms.headroomMs, 2) });
    this.#limits.set(venue, { of: terms, limits });
    return limits;
  }
}
