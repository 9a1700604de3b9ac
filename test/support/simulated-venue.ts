import { virtualClock } from '../../src/adapters/runtime/virtual-clock.ts';
import { type SimulatedVenueOptions, simulatedVenue } from '../../src/adapters/venues/simulated/venue.ts';
import { type Instrument, instrumentOf } from '../../src/domain/instrument/instrument.ts';
import type { ChildId, Micros, Ppm, Price, Qty } from '../../src/domain/kernel/units.ts';
import type { VenueTerms } from '../../src/domain/oms/events.ts';
import type { Report, Reports } from '../../src/domain/order/events.ts';
import type { CancelOrder, ReplaceOrder, SessionNews, SubmitOrder } from '../../src/domain/ports/venue.ts';

/** Shares in cents, ten shares a lot, a tick of five cents: small numbers that a test can say aloud. */
export const acme: Instrument = instrumentOf({
  symbol: 'ACME',
  kind: 'equity',
  quote: 'USD',
  priceScale: 2,
  qtyScale: 0,
  tickSize: '0.05',
  lotSize: '10',
  minQty: '10',
  maxQty: '1000000',
  tradable: true,
});

export const venueTerms = (over: Partial<VenueTerms> = {}): VenueTerms => ({
  venue: 'XA',
  kind: 'lit',
  session: 'XA-1',
  dedupes: 'day',
  queryById: true,
  listsOpenOrders: true,
  replace: 'atomic',
  replaceQty: 'total',
  executionKey: 'order',
  cancelOnDisconnect: false,
  positionScope: 'desk',
  ordTypes: ['market', 'limit'],
  timeInForces: ['day', 'gtc', 'gtd', 'ioc', 'fok'],
  idForm: 'text14',
  makerPpm: -20 as Ppm,
  takerPpm: 30 as Ppm,
  requestTimeoutMs: 1_000,
  queryTimeoutMs: 5_000,
  openOrdersEveryMs: 0,
  positionsEveryMs: 0,
  messagesPerSecond: 100,
  messagesBurst: 100,
  headroomMs: 100,
  queriesCount: false,
  listings: [{ symbol: 'ACME', tickSize: '0.05', lotSize: '10', minQty: '10' }],
  ...over,
});

type Ticket = Partial<Omit<SubmitOrder, 'qty' | 'price'>> & Readonly<{ qty?: number; price?: number }>;
type Request = Partial<Omit<ReplaceOrder, 'qty' | 'price'>> & Readonly<{ qty?: number; price?: number }>;
type Over = Partial<Omit<SimulatedVenueOptions, 'terms' | 'clock'>> & Readonly<{ terms?: Partial<VenueTerms> }>;

/** A simulated venue on a clock of its own, and a desk that writes everything down. Times start at 0. */
export const openVenue = ({ terms, ...over }: Over = {}) => {
  const clock = virtualClock(0 as Micros);
  const venue = simulatedVenue({
    clock,
    seed: 7,
    terms: venueTerms(terms),
    instruments: new Map([['ACME', acme]]),
    toVenue: { minMicros: 100, jitterMicros: 20 },
    toDesk: { minMicros: 100, jitterMicros: 20 },
    ...over,
  });
  const reports: Report[] = [];
  const news: SessionNews[] = [];
  let ids = 0;
  let seqOut = 0;
  venue.onReport((report) => reports.push(report));
  venue.onSession((said) => news.push(said));

  const nextId = (): string => `D1${String((ids += 1)).padStart(12, '0')}`;
  const head = (sentId: string) => ({
    sentId,
    childId: ids as ChildId,
    session: 'XA-1',
    seqOut: (seqOut += 1),
    symbol: 'ACME',
    side: 'buy' as const,
  });
  /** Far longer than anything is under way. */
  const settle = (micros = 10_000): void => clock.runUntil((clock.now() + micros) as Micros);

  return {
    clock,
    venue,
    reports,
    news,
    settle,
    connect(): void {
      venue.connect();
      settle();
    },
    /** Sends a limit order of 100 at 10.00, unless told otherwise; answers with its id. */
    submit({ qty = 100, price = 1_000, ...ticket }: Ticket = {}): string {
      const sentId = ticket.sentId ?? nextId();
      const limit = ticket.ordType === 'market' ? {} : { price: price as Price };
      venue.send({ ...head(sentId), ordType: 'limit', timeInForce: 'day', qty: qty as Qty, ...limit, ...ticket });
      return sentId;
    },
    cancel(origSentId: string, over: Partial<CancelOrder> = {}): string {
      const sentId = over.sentId ?? nextId();
      venue.cancel({ ...head(sentId), origSentId, ...over });
      return sentId;
    },
    replace(origSentId: string, { qty = 100, price, ...over }: Request): string {
      const sentId = over.sentId ?? nextId();
      venue.replace({ ...head(sentId), origSentId, qty: qty as Qty, price: price as Price | undefined, ...over });
      return sentId;
    },
    /** Execution reports that name an id, in the order in which they came. */
    about: (sentId: string): readonly Reports['ExecutionReported'][] =>
      reports.filter(
        (report): report is Reports['ExecutionReported'] => report.type === 'ExecutionReported' && report.sentId === sentId,
      ),
    said: (sentId: string): readonly string[] =>
      reports.flatMap((report) => {
        if (report.sentId !== sentId) return [];
        return report.type === 'ExecutionReported'
          ? report.execType
          : report.type === 'RequestRejectReported'
            ? `no: ${report.rejectReason}`
            : [];
      }),
  };
};
export type OpenVenue = ReturnType<typeof openVenue>;
