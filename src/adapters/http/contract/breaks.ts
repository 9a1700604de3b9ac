import { z } from 'zod';
import {
  breakReasons,
  breakStates,
  breakSteps,
  childId,
  clOrdId,
  date,
  isoTime,
  name,
  orderId,
  pageSize,
  person,
  position,
  remark,
} from './words.ts';

const breakId = z.int().min(1).describe('Number of the break: it goes on from day to day.');
const state = breakStates.describe('open; explained: it is known how it came about; closed: what it was about is settled.');

const head = {
  breakId,
  what: breakReasons,
  detail: z.string().describe('What does not fit, in plain words.'),
  state,
  venue: z.string().optional(),
  orderId: orderId.optional(),
  childId: childId.optional(),
  executionKey: z
    .string()
    .optional()
    .describe('Of the execution in suspense that it is about: POST /v1/suspense/assign settles it.'),
  raisedAt: isoTime,
  ageSeconds: z.int().describe('Since it was raised; of one that is closed, how long it lasted.'),
  owner: z.string().optional().describe('Who has taken it on.'),
  explanation: z.string().optional().describe('How it came about, as far as is known.'),
  ending: z.string().optional().describe('How it was settled.'),
  closedAt: isoTime.optional(),
};
export const breakRow = z.object(head).meta({ id: 'Break', description: 'Something that a venue said and that does not fit.' });
export const breakPage = z
  .object({
    day: date,
    position,
    breaks: z.array(breakRow),
    next: z.string().optional().describe('The cursor of the next page; absent on the last.'),
  })
  .meta({ id: 'BreakPage' });
export const breakQuery = z.strictObject({
  state: breakStates.optional(),
  venue: name.optional(),
  what: breakReasons.optional(),
  limit: pageSize(500, 100),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'must be the `next` of an earlier page')
    .optional(),
});
export const breakStory = z
  .object({
    ...head,
    story: z.array(
      z.object({
        position,
        at: isoTime,
        actor: z.string(),
        type: z.string().describe('Of the record: BreakRaised, CarriedBreak, BreakOwned, BreakExplained or BreakClosed.'),
        what: z.string(),
        evidence: position.optional().describe('Position of the input that shows it; absent where a person says so.'),
      }),
    ),
  })
  .meta({ id: 'BreakStory', description: 'A break, and every record of the day about it.' });

export const breakNamed = z.strictObject({ id: z.string().regex(/^[1-9]\d{0,14}$/, 'must be the number of a break') });
const step = breakSteps.describe('own: take it on. explain: say how it came about. close: say that it is settled.');
export const breakResolution = z
  .strictObject({
    clOrdId: clOrdId.optional(),
    person,
    step,
    reason: remark.describe('How it came about, how it was settled, or why this person takes it on. Journaled.'),
  })
  .meta({ id: 'BreakResolution', description: 'What a named person does about a break.' });
export const breakAnswer = z
  .object({
    clOrdId: z.string(),
    breakId,
    step,
    person: z.string().describe('Who did so first; a repeat by somebody else changes nothing.'),
    reason: z.string(),
    day: date,
    position,
  })
  .meta({ id: 'BreakAnswer', description: 'What was done about the break; durable at `position`.' });
