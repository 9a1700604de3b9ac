import { z } from 'zod';
import { date, isoTime, orderId, position, scopes } from './words.ts';

const count = z.int().min(0);
export const massCancelReport = z
  .object({
    workId: z.int(),
    scope: scopes,
    id: z.string(),
    reason: z.string().optional(),
    by: z.string().optional().describe('Who pulled it; absent of one that began on an earlier day.'),
    at: isoTime,
    state: z
      .enum(['waiting', 'reported'])
      .describe('Waiting: the orders are being cancelled, or their venues have not answered.'),
    orders: count.describe('Orders that it took.'),
    canceled: count.optional().describe('Over, and not filled.'),
    filled: count.optional().describe('Filled before they could be cancelled.'),
    failed: count.optional().describe('Their venues refused to cancel them.'),
    unknown: count.optional().describe('No answer in time, or the cancel has not got out.'),
    left: z.array(orderId).optional().describe('What was still live, or might have been: the first of them.'),
  })
  .meta({ id: 'MassCancelReport', description: 'What became of the orders that a kill or a mass cancel took.' });
export const killRow = z
  .object({
    scope: scopes,
    id: z.string(),
    reason: z.string(),
    by: z.string(),
    since: isoTime,
    openOrders: count.describe('Orders of this scope that could still trade, now.'),
    left: z.array(orderId).describe('The first of them.'),
  })
  .meta({ id: 'KillInForce' });
export const killState = z
  .object({
    day: date,
    position,
    kills: z.array(killRow),
    reports: z.array(massCancelReport).describe('Kills and mass cancels of the day, newest first.'),
  })
  .meta({ id: 'KillState', description: 'Engaged kill switches: by whom, why, since when, and what is left.' });
