import { z } from 'zod';
import { clOrdId, date, person, position, remark } from './words.ts';

const orders = z.enum(['cancel', 'leave']);
export const shutdownRequest = z
  .strictObject({
    clOrdId: clOrdId.optional(),
    person,
    reason: remark,
    orders: orders.optional().describe('Cancel what works, or leave it at its venues; else as configured (shutdown.orders).'),
    day: z.enum(['leave', 'seal']).optional().describe('Leave the day open, or close and seal it; else as configured.'),
    waitMs: z.int().min(0).max(600_000).optional().describe('How long to wait for answers; else as configured.'),
  })
  .meta({ id: 'ShutdownRequest', description: 'Ends the desk in order.' });
export const shutdownAnswer = z
  .object({
    clOrdId: z.string(),
    person: z.string(),
    reason: z.string(),
    orders,
    sealsDay: z.boolean(),
    waitMs: z.int(),
    day: date,
    position,
  })
  .meta({
    id: 'ShutdownAnswer',
    description: 'The desk takes nothing new from here on, and ends when its venues have answered.',
  });
