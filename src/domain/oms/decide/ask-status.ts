import type { Micros } from '../../kernel/units.ts';
import type { Child } from '../../order/order.ts';
import type { Draft } from './draft.ts';
import { mayGo } from './turns.ts';

/** After so many questions without an answer the next one waits until the session is up again. */
const ATTEMPTS_MAX = 5;

export const isInDoubt = ({ certain, requests }: Child): boolean => !certain || requests.some((request) => !request.certain);

/** Asks the venue how a child order stands, if something about it is unknown and the venue can be asked. */
export const askStatus = (draft: Draft, child: Child, attempt = 1, first?: number): void => {
  const { venue } = child;
  if (!draft.venue(venue).terms.queryById || draft.session(venue)?.up !== true || attempt > ATTEMPTS_MAX) return;
  if (draft.isBroken(venue, 'status')) return; // All that is unknown is asked about when it may be.
  if (mayGo(draft, child, 'status', { attempt, firstSeqOut: first })) put(draft, child, attempt, first);
};

/** The turn of a question has come that waited. */
export const askStatusNow = (draft: Draft, child: Child): void => {
  const waiting = child.waits.find(({ request }) => request === 'status');
  put(draft, child, waiting?.attempt ?? 1, waiting?.firstSeqOut);
};

const put = (draft: Draft, child: Child, attempt: number, first: number | undefined): void => {
  const { orderId, childId, venue: name, sentId } = child;
  const venue = draft.venue(name);
  const message = draft.toVenue(venue, 'status');
  const timeoutAt = (draft.now + venue.timeoutMicros * 2 ** (attempt - 1)) as Micros;
  draft.say({
    type: 'ChildStatusAsked',
    orderId,
    childId,
    ...message,
    timeoutAt,
    origSentId: sentId,
    attempt,
    firstSeqOut: first ?? message.seqOut,
  });
};

/** The venue has not answered a status request: it is asked again, less and less often. */
export const statusTimedOut = (draft: Draft, child: Child): void => {
  const { orderId, childId, query, venue } = child;
  const text = `${venue} has not said how it stands`;
  draft.say({ type: 'ChildRemarked', orderId, childId, execType: 'orderStatus', text, sentId: query?.sentId });
  if (isInDoubt(child)) askStatus(draft, child, (query?.attempt ?? 0) + 1, query?.firstSeqOut);
};
