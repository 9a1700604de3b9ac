import { known } from '../kernel/assert.ts';
import type { Micros } from '../kernel/units.ts';
import type { CancelOrder, ReplaceOrder, StatusRequest, SubmitOrder } from '../ports/venue.ts';
import type { QueryKind } from '../reconcile/query-events.ts';
import type { Events, Recorded } from './catalogue.ts';
import type { State } from './state.ts';

/** What a fact makes the world do, once it is durable and not before. */
export type Effect =
  | Readonly<{ kind: 'submit'; venue: string; message: SubmitOrder }>
  | Readonly<{ kind: 'cancel'; venue: string; message: CancelOrder }>
  | Readonly<{ kind: 'replace'; venue: string; message: ReplaceOrder }>
  | Readonly<{ kind: 'status'; venue: string; message: StatusRequest }>
  | Readonly<{ kind: 'resend'; venue: string; fromSeq: number }>
  | Readonly<{
      kind: 'query';
      venue: string;
      session: string;
      queryId: number;
      query: QueryKind;
      since: Micros;
      /** Of a comparison with the venue, and not about one order by itself. */
      isOfRound: boolean;
    }>
  | Readonly<{ kind: 'lookAtMarket'; wanted: Events['EvidenceWanted']; position: number }>
  | Readonly<{ kind: 'continueWork'; workId: number }>;

/** Reads the state just after the record was folded. */
export const effectOf = (state: State, { event, position }: Recorded): Effect | undefined => {
  switch (event.type) {
    case 'ChildRouted': {
      const { venue, sentId, childId, session, seqOut, symbol, side, ordType, qty, price, timeInForce, expireTime } = event;
      return {
        kind: 'submit',
        venue,
        message: { sentId, childId, session, seqOut, symbol, side, ordType, qty, price, timeInForce, expireTime },
      };
    }
    case 'ChildCancelSent':
    case 'ChildReplaceSent':
    case 'ChildStatusAsked': {
      const { venue, sentId, childId, session, seqOut, origSentId } = event;
      const { symbol, side, venueOrderId } = known(state.children.get(childId), 'a request is about a child order');
      const message = { sentId, childId, session, seqOut, symbol, side, origSentId, venueOrderId };
      if (event.type === 'ChildCancelSent') return { kind: 'cancel', venue, message };
      if (event.type === 'ChildStatusAsked') return { kind: 'status', venue, message };
      return { kind: 'replace', venue, message: { ...message, qty: event.qty, price: event.price } };
    }
    case 'ResendRequested':
      return { kind: 'resend', venue: event.venue, fromSeq: event.fromSeq };
    case 'QuerySent': {
      const { venue, session, queryId, query, since } = event;
      return { kind: 'query', venue, session, queryId, query, since, isOfRound: true };
    }
    case 'FillsAsked': {
      const { venue, since } = event;
      const { session } = known(state.sessions.get(venue), () => `${venue} has a session`);
      return { kind: 'query', venue, session, queryId: NO_ROUND, query: 'fills', since, isOfRound: false };
    }
    case 'EvidenceWanted':
      return { kind: 'lookAtMarket', wanted: event, position };
    case 'WorkStarted':
    case 'WorkAdvanced':
      return { kind: 'continueWork', workId: event.workId };
    default:
      return undefined;
  }
};

/** Questions of comparisons are numbered from 1. */
const NO_ROUND = 0;
