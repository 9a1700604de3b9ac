import { MICROS_PER_MS, type Micros, type Price, type Qty } from '../../../domain/kernel/units.ts';
import type { ExecType } from '../../../domain/order/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { Random } from '../../market-data/random.ts';
import type { Luck } from './faults.ts';
import type { Order } from './orders.ts';
import type { ExecutionTruth } from './truth.ts';

type Terms = Readonly<{ qty: Qty; price: Price }>;
type Options = Readonly<{
  clock: Clock;
  random: Random;
  luck: Luck;
  /** One tick and one lot of what an order is in. */
  tickOf(order: Order): Price;
  lotOf(order: Order): Qty;
  tell(order: Order, execType: ExecType): void;
  cancel(order: Order, text: string): void;
  reject(order: Order): void;
  /** Executes at a price, whatever the order asked for. */
  execute(order: Order, terms: Terms): void;
  /** Executes for us what is like an order, and is none that we sent. */
  executeUnasked(like: Order, terms: Terms): void;
  /** Places for us what is like an order, and is none that we sent. */
  placeUnasked(like: Order): void;
  forget(order: Order): void;
  /** Puts other terms in the place of an execution; a quantity of nothing takes it back. What was filled may be worked again. */
  amend(order: Order, execution: ExecutionTruth, terms: Terms, worksAgain: boolean): void;
}>;

/** The longest until a venue changes its mind. */
const SECOND_THOUGHTS_MS = 4_000;
/** What a venue may say about an order that works, and about any. */
const OF_WORKING: readonly ExecType[] = ['stopped', 'suspended', 'restated', 'triggered', 'calculated'];
const OF_ANY: readonly ExecType[] = ['calculated'];
const OVER: readonly ExecType[] = ['canceled', 'expired', 'doneForDay'];

/** What a venue does that nobody asked of it, when its luck says so. */
export const misconduct = (options: Options) => {
  const { clock, random, luck } = options;
  const later = (what: () => void): void =>
    void clock.at((clock.now() + random.between(1, SECOND_THOUGHTS_MS) * MICROS_PER_MS) as Micros, what);

  return {
    afterTaking(order: Order): void {
      if (luck.strikes('foreign', random)) options.placeUnasked(order);
      if (luck.strikes('forget', random)) later(() => order.status === 'working' && options.forget(order));
      if (!luck.strikes('throwOut', random)) return;
      const how = random.pick(['cancel', 'reject'] as const);
      later(() => {
        if (order.status !== 'working') return;
        if (how === 'cancel') options.cancel(order, 'cancelled by the venue');
        else options.reject(order);
      });
    },

    afterExecution(order: Order, execution: ExecutionTruth): void {
      const { price, qty } = execution;
      if (order.status === 'filled' && order.cumQty === order.qty && luck.strikes('overfill', random))
        options.execute(order, { price, qty: options.lotOf(order) });
      if (luck.strikes('stray', random)) options.executeUnasked(order, { price, qty: options.lotOf(order) });
      if (luck.strikes('bust', random))
        return later(() => options.amend(order, execution, { price, qty: 0 as Qty }, random.chance(500_000)));
      if (!luck.strikes('correct', random)) return;
      const lot = options.lotOf(order);
      const terms =
        qty > lot && random.chance(300_000)
          ? { price, qty: (qty - lot) as Qty }
          : { price: (price + options.tickOf(order)) as Price, qty };
      later(() => options.amend(order, execution, terms, random.chance(500_000)));
    },

    afterTelling(order: Order): void {
      if (luck.strikes('remark', random)) options.tell(order, random.pick(order.status === 'working' ? OF_WORKING : OF_ANY));
    },

    atTheClose(over: Iterable<Order>): void {
      for (const order of over) if (luck.strikes('sweep', random)) options.tell(order, random.pick(OVER));
    },
  };
};
