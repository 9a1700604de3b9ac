import type { Shapes } from './shapes.ts';

type Operation = Readonly<{
  method: 'get' | 'post' | 'patch' | 'delete';
  path: `/${string}`;
  body?: keyof Shapes;
  answer: keyof Shapes;
}>;

/** Every operation of the API. A test holds this table to the OpenAPI document: addresses, bodies and answers, both ways. */
export const OPERATIONS = {
  placeOrder: { method: 'post', path: '/v1/orders', body: 'NewOrder', answer: 'Order' },
  placeOrders: { method: 'post', path: '/v1/orders/batch', body: 'NewOrders', answer: 'BatchAnswer' },
  amendOrder: { method: 'patch', path: '/v1/orders/{id}', body: 'Amendment', answer: 'RequestAnswer' },
  cancelOrder: { method: 'delete', path: '/v1/orders/{id}', answer: 'RequestAnswer' },
  cancelAll: { method: 'post', path: '/v1/orders/cancel-all', body: 'MassCancel', answer: 'OperatorAnswer' },
  kill: { method: 'post', path: '/v1/kill', body: 'KillSwitch', answer: 'OperatorAnswer' },
  resume: { method: 'post', path: '/v1/resume', body: 'KillSwitch', answer: 'OperatorAnswer' },
  shutdown: { method: 'post', path: '/v1/shutdown', body: 'ShutdownRequest', answer: 'ShutdownAnswer' },
  kills: { method: 'get', path: '/v1/kills', answer: 'KillState' },
  mode: { method: 'get', path: '/v1/mode', answer: 'ModeState' },
  releaseVenue: { method: 'post', path: '/v1/venues/{venue}/release', body: 'VenueRelease', answer: 'VenueReleased' },
  setMode: { method: 'post', path: '/v1/mode', body: 'ModeRequest', answer: 'ModeAnswer' },
  reconcile: {
    method: 'post',
    path: '/v1/venues/{venue}/reconcile',
    body: 'ReconcileRequest',
    answer: 'ReconcileAnswer',
  },
  declareOutcome: {
    method: 'post',
    path: '/v1/requests/{sentId}/outcome',
    body: 'OutcomeDeclaration',
    answer: 'OutcomeAnswer',
  },
  resolveBreak: { method: 'post', path: '/v1/breaks/{id}/resolve', body: 'BreakResolution', answer: 'BreakAnswer' },
  breaks: { method: 'get', path: '/v1/breaks', answer: 'BreakPage' },
  break: { method: 'get', path: '/v1/breaks/{id}', answer: 'BreakStory' },
  suspense: { method: 'get', path: '/v1/suspense', answer: 'Suspense' },
  assignStray: { method: 'post', path: '/v1/suspense/assign', body: 'StrayAssignment', answer: 'HandAnswer' },
  forceCloseOrder: { method: 'post', path: '/v1/orders/{id}/force-close', body: 'ForcedClose', answer: 'HandAnswer' },
  forceCloseRequest: { method: 'post', path: '/v1/requests/{sentId}/force-close', body: 'ForcedClose', answer: 'HandAnswer' },
  declareCount: { method: 'post', path: '/v1/requests/{sentId}/count', body: 'CountDeclaration', answer: 'HandAnswer' },
  adjustPosition: { method: 'post', path: '/v1/positions/adjust', body: 'PositionAdjustment', answer: 'HandAnswer' },
  correctFill: { method: 'post', path: '/v1/executions/correct', body: 'FillCorrection', answer: 'HandAnswer' },
  orders: { method: 'get', path: '/v1/orders', answer: 'OrderPage' },
  order: { method: 'get', path: '/v1/orders/{id}', answer: 'Order' },
  orderEvents: { method: 'get', path: '/v1/orders/{id}/events', answer: 'OrderEvents' },
  explainOrder: { method: 'get', path: '/v1/orders/{id}/explain', answer: 'Story' },
  orderReports: { method: 'get', path: '/v1/orders/{id}/reports', answer: 'OrderReports' },
  orderStatus: { method: 'get', path: '/v1/order-status', answer: 'ExecutionReport' },
  positions: { method: 'get', path: '/v1/positions', answer: 'Positions' },
  risk: { method: 'get', path: '/v1/risk', answer: 'Risk' },
  venues: { method: 'get', path: '/v1/venues', answer: 'Venues' },
  book: { method: 'get', path: '/v1/books/{symbol}', answer: 'Book' },
  days: { method: 'get', path: '/v1/days', answer: 'DayPage' },
  dayEvents: { method: 'get', path: '/v1/days/{day}/events', answer: 'EventPage' },
  dayState: { method: 'get', path: '/v1/days/{day}/state', answer: 'DeskState' },
  problems: { method: 'get', path: '/problems', answer: 'ProblemTypes' },
  problem: { method: 'get', path: '/problems/{name}', answer: 'ProblemType' },
  health: { method: 'get', path: '/healthz', answer: 'Health' },
  readiness: { method: 'get', path: '/readyz', answer: 'Readiness' },
} as const satisfies Readonly<Record<string, Operation>>;

export type Operations = typeof OPERATIONS;
export type OperationName = keyof Operations;
/** Names in braces of an address. */
type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamsOf<Rest> : never;
export type Params<Name extends OperationName> = Readonly<Record<ParamsOf<Operations[Name]['path']>, string>>;
export type Body<Name extends OperationName> = Operations[Name] extends { body: infer Shape extends keyof Shapes }
  ? Shapes[Shape]
  : undefined;
export type AnswerOf<Name extends OperationName> = Shapes[Operations[Name]['answer']];
