import type { ChildId, Micros, Price, Qty } from '../kernel/units.ts';
import type { VenueTerms } from '../oms/events.ts';
import type { OrdType, Report, Side, TimeInForce } from '../order/events.ts';
import type { OpenOrderRow, PositionRow } from '../reconcile/query-events.ts';
import type { ResilienceEvents } from '../resilience/events.ts';

/** A message for a venue, in the domain's words and units. FIX, JSON and OUCH begin behind the port. */
type ToVenue = Readonly<{ sentId: string; childId: ChildId; session: string; seqOut: number; symbol: string; side: Side }>;
export type SubmitOrder = ToVenue &
  Readonly<{
    ordType: OrdType;
    qty: Qty;
    price?: Price | undefined;
    timeInForce: TimeInForce;
    expireTime?: Micros | undefined;
    /** The least that one execution may be; venues without it reject. */
    minQty?: Qty | undefined;
  }>;
export type CancelOrder = ToVenue & Readonly<{ origSentId: string; venueOrderId?: string | undefined }>;
/** `qty` is the total wanted, executed part included; a venue that thinks in leaves translates. */
export type ReplaceOrder = CancelOrder & Readonly<{ qty: Qty; price?: Price | undefined }>;

/** Asks how an order stands; `sentId` names the question, and the answer names it as `queryId`. The venue has seen all that was sent before it: the question has a number of the session like any message. */
export type StatusRequest = CancelOrder;

/** `notSent` is proof: the transport refused the bytes. Everything else is perhaps sent. */
export type SendOutcome = Readonly<{ sent: true }> | Readonly<{ sent: false; reason: string }>;

/** A row of a venue's answer to "what of ours is open?": what an answer to a status request has. */
export type VenueOrder = OpenOrderRow;
/** What we hold there; of one account, where the venue tells accounts apart. */
export type VenuePosition = PositionRow;
/**
 * What a venue answers to a question. `asOf` is its own clock when it answered, `seqIn` the last number of its session that it had said
 * by then, if it knows. Fewer rows than the `total` are a partial answer.
 */
export type Answer<Row> = Readonly<{ asOf: Micros; seqIn?: number | undefined; total: number; rows: readonly Row[] }>;
/** What a question that comes to nothing is rejected with: `raw` is what could not be read, `retryAfterMs` how long the venue wants to be left alone. */
export type QueryFailure = Error & Readonly<{ raw?: string; retryAfterMs?: number }>;
/**
 * `expects`: the number of ours that the venue expects next; whatever had that number or a higher one never arrived.
 * `nextSeqIn`: the number that the venue will say next, where its numbers begin anew.
 */
export type SessionNews = Readonly<{
  session: string;
  state: 'up' | 'down';
  reason?: string;
  expects?: number;
  nextSeqIn?: number;
}>;
export type Unreadable = ResilienceEvents['UnreadableReported'];
/** What the venue can do: DESIGN §12. The same words that `ConfigAdopted` journals. */
export type VenueCapabilities = Omit<
  VenueTerms,
  | 'makerPpm'
  | 'takerPpm'
  | 'listings'
  | 'messagesPerSecond'
  | 'messagesBurst'
  | 'headroomMs'
  | 'queriesCount'
  | 'breaker'
  | 'nonsense'
  | 'requestTimeoutMs'
  | 'queryTimeoutMs'
  | 'openOrdersEveryMs'
  | 'positionsEveryMs'
>;

export const capabilitiesOf = (terms: VenueTerms): VenueCapabilities => {
  const { makerPpm, takerPpm, listings, messagesPerSecond, messagesBurst, headroomMs, queriesCount, ...others } = terms;
  const { requestTimeoutMs, queryTimeoutMs, openOrdersEveryMs, positionsEveryMs, breaker, nonsense, ...capabilities } = others;
  return capabilities;
};

/** A place that trades. One contract suite (`test/support/contracts/venue.ts`) holds every adapter to it. */
export type Venue = Readonly<{
  name: string;
  capabilities: VenueCapabilities;
  send(order: SubmitOrder): SendOutcome;
  cancel(order: CancelOrder): SendOutcome;
  replace(order: ReplaceOrder): SendOutcome;
  /**
   * The answer is a report of execType `orderStatus` on channel `query`, under the order's own id (`origSentId`), with `ordStatus`,
   * `orderQty`, `price` and `cumQty` as they then are; of an order that the venue does not know, `ordStatus` is `rejected` and
   * `rejectReason` is `unknownOrder`. Venues without `queryById` are not asked.
   */
  status(request: StatusRequest): SendOutcome;
  /** Asks for every report of the session from this number on again, under its old number and flagged `possDup`. */
  resend(fromSeq: number): void;
  /** Answers come after all that the session had said before them, as far as nothing of that is lost. Venues without `listsOpenOrders` are not asked. */
  openOrders(): Promise<Answer<VenueOrder>>;
  /** Executions since a moment of the venue's clock, as the reports that the venue sent or would have sent (channel `query`). */
  fillsSince(moment: Micros): Promise<Answer<Report>>;
  positions(): Promise<Answer<VenuePosition>>;
  onReport(listen: (report: Report) => void): void;
  /** What it says and nobody can read; of venues with a wire. */
  onUnreadable?(listen: (what: Unreadable) => void): void;
  onSession(listen: (news: SessionNews) => void): void;
  /** Connects, and asks for every report from this number of the session on: what was heard but not journaled is heard again. */
  connect(nextSeqIn?: number): void;
  disconnect(): void;
}>;
