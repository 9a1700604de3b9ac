import { formatOrderId, parseOrderId } from '../../domain/kernel/ids.ts';
import type { OrderId } from '../../domain/kernel/units.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import { type ExplainProgress, ordersNamed } from '../../replay/explain.ts';
import { Failure } from './failure.ts';
import type { DayOfDesk } from './journals.ts';

/** Orders that a name on the command line may mean at a desk: the one of that orderId, or those of that clOrdId, on the last day that knows it. */
export const ordersMeant = async (journal: Journal, name: string, progress?: ExplainProgress): Promise<readonly OrderId[]> => {
  const orderId = parseOrderId(name);
  if (orderId !== undefined) return [orderId];
  for (const day of [...(await journal.days())].reverse()) {
    const found = await ordersNamed(journal, day, name, progress);
    if (found.length > 0) return found;
  }
  return [];
};

/** The one order that a name means on a day. */
export const theOrder = async ({ journal, day }: DayOfDesk, name: string): Promise<OrderId> => {
  const orderId = parseOrderId(name);
  if (orderId !== undefined) return orderId;
  const [first, ...others] = await ordersNamed(journal, day, name);
  if (first === undefined) throw unknownOrder(name);
  if (others.length === 0) return first;
  throw severalOrders(
    name,
    [first, ...others].map((orderId) => ({ desk: journal.desk, orderId })),
  );
};

export const unknownOrder = (name: string): Failure =>
  new Failure(
    `There is no order ${name} here`,
    'Name one as O-yyyymmdd-n or by its clOrdId; "daybook replay <day> --projection orders" lists those of a day.',
  );

export const severalOrders = (name: string, found: readonly Readonly<{ desk: string; orderId: OrderId }>[]): Failure =>
  new Failure(
    `${name} names ${found.length} orders: ${found.map(({ desk, orderId }) => `${formatOrderId(orderId)} (desk ${desk})`).join(', ')}`,
    'Name the one by its orderId, and its desk with --desk.',
  );
