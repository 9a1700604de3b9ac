import { z } from 'zod';
import { amendment, newOrder } from './orders.ts';
import { account, clOrdId, remark } from './words.ts';

const id = z.union([z.string().min(1).max(64), z.int()]).describe('Of this message: its answer has the same.');
const named = z.string().min(1).max(64).describe('orderId or clOrdId of the order.');
export const views = z.enum(['orders', 'positions', 'risk', 'venues', 'breaks']);
const topic = z.union([z.literal('events'), views]);

export const eventId = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}:\d{1,15}$/, 'must be <day>:<position>, such as 2026-11-21:17')
  .describe('The last event that was seen: <day>:<position>. Everything after it follows.');

export const socketMessage = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('new'), id, order: newOrder }),
    z.strictObject({
      type: z.literal('cancel'),
      id,
      order: named,
      clOrdId,
      account: account.optional(),
      reason: remark.optional(),
    }),
    z.strictObject({ type: z.literal('replace'), id, order: named, amendment }),
    z.strictObject({ type: z.literal('subscribe'), id, to: topic, lastEventId: eventId.optional() }),
    z.strictObject({ type: z.literal('unsubscribe'), id, to: topic }),
  ])
  .meta({ id: 'SocketMessage', description: 'What a client may say on /v1/ws.' });

export const streamQuery = z.strictObject({
  lastEventId: eventId.optional(),
  view: views.optional().describe('Follow a view instead of the events: its rows as they stand, now and after each change.'),
});
