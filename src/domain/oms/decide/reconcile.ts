import { canonical } from '../../kernel/canonical.ts';
import type { Events } from '../catalogue.ts';
import type { Draft } from './draft.ts';
import { beginRound } from './level.ts';
import { isAnswered } from './operations.ts';
import { rule } from './terms.ts';

/** A named person wants a venue's books compared with ours now. What comes of it is a story of its own: `VenueReconciled` ends it. */
export const requestReconcile = (draft: Draft, ask: Events['ReconcileRequested']): void => {
  if (isAnswered(draft, 'reconcile', ask)) return;
  const { clOrdId, venue, reason } = ask;
  const refuse = (...why: Parameters<typeof rule>): void =>
    draft.refuse('reconcile', { account: '', clOrdId, said: canonical(ask) }, rule(...why));
  const scope = `venue ${venue}`;
  const terms = draft.config.venues.get(venue)?.terms;
  if (terms === undefined)
    return refuse('unknownVenue', scope, 'a venue of this desk', venue, `${venue} is no venue of this desk`);
  if (!terms.listsOpenOrders)
    return refuse('notAsked', scope, 'listsOpenOrders', 'false', `${venue} cannot be asked what of ours is open there`);
  if (draft.session(venue)?.up !== true)
    return refuse('sessionDown', scope, 'a session that is up', 'down', `${venue} is not connected; once it is, it is compared`);
  if (draft.state.rounds.has(venue))
    return refuse('underWay', scope, 'no comparison under way', 'one', `a comparison with ${venue} is under way`);
  if (reason.trim() === '')
    return refuse('reasonMissing', scope, 'a reason', '', `nobody could tell later why ${venue} was asked`);
  beginRound(draft, venue, 'asked');
};
