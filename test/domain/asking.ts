import type { Micros } from '../../src/domain/kernel/units.ts';
import type { Events } from '../../src/domain/oms/catalogue.ts';
import type { VenueTerms } from '../../src/domain/oms/events.ts';
import type { OpenOrderRow } from '../../src/domain/reconcile/query-events.ts';
import type { Round } from '../../src/domain/reconcile/round.ts';
import { configTerms, Desk, venueTerms } from '../support/desk.ts';
import { session, type Words } from './given.ts';

/** The words of questions to a venue and of its answers. */
export const roundOf = (desk: Desk, venue = 'ALPHA'): Round | undefined => desk.state.rounds.get(venue);
const ofQuestion = (desk: Desk, venue: string) => ({
  venue,
  session: `${venue}-1`,
  queryId: roundOf(desk, venue)?.queryId ?? 0,
  asOf: desk.now,
});

/** A row as the venue would list child `n`, if it stands as the desk believes. */
export const row = (desk: Desk, n = 1, over: Partial<OpenOrderRow> = {}): OpenOrderRow => {
  const { sentId, venueOrderId, symbol, side, qty, price, cumQty } = desk.child(n);
  return {
    sentId,
    venueOrderId,
    symbol,
    side,
    ordStatus: 'new',
    qty: String(qty),
    ...(price === undefined ? {} : { price: (price / 100).toFixed(2) }),
    cumQty: String(cumQty),
    leavesQty: String(qty - cumQty),
    ...over,
  };
};
/** Child orders as they are, or as a row says. */
type Listed = number | readonly [n: number, over: Partial<OpenOrderRow>] | OpenOrderRow;
const rowsOf = (desk: Desk, listed: readonly Listed[]): readonly OpenOrderRow[] =>
  listed.map((one) =>
    typeof one === 'number' ? row(desk, one) : Array.isArray(one) ? row(desk, one[0], one[1]) : (one as OpenOrderRow),
  );

/** The venue lists what is open there: these child orders. */
export const lists =
  (listed: readonly Listed[] = [], over: Partial<Events['OpenOrdersReported']> = {}, venue = 'ALPHA'): Words =>
  (desk) => {
    const rows = rowsOf(desk, listed);
    return desk.say(
      { type: 'OpenOrdersReported', ...ofQuestion(desk, venue), part: 1, parts: 1, total: rows.length, rows, ...over },
      `venue:${venue}`,
    );
  };
/** It has told its executions. */
export const tellsFills =
  (over: Partial<Events['FillsReported']> = {}, venue = 'ALPHA'): Words =>
  (desk) =>
    desk.say({ type: 'FillsReported', ...ofQuestion(desk, venue), told: 0, total: 0, ...over }, `venue:${venue}`);
/** The venue says what we hold there: so much of each instrument. */
export const holds =
  (qty: Readonly<Record<string, string>> = {}, over: Partial<Events['PositionsReported']> = {}, venue = 'ALPHA'): Words =>
  (desk) => {
    const rows = Object.entries(qty).map(([symbol, held]) => ({ symbol, qty: held }));
    return desk.say(
      { type: 'PositionsReported', ...ofQuestion(desk, venue), part: 1, parts: 1, total: rows.length, rows, ...over },
      `venue:${venue}`,
    );
  };
export const failsToAnswer =
  (over: Partial<Events['QueryFailed']> = {}, venue = 'ALPHA'): Words =>
  (desk) => {
    const { asOf: _, ...of } = ofQuestion(desk, venue);
    return desk.say({ type: 'QueryFailed', ...of, reason: 'nobody answered', ...over }, `venue:${venue}`);
  };

/** A desk whose venue ALPHA can be asked what is open, and that is not connected yet. */
export const askingDesk = (over: Partial<VenueTerms> = {}): Desk =>
  new Desk(
    configTerms({ venues: [venueTerms('ALPHA', { listsOpenOrders: true, positionScope: 'none', ...over }), venueTerms('BETA')] }),
    false,
  );
/** The session comes up and the desk levels itself: nothing is open there but these. */
export const levels =
  (...listed: readonly Listed[]): Words =>
  (desk) =>
    [session('up')(desk), lists(listed)(desk), tellsFills()(desk), desk.settle()].flat();
/** A desk that is level with its venue. */
export const levelDesk = (over: Partial<VenueTerms> = {}): Desk => {
  const desk = askingDesk(over);
  levels()(desk);
  return desk;
};
export const later = (desk: Desk, ms: number): Micros => (desk.now + ms * 1_000) as Micros;
