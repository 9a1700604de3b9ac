import type { z } from 'zod';
import { parseOrderId } from '../../../domain/kernel/ids.ts';
import type { Micros } from '../../../domain/kernel/units.ts';
import type { Events } from '../../../domain/oms/catalogue.ts';
import type { Route } from '../../../domain/order/words.ts';
import type { ShutdownConfig } from '../../runtime/config.ts';
import type { breakResolution } from '../contract/breaks.ts';
import type { modeRequest } from '../contract/mode.ts';
import type { amendment, killSwitch, massCancel, newOrder, outcomeDeclaration } from '../contract/orders.ts';
import type { reconcileRequest } from '../contract/reconcile.ts';
import type { shutdownRequest } from '../contract/shutdown.ts';
import type { venueRelease } from '../contract/venues.ts';
import { malformed } from '../problems/problem.ts';

export type NewOrderBody = z.output<typeof newOrder>;
export type AmendmentBody = z.output<typeof amendment>;
export type KillBody = z.output<typeof killSwitch>;
export type MassCancelBody = z.output<typeof massCancel>;
export type DeclarationBody = z.output<typeof outcomeDeclaration>;
export type ShutdownBody = z.output<typeof shutdownRequest>;
export type ModeRequestBody = z.output<typeof modeRequest>;
export type VenueReleaseBody = z.output<typeof venueRelease>;
export type BreakResolutionBody = z.output<typeof breakResolution>;

/** Who asks and under which id, as headers say it: they count where the body is silent. */
export type Asker = Readonly<{ account?: string | undefined; key?: string | undefined }>;

/** The account of an ask. Two different ones are a mistake that must not become a trade. */
export const accountOf = (inBody: string | undefined, { account }: Asker): string => {
  if (inBody !== undefined && account !== undefined && inBody !== account)
    throw malformed('account', `the body says ${inBody} and the header X-Account says ${account}`);
  const found = inBody ?? account;
  if (found === undefined) throw malformed('account', 'is missing, and so is the header X-Account');
  return found;
};

/** The id of an ask: a retry is told from a second order by it, so there is no ask without. */
export const idOf = (inBody: string | undefined, { key }: Asker): string => {
  const found = inBody ?? key;
  if (found === undefined) throw malformed('clOrdId', 'is missing, and so is the header Idempotency-Key');
  return found;
};

const microsOf = (text: string): Micros => Number(Temporal.Instant.from(text).epochNanoseconds / 1_000n) as Micros;
const routeOf = (route: NonNullable<NewOrderBody['route']>): Route =>
  'venue' in route ? { strategy: 'direct', venue: route.venue } : { strategy: 'best' };

export const newOrderInput = (body: NewOrderBody, asker: Asker): Events['NewOrderRequested'] => {
  const { clOrdId, account, expireTime, route, ...said } = body;
  return {
    type: 'NewOrderRequested',
    clOrdId: idOf(clOrdId, asker),
    account: accountOf(account, asker),
    ...said,
    ...(expireTime === undefined ? {} : { expireTime: microsOf(expireTime) }),
    ...(route === undefined ? {} : { route: routeOf(route) }),
  };
};

/** An order by the name a client gave it in an address: our id for it, or its own. */
export const orderNamed = (named: string): Pick<Events['CancelRequested'], 'orderId' | 'origClOrdId'> => {
  const orderId = parseOrderId(named);
  return orderId === undefined ? { origClOrdId: named } : { orderId };
};

export const replaceInput = (named: string, body: AmendmentBody, account: string, asker: Asker): Events['ReplaceRequested'] => {
  const { clOrdId, qty, price, reason } = body;
  return {
    type: 'ReplaceRequested',
    clOrdId: idOf(clOrdId, asker),
    account,
    ...orderNamed(named),
    ...(qty === undefined ? {} : { qty }),
    ...(price === undefined ? {} : { price }),
    ...(reason === undefined ? {} : { reason }),
  };
};

export const cancelInput = (
  named: string,
  { clOrdId, reason }: Readonly<{ clOrdId?: string | undefined; reason?: string | undefined }>,
  account: string,
  asker: Asker,
): Events['CancelRequested'] => ({
  type: 'CancelRequested',
  clOrdId: idOf(clOrdId, asker),
  account,
  ...orderNamed(named),
  ...(reason === undefined ? {} : { reason }),
});

type Operation = 'KillRequested' | 'ResumeRequested' | 'MassCancelRequested';
export const operatorInput = <Type extends Operation>(
  type: Type,
  { clOrdId, scope, id = '*', reason }: KillBody | MassCancelBody,
  asker: Asker,
): Readonly<{ type: Type; clOrdId: string; scope: KillBody['scope']; id: string; reason: string }> => ({
  type,
  clOrdId: idOf(clOrdId, asker),
  scope,
  id,
  reason,
});

export const outcomeInput = (
  sentId: string,
  { clOrdId, outcome, reason }: DeclarationBody,
  asker: Asker,
): Events['OutcomeDeclared'] => ({ type: 'OutcomeDeclared', clOrdId: idOf(clOrdId, asker), sentId, outcome, reason });

export const breakInput = (
  breakId: number,
  { clOrdId, step, reason }: BreakResolutionBody,
  asker: Asker,
): Events['BreakResolveRequested'] => ({
  type: 'BreakResolveRequested',
  clOrdId: idOf(clOrdId, asker),
  breakId,
  step,
  reason,
});

export const reconcileInput = (
  venue: string,
  { clOrdId, reason }: z.output<typeof reconcileRequest>,
  asker: Asker,
): Events['ReconcileRequested'] => ({ type: 'ReconcileRequested', clOrdId: idOf(clOrdId, asker), venue, reason });

export const modeInput = (
  { clOrdId, scope, id = '*', mode, reason }: ModeRequestBody,
  asker: Asker,
): Events['ModeRequested'] => ({ type: 'ModeRequested', clOrdId: idOf(clOrdId, asker), scope, id, mode, reason });

export const shutdownInput = (
  { clOrdId, reason, orders, day, waitMs }: ShutdownBody,
  usual: ShutdownConfig,
  asker: Asker,
): Events['ShutdownRequested'] => ({
  type: 'ShutdownRequested',
  clOrdId: idOf(clOrdId, asker),
  orders: orders ?? usual.orders,
  day: day ?? usual.day,
  waitMs: waitMs ?? usual.waitMs,
  reason,
});
export const releaseInput = (
  venue: string,
  { clOrdId, reason }: VenueReleaseBody,
  asker: Asker,
): Events['VenueReleaseRequested'] => ({ type: 'VenueReleaseRequested', clOrdId: idOf(clOrdId, asker), venue, reason });

const PERSON = 'person:';
/** The actor of what a named person says, and back. */
export const actorNamed = (person: string): string => PERSON + person;
export const personNamed = (actor: string): string => (actor.startsWith(PERSON) ? actor.slice(PERSON.length) : actor);
