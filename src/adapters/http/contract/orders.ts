import { z } from 'zod';
import { ORD_STATUSES } from '../../../domain/order/fix-view.ts';
import {
  account,
  amount,
  childId,
  childStatuses,
  clOrdId,
  date,
  decimal,
  isoTime,
  isWhole,
  moment,
  name,
  orderId,
  ordTypes,
  pageSize,
  person,
  position,
  remark,
  requests,
  scopes,
  sentId,
  sides,
  symbol,
  timesInForce,
} from './words.ts';

const route = z
  .union([
    z.strictObject({ venue: name.describe('Straight to this venue.') }),
    z.strictObject({ strategy: z.literal('best').describe('Best price over all lit venues, fees included.') }),
  ])
  .describe('How it goes to market; best price when absent.');

export const newOrder = z
  .strictObject({
    clOrdId: clOrdId.optional(),
    account: account.optional(),
    strategy: name.optional().describe('Trading strategy behind it.'),
    algo: name.optional().describe('Algorithm that made the decision.'),
    decisionMaker: name.optional().describe('Person or algorithm that answers for it.'),
    reason: remark.optional(),
    symbol,
    side: sides,
    ordType: ordTypes,
    qty: decimal.optional().describe('Quantity, as a decimal in quotes.'),
    cashOrderQty: decimal
      .optional()
      .describe(
        'Instead of qty: money, in the currency of the quote, of which the desk makes whole lots at the limit or the reference price.',
      ),
    price: decimal.optional().describe('Limit price.'),
    stopPx: decimal.optional().describe('Stop price.'),
    timeInForce: timesInForce.default('day'),
    expireTime: moment.optional().describe('For timeInForce gtd.'),
    route: route.optional(),
    displayQty: decimal.optional(),
    minQty: decimal.optional(),
    postOnly: z.boolean().optional(),
    reduceOnly: z.boolean().optional(),
  })
  .refine(({ qty, cashOrderQty }) => (qty === undefined) !== (cashOrderQty === undefined), {
    message: 'either qty or cashOrderQty must be given',
    path: ['qty'],
  })
  .meta({ id: 'NewOrder', description: 'A new order (FIX NewOrderSingle).' });

export const BATCH_MAX = 500;
export const newOrders = z.strictObject({ orders: z.array(newOrder).min(1).max(BATCH_MAX) }).meta({
  id: 'NewOrders',
  description: `Up to ${BATCH_MAX} orders, decided one by one in this order; each needs its own clOrdId.`,
});

export const amendment = z
  .strictObject({
    clOrdId: clOrdId.optional(),
    account: account.optional(),
    qty: decimal.optional().describe('New total quantity, what is executed included.'),
    price: decimal.optional().describe('New limit price.'),
    reason: remark.optional(),
  })
  .refine(({ qty, price }) => qty !== undefined || price !== undefined, { message: 'qty or price must be given', path: ['qty'] })
  .meta({ id: 'Amendment', description: 'A change of an order (FIX OrderCancelReplaceRequest).' });

const scoped = {
  clOrdId: clOrdId.optional(),
  scope: scopes.default('desk'),
  id: name.optional().describe('Which account, strategy, instrument or venue; not for scopes desk and firm.'),
};
const idFitsScope = ({ scope, id }: { scope: string; id?: string | undefined }): boolean => isWhole(scope) === (id === undefined);
const NO_ID = { message: 'must be given, except for scopes desk and firm', path: ['id'] };
export const massCancel = z
  .strictObject({ ...scoped, reason: remark.default('cancel all') })
  .refine(idFitsScope, NO_ID)
  .meta({ id: 'MassCancel', description: 'Cancels every open order of a scope.' });
export const killSwitch = z
  .strictObject({ ...scoped, reason: remark })
  .refine(idFitsScope, NO_ID)
  .meta({ id: 'KillSwitch', description: 'What to stop, or to let go on, and why.' });

const outcomes = z.enum(['done', 'notDone']);
export const outcomeDeclaration = z
  .strictObject({
    clOrdId: clOrdId.optional(),
    person,
    outcome: outcomes.describe('done: the venue took it, and it had its effect. notDone: it had none, and never will.'),
    reason: remark.describe('How they know: whom they spoke to, say. Journaled, as what ended the doubt.'),
  })
  .meta({ id: 'OutcomeDeclaration', description: 'What became of a request that is in doubt, by the word of a named person.' });

export const ordStatus = z
  .enum(ORD_STATUSES)
  .describe('FIX 4.4 OrdStatus: of all states the order is in, the one of highest precedence.');
const certainty = z.enum(['known', 'unknown']).describe('Unknown while the outcome of a request to a venue is in doubt.');

export const childOrder = z
  .object({
    childId,
    venue: z.string(),
    status: childStatuses.describe(
      'Where it stands at the venue. `doneForDay` is over; `overnight` is done for the day and good for another.',
    ),
    ordStatus: ordStatus.describe('The same in FIX words, as the venue last let us know.'),
    certainty,
    inDoubt: z
      .array(z.object({ request: requests, sentId }))
      .describe('Requests whose outcome is unknown. POST /v1/requests/{sentId}/outcome ends the doubt about one.'),
    qty: amount,
    price: amount.optional(),
    cumQty: amount,
    leavesQty: amount,
    provisionalQty: amount
      .optional()
      .describe('How much of cumQty is booked on the count of the venue alone, until it tells the executions.'),
  })
  .meta({ id: 'ChildOrder', description: 'What of an order went to one venue.' });

export const order = z
  .object({
    orderId,
    clOrdId: z.string(),
    account: z.string(),
    strategy: z.string().optional(),
    symbol: z.string(),
    side: sides,
    ordType: ordTypes,
    timeInForce: timesInForce,
    qty: amount.optional().describe('Absent of a refused order that was for an amount of money.'),
    cashOrderQty: amount.optional().describe('The amount of money that the order was for, if it was.'),
    price: amount.optional(),
    ordStatus,
    cumQty: amount,
    leavesQty: amount,
    avgPx: amount.describe(
      'Average price of what is executed, rounded half-even to four digits beyond those of a price; 0 when nothing is.',
    ),
    certainty,
    provisional: z.literal(true).optional().describe('Some of what is executed is booked on the count of a venue alone.'),
    reason: z.string().describe('Why it was refused, is held or has ended; empty while there is nothing to say.'),
    acceptedAt: isoTime.optional(),
    day: date,
    position,
    children: z.array(childOrder),
  })
  .meta({ id: 'Order', description: 'An order as it stood after the record at `position`.' });

export const orderPage = z
  .object({ orders: z.array(order), next: z.string().optional().describe('Cursor of the next page; absent on the last.') })
  .meta({ id: 'OrderPage' });
export const orderQuery = z.strictObject({
  account: name.optional(),
  symbol: name.optional(),
  strategy: name.optional(),
  clOrdId: clOrdId.optional(),
  ordStatus: ordStatus.optional(),
  open: z
    .enum(['true', 'false'])
    .optional()
    .describe('"true": only orders that could still trade; "false": only those that could not.'),
  limit: pageSize(500, 100),
  cursor: z
    .string()
    .regex(/^O-\d{8}-[1-9]\d{0,8}$/, 'must be the `next` of an earlier page')
    .optional(),
});

export const requestAnswer = z
  .object({
    request: z.enum(['cancel', 'replace']),
    clOrdId: z.string(),
    orderId,
    outcome: z.enum(['pending', 'done']).describe('Done at once where no venue has to be asked: the order was held in the desk.'),
    ordStatus: ordStatus.optional().describe('Of the order, where this request alone decides it.'),
    qty: amount.optional(),
    price: amount.optional(),
    day: date,
    position,
  })
  .meta({ id: 'RequestAnswer', description: 'The desk takes a cancel or a replace on; what comes of it, the order tells.' });

export const operatorAnswer = z
  .object({
    request: z.enum(['kill', 'resume', 'massCancel']),
    clOrdId: z.string(),
    workId: z
      .int()
      .optional()
      .describe('Of a kill and a mass cancel: GET /v1/kills reports what became of its orders under this number.'),
    scope: scopes,
    id: z.string(),
    reason: z.string(),
    day: date,
    position,
  })
  .meta({ id: 'OperatorAnswer', description: 'What was engaged, lifted or begun; durable at `position`.' });

export const outcomeAnswer = z
  .object({
    request: requests.describe('What was in doubt.'),
    clOrdId: z.string(),
    sentId,
    orderId,
    childId,
    person: z.string().describe('Who said so first; a repeat by somebody else changes nothing.'),
    outcome: outcomes,
    reason: z.string(),
    became: z
      .enum(['working', 'over', 'replaced', 'asItWas', 'sentAgain'])
      .describe(
        'Of the child order: it works at its venue; it is over; it works under its new terms; it is as it was without the request; or so, and the cancel, which is still wanted, went out again.',
      ),
    orderEnded: z
      .enum(['filled', 'canceled', 'rejected', 'expired', 'doneForDay'])
      .optional()
      .describe('How the order ended, where it ended with this, as journaled. Its ordStatus in FIX words is with the order.'),
    day: date,
    position,
  })
  .meta({ id: 'OutcomeAnswer', description: 'What was in doubt and is not any more; durable at `position`.' });
