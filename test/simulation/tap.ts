import type { SimulatedVenue } from '../../src/adapters/venues/simulated/venue.ts';
import type { SendOutcome, SubmitOrder, Venue, VenuePosition } from '../../src/domain/ports/venue.ts';
import type { Durable, Findings } from './ledger.ts';

/** What the desk handed to a venue's wire. */
export type Handed = Readonly<{ submits: Map<string, SubmitOrder>; sentIds: Set<string> }>;

/** So much more of an instrument than a venue holds, as it says for a while. */
export type Untruth = Readonly<{ symbol: string; by: number }>;
const untrue = (rows: readonly VenuePosition[], { symbol, by }: Untruth) => {
  const truth = Number(rows.find((row) => row.symbol === symbol)?.qty ?? 0);
  const told = [...rows.filter((row) => row.symbol !== symbol), { symbol, qty: String(truth + by) }];
  return { rows: told, total: told.length };
};

/** The venue as the desk gets it: whatever goes out is looked at on its way, against what is durable at that very moment. */
export const tapped = (
  venue: SimulatedVenue,
  durable: Durable,
  findings: Findings,
  /** Is the next execution left out of an answer? */
  withholds: () => boolean,
  /** What a venue adds to what it really holds. */
  untruth: (venue: string) => Untruth | undefined,
): Readonly<{ venue: Venue; handed: Handed }> => {
  const handed: Handed = { submits: new Map(), sentIds: new Set() };
  const look = (what: string, sentId: string, outcome: SendOutcome): SendOutcome => {
    if (!durable.sentIds.has(sentId))
      findings.add('told before durable', `${what} ${sentId} left for ${venue.name} and is not in the journal`);
    if (outcome.sent && handed.sentIds.has(sentId)) findings.add('sent twice', `${what} ${sentId} left for ${venue.name} again`);
    if (outcome.sent) handed.sentIds.add(sentId);
    return outcome;
  };
  return {
    handed,
    venue: {
      ...venue,
      send: (order) => {
        const outcome = look('submit', order.sentId, venue.send(order));
        if (outcome.sent) handed.submits.set(order.sentId, order);
        return outcome;
      },
      cancel: (order) => look('cancel', order.sentId, venue.cancel(order)),
      replace: (order) => look('replace', order.sentId, venue.replace(order)),
      fillsSince: async (moment) => {
        const answer = await venue.fillsSince(moment);
        const rows = answer.rows.filter(() => !withholds());
        return { ...answer, rows, total: rows.length }; // It takes what it tells for all that there is.
      },
      positions: async () => {
        const lie = untruth(venue.name);
        const answer = await venue.positions();
        return lie === undefined ? answer : { ...answer, ...untrue(answer.rows, lie) };
      },
    },
  };
};
