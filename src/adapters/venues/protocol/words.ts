import { z } from 'zod';
import type {
  ExecType,
  Liquidity,
  OrdType,
  RequestKind,
  Side,
  TimeInForce,
  VenueOrdStatus,
} from '../../../domain/order/events.ts';
import {
  execType,
  liquidity,
  ordType,
  type RestatementReason,
  request,
  restatementReason,
  side,
  timeInForce,
  venueOrdStatus,
} from '../../../domain/order/words.ts';

/** The choices of a word of the domain: the wire has no others. */
const oneOf = <T extends string>(field: unknown) => z.enum((field as { choices: readonly [T, ...T[]] }).choices);

export const sides = oneOf<Side>(side);
export const ordTypes = oneOf<OrdType>(ordType);
export const timesInForce = oneOf<TimeInForce>(timeInForce);
export const execTypes = oneOf<ExecType>(execType);
export const ordStatuses = oneOf<VenueOrdStatus>(venueOrdStatus);
export const restatementReasons = oneOf<RestatementReason>(restatementReason);
export const liquidities = oneOf<Liquidity>(liquidity);
export const requests = oneOf<RequestKind>(request);

/** Half a surrogate pair is no text: UTF-8, and so the journal, could not say it again. */
const text = z.string().refine((said) => said.isWellFormed(), 'must be well-formed text');
export const id = text.min(1).max(64);
export const word = text.min(1).max(64);
export const remark = text.max(500);
/** A decimal in quotes; no number of JSON, which is a float. */
export const decimal = z.string().regex(/^-?\d{1,30}(\.\d{1,30})?$/, 'must be a decimal in quotes, such as "10.25"');
/** What a venue said where a decimal belongs: it is read where it is understood, since a venue is never refused. */
export const said = text.max(64);
/** Microseconds since the epoch, UTC. */
export const time = z.int().nonnegative();
/** A number of a session: the first message has 1. */
export const seq = z.int().positive();
