import { expect, it } from 'vitest';
import { apply } from '../../src/projections/projection.ts';
import { routingCost, routingReport } from '../../src/projections/routing-cost.ts';
import { Desk } from '../support/desk.ts';

const costOf = (desk: Desk) => {
  const view = routingCost.initial();
  for (const record of desk.records) apply(routingCost, view, record);
  return { view, report: routingReport(view) };
};
/** 10^-24 of a dollar. */
const dollars = (text: string): bigint => BigInt(Math.round(Number(text) * 1e8)) * 10n ** 16n;

/** ALPHA asks 100 at 10.02 and takes 300 ppm, BETA 100 at 10.01 and 100 at 10.03 for 100 ppm (desk.ts). */
const bought = (...fills: readonly (readonly [child: number, qty: number, px: string, fee: string])[]): Desk => {
  const desk = new Desk();
  desk.place({ route: { strategy: 'best' }, price: '10.03', qty: '150', timeInForce: 'ioc' });
  fills.forEach(([child, lastQty, lastPx, fee], i) =>
    desk.hear('trade', { execId: `E${i}`, lastQty: String(lastQty), lastPx, fee, liquidity: 'removed' }, child),
  );
  return desk;
};

it('compares a sweep of two venues with all of it at the better single one, fees in', () => {
  const { report } = costOf(bought([1, 100, '10.01', '0.1001'], [2, 50, '10.02', '0.1503']));
  // Split: 1001 + 0.1001 + 501 + 0.1503. All at BETA: 1001 + 501.5 and 100 ppm of it.
  expect(report).toMatchObject({ sweeps: 1, fills: 2, beyondOneVenue: 0 });
  expect(report.gross).toBe(dollars('1502'));
  expect(report.saved).toBe(dollars('1502.65025') - dollars('1502.2504'));
});

it('counts what no single venue showed apart, and passive fills not at all', () => {
  const desk = new Desk();
  desk.place({ route: { strategy: 'best' }, price: '10.03', qty: '350', timeInForce: 'ioc' });
  desk.hear('trade', { execId: 'E1', lastQty: '200', lastPx: '10.02', liquidity: 'removed' }, 1);
  desk.hear('trade', { execId: 'E2', lastQty: '50', lastPx: '10.03', liquidity: 'removed' }, 2);
  desk.place({ price: '10.00' });
  desk.hear('trade', { execId: 'E3', lastQty: '10', lastPx: '10.00', liquidity: 'added' }, 3);
  const { view, report } = costOf(desk);
  expect(report).toMatchObject({ sweeps: 0, beyondOneVenue: 1, saved: 0n });
  expect([view.aggressiveFills, view.passiveFills]).toEqual([2, 1]);
});
