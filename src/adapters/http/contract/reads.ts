import { z } from 'zod';
import { type RoundCause, roundCause } from '../../../domain/reconcile/query-events.ts';
import { modeRow } from './mode.ts';
import { order } from './orders.ts';
import { problemBody } from './problem.ts';
import { amount, date, isoTime, name, oneOf, orderId, pageSize, position, scopes } from './words.ts';

const amounts = z.record(z.string(), amount);

export const positionRow = z
  .object({
    account: z.string(),
    symbol: z.string(),
    qty: amount.describe('Negative when short.'),
    avgPx: amount.optional().describe('Average cost of what is held; absent when flat.'),
    bought: amount,
    sold: amount,
    currency: z.string(),
    realizedPnl: amount.describe('After the fees that are in the same currency.'),
    unrealizedPnl: amount.optional().describe('At the mark; absent while there is none.'),
    totalPnl: amount.optional(),
    fees: amounts.describe('By currency; a rebate is negative.'),
    mark: z.object({ price: amount, at: isoTime, source: z.string() }).optional(),
  })
  .meta({ id: 'Position' });
export const positionList = z.object({ day: date, position, positions: z.array(positionRow) }).meta({ id: 'Positions' });
export const positionQuery = z.strictObject({ account: name.optional(), symbol: name.optional() });

export const kill = z.object({ scope: scopes, id: z.string(), reason: z.string() }).meta({ id: 'Kill' });
export const exposureRow = z
  .object({
    account: z.string(),
    symbol: z.string(),
    position: amount,
    openBuy: amount,
    openSell: amount,
    openOrders: z.int(),
    longest: amount.describe('The position if every buy fills and no sell does.'),
    shortest: amount.describe('The position if every sell fills and no buy does.'),
    limits: z
      .object({
        maxLong: amount,
        maxShort: amount,
        maxOrderQty: amount,
        maxOrderNotional: amount,
        collarPpm: z.int(),
        referenceMaxAgeMs: z.int(),
      })
      .optional()
      .describe('Absent: this account may not trade it.'),
  })
  .meta({ id: 'Exposure' });
export const risk = z
  .object({ day: date, position, kills: z.array(kill), modes: z.array(modeRow), exposure: z.array(exposureRow) })
  .meta({ id: 'Risk', description: 'Every open or unknown order at its worst case, beside its limits.' });

export const venue = z
  .object({
    venue: z.string(),
    kind: z.enum(['lit', 'dark']),
    session: z.string(),
    state: z.enum(['up', 'down']),
    since: isoTime.optional(),
    reason: z.string(),
    level: z.boolean().describe('Orders go there: what of ours is open there has been compared with our own books.'),
    toLevelMs: z.number().optional().describe('How long that took from the moment the session was up.'),
    compared: z
      .object({
        at: isoTime,
        position,
        cause: oneOf<RoundCause>(roundCause),
        tookMs: z.number(),
        orders: z.int().describe('Orders of ours that it has open.'),
        differences: z.int().describe('How often its books and ours differed.'),
        outcome: z.enum(['done', 'unanswered']),
      })
      .optional()
      .describe('The last comparison that has ended.'),
    hours: z
      .object({ state: z.enum(['open', 'closed']), until: isoTime })
      .optional()
      .describe('Of a venue that has hours: closed it takes no orders, and they wait until it opens.'),
    lastSeqIn: z.int().min(0).describe('Number of the session up to which every message of the venue has been heard.'),
    missing: z
      .array(z.object({ from: z.int(), to: z.int() }))
      .describe('Numbers that were never heard, though later ones were: what had them may have been a fill.'),
    budget: z
      .object({
        perSecond: z.int(),
        burst: z.int(),
        freeForOrders: z.int().min(0).describe('Orders, replaces or questions that could go now, one after another.'),
        freeForCancels: z.int().min(0).describe('Cancels that could; a fifth of the budget is for them alone.'),
        ordersWaiting: z.int().min(0).describe('Orders held until their turn comes.'),
        requestsWaiting: z.int().min(0).describe('Cancels, replaces and questions that wait for theirs.'),
        pausedUntil: isoTime.optional().describe('More was sent than the venue takes: nothing goes there until then.'),
      })
      .describe('The message budget of the venue.'),
    breakers: z
      .array(
        z.object({
          kind: z.enum(['submit', 'cancel', 'replace', 'status']),
          state: z.enum(['closed', 'open', 'halfOpen']),
          until: isoTime.optional(),
        }),
      )
      .describe('The circuit breaker of each kind of request; open: the venue does not answer them, and none is sent.'),
    quarantined: z
      .boolean()
      .describe('It talked nonsense: nothing new goes there until POST /v1/venues/{venue}/release. Cancels go.'),
    unreadable: z.int().min(0).describe('Frames of today that nobody could read.'),
    resendAwaited: z.boolean().describe('The venue has been asked to say them again, and its time to do so is not over.'),
    ordTypes: z.array(z.string()),
    timeInForces: z.array(z.string()),
    dedupes: z.string(),
    queryById: z.boolean(),
    replace: z.string(),
    replaceQty: z.string(),
    executionKey: z.string(),
    cancelOnDisconnect: z.boolean(),
    positionScope: z.string(),
    idForm: z.string(),
    makerPpm: z.int(),
    takerPpm: z.int(),
    symbols: z.array(z.string()),
  })
  .meta({ id: 'Venue' });
export const venueList = z
  .object({ day: date, position, mode: modeRow.shape.mode, venues: z.array(venue) })
  .meta({ id: 'Venues' });

const consolidatedLevel = z.object({
  price: amount,
  qty: amount,
  venues: z.array(z.object({ venue: z.string(), qty: amount })),
});
const level = z.object({ price: amount, qty: amount });
export const book = z
  .object({
    symbol: z.string(),
    at: isoTime,
    state: z.enum(['empty', 'oneSided', 'normal', 'locked', 'crossed']),
    bids: z.array(consolidatedLevel),
    asks: z.array(consolidatedLevel),
    venues: z.array(z.object({ venue: z.string(), at: isoTime, fresh: z.boolean(), bids: z.array(level), asks: z.array(level) })),
  })
  .meta({ id: 'Book', description: 'All fresh lit books as one, and each by itself.' });
export const bookQuery = z.strictObject({ depth: pageSize(50, 10) });

export const day = z
  .object({
    day: date,
    state: z.enum(['open', 'closed', 'sealed']),
    position,
    chainHead: z.string(),
    seal: z.object({ stateDigest: z.string(), fileHash: z.string() }).optional(),
  })
  .meta({ id: 'Day' });
export const dayPage = z.object({ days: z.array(day), next: date.optional() }).meta({ id: 'DayPage' });

export const journalRecord = z
  .object({
    position: z.int(),
    at: z.int().describe('Microseconds since the epoch, UTC.'),
    mono: z.int(),
    type: z.string().describe('Name of the event in journal/catalogue.'),
    v: z.int(),
    actor: z.string(),
    causationId: z.int().describe('Position of the input behind it.'),
    correlationId: orderId.nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Record', description: 'One line of the journal. journal/catalogue has the schema of each type.' });
export const eventPage = z
  .object({ day: date, events: z.array(journalRecord), next: z.string().optional() })
  .meta({ id: 'EventPage' });
export const orderEvents = z
  .object({ orderId, days: z.array(z.object({ day: date, events: z.array(journalRecord) })) })
  .meta({ id: 'OrderEvents' });

export const story = z
  .object({
    orderId,
    days: z.array(
      z.object({
        day: date,
        steps: z.array(
          z.object({
            position: z.int(),
            at: isoTime,
            actor: z.string(),
            type: z.string(),
            causedBy: z.int(),
            what: z.string(),
            evidence: z.array(z.string()),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Story', description: 'What happened to an order, who said so, and on what evidence.' });

export const deskState = z
  .object({
    day: date,
    position,
    at: isoTime,
    kills: z.array(kill),
    modes: z.array(modeRow),
    venues: z.array(z.object({ venue: z.string(), state: z.enum(['up', 'down']) })),
    positions: z.array(positionRow),
    exposure: z.array(exposureRow),
    openOrders: z.array(order),
    more: z.boolean().describe('There are more open orders than are shown.'),
  })
  .meta({ id: 'DeskState', description: 'How everything stood at a moment of a day.' });

export const health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });
export const readiness = z
  .object({
    status: z.literal('ready'),
    desk: z.string(),
    build: z.string(),
    configDigest: z.string(),
    day: date,
    position,
    mode: modeRow.shape.mode,
  })
  .meta({ id: 'Readiness' });

export const batchAnswer = z
  .object({
    results: z.array(z.object({ status: z.int(), order: order.optional(), problem: problemBody.optional() })),
  })
  .meta({ id: 'BatchAnswer', description: 'One result for each order, in the order in which they were given.' });
