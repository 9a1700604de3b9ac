type ProblemType = Readonly<{ status: number; title: string; about: string }>;

/** Every kind of no that this API has. Names are part of the contract: add, never rename. */
export const PROBLEM_TYPES = {
  'malformed-request': {
    status: 400,
    title: 'The request is malformed',
    about:
      'JSON that does not parse, a field that is missing, misspelt or of the wrong form. `errors` names each one. Nothing was recorded.',
  },
  'unknown-route': { status: 404, title: 'There is no such address', about: 'See /docs for those that there are.' },
  'unknown-order': {
    status: 404,
    title: 'There is no such order',
    about:
      'Neither an orderId nor a clOrdId that this desk knows for the account. Orders that closed more than `carryDays` ago are in the journal of their day.',
  },
  'unknown-request': {
    status: 404,
    title: 'There is no such request',
    about:
      'No submit, cancel or replace that this desk sent to a venue has that id. Orders name the requests that are in doubt as `inDoubt`. The refusal is recorded.',
  },
  'unknown-break': {
    status: 404,
    title: 'There is no such break',
    about:
      'Neither of today nor open from before. What was closed on an earlier day is in the journal of that day. The refusal of a resolution is recorded.',
  },
  'unknown-execution': {
    status: 404,
    title: 'There is no such execution',
    about:
      'GET /v1/suspense names those that matched no order by venue and executionKey, and an order has the keys of its own. The refusal is recorded.',
  },
  'unknown-venue': {
    status: 404,
    title: 'There is no such venue',
    about: 'GET /v1/venues has those of the desk. The refusal is recorded.',
  },
  'unknown-instrument': {
    status: 404,
    title: 'There is no such instrument',
    about: 'The configuration of the desk does not have it.',
  },
  'unknown-day': {
    status: 404,
    title: 'There is no such day',
    about: 'The journal holds no such trading day; GET /v1/days lists them.',
  },
  'unknown-problem': { status: 404, title: 'There is no such problem', about: 'GET /problems lists them.' },
  'method-not-allowed': {
    status: 405,
    title: 'This address does not take that method',
    about: 'The header Allow, and `allow` in the body, say which it takes.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request came too slowly',
    about: 'Head or body did not arrive in time; the connection is closed.',
  },
  'clordid-reused': {
    status: 409,
    title: 'This clOrdId was used for something else',
    about:
      'A repeat must be word for word the first ask. Use a new clOrdId (or Idempotency-Key) for another one. The refusal is recorded.',
  },
  'first-answer-archived': {
    status: 409,
    title: 'This was asked before, on a day whose journal is not here',
    about: 'The ask had its one effect then and has none now. The first answer is in the journal of that day.',
  },
  'body-too-large': { status: 413, title: 'The body is too large', about: 'Split a batch. Nothing was recorded.' },
  'uri-too-long': { status: 414, title: 'The address is too long', about: 'No address of this API needs to be that long.' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON', about: 'Send Content-Type: application/json.' },
  'misdirected-request': {
    status: 421,
    title: 'This server does not answer to that host name',
    about:
      'The header Host (or, for a WebSocket, Origin) names a host that the desk was not told to answer to. It keeps web pages of others from trading through a browser on this machine.',
  },
  'order-refused': {
    status: 422,
    title: 'The desk refuses the order',
    about:
      'A rule or a limit says no: `check` names it, `limit` is what it allows, `value` what was asked, `scope` whose rule it is. The refusal is recorded.',
  },
  'request-refused': {
    status: 422,
    title: 'The desk refuses the request',
    about:
      'A cancel, a replace, a kill, a resume, an outcome what is done about a break or by hand that cannot be taken now: `check` names the rule. The refusal is recorded.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests that replay a day',
    about: 'They cost the desk its own time, so they are limited; Retry-After says when to come back.',
  },
  'headers-too-large': { status: 431, title: 'The headers are too large', about: 'The head of a request may be 16 KiB long.' },
  unexpected: {
    status: 500,
    title: 'The server made a mistake',
    about:
      'A fault in Daybook; `instance` finds it in the log. For an ask: repeat it under the same clOrdId to learn what became of it.',
  },
  'desk-busy': {
    status: 503,
    title: 'The desk is busy',
    about: 'Too much is waiting for the disk. Nothing was recorded; come back after Retry-After, under the same clOrdId.',
  },
  'desk-halted': {
    status: 503,
    title: 'The desk is halted',
    about:
      'It trades no more until it is started again. `recorded` says whether the ask may be in the journal; repeat it then under the same clOrdId.',
  },
  'desk-stopping': {
    status: 503,
    title: 'The desk is ending',
    about:
      'It takes no new orders and no changes any more, and ends when its venues have answered. Nothing was recorded; come back once it is started again, under the same clOrdId.',
  },
  'not-ready': { status: 503, title: 'The desk is not ready', about: 'It is starting, or its day is being closed.' },
  'answer-late': {
    status: 503,
    title: 'The answer is late',
    about:
      'The ask was taken but is not durable yet, so nobody may be told. Repeat it under the same clOrdId: it waits for the first answer.',
  },
} as const satisfies Readonly<Record<string, ProblemType>>;

export type ProblemName = keyof typeof PROBLEM_TYPES;
export const problemNames = Object.keys(PROBLEM_TYPES) as readonly ProblemName[];
/** The stable `type` of a problem: relative, so that it resolves on whichever desk said it. */
export const problemUri = (name: ProblemName): string => `/problems/${name}`;
