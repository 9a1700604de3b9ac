import { z } from 'zod';
import { isDecimal } from '../../domain/kernel/decimal.ts';
import type { Ppm } from '../../domain/kernel/units.ts';
import { configFaults } from '../../domain/oms/config.ts';
import type { ConfigTerms } from '../../domain/oms/events.ts';
import type { DeskIdentity } from './desk.ts';
import { ConfigError } from './errors.ts';
import { readJsonFile } from './json-file.ts';

const name = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[\w.:/-]+$/, 'must be letters, digits and . : / - _');
const decimal = z.string().refine(isDecimal, 'must be a decimal in quotes, such as "0.01"');
const count = z.int().positive();
const ppm = z
  .int()
  .min(-1_000_000)
  .max(1_000_000)
  .transform((millionths) => millionths as Ppm);

const timezone = z
  .string()
  .refine(
    (zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC',
    'must be an IANA time zone, such as America/New_York',
  )
  .describe('Time zone, such as America/New_York.');
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM');

const desk = z.strictObject({
  name: name.describe('Name of the desk: the folder of its journal and the stream of its events.'),
  code: z
    .string()
    .regex(/^[0-9A-HJKMNP-TV-Z]{2}$/, 'must be two characters of Crockford base 32 (no I, L, O, U)')
    .describe('Two characters, unique among the desks of the firm: they begin every id that a venue sees.'),
  timezone: timezone.describe('Time zone of the trading day.'),
  rollAt: clockTime.describe('When the trading day rolls, on the clocks of that zone.'),
});

export const instrumentForm = z.strictObject({
  symbol: name.describe('What clients call it.'),
  kind: z.enum(['equity', 'fx', 'future', 'spot', 'linearPerpetual', 'inversePerpetual']).describe('What it is.'),
  base: name.optional().describe('Currency bought, for FX and spot.'),
  quote: name.describe('Currency of its price.'),
  priceScale: z.int().min(0).max(9).describe('Digits after the point that a price may have.'),
  qtyScale: z.int().min(0).max(9).describe('Digits after the point that a quantity may have.'),
  tickSize: decimal.describe('Every price is a multiple of it.'),
  lotSize: decimal.describe('Every quantity is a multiple of it.'),
  minQty: decimal.describe('Smallest order.'),
  maxQty: decimal.describe('Largest order.'),
  multiplier: decimal.optional().describe('Units of the underlying in one contract.'),
  tradable: z.boolean().default(true).describe('False refuses every new order in it.'),
});

const listing = z.strictObject({
  symbol: name.describe('One of the instruments.'),
  tickSize: decimal.describe('Tick at this venue.'),
  lotSize: decimal.describe('Lot at this venue.'),
  minQty: decimal.describe('Smallest order at this venue.'),
});

export const venueForm = z.strictObject({
  venue: name.describe('Name of the venue.'),
  kind: z.enum(['lit', 'dark']).describe('Lit venues show a book; dark ones are reached by direct orders only.'),
  session: name.describe('Name of the session with it.'),
  dedupes: z
    .enum(['never', 'open', 'day'])
    .default('never')
    .describe('For how long the venue recognises an id that it has seen.'),
  queryById: z.boolean().default(false).describe('Can be asked about one order.'),
  listsOpenOrders: z
    .boolean()
    .default(true)
    .describe(
      'Can be asked what of ours is open: the desk sends orders there only once it has compared that with its own books. False trusts the session alone.',
    ),
  replace: z.enum(['atomic', 'cancelThenNew', 'none']).default('none').describe('How an order is changed there.'),
  replaceQty: z.enum(['total', 'leaves']).default('total').describe('What the quantity of a replace means there.'),
  executionKey: z
    .enum(['order', 'venue'])
    .default('order')
    .describe('Whether an execution id is unique within its order, or at the whole venue.'),
  cancelOnDisconnect: z.boolean().default(false).describe('The venue cancels our orders when the connection drops.'),
  positionScope: z
    .enum(['account', 'desk', 'none'])
    .default('none')
    .describe(
      'What its position query covers: each account, the whole desk, or nothing, and then it is not asked. What it holds of an instrument is compared as a whole.',
    ),
  ordTypes: z
    .array(z.enum(['market', 'limit', 'stop', 'stopLimit', 'pegged']))
    .min(1)
    .default(['market', 'limit'])
    .describe('Order types it takes.'),
  timeInForces: z
    .array(z.enum(['day', 'gtc', 'gtd', 'ioc', 'fok']))
    .min(1)
    .default(['day', 'ioc'])
    .describe('Times in force it takes.'),
  idForm: z.enum(['text14', 'numeric']).default('text14').describe('The form of order ids it takes.'),
  makerPpm: ppm.default(0 as Ppm).describe('Fee for adding liquidity, in millionths of the notional; a rebate is negative.'),
  takerPpm: ppm.default(0 as Ppm).describe('Fee for removing liquidity, in millionths of the notional.'),
  requestTimeoutMs: count.default(5_000).describe('Unanswered for longer, the outcome of a request counts as unknown.'),
  queryTimeoutMs: count
    .default(10_000)
    .describe('Unanswered for longer, a question (open orders, executions, positions) is put again.'),
  openOrdersEveryMs: z
    .int()
    .min(0)
    .default(60_000)
    .describe('How long after one comparison of open orders the next begins; 0: only after each connection, or when asked.'),
  positionsEveryMs: z
    .int()
    .min(0)
    .default(300_000)
    .describe(
      'How long after one comparison of positions the next is due, where `positionScope` says that the venue can be asked: it follows the next comparison of open orders, each connection, and when asked. 0: never.',
    ),
  messagesPerSecond: count
    .default(50)
    .describe('Messages a second it takes, of every kind; a fifth is kept for cancels. What is over it waits in the desk.'),
  messagesBurst: count.default(50).describe('Messages it takes at once.'),
  headroomMs: z
    .int()
    .nonnegative()
    .default(100)
    .describe(
      'The messages of so long are kept free of messagesBurst (never more than half of it): what was decided in time may leave, and arrive, in a bunch after a stall. Half of it is for stalls of the desk, half for the network. A longer stall makes messages wait, it does not break the limit.',
    ),
  breaker: z
    .strictObject({
      failures: count.default(5).describe('Unanswered requests of one kind in a row after which no more of that kind are sent.'),
      openMs: count.default(1_000).describe('For how long, the first time; it doubles each time in a row.'),
      openMsMax: count.default(60_000).describe('For how long at the most.'),
    })
    .default({ failures: 5, openMs: 1_000, openMsMax: 60_000 })
    .describe('The circuit breaker of each kind of request: submit, cancel, replace, status. What people cancel always goes.'),
  nonsense: z
    .strictObject({
      limit: count.default(20).describe('So much that nobody can read, or that cannot be, within a window …'),
      windowMs: count.default(60_000).describe('… of so long, and the venue is quarantined.'),
    })
    .default({ limit: 20, windowMs: 60_000 })
    .describe('When a venue talks nonsense: nothing new goes there until a named person releases it; cancels go.'),
  queriesCount: z.boolean().default(false).describe('Whether queries count as messages there.'),
  listings: z.array(listing).min(1).describe('What it lists.'),
  externalOrders: z
    .enum(['adopt', 'quarantine', 'cancel'])
    .default('quarantine')
    .describe(
      'What is done about an order that is open there and that this desk did not send. In each case it becomes an order of the suspense account and counts in risk at once. adopt: it is left at work. quarantine: left alone, and no new order goes there in that instrument until it is over or a person has settled the break about it. cancel: a cancel goes out at once.',
    ),
  strays: z
    .enum(['block', 'allow'])
    .default('block')
    .describe(
      'Whether it takes new orders while executions of it that match no order wait in suspense for a person to assign them. Cancels always go.',
    ),
  hours: z
    .strictObject({
      timezone,
      opens: clockTime.describe('When it opens, on the clocks of that zone.'),
      closes: clockTime.describe('When it closes; at or before the hour at which it opens means on the day after.'),
      days: z
        .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
        .min(1)
        .default(['mon', 'tue', 'wed', 'thu', 'fri'])
        .describe('The days on which it opens.'),
    })
    .optional()
    .describe(
      'When it trades; without them, always. Closed it takes no orders: they wait in the desk until it opens, and are checked again then; what cannot wait (ioc, fok) ends. Cancels go. A day order that is not over a minute after the close is asked about.',
    ),
});

const remote = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .describe('Where it is: what "daybook venue" prints, such as http://127.0.0.1:9001/v1/venues/ALPHA.'),
  dropCopy: z.boolean().default(false).describe('Executions are heard by its drop copy, too.'),
  worker: z
    .boolean()
    .default(false)
    .describe('Its sockets have a thread of their own: whatever ends that takes this venue down for a moment, and no other.'),
  marketWorker: z
    .boolean()
    .default(false)
    .describe(
      'The handler of its market data has a thread of its own: whatever ends that makes its books grow old, and nothing else; under load its changes arrive together.',
    ),
});

const limit = z.strictObject({
  account: name.describe('Whose limit it is.'),
  symbol: name.or(z.literal('*')).default('*').describe('In which instrument; "*" for every one without a limit of its own.'),
  maxOrderQty: decimal.describe('Largest quantity of one order.'),
  maxOrderNotional: decimal.describe('Largest value of one order, in the quote currency.'),
  maxLong: decimal.describe('Longest position, open buy orders included.'),
  maxShort: decimal.describe('Shortest position, open sell orders included, as a positive number.'),
  collarPpm: ppm.describe('How far from the reference price a limit price may be, in millionths.'),
  referenceMaxAgeMs: count.describe('A reference price older than this is not trusted, and nothing is accepted.'),
});

export const httpForm = z.strictObject({
  host: z
    .enum(['127.0.0.1', 'localhost', '::1'])
    .default('127.0.0.1')
    .describe('Address to listen on: this machine only, until there are tokens and TLS.'),
  port: z.int().min(0).max(65_535).default(8080).describe('Port to listen on; 0 takes a free one.'),
});
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export const logForm = z.strictObject({
  level: z
    .enum(LOG_LEVELS)
    .default('info')
    .describe('What is logged, as JSON lines on standard error; debug has a line for each turn.'),
});

export const shutdownForm = z.strictObject({
  orders: z
    .enum(['cancel', 'leave'])
    .default('leave')
    .describe('What becomes of working orders when the process ends in order: cancelled, or left at their venues.'),
  waitMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(3_000)
    .describe('How long it then waits for answers of venues; what is unanswered is named, and the exit code is 1.'),
  day: z
    .enum(['leave', 'seal'])
    .default('leave')
    .describe(
      'Whether the trading day is left open for the next start, or closed and sealed: then none starts before the next day.',
    ),
});

/** The file `daybook.config.json`. Unknown keys are faults: a misspelt limit must not be a missing one. */
export const configFile = z.strictObject({
  desk: desk.describe('Who this desk is.'),
  http: httpForm.default({ host: '127.0.0.1', port: 8080 }).describe('Its HTTP face.'),
  log: logForm.default({ level: 'info' }).describe('Its log.'),
  shutdown: shutdownForm
    .default({ orders: 'leave', waitMs: 3_000, day: 'leave' })
    .describe('How it ends, on SIGTERM, SIGINT or POST /v1/shutdown.'),
  accounts: z
    .array(
      z.strictObject({
        account: name.describe('Name of the account.'),
        tradable: z.boolean().default(true).describe('False refuses every new order of it.'),
        ordersPerSecond: count.default(100).describe('New orders and replaces a second.'),
        ordersBurst: count.default(100).describe('New orders and replaces at once.'),
      }),
    )
    .min(1)
    .describe('Accounts that may be named in an order.'),
  instruments: z.array(instrumentForm).min(1).describe('What can be traded.'),
  venues: z
    .array(
      venueForm.extend({ remote: remote.optional().describe('A venue in another process; simulated in this one when absent.') }),
    )
    .min(1)
    .describe('Where it can be traded.'),
  limits: z.array(limit).describe('What each account may do. An account without limits may do nothing.'),
  suspenseAccount: name.default('SUSPENSE').describe('Where executions are booked that match no order.'),
  replacesInFlightMax: count
    .default(1)
    .describe('How many replaces of one order may be unanswered at once; one more is refused as already pending.'),
  routeAttemptsMax: count.default(3).describe('How often an order chases liquidity before the rest of it rests or ends.'),
  bookMaxAgeMs: count.default(5_000).describe('An older book is not routed to and gives no reference price.'),
  carryDays: count.default(3).describe('For how many days closed orders and clOrdIds stay known.'),
});

export type DeskConfig = Readonly<{
  identity: DeskIdentity;
  terms: ConfigTerms;
  http: HttpConfig;
  log: LogConfig;
  /** How the process ends in order. */
  shutdown?: ShutdownConfig;
  /** By name of the venue. Where a venue is reached is no part of what the desk decides by. */
  remotes?: ReadonlyMap<string, RemoteConfig>;
}>;
export type RemoteConfig = z.infer<typeof remote>;
export type HttpConfig = z.infer<typeof httpForm>;
export type ShutdownConfig = z.infer<typeof shutdownForm>;
export type LogConfig = z.infer<typeof logForm>;
export const HTTP_DEFAULT: HttpConfig = httpForm.parse({});
export const LOG_DEFAULT: LogConfig = logForm.parse({});
export const SHUTDOWN_DEFAULT: ShutdownConfig = shutdownForm.parse({});

/** Checks a whole configuration; throws a ConfigError that lists every fault there is. */
export const readConfig = (value: unknown, where: string): DeskConfig => {
  const parsed = configFile.safeParse(value);
  if (!parsed.success)
    throw new ConfigError(
      where,
      parsed.error.issues.map(({ path, message }) => `${path.length === 0 ? 'the file' : path.join('.')}: ${message}`),
    );
  const { desk: identity, http: httpTerms, log: logTerms, shutdown, venues, ...rest } = parsed.data;
  const terms = { ...rest, venues: venues.map(({ remote: _, ...venue }) => venue) };
  const remotes = new Map(venues.flatMap(({ venue, remote }) => (remote === undefined ? [] : [[venue, remote] as const])));
  const faults = configFaults(terms);
  if (faults.length > 0) throw new ConfigError(where, faults);
  return { identity, terms, http: httpTerms, log: logTerms, shutdown, remotes };
};

/** Keys of one value that the environment may override: `DAYBOOK_DESK_NAME`, `DAYBOOK_HTTP_PORT`, `DAYBOOK_CARRY_DAYS`, … */
const OVERRIDES: ReadonlyMap<string, readonly string[]> = new Map(
  [
    ...(['name', 'code', 'timezone', 'rollAt'] as const).map((key) => ['desk', key]),
    ...(['host', 'port'] as const).map((key) => ['http', key]),
    ['log', 'level'],
    ...(['orders', 'waitMs', 'day'] as const).map((key) => ['shutdown', key]),
    ...(['suspenseAccount', 'routeAttemptsMax', 'replacesInFlightMax', 'bookMaxAgeMs', 'carryDays'] as const).map((key) => [key]),
  ].map((path) => [`DAYBOOK_${path.join('_').replace(/[A-Z]/g, '_$&').toUpperCase()}`, path]),
);
/** Variables of tests and tools that are not keys of the configuration. */
const NOT_CONFIG = ['DAYBOOK_SEED', 'DAYBOOK_RUNS', 'DAYBOOK_KILLS'];

/** A copy of a configuration with what the environment says instead; a name that is no key is a fault, or a typo would go unseen. */
export const overridden = (value: unknown, env: Readonly<Record<string, string | undefined>>, where: string): unknown => {
  const copy = structuredClone(value) as Record<string, unknown>;
  const strangers = Object.keys(env).filter(
    (name) => name.startsWith('DAYBOOK_') && !OVERRIDES.has(name) && !NOT_CONFIG.includes(name),
  );
  if (strangers.length > 0)
    throw new ConfigError(
      where,
      strangers.map((name) => `${name} in the environment is no key; there are ${[...OVERRIDES.keys()].join(', ')}`),
    );
  for (const [name, path] of OVERRIDES) {
    const said = env[name];
    const key = path.at(-1);
    if (said === undefined || key === undefined || typeof copy !== 'object' || copy === null) continue;
    const section = path.length === 1 ? copy : ((copy[path[0] as string] ??= {}) as Record<string, unknown>);
    section[key] = /^\d+$/.test(said) && key !== 'name' && key !== 'code' ? Number(said) : said;
  }
  return copy;
};

/** Reads a configuration file, with what `DAYBOOK_*` variables say instead. */
export const loadConfig = (file: string, env: Readonly<Record<string, string | undefined>> = process.env): DeskConfig => {
  return readConfig(overridden(readJsonFile(file), env, file), file);
};

/** A configuration that comes from no file, with what `DAYBOOK_*` variables say instead. */
export const fromEnvironment = (
  { identity, terms, remotes, ...rest }: DeskConfig,
  env: Readonly<Record<string, string | undefined>> = process.env,
): DeskConfig => {
  const venues = terms.venues.map((venue) => ({ ...venue, remote: remotes?.get(venue.venue) }));
  return readConfig(overridden({ desk: identity, ...rest, ...terms, venues }, env, 'the environment'), 'the environment');
};

/** The JSON Schema of the configuration file, as editors and `daybook.config.schema.json` have it. */
export const configSchemaText = (): string =>
  `${JSON.stringify(z.toJSONSchema(configFile, { io: 'input', unrepresentable: 'any' }), null, 2)}\n`;
