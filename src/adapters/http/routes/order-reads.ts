import type { z } from 'zod';
import { known } from '../../../domain/kernel/assert.ts';
import { dateOf, dayOf, formatOrderId, numberOf, orderIdOf, parseOrderId } from '../../../domain/kernel/ids.ts';
import type { OrderId } from '../../../domain/kernel/units.ts';
import type { Recorded } from '../../../domain/oms/catalogue.ts';
import { isoTime } from '../../../projections/words/time.ts';
import { explainOrder } from '../../../replay/explain.ts';
import { type OrderBody, orderBody } from '../bodies/order-body.ts';
import { recordJson } from '../bodies/record-json.ts';
import { order, orderPage, orderQuery } from '../contract/orders.ts';
import { orderEvents, story } from '../contract/reads.ts';
import { asker } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { mayAnswer } from '../problems/documented.ts';
import { Problem } from '../problems/problem.ts';
import type { DeskViews } from '../views.ts';
import { type Context, findOrder, orderNamed } from './context.ts';
import { askerOf } from './order-entry.ts';

type OrderQuery = z.output<typeof orderQuery>;
const tags = ['orders'];

/** Orders looked at for one page: a filter that matches little must not walk a whole day at once. */
const SCAN_MAX = 20_000;

/** Newest first: today's, whose numbers are dense, then those that were carried over. */
function* newestFirst({ facts, openOrders }: DeskViews, open: boolean): Generator<OrderId> {
  if (open) return yield* [...openOrders.open.keys()].sort((a, b) => b - a);
  const { lastOrder, carried } = facts;
  if (lastOrder !== undefined) for (let n = numberOf(lastOrder); n > 0; n -= 1) yield orderIdOf(dayOf(lastOrder), n);
  yield* carried.toReversed();
}

const fits = (body: OrderBody, { account, symbol, strategy, clOrdId, ordStatus }: OrderQuery): boolean =>
  (account === undefined || body.account === account) &&
  (symbol === undefined || body.symbol === symbol) &&
  (strategy === undefined || body.strategy === strategy) &&
  (clOrdId === undefined || body.clOrdId === clOrdId) &&
  (ordStatus === undefined || body.ordStatus === ordStatus);

/** A page of the blotter, and where the next one begins. */
const pageOf = (views: DeskViews, query: OrderQuery): z.output<typeof orderPage> => {
  const before = query.cursor === undefined ? Number.POSITIVE_INFINITY : (parseOrderId(query.cursor) ?? 0);
  const orders: OrderBody[] = [];
  let [scanned, last] = [0, 0 as OrderId];
  for (const orderId of newestFirst(views, query.open === 'true')) {
    if (orderId >= before) continue;
    if (orders.length === query.limit || scanned === SCAN_MAX) return { orders, next: formatOrderId(last) };
    const body = orderBody(views, orderId);
    const left = query.open === 'false' && views.openOrders.open.has(orderId);
    if (body !== undefined && !left && fits(body, query)) orders.push(body);
    scanned += 1;
    last = orderId;
  }
  return { orders };
};

const isAbout =
  (orderId: OrderId) =>
  ({ correlationId, event }: Recorded): boolean =>
    correlationId === orderId || ('orderId' in event && event.orderId === orderId);

/** Records of the open day by their positions: a page is read once, however many of them it holds. */
const recordsAt = async ({ journal, door }: Context, positions: readonly number[]): Promise<Recorded[]> => {
  const { day } = door.views.head;
  const wanted = new Set(positions);
  const found: Recorded[] = [];
  let from = positions[0];
  while (from !== undefined) {
    let read = 0;
    for await (const page of journal.read(day, from)) {
      found.push(...page.records.filter(({ position }) => position >= (from as number) && wanted.has(position)));
      read = page.records.at(-1)?.position ?? 0;
      break; // The next one that is wanted may be far on.
    }
    if (read === 0) break;
    from = positions.find((position) => position > read);
  }
  return found;
};

const eventsOf = async (context: Context, orderId: OrderId): Promise<z.output<typeof orderEvents>> => {
  const { journal, door } = context;
  const days: z.output<typeof orderEvents>['days'] = [];
  for (const day of (await journal.days()).filter((day) => day >= dayOf(orderId))) {
    let records: Recorded[] = [];
    if (day === door.views.head.day) records = await recordsAt(context, door.views.orderIndex.of(orderId));
    else for await (const page of journal.read(day)) records.push(...page.records.filter(isAbout(orderId)));
    if (records.length > 0) days.push({ day: dateOf(day), events: records.map(recordJson) });
  }
  return { orderId: formatOrderId(orderId), days };
};

/** The blotter, and the story of each order. */
export const orderReads = (http: Http, context: Context): void => {
  const { door, journal, replaysPerSecond } = context;
  const { views } = door;
  const replays = { rateLimit: { max: replaysPerSecond, timeWindow: 1_000 } };
  const nothing = (orderId: OrderId): Problem =>
    new Problem('unknown-order', `there is no order ${formatOrderId(orderId)}`, { orderId: formatOrderId(orderId) });

  http.get(
    '/v1/orders',
    {
      schema: {
        tags,
        summary: 'Orders of the day, newest first',
        querystring: orderQuery,
        response: { 200: orderPage, ...mayAnswer() },
      },
    },
    async ({ query }) => pageOf(views, query),
  );
  http.get(
    '/v1/orders/:id',
    {
      schema: {
        tags,
        summary: 'One order as it stands',
        headers: asker,
        params: orderNamed,
        response: { 200: order, ...mayAnswer('unknown-order') },
      },
    },
    async ({ params, headers }) => {
      const orderId = findOrder(views, params.id, askerOf(headers).account);
      const body = orderBody(views, orderId);
      if (body === undefined) throw nothing(orderId);
      return body;
    },
  );
  http.get(
    '/v1/orders/:id/events',
    {
      config: replays,
      schema: {
        tags,
        summary: 'Every record about an order, as journaled',
        headers: asker,
        params: orderNamed,
        response: { 200: orderEvents, ...mayAnswer('unknown-order', 'too-many-requests') },
      },
    },
    async ({ params, headers }) => {
      const orderId = findOrder(views, params.id, askerOf(headers).account);
      const events = await eventsOf(context, orderId);
      if (events.days.length === 0) throw nothing(orderId);
      return events;
    },
  );
  http.get(
    '/v1/orders/:id/explain',
    {
      config: replays,
      schema: {
        tags,
        summary: "An order's story in plain words, each step with its evidence",
        headers: asker,
        params: orderNamed,
        response: { 200: story, ...mayAnswer('unknown-order', 'too-many-requests') },
      },
    },
    async ({ params, headers }) => {
      const orderId = findOrder(views, params.id, askerOf(headers).account);
      const told = await explainOrder(journal, orderId);
      if (told === undefined) throw nothing(orderId);
      return {
        orderId: formatOrderId(told.orderId),
        days: told.days.map(({ day, steps }) => ({
          day,
          steps: steps.map(({ at, evidence, ...step }) => ({ ...step, at: isoTime(at), evidence: [...evidence] })),
        })),
      };
    },
  );
};

export const openOrderBodies = (views: DeskViews, most: number): OrderBody[] =>
  [...newestFirst(views, true)]
    .slice(0, most)
    .map((orderId) => known(orderBody(views, orderId), 'an open order is in the blotter'));
