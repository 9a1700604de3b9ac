import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Qty } from '../../../src/domain/kernel/units.ts';
import { Exposure } from '../../../src/domain/risk/exposure.ts';

const move = fc.record({ order: fc.nat(5), to: fc.nat(9) });
const ORDERS = Array.from({ length: 6 }, (_, n) => ({
  account: `A${n % 2}`,
  symbol: n < 3 ? 'ACME' : 'COIN',
  side: n % 3 === 0 ? ('buy' as const) : ('sell' as const),
}));

describe('exposure kept by difference', () => {
  it('is the sum over all orders, whatever they went through', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const exposure = new Exposure();
        const reserved = ORDERS.map(() => 0);
        for (const { order, to } of moves) {
          const { account, symbol, side } = ORDERS[order] as (typeof ORDERS)[number];
          exposure.move(account, symbol, side, reserved[order] as Qty, to as Qty);
          reserved[order] = to;
        }
        for (const { account, symbol } of ORDERS) {
          const mine = ORDERS.map((order, n) => ({ ...order, qty: reserved[n] as number })).filter(
            (order) => order.account === account && order.symbol === symbol,
          );
          const sum = (side: string): number =>
            mine.filter((order) => order.side === side).reduce((total, { qty }) => total + qty, 0);
          const { buy = 0, sell = 0, orders = 0 } = exposure.get(account, symbol) ?? {};
          expect({ buy, sell, orders }).toEqual({
            buy: sum('buy'),
            sell: sum('sell'),
            orders: mine.filter(({ qty }) => qty > 0).length,
          });
        }
      }),
    );
  });
  it('of nobody is nothing', () => {
    expect(new Exposure().get('A1', 'ACME')).toBeUndefined();
    expect([...new Exposure()]).toEqual([]);
  });
});
