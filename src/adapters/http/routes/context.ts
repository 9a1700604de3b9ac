import { z } from 'zod';
import { formatOrderId, parseOrderId } from '../../../domain/kernel/ids.ts';
import type { OrderId } from '../../../domain/kernel/units.ts';
import type { Journal } from '../../../domain/ports/journal.ts';
import type { AskDesk } from '../asks/asker.ts';
import type { Metrics } from '../metrics.ts';
import type { DeskDoor } from '../ports.ts';
import { malformed, Problem } from '../problems/problem.ts';
import type { LiveFeed } from '../stream/live-feed.ts';
import type { StreamLimits } from '../stream/sse-outlet.ts';
import type { ViewFeed } from '../stream/view-feed.ts';
import { ordersCalled, placeOf } from '../views/asks-index.ts';
import type { DeskViews } from '../views.ts';

/** An order in an address. */
export const orderNamed = z.strictObject({ id: z.string().min(1).max(64).describe('orderId, or clOrdId.') });

/** What the routes share. */
export type Context = Readonly<{
  door: DeskDoor;
  ask: AskDesk;
  /** For readers that are in no hurry. */
  journal: Journal;
  feed: LiveFeed;
  viewFeed: ViewFeed;
  metrics: Metrics;
  streamLimits: StreamLimits;
  /** What to tell those who follow when the server closes: each adds itself, and takes itself away when it is gone. */
  farewells: Set<() => void>;
  /** Requests a second that replay a day, per client. */
  replaysPerSecond: number;
}>;

/** Who a client is, until tokens say so: the account that it acts for. The desk listens on loopback only. */
export const clientOf = (account: string): string => `client:${account}`;
/** Who pulls a kill switch over HTTP. */
export const OPERATOR = 'operator:http';

const unknown = (named: string): Problem =>
  new Problem(
    'unknown-order',
    `there is no order ${named}`,
    parseOrderId(named) === undefined ? { clOrdId: named } : { orderId: named },
  );

/** The order that an address names: by our id, or by the clOrdId of its account. */
export const findOrder = ({ asks }: DeskViews, named: string, account: string | undefined): OrderId => {
  const orderId = parseOrderId(named);
  if (orderId !== undefined) return orderId;
  const called = account === undefined ? ordersCalled(asks, named) : [placeOf(asks, account, named)?.orderId];
  if (called.length > 1)
    throw malformed('X-Account', `${called.length} accounts have a clOrdId ${named}; say whose, or give the orderId`);
  if (called[0] === undefined) throw unknown(named);
  return called[0];
};

/** The account of an order that is to be changed: as the client says, or the order's own. */
export const accountOfOrder = (views: DeskViews, named: string, account: string | undefined): string => {
  if (account !== undefined) return account;
  const orderId = findOrder(views, named, undefined);
  const line = views.blotter.lines.get(orderId) ?? views.blotter.refused.get(orderId)?.asked;
  if (line === undefined) throw unknown(formatOrderId(orderId));
  return 'terms' in line ? line.terms.account : line.account;
};
