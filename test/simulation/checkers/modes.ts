import type { Events, Recorded } from '../../../src/domain/oms/catalogue.ts';
import { TERMS } from '../terms.ts';
import type { World } from '../world.ts';

type Terms = Pick<Events['OrderAccepted'], 'orderId' | 'account' | 'symbol' | 'side' | 'strategy'> &
  Readonly<{ venue: string | undefined }>;
type Order = Terms & { qty: number; cumQty: number; open: boolean };
type Child = Readonly<{ order: Order; venue: string }>;

/** What nothing new may leave in: with no kill and no mode of these, anything may. */
const SHUT: ReadonlySet<string> = new Set(['cancelOnly', 'halted']);

/**
 * Nothing new left within a kill, nor in a mode that forbids it, from the record on that says so; in mode reduceOnly no more left than
 * closes the position, counted from executions, with every other open order on that side.
 */
export const checkModes = ({ durable, findings, counts }: World): void => {
  const books = new Books();
  const seen = new Set<string>();
  for (const { day, records } of durable.days)
    for (const record of records) {
      const { event, position } = record;
      const why = books.forbids(event);
      if (why !== undefined) findings.add('modes', `${day}:${position}: ${event.type} left, and ${why}`);
      books.take(record);
      if (event.type === 'ModeChanged') seen.add(event.to);
    }
  for (const mode of seen) counts.add(`mode: ${mode}`);
};

class Books {
  readonly #shut = new Map<string, string>();
  readonly #orders = new Map<number, Order>();
  readonly #children = new Map<number, Child>();
  readonly #held = new Map<string, number>();

  forbids(event: Recorded['event']): string | undefined {
    switch (event.type) {
      case 'OrderAccepted':
        // An order that a venue has and nobody here sent is written down in suspense: it did not leave.
        if (event.account === TERMS.suspenseAccount) return undefined;
        return this.#forbids({ ...event, venue: event.route.venue }, event.route.venue, event.qty, undefined);
      case 'ChildRouted': {
        const order = this.#orders.get(event.orderId);
        return order === undefined ? undefined : this.#forbids(order, event.venue, event.qty, order);
      }
      case 'ChildReplaceSent': {
        const child = this.#children.get(event.childId);
        return child === undefined ? undefined : this.#shutBy(child.order, child.venue);
      }
      default:
        return undefined;
    }
  }

  take({ event, actor: _ }: Recorded): void {
    switch (event.type) {
      case 'KillEngaged':
        this.#shut.set(`kill ${event.scope}:${event.id}`, 'kill');
        return;
      case 'KillLifted':
        this.#shut.delete(`kill ${event.scope}:${event.id}`);
        return;
      case 'ModeChanged':
        if (event.to === 'normal') this.#shut.delete(`mode ${event.scope}:${event.id}`);
        else this.#shut.set(`mode ${event.scope}:${event.id}`, event.to);
        return;
      case 'OrderAccepted': {
        const { orderId, account, symbol, side, strategy, qty } = event;
        this.#orders.set(orderId, {
          orderId,
          account,
          symbol,
          side,
          strategy,
          venue: event.route.venue,
          qty,
          cumQty: 0,
          open: true,
        });
        return;
      }
      case 'OrderReplaced':
      case 'OrderRestated':
      case 'OrderClosed':
      case 'OrderReopened':
        return this.#change(event);
      case 'ChildRouted': {
        const order = this.#orders.get(event.orderId);
        if (order !== undefined) this.#children.set(event.childId, { order, venue: event.venue });
        return;
      }
      case 'ExecutionBooked':
        return this.#execute(event, event.lastQty);
      case 'ExecutionBusted':
        return this.#execute(event, -event.lastQty);
      case 'ExecutionCorrected':
        return this.#execute(event, event.lastQty - event.oldQty);
    }
  }

  #change(event: Events['OrderReplaced' | 'OrderRestated' | 'OrderClosed' | 'OrderReopened']): void {
    const order = this.#orders.get(event.orderId);
    if (order === undefined) return;
    if (event.type === 'OrderClosed') order.open = false;
    else if (event.type === 'OrderReopened') order.open = true;
    else order.qty = event.qty;
  }

  #execute(event: Events['ExecutionBooked' | 'ExecutionBusted' | 'ExecutionCorrected'], qty: number): void {
    const { orderId, account, symbol, side } = event;
    const order = this.#orders.get(orderId);
    if (order !== undefined) order.cumQty += qty;
    const key = `${account} ${symbol}`;
    this.#held.set(key, (this.#held.get(key) ?? 0) + (side === 'buy' ? qty : -qty));
  }

  #scopes({ account, symbol, strategy }: Terms, venue: string | undefined): readonly string[] {
    return ['firm:*', 'desk:*', `account:${account}`, `instrument:${symbol}`, `strategy:${strategy}`, `venue:${venue}`];
  }

  #shutBy(terms: Terms, venue: string | undefined): string | undefined {
    for (const scope of this.#scopes(terms, venue)) {
      if (this.#shut.has(`kill ${scope}`)) return `the kill switch of ${scope} was engaged`;
      const mode = this.#shut.get(`mode ${scope}`) ?? 'normal';
      if (SHUT.has(mode)) return `${scope} was in mode ${mode}`;
    }
    return undefined;
  }

  #forbids(terms: Terms, venue: string | undefined, qty: number, own: Order | undefined): string | undefined {
    const shut = this.#shutBy(terms, venue);
    const scope = this.#scopes(terms, venue).find((name) => this.#shut.get(`mode ${name}`) === 'reduceOnly');
    if (shut !== undefined || scope === undefined) return shut;
    const closable = this.#closable(terms, own);
    return qty > closable
      ? `${scope} was in mode reduceOnly: ${qty} to ${terms.side}, and ${closable} would close the position`
      : undefined;
  }

  /** What is held, less what every other open order on that side may still take of it. */
  #closable({ account, symbol, side }: Terms, own: Order | undefined): number {
    const buys = side === 'buy';
    const held = this.#held.get(`${account} ${symbol}`) ?? 0;
    let others = 0;
    for (const order of this.#orders.values())
      if (order !== own && order.open && order.account === account && order.symbol === symbol && (order.side === 'buy') === buys)
        others += Math.max(0, order.qty - order.cumQty);
    return Math.max(0, (buys ? -held : held) - others);
  }
}
