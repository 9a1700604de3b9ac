import { z } from 'zod';
import { type Act, act, type Mode, mode, modeAsked } from '../../../domain/resilience/mode-events.ts';
import { clOrdId, date, isoTime, isWhole, name, oneOf, person, position, remark, scopes } from './words.ts';

const modes = oneOf<Mode>(mode);
const acts = oneOf<Act>(act);

const inForce = {
  mode: modes,
  cause: z.string().describe('Why: the words of whoever set it, or what made the desk conclude it.'),
  by: z.string().optional().describe('Who set it; absent where the desk concluded it by itself.'),
  since: isoTime.optional(),
};
export const modeRow = z.object({ scope: scopes, id: z.string(), ...inForce }).meta({ id: 'ModeInForce' });
export const modeState = z
  .object({
    day: date,
    position,
    ...inForce,
    modes: z.array(modeRow).describe('Every mode in force but normal. For an order the strictest of its scopes counts.'),
    allows: z
      .record(modes, z.record(acts, z.enum(['yes', 'ifReducing', 'no'])))
      .describe(
        'What each mode allows: place a new order, raise (any change but a smaller quantity at the same price), lower, route (an order that waited goes out), cancel. ifReducing: no more than closes the position, open orders counted. Kills and mass cancels are always allowed.',
      ),
  })
  .meta({ id: 'ModeState', description: 'The mode of the desk, and those of accounts, strategies, instruments and venues.' });

export const modeRequest = z
  .strictObject({
    clOrdId: clOrdId.optional(),
    person,
    scope: scopes.default('desk'),
    id: name.optional().describe('Which account, strategy, instrument or venue; not for scopes desk and firm.'),
    mode: oneOf<'normal' | 'reduceOnly' | 'cancelOnly' | 'halted'>(modeAsked).describe(
      'normal lifts what a person has set. venueDegraded cannot be asked for: the desk concludes it from its venues.',
    ),
    reason: remark,
  })
  .refine(({ scope, id }) => isWhole(scope) === (id === undefined), {
    message: 'must be given, except for scopes desk and firm',
    path: ['id'],
  })
  .meta({ id: 'ModeRequest', description: 'What may leave within a scope from here on, and why.' });
export const modeAnswer = z
  .object({
    clOrdId: z.string(),
    person: z.string(),
    scope: scopes,
    id: z.string(),
    mode: modes.describe('In force from here on; venueDegraded where normal was asked for and a venue is not usable.'),
    reason: z.string(),
    day: date,
    position,
  })
  .meta({ id: 'ModeAnswer', description: 'What was set; durable at `position`.' });
