import type { VenueTruth } from '../../../src/adapters/venues/simulated/truth.ts';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import type { Event, Events } from '../../../src/domain/oms/catalogue.ts';
import { TERMS } from '../terms.ts';
import type { World } from '../world.ts';

/** What becomes of differences, which a run of enough seeds must have seen. */
export const DIFFERENCES = ['positions: differ', 'positions: agree again', 'positions: refused for the worse'] as const;
/** Before so long an untrue answer may have been the first of the two. */
const UNTRUE_BEFORE = 10_000_000;

type Compared = Events['PositionCompared'] & Readonly<{ executions: number }>;

/**
 * What the desk says that it has booked at a venue is what was executed there; what is said to differ was told twice with nothing executed in
 * between, and is so, unless the venue told an untruth; and while it is open nothing is accepted that the worse of the two has no room for.
 */
export const checkHeld = ({ durable, venues, findings, counts, untold }: World): void => {
  const find = (what: string): void => findings.add('held', what);
  const books = new Books();
  const before = new Map<string, Compared>();
  const open = new Map<number, Readonly<{ key: string; symbol: string }>>();
  const differ = new Map<string, Readonly<{ symbol: string; by: number }>>();
  let answeredAt = 0 as Micros;
  for (const { records } of durable.days)
    for (const { event, position, at } of records) {
      books.take(event);
      if (event.type === 'PositionsReported') answeredAt = event.asOf;
      if (event.type === 'PositionCompared') {
        const { venue, symbol, ours, theirs, conclusion } = event;
        const key = `${venue} ${symbol}`;
        const booked = books.at(key);
        if (ours !== booked) find(`${key}: ${ours} are compared at position ${position}, and ${booked} were executed there`);
        const executions = books.executionsAt(key);
        const first = before.get(key);
        before.set(key, { ...event, executions });
        if (conclusion !== 'differs') continue;
        if (first?.theirs !== theirs || first.executions !== executions)
          find(`${key}: differs at position ${position}, and it was not said twice with nothing executed in between`);
        const truth = heldAt(venues.find(({ name }) => name === venue)?.truth(), symbol, answeredAt);
        const isUntrue = untold.some((one) => one.venue === venue && one.symbol === symbol && one.at > at - UNTRUE_BEFORE);
        if (truth === ours && !isUntrue) find(`${key}: is said to differ at position ${position}, and ${ours} is what it held`);
        differ.set(key, { symbol, by: theirs - ours });
      }
      if (event.type === 'BreakRaised' && event.what === 'positionDiffers') {
        counts.add(DIFFERENCES[0]);
        open.set(event.breakId, { key: `${event.venue} ${event.symbol}`, symbol: event.symbol ?? '' });
      }
      const closed = event.type === 'BreakClosed' ? open.get(event.breakId) : undefined;
      if (closed !== undefined) {
        counts.add(DIFFERENCES[1]);
        differ.delete(closed.key);
      }
      if (event.type === 'OrderRefused' && event.text.includes('says that it holds something else')) counts.add(DIFFERENCES[2]);
      if (event.type === 'OrderAccepted')
        checkRoom(event, books, [...differ.values()], (what) => find(`${what} at position ${position}`));
    }
};

const checkRoom = (
  { account, symbol, side, qty }: Events['OrderAccepted'],
  books: Books,
  differ: readonly Readonly<{ symbol: string; by: number }>[],
  find: (what: string) => void,
): void => {
  const limits = TERMS.limits.find((limit) => limit.account === account);
  if (limits === undefined) return;
  const sign = side === 'buy' ? 1 : -1;
  const worse = differ.reduce((sum, one) => sum + (one.symbol === symbol ? Math.max(0, sign * one.by) : 0), 0);
  const most = Number(side === 'buy' ? limits.maxLong : limits.maxShort);
  const reached = sign * books.of(`${account} ${symbol}`) + qty + worse;
  if (worse > 0 && reached > most)
    find(`a ${side} of ${qty} ${symbol} for ${account} is accepted, and may come to ${reached} by what venues hold`);
};

/** What a venue had executed by then, by its own clock. */
const heldAt = (truth: VenueTruth | undefined, of: string, at: Micros): number => {
  const standing = new Map<string, number>();
  for (const { execId, symbol, side, qty, at: when } of truth?.executions ?? [])
    if (symbol === of && when <= at) standing.set(execId, side === 'buy' ? qty : -qty);
  for (const { execRefId, qty, at: when } of truth?.amendments ?? []) {
    const before = standing.get(execRefId);
    if (before !== undefined && when <= at) standing.set(execRefId, Math.sign(before) * qty);
  }
  return [...standing.values()].reduce((sum, qty) => sum + qty, 0);
};

/** What was executed, added up by venue and by account. */
class Books {
  readonly #at = new Map<string, { qty: number; executions: number }>();
  readonly #of = new Map<string, number>();
  readonly #venues = new Map<number, string>();

  at(key: string): number {
    return this.#at.get(key)?.qty ?? 0;
  }
  executionsAt(key: string): number {
    return this.#at.get(key)?.executions ?? 0;
  }
  of(key: string): number {
    return this.#of.get(key) ?? 0;
  }

  take(event: Event): void {
    switch (event.type) {
      case 'ChildRouted':
      case 'ExternalOrderAdopted':
        this.#venues.set(event.childId, event.venue);
        return;
      case 'ExecutionBooked':
        return this.#move(event, this.#venues.get(event.childId), event.lastQty);
      case 'ExecutionBusted':
        return this.#move(event, this.#venues.get(event.childId), -event.lastQty);
      case 'ExecutionCorrected':
        return this.#move(event, this.#venues.get(event.childId), event.lastQty - event.oldQty);
      case 'StrayExecutionBooked':
        return this.#move(event, event.venue, event.lastQty);
      case 'StrayExecutionAmended':
        return this.#move(event, event.venue, event.lastQty - event.oldQty);
      case 'StrayAssigned':
        if (event.fromAccount === event.account && event.childId === undefined) return;
        // From one account to another it stays where it was executed; given to an order it is booked there anew.
        this.#move(
          { ...event, account: event.fromAccount },
          event.childId === undefined ? undefined : event.venue,
          -event.lastQty,
        );
        if (event.childId === undefined) this.#move(event, undefined, event.lastQty);
        return;
      case 'PositionAdjusted':
        return this.#move(event, event.venue, event.qty);
    }
  }

  #move(
    { account, symbol, side }: Readonly<{ account: string; symbol: string; side: string }>,
    venue: string | undefined,
    qty: number,
  ): void {
    const signed = side === 'buy' ? qty : -qty;
    const of = `${account} ${symbol}`;
    this.#of.set(of, this.of(of) + signed);
    if (venue === undefined || qty === 0) return; // Taken back before it came: nothing moved.
    const key = `${venue} ${symbol}`;
    this.#at.set(key, { qty: this.at(key) + signed, executions: this.executionsAt(key) + 1 });
  }
}
