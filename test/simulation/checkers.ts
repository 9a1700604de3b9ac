import type { SimulatedVenue } from '../../src/adapters/venues/simulated/venue.ts';
import type { DayNumber, OrderId } from '../../src/domain/kernel/units.ts';
import type { Journal } from '../../src/domain/ports/journal.ts';
import { verifyDays } from '../../src/replay/verify.ts';

/** What the client was told, kept by the client. */
export type Ledger = { readonly accepted: Map<string, OrderId>; readonly refused: Set<string> };

/**
 * Keeps its own books and folds nothing of ours: it adds up the journal's executions and the venues' truth side by side, and asks
 * of every promise whether it was kept.
 */
export const faultsFound = async (
  journal: Journal,
  day: DayNumber,
  venues: readonly SimulatedVenue[],
  ledger: Ledger,
): Promise<readonly string[]> => {
  const faults: string[] = [];
  const booked = new Map<string, number>();
  const positions = new Map<string, number>();
  const accepted = new Map<string, OrderId>();
  const routed = new Set<string>();
  for await (const { records } of journal.read(day))
    for (const { event } of records) {
      if (event.type === 'OrderAccepted') {
        if (accepted.has(event.clOrdId)) faults.push(`${event.clOrdId} was accepted twice`);
        accepted.set(event.clOrdId, event.orderId);
      }
      if (event.type === 'ChildRouted' || event.type === 'ChildCancelSent' || event.type === 'ChildReplaceSent')
        routed.add(event.sentId);
      if (event.type === 'ExecutionBooked' || event.type === 'StrayExecutionBooked') {
        const key = `${event.venue} ${event.execId}`;
        booked.set(key, (booked.get(key) ?? 0) + 1);
        positions.set(event.symbol, (positions.get(event.symbol) ?? 0) + (event.side === 'buy' ? event.lastQty : -event.lastQty));
      }
    }

  for (const [clOrdId, orderId] of ledger.accepted)
    if (accepted.get(clOrdId) !== orderId) faults.push(`${clOrdId} was acknowledged and is not in the journal`);
  const traded = new Map<string, number>();
  for (const venue of venues) {
    const { messages, executions } = venue.truth();
    const received = new Set<string>();
    for (const { kind, sentId } of messages) {
      if (received.has(sentId)) faults.push(`${venue.name} received ${kind} ${sentId} twice`);
      if (!routed.has(sentId))
        faults.push(`${venue.name} received ${kind} ${sentId}, which is not in the journal: told before written`);
      received.add(sentId);
    }
    for (const { execId, symbol, side, qty } of executions) {
      const times = booked.get(`${venue.name} ${execId}`) ?? 0;
      if (times !== 1) faults.push(`execution ${execId} at ${venue.name} is booked ${times} times`);
      booked.delete(`${venue.name} ${execId}`);
      traded.set(symbol, (traded.get(symbol) ?? 0) + (side === 'buy' ? qty : -qty));
    }
  }
  for (const key of booked.keys()) faults.push(`${key} is booked and never happened`);
  for (const [symbol, qty] of traded)
    if ((positions.get(symbol) ?? 0) !== qty)
      faults.push(`position in ${symbol}: journal ${positions.get(symbol) ?? 0}, venues ${qty}`);
  for await (const report of verifyDays(journal, [day], { redecideAs: 'simulation' }))
    for (const { outcome, what, where } of report.checks) if (outcome === 'failed') faults.push(`verify: ${what} (${where})`);
  return faults;
};
