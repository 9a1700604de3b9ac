import { formatOrderId, parseOrderId } from '../../domain/kernel/ids.ts';
import type { OrderId } from '../../domain/kernel/units.ts';
import type { Journal } from '../../domain/ports/journal.ts';
import { type ExplainProgress, ordersNamed } from '../../replay/explain.ts';
import { Failure } from './failure.ts';

export type OrderOfDesk = Readonly<{ journal: Journal; orderId: OrderId }>;

/** Orders that a name on the command line may mean: that of an orderId at each desk, or all that a clOrdId was used for. */
export const ordersMeant = async (
  journals: readonly Journal[],
  name: string,
  progress?: ExplainProgress,
): Promise<readonly OrderOfDesk[]> => {
  const orderId = parseOrderId(name);
  if (orderId !== undefined) return journals.map((journal) => ({ journal, orderId }));
  const found: OrderOfDesk[] = [];
  for (const journal of journals)
    for (const orderId of await ordersNamed(journal, name, progress)) found.push({ journal, orderId });
  return found;
};

export const unknownOrder = (name: string): Failure =>
  new Failure(
    `No order ${name} is in these days`,
    'Name one as O-yyyymmdd-n or by its clOrdId; "daybook replay <day> --projection orders" lists them.',
  );

/** The one order that a name means at one desk. */
export const theOrder = async (journal: Journal, name: string): Promise<OrderId> => {
  const [first, ...others] = await ordersMeant([journal], name);
  if (first === undefined) throw unknownOrder(name);
  if (others.length > 0)
    throw severalOrders(
      name,
      [first, ...others].map(({ orderId }) => ({ desk: journal.desk, orderId })),
    );
  return first.orderId;
};

export const severalOrders = (name: string, found: readonly Readonly<{ desk: string; orderId: OrderId }>[]): Failure =>
  new Failure(
    `${name} names ${found.length} orders: ${found.map(({ desk, orderId }) => `${formatOrderId(orderId)} (desk ${desk})`).join(', ')}`,
    'Name the one by its orderId, and its desk with --desk.',
  );
