import { type FollowOptions, follow, type StreamedRecord } from './follow.ts';
import type { AnswerOf } from './operations.ts';
import { type ClientOptions, request } from './request.ts';
import type { BreakQuery, OrderQuery, Shapes, SuspenseQuery } from './shapes.ts';

export type { FollowOptions, StreamedRecord } from './follow.ts';
export { ApiProblem, type ClientOptions } from './request.ts';
export type * from './shapes.ts';

type Named<Body> = Body & Readonly<{ clOrdId: string }>;
type Range = Readonly<{ limit?: number; cursor?: string }>;

/** A desk over HTTP. Every ask has a clOrdId, and is repeated under it when nobody answers. Throws ApiProblem when the desk says no. */
export type DeskClient = Readonly<{
  placeOrder(order: Named<Shapes['NewOrder']>): Promise<Shapes['Order']>;
  placeOrders(orders: readonly Named<Shapes['NewOrder']>[]): Promise<Shapes['BatchAnswer']>;
  /** `order` is an orderId or a clOrdId. */
  amendOrder(order: string, amendment: Named<Shapes['Amendment']>): Promise<Shapes['RequestAnswer']>;
  cancelOrder(
    order: string,
    ask: Readonly<{ clOrdId: string; account?: string; reason?: string }>,
  ): Promise<Shapes['RequestAnswer']>;
  cancelAll(what: Named<Shapes['MassCancel']>): Promise<Shapes['OperatorAnswer']>;
  kill(what: Named<Shapes['KillSwitch']>): Promise<Shapes['OperatorAnswer']>;
  resume(what: Named<Shapes['KillSwitch']>): Promise<Shapes['OperatorAnswer']>;
  /** Ends the desk in order. */
  shutdown(what: Named<Shapes['ShutdownRequest']>): Promise<Shapes['ShutdownAnswer']>;
  kills(): Promise<Shapes['KillState']>;
  reconcile(venue: string, why: Named<Shapes['ReconcileRequest']>): Promise<Shapes['ReconcileAnswer']>;
  mode(): Promise<Shapes['ModeState']>;
  releaseVenue(venue: string, what: Named<Shapes['VenueRelease']>): Promise<Shapes['VenueReleased']>;
  setMode(what: Named<Shapes['ModeRequest']>): Promise<Shapes['ModeAnswer']>;
  /** What became of a request in doubt, by the word of a named person; orders name those requests as `inDoubt`. */
  declareOutcome(sentId: string, what: Named<Shapes['OutcomeDeclaration']>): Promise<Shapes['OutcomeAnswer']>;
  /** What a named person does about a break: own, explain or close. */
  resolveBreak(breakId: number, what: Named<Shapes['BreakResolution']>): Promise<Shapes['BreakAnswer']>;
  breaks(query?: BreakQuery): Promise<Shapes['BreakPage']>;
  suspense(query?: SuspenseQuery): Promise<Shapes['Suspense']>;
  /** Whose an execution in suspense is, by the word of a named person. */
  assignStray(what: Named<Shapes['StrayAssignment']>): Promise<Shapes['HandAnswer']>;
  /** That an order, or what one request placed, is over, where nothing else can end it. */
  forceCloseOrder(order: string, what: Named<Shapes['ForcedClose']>): Promise<Shapes['HandAnswer']>;
  forceCloseRequest(sentId: string, what: Named<Shapes['ForcedClose']>): Promise<Shapes['HandAnswer']>;
  declareCount(sentId: string, what: Named<Shapes['CountDeclaration']>): Promise<Shapes['HandAnswer']>;
  adjustPosition(what: Named<Shapes['PositionAdjustment']>): Promise<Shapes['HandAnswer']>;
  correctFill(what: Named<Shapes['FillCorrection']>): Promise<Shapes['HandAnswer']>;
  break(breakId: number): Promise<Shapes['BreakStory']>;
  orders(query?: OrderQuery): Promise<Shapes['OrderPage']>;
  order(order: string): Promise<Shapes['Order']>;
  orderEvents(order: string): Promise<Shapes['OrderEvents']>;
  explainOrder(order: string): Promise<Shapes['Story']>;
  /** What the client of an order was told of it, in FIX words. */
  orderReports(order: string): Promise<Shapes['OrderReports']>;
  /** How an order stands, as FIX has it: one that is not known is rejected, and that is no error. */
  orderStatus(of: Readonly<{ account: string; clOrdId: string }>): Promise<Shapes['ExecutionReport']>;
  positions(of?: Readonly<{ account?: string; symbol?: string }>): Promise<Shapes['Positions']>;
  risk(): Promise<Shapes['Risk']>;
  venues(): Promise<Shapes['Venues']>;
  book(symbol: string, depth?: number): Promise<Shapes['Book']>;
  days(range?: Range): Promise<Shapes['DayPage']>;
  dayEvents(day: string, range?: Range & Readonly<{ type?: string }>): Promise<Shapes['EventPage']>;
  /** `at` is a position, a time with an offset, or a time of day on the clocks of the desk. */
  dayState(day: string, at?: string): Promise<Shapes['DeskState']>;
  readiness(): Promise<AnswerOf<'readiness'>>;
  /** Every record from here on, or from after an event that was seen; connects again by itself. */
  follow(options?: FollowOptions): AsyncGenerator<StreamedRecord>;
}>;

export const deskClient = (options: ClientOptions): DeskClient => ({
  placeOrder: (body) => request(options, 'placeOrder', { body }),
  placeOrders: (orders) => request(options, 'placeOrders', { body: { orders: [...orders] } }),
  amendOrder: (id, body) => request(options, 'amendOrder', { params: { id }, body }),
  cancelOrder: (id, { clOrdId, account, reason }) =>
    request(options, 'cancelOrder', {
      params: { id },
      query: { reason },
      key: clOrdId,
      ...(account === undefined ? {} : { account }),
    }),
  cancelAll: (body) => request(options, 'cancelAll', { body }),
  kill: (body) => request(options, 'kill', { body }),
  resume: (body) => request(options, 'resume', { body }),
  shutdown: (body) => request(options, 'shutdown', { body }),
  kills: () => request(options, 'kills', {}),
  reconcile: (venue, body) => request(options, 'reconcile', { params: { venue }, body }),
  mode: () => request(options, 'mode', {}),
  releaseVenue: (venue, body) => request(options, 'releaseVenue', { params: { venue }, body }),
  setMode: (body) => request(options, 'setMode', { body }),
  declareOutcome: (sentId, body) => request(options, 'declareOutcome', { params: { sentId }, body }),
  resolveBreak: (id, body) => request(options, 'resolveBreak', { params: { id: String(id) }, body }),
  breaks: (query = {}) => request(options, 'breaks', { query: query as Record<string, string | undefined> }),
  suspense: (query = {}) => request(options, 'suspense', { query: query as Record<string, string | undefined> }),
  assignStray: (body) => request(options, 'assignStray', { body }),
  forceCloseOrder: (id, body) => request(options, 'forceCloseOrder', { params: { id }, body }),
  forceCloseRequest: (sentId, body) => request(options, 'forceCloseRequest', { params: { sentId }, body }),
  declareCount: (sentId, body) => request(options, 'declareCount', { params: { sentId }, body }),
  adjustPosition: (body) => request(options, 'adjustPosition', { body }),
  correctFill: (body) => request(options, 'correctFill', { body }),
  break: (id) => request(options, 'break', { params: { id: String(id) } }),
  orders: (query = {}) => request(options, 'orders', { query: query as Record<string, string | undefined> }),
  order: (id) => request(options, 'order', { params: { id } }),
  orderEvents: (id) => request(options, 'orderEvents', { params: { id } }),
  explainOrder: (id) => request(options, 'explainOrder', { params: { id } }),
  orderReports: (id) => request(options, 'orderReports', { params: { id } }),
  orderStatus: (query) => request(options, 'orderStatus', { query }),
  positions: (query = {}) => request(options, 'positions', { query }),
  risk: () => request(options, 'risk', {}),
  venues: () => request(options, 'venues', {}),
  book: (symbol, depth) => request(options, 'book', { params: { symbol }, query: { depth } }),
  days: (query = {}) => request(options, 'days', { query }),
  dayEvents: (day, query = {}) => request(options, 'dayEvents', { params: { day }, query }),
  dayState: (day, at) => request(options, 'dayState', { params: { day }, query: { at } }),
  readiness: () => request(options, 'readiness', {}),
  follow: (from) => follow(options, from),
});
