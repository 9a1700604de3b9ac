import { z } from 'zod';
import { dayFromDate } from '../../../domain/kernel/ids.ts';
import {
  type BreakReason,
  breakReason,
  type ChildStatus,
  childStatus,
  ordType,
  type RequestKind,
  request,
  side,
  timeInForce,
} from '../../../domain/order/words.ts';
import { type BreakState, type BreakStep, breakState, breakStep } from '../../../domain/reconcile/events.ts';
import { type Scope, scope } from '../../../domain/risk/events.ts';

/** The choices of a word of the domain, so that the contract can never offer one that the journal cannot hold. */
export const oneOf = <T extends string>(field: unknown) => z.enum((field as { choices: readonly [T, ...T[]] }).choices);

export const name = z.string().regex(/^[\w.:/-]{1,32}$/, 'must be 1 to 32 letters, digits and . : / - _');
export const clOrdId = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 characters of printable ASCII without spaces')
  .describe('Id of the client for this ask, unique within its account. A repeat gets the first answer.');
export const remark = z
  .string()
  .regex(/^\P{Cc}{1,200}$/u, 'must be 1 to 200 characters without control characters')
  .describe('Why, in plain words; journaled.');
export const person = z
  .string()
  .regex(
    /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} .'@_-]{0,62}[\p{L}\p{M}\p{N}.])?$/u,
    "must be a name: 1 to 64 letters, digits, spaces and . ' @ _ -",
  )
  .describe('Who says so and answers for it. The record in the journal has `person:<name>` for its actor.');
export const decimal = z.string().regex(/^-?\d{1,30}(\.\d{1,30})?$/, 'must be a decimal in quotes, such as "10.25"');
export const account = name.describe('Account that the order is for; may be given as the header X-Account instead.');
export const symbol = name.describe('Instrument, as this desk calls it.');
export const sides = oneOf<'buy' | 'sell' | 'sellShort'>(side);
export const ordTypes = oneOf<'market' | 'limit' | 'stop' | 'stopLimit' | 'pegged'>(ordType);
export const timesInForce = oneOf<'day' | 'gtc' | 'gtd' | 'ioc' | 'fok'>(timeInForce);
export const requests = oneOf<RequestKind>(request);
export const childStatuses = oneOf<ChildStatus>(childStatus);
export const breakReasons = oneOf<BreakReason>(breakReason);
export const breakStates = oneOf<BreakState>(breakState);
export const breakSteps = oneOf<BreakStep>(breakStep);
export const scopes = oneOf<Scope>(scope);
/** Scopes of which there is one: they need no id. */
export const isWhole = (scope: string): boolean => scope === 'desk' || scope === 'firm';

const LAST_YEAR = '2199';
/** Microseconds are whole numbers that a float holds exactly until 2255; beyond this an order is not good till a date but for ever. */
export const moment = z.iso
  .datetime({ offset: true, abort: true })
  .max(40)
  .refine((text) => text.slice(0, 4) > '1970' && text.slice(0, 4) <= LAST_YEAR, `must be after 1970 and before ${LAST_YEAR}`)
  .describe('ISO 8601 with an offset, such as 2026-11-21T14:30:00Z.');

export const isoTime = z.string().describe('ISO 8601, UTC, with microseconds.');
export const orderId = z.string().describe('Order of this desk: O-yyyymmdd-n.');
export const sentId = z.string().describe('Id of one request to a venue, as it was sent there.');
export const childId = z.string().describe('Child order of this desk: C-yyyymmdd-n.');
export const date = z.string().describe('Trading day: yyyy-mm-dd.');
export const amount = z.string().describe('Exact decimal.');
export const position = z.int().min(0).describe('Position in the journal of the day: everything up to it is durable.');

export const dayParam = z
  .string()
  .refine((text) => dayFromDate(text) !== undefined, 'must be a date, such as 2026-11-21')
  .describe('Trading day: yyyy-mm-dd.');
export const pageSize = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).describe(`How many at most: 1 to ${most}.`);

/** Who asks, and under which id, where the body does not say. */
export const asker = z.looseObject({
  'x-account': name.optional().describe('Account, where the body names none.'),
  'idempotency-key': clOrdId.optional().describe('Stands for clOrdId, where the body has none.'),
});
