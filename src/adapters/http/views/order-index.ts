import { Table } from '../../../domain/kernel/table.ts';
import type { DayNumber, OrderId } from '../../../domain/kernel/units.ts';
import type { Recorded } from '../../../domain/oms/catalogue.ts';

/** Which records of the day are about an order? Their positions, with that of the input behind each, ascending. */
export class OrderIndex {
  #positions = new Table<OrderId, number[]>(0 as DayNumber);

  fold({ position, causationId, correlationId, event }: Recorded): void {
    if (event.type === 'DayOpened') this.#positions = new Table(event.day);
    const orderId = 'orderId' in event && event.orderId !== undefined ? event.orderId : correlationId;
    if (orderId === 0) return;
    let positions = this.#positions.get(orderId);
    if (positions === undefined) this.#positions.set(orderId, (positions = []));
    // A slice of mass work is the cause of what it does to each order, and is about none of them.
    if (causationId > (positions.at(-1) ?? 0)) positions.push(causationId);
    if (position > causationId) positions.push(position);
  }

  of(orderId: OrderId): readonly number[] {
    return this.#positions.get(orderId) ?? [];
  }
}
