import { z } from 'zod';
import type { ExecType } from '../../../domain/order/events.ts';
import { execType } from '../../../domain/order/words.ts';
import { ordStatus } from './orders.ts';
import { amount, clOrdId, date, isoTime, name, oneOf, orderId, position, sides } from './words.ts';

const orderIdOrNone = z.string().describe('O-yyyymmdd-n; NONE when there is no such order.');
const answerTo = { clOrdId: z.string(), orderId: orderIdOrNone, account: z.string(), ordStatus };

export const executionReport = z
  .object({
    msgType: z.literal('executionReport'),
    execType: oneOf<ExecType>(execType).describe('Why the report is sent.'),
    ...answerTo,
    execId: z.string().describe('Of this report; of a trade, the name that busts and corrections refer to. 0 for a status.'),
    execRefId: z.string().optional().describe('Of a bust or a correction: the execId of its trade.'),
    origClOrdId: z.string().optional().describe('In the answer to a request: the last clOrdId that was accepted before it.'),
    symbol: z.string().optional(),
    side: sides.optional(),
    orderQty: amount.optional().describe('Absent when the order was refused at the door.'),
    cashOrderQty: amount.optional().describe('The money that orderQty was made of.'),
    price: amount.optional(),
    cumQty: amount,
    leavesQty: amount,
    avgPx: amount,
    lastQty: amount.optional(),
    lastPx: amount.optional(),
    ordRejReason: z.string().optional(),
    text: z.string().optional(),
  })
  .meta({ id: 'ExecutionReport', description: 'What a client is told of its order (FIX ExecutionReport).' });
export const orderCancelReject = z
  .object({
    msgType: z.literal('orderCancelReject'),
    ...answerTo,
    origClOrdId: z.string().describe('The last clOrdId that was accepted; of an unknown order, the one that was said.'),
    cxlRejResponseTo: z.enum(['cancel', 'replace']),
    cxlRejReason: z.string(),
    text: z.string(),
  })
  .meta({ id: 'OrderCancelReject', description: 'A cancel or a replace that came to nothing (FIX OrderCancelReject).' });

export const orderReports = z
  .object({
    orderId,
    days: z.array(
      z.object({
        day: date,
        reports: z.array(
          z.object({ position, at: isoTime, report: z.discriminatedUnion('msgType', [executionReport, orderCancelReject]) }),
        ),
      }),
    ),
  })
  .meta({ id: 'OrderReports', description: 'What the client of an order was told of it, in FIX words, report by report.' });

export const statusQuery = z.strictObject({
  account: name.describe('Whose order.'),
  clOrdId: clOrdId.describe('Of the order, or of a request about it.'),
});
