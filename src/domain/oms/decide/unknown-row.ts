import type { OpenOrderRow } from '../../reconcile/query-events.ts';
import type { Draft } from './draft.ts';

/** The venue has an order open under our name that none of ours explains: a person has to look. */
export const hearUnknownRow = (draft: Draft, venue: string, { sentId, venueOrderId, side, qty, symbol }: OpenOrderRow): void =>
  draft.raise(
    'unknownOrder',
    `${venue} has ${venueOrderId ?? sentId ?? 'an order without an id'} open, a ${side} of ${qty} ${symbol} that is not ours`,
    { venue },
  );
