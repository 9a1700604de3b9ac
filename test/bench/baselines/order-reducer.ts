import { numberOf } from '../../../src/domain/kernel/ids.ts';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';

/**
 * As little as one can fold and still say where every order stands: status and executed quantity, in columns, by dense number.
 * What a whole desk's state costs beyond this is what the `replay` budget limits.
 */
export class OrderReducer {
  readonly #status: number[] = [];
  readonly #cumQty: number[] = [];
  open = 0;

  apply({ event }: Recorded): void {
    switch (event.type) {
      case 'OrderAccepted':
        this.#status[numberOf(event.orderId)] = 1;
        this.#cumQty[numberOf(event.orderId)] = 0;
        this.open += 1;
        return;
      case 'ExecutionBooked': {
        const n = numberOf(event.orderId);
        this.#cumQty[n] = (this.#cumQty[n] ?? 0) + event.lastQty;
        return;
      }
      case 'OrderClosed':
        this.#status[numberOf(event.orderId)] = 2;
        this.open -= 1;
        return;
    }
  }
}
