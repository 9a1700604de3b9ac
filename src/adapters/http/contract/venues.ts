import { z } from 'zod';
import { clOrdId, date, person, position, remark } from './words.ts';

export const venueRelease = z
  .strictObject({ clOrdId: clOrdId.optional(), person, reason: remark })
  .meta({ id: 'VenueRelease', description: 'Who lets orders go to a venue again that talked nonsense, and why.' });
export const venueReleased = z
  .object({ clOrdId: z.string(), person: z.string(), venue: z.string(), reason: z.string(), day: date, position })
  .meta({ id: 'VenueReleased', description: 'The venue is released; durable at `position`. Orders that were held for it go.' });
