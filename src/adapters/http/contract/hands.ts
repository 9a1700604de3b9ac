import { z } from 'zod';
import { amount, childId, clOrdId, date, decimal, isoTime, name, orderId, person, position, remark, sides } from './words.ts';

/** What every act by hand carries: who answers for it, and why. */
const byHand = { clOrdId: clOrdId.optional(), person, reason: remark };
const executionKey = z.string().min(1).max(200).describe('The key under which it is booked, as the list of executions names it.');

export const strayRow = z
  .object({
    venue: z.string(),
    executionKey,
    execId: z.string(),
    symbol: z.string(),
    side: sides,
    lastQty: amount.describe('As it now stands; 0 once the venue has taken it back.'),
    lastPx: amount,
    fee: amount,
    feeCurrency: z.string(),
    since: isoTime.describe('When it was booked; of one from before today, when the day opened.'),
    state: z
      .enum(['waits', 'assigned', 'takenBack'])
      .describe('waits: for a person, and its venue takes no new orders, unless its configuration allows it.'),
    account: z.string().describe('Where it is booked.'),
    orderId: orderId.optional(),
    childId: childId.optional(),
    person: z.string().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'StrayExecution', description: 'An execution that a venue told for no order of ours.' });
export const suspenseList = z
  .object({ day: date, position, executions: z.array(strayRow) })
  .meta({ id: 'Suspense', description: 'Executions that matched no order, oldest first.' });
export const suspenseQuery = z.strictObject({
  venue: name.optional(),
  state: z.enum(['waits', 'assigned', 'takenBack']).optional(),
});

export const strayAssignment = z
  .strictObject({
    ...byHand,
    venue: name,
    executionKey,
    account: name.optional().describe('Whose it is; the suspense account itself leaves it there, settled.'),
    orderId: orderId.optional().describe('Or of which order of this desk it is an execution.'),
  })
  .refine(({ account, orderId: order }) => (account === undefined) !== (order === undefined), {
    message: 'either account or orderId must be given',
    path: ['account'],
  })
  .meta({ id: 'StrayAssignment', description: 'Whose an execution in suspense is, by the word of a named person.' });

const closedAs = z.enum(['canceled', 'rejected', 'expired']).describe('How it ended.');
export const forcedClose = z
  .strictObject({ ...byHand, as: closedAs.default('canceled') })
  .meta({ id: 'ForcedClose', description: 'That something is over, by the word of a named person.' });
export const positionAdjustment = z
  .strictObject({
    ...byHand,
    account: name,
    symbol: name,
    qty: decimal.describe('By how much, signed: above 0 is bought.'),
    px: decimal.describe('At which price: what it cost, or brought in.'),
    venue: name
      .optional()
      .describe(
        'The venue that holds it: what is booked of it there changes too, and a break positionDiffers closes once the two agree.',
      ),
  })
  .meta({ id: 'PositionAdjustment', description: 'A change of a position that no execution explains.' });
export const fillCorrection = z
  .strictObject({
    ...byHand,
    orderId,
    executionKey,
    lastQty: decimal.describe('How much it was; 0 takes it back.'),
    lastPx: decimal.describe('At which price.'),
  })
  .meta({ id: 'FillCorrection', description: 'What an execution of an order really was, by the word of a named person.' });
export const countDeclaration = z
  .strictObject({ ...byHand, cumQty: decimal.describe('How much of it was executed, what is booked included.') })
  .meta({ id: 'CountDeclaration', description: 'How much of what is over was executed, where the venue miscounts.' });

export const handAnswer = z
  .object({
    request: z.enum(['assign', 'forceClose', 'adjust', 'correctFill', 'declareCount']),
    clOrdId: z.string(),
    person: z.string().describe('Who did so first; a repeat by somebody else changes nothing.'),
    reason: z.string(),
    account: z.string().optional().describe('Whose books it changed.'),
    orderId: orderId.optional(),
    childId: childId.optional(),
    day: date,
    position,
  })
  .meta({ id: 'HandAnswer', description: 'What was done by hand; durable at `position`.' });
