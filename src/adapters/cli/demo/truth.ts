import { formatUnits } from '../../../domain/kernel/decimal.ts';
import type { State } from '../../../domain/oms/state.ts';
import type { VenueTruth } from '../../venues/simulated/truth.ts';

/** A venue, as far as it tells what really happened there. */
export type TruthTeller = Readonly<{ name: string; truth(): VenueTruth }>;

export type Comparison = Readonly<{ orders: number; executions: number; positions: number; differences: readonly string[] }>;

/**
 * Holds the desk's books against what the venues say really happened: every id received once, every order ended alike, every
 * execution booked once and for the same quantity and price, every position the sum of them.
 */
export const compareWithVenues = (state: State, venues: readonly TruthTeller[]): Comparison => {
  const differences: string[] = [];
  const differ = (what: string): void => void differences.push(what);
  const bySymbol = new Map<string, number>();
  let orders = 0;
  let executions = 0;

  for (const venue of venues) {
    const truth = venue.truth();
    const received = new Set<string>();
    for (const { kind, sentId } of truth.messages) {
      if (received.has(sentId)) differ(`${venue.name} received ${kind} ${sentId} twice`);
      received.add(sentId);
    }
    const ours = new Set<string>();
    for (const child of state.children) {
      if (child.venue !== venue.name) continue;
      ours.add(child.sentIds[0] as string);
      if (!received.has(child.sentIds[0] as string) && child.status !== 'notSent')
        differ(`${child.sentId} never reached ${venue.name}`);
    }
    const executed = new Map<string, number>();
    for (const { execId, sentId, qty, price, symbol, side } of truth.executions) {
      executions += 1;
      const child = state.sentIds.find(sentId);
      const booked = [...(child?.executions?.values() ?? [])].filter(({ executionKey }) => executionKey.startsWith(`${execId}/`));
      const [one] = booked;
      if (booked.length !== 1 || one?.lastQty !== qty || one.lastPx !== price)
        differ(`execution ${execId} at ${venue.name}: ${qty} at ${price}, booked ${booked.length} times`);
      executed.set(symbol, (executed.get(symbol) ?? 0) + (side === 'buy' ? qty : -qty));
    }
    for (const [symbol, qty] of executed) bySymbol.set(symbol, (bySymbol.get(symbol) ?? 0) + qty);
    for (const order of truth.orders) {
      orders += 1;
      const child = state.sentIds.find(order.sentIds[0] as string);
      if (child === undefined) differ(`${venue.name} has ${order.sentIds[0]}, which the desk does not know`);
      else if (child.cumQty !== order.cumQty || child.status !== order.status)
        differ(`${child.sentId}: desk ${child.status} ${child.cumQty}, ${venue.name} ${order.status} ${order.cumQty}`);
    }
  }
  let positions = 0;
  for (const { account, symbol, qty } of state.positions) {
    positions += 1;
    const truth = bySymbol.get(symbol) ?? 0;
    const scale = state.config?.instruments.get(symbol)?.qtyScale ?? 0;
    if (qty !== truth)
      differ(`position of ${account} in ${symbol}: desk ${formatUnits(qty, scale)}, venues ${formatUnits(truth, scale)}`);
    bySymbol.delete(symbol);
  }
  for (const [symbol, qty] of bySymbol)
    if (qty !== 0) differ(`the venues executed ${qty} ${symbol}, of which the desk knows nothing`);
  return { orders, executions, positions, differences };
};
