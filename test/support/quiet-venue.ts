import type { Report } from '../../src/domain/order/events.ts';
import type {
  Answer,
  CancelOrder,
  ReplaceOrder,
  SendOutcome,
  SessionNews,
  StatusRequest,
  SubmitOrder,
  Venue,
  VenueOrder,
} from '../../src/domain/ports/venue.ts';
import { OPENS, venueTerms } from './desk.ts';

type Received = Readonly<{ kind: 'submit' | 'cancel' | 'replace' | 'status'; message: SubmitOrder | CancelOrder | ReplaceOrder }>;

const nothing = () => Promise.resolve({ asOf: OPENS, total: 0, rows: [] });

/** A venue that keeps what it is sent and says only what a test makes it say. */
export const quietVenue = (name: string) => {
  const received: Received[] = [];
  let tell: (report: Report) => void = () => {};
  let news: (what: SessionNews) => void = () => {};
  const venue = {
    name,
    capabilities: venueTerms(name),
    outcome: { sent: true } as SendOutcome,
    /** Called with each message at the moment it arrives, to look at the journal behind it. */
    onMessage: (_: Received): void => {},
    received,
    take(kind: Received['kind'], message: Received['message']): SendOutcome {
      if (venue.outcome.sent) {
        received.push({ kind, message });
        venue.onMessage({ kind, message });
      }
      return venue.outcome;
    },
    send: (message: SubmitOrder) => venue.take('submit', message),
    cancel: (message: CancelOrder) => venue.take('cancel', message),
    replace: (message: ReplaceOrder) => venue.take('replace', message),
    status: (message: StatusRequest) => venue.take('status', message),
    /** From which numbers on it was asked to say everything again. */
    resent: [] as number[],
    resend: (fromSeq: number) => void venue.resent.push(fromSeq),
    openOrders: nothing as () => Promise<Answer<VenueOrder>>,
    fillsSince: nothing,
    positions: nothing,
    onReport: (listen: (report: Report) => void) => void (tell = listen),
    onSession: (listen: (what: SessionNews) => void) => void (news = listen),
    connect: () => news({ session: `${name}-1`, state: 'up' }),
    disconnect: () => {},
    say: (report: Omit<Extract<Report, { type: 'ExecutionReported' }>, 'type' | 'venue' | 'session' | 'channel'>) =>
      tell({ type: 'ExecutionReported', venue: name, session: `${name}-1`, channel: 'order', ...report }),
  };
  return venue satisfies Venue;
};
