import type { Micros } from '../../kernel/units.ts';
import type { Reports } from '../../order/events.ts';
import { isNumbered, type Session } from '../state.ts';
import type { Draft } from './draft.ts';

/**
 * A number of the venue's session is missing: what had it may have been a fill. The venue is asked to say everything from there on
 * again, once at a time. What came beyond the gap is understood at once all the same; saying it twice changes nothing.
 */
export const noticeGap = (draft: Draft, report: Reports['ExecutionReported' | 'RequestRejectReported']): void => {
  const session = draft.session(report.venue);
  if (
    session === undefined ||
    !draft.config.venues.has(report.venue) ||
    !session.up ||
    session.resendAt !== undefined ||
    !isNumbered(session, report)
  )
    return;
  if (report.seqIn > session.lastSeqIn + 1) askResend(draft, session);
};

/** Less and less often, up to about a minute for a patience of a second: a venue that has not answered six times needs a person. */
const DOUBLINGS_MAX = 6;

export const askResend = (draft: Draft, { venue: name, session, lastSeqIn, resends }: Session): void => {
  const venue = draft.config.venues.get(name);
  if (venue === undefined) return; // A session of no venue of ours: there is nobody to ask.
  const timeoutAt = (draft.now + venue.timeoutMicros * 2 ** Math.min(resends, DOUBLINGS_MAX)) as Micros;
  draft.say({ type: 'ResendRequested', venue: name, session, fromSeq: lastSeqIn + 1, timeoutAt });
};

/** The venue has not filled the gap: a person should know, and it is asked again. */
export const resendTimedOut = (draft: Draft, venue: string): void => {
  const session = draft.session(venue);
  const [first] = session?.ahead ?? [];
  if (session === undefined || first === undefined || !session.up) return;
  draft.raise(
    'sequenceGap',
    `${venue} has not said again its numbers ${session.lastSeqIn + 1} to ${first - 1}`,
    { venue },
    { seqTo: first - 1 },
  );
  askResend(draft, session);
};
