import { z } from 'zod';
import { clOrdId, date, name, person, position, remark } from './words.ts';

export const venueNamed = z.strictObject({ venue: name });
export const reconcileRequest = z
  .strictObject({ clOrdId: clOrdId.optional(), person, reason: remark })
  .meta({ id: 'ReconcileRequest', description: "Who wants a venue's books compared with ours, and why." });
export const reconcileAnswer = z
  .object({
    clOrdId: z.string(),
    person: z.string(),
    venue: z.string(),
    reason: z.string(),
    queryId: z.int().describe('The number of the first question; what came of the comparison is in GET /v1/venues, `compared`.'),
    day: date,
    position,
  })
  .meta({ id: 'ReconcileAnswer', description: 'The venue is asked; durable at `position`.' });
