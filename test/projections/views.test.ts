import { describe, expect, it } from 'vitest';
import { formatUnits } from '../../src/domain/kernel/decimal.ts';
import type { Price } from '../../src/domain/kernel/units.ts';
import { blotter, blotterRow, blotterRows } from '../../src/projections/blotter.ts';
import { exposure, exposureRows } from '../../src/projections/exposure.ts';
import { openOrders } from '../../src/projections/open-orders.ts';
import { type Pnl, pnl, pnlRows } from '../../src/projections/pnl.ts';
import { positions } from '../../src/projections/positions.ts';
import { apply, type Projection } from '../../src/projections/projection.ts';
import { Desk, O } from '../support/desk.ts';

const seen = <View extends object>(projection: Projection<View>, { records }: Desk): View => {
  const view = projection.initial();
  for (const record of records) apply(projection, view, record);
  return view;
};

describe('blotter', () => {
  it('says what became of an order in FIX words', () => {
    const desk = new Desk();
    desk.place({ strategy: 'ARB' });
    desk.hear('new');
    desk.fill('E1', 30, '9.99');
    desk.fill('E2', 10, '10.00');
    expect(blotterRow(seen(blotter, desk), O(1))).toMatchObject({
      clOrdId: 'c1',
      strategy: 'ARB',
      ordStatus: 'partiallyFilled',
      cumQty: 40,
      leavesQty: 60,
      avgPx: { notional: 39_970n, qty: 40 },
      children: { total: 1, live: 1, venues: ['ALPHA'] },
      certainty: 'known',
      position: desk.state.position,
    });
  });

  it('keeps a refused order as it was said, and why', () => {
    const desk = new Desk();
    desk.place({ qty: 'ten' });
    desk.place();
    const [refused, taken] = blotterRows(seen(blotter, desk));
    expect(refused).toMatchObject({ ordStatus: 'rejected', qty: undefined, asked: { qty: 'ten', price: '10.00' } });
    expect(refused?.reason).toMatch(/^decimals: qty "ten"/);
    expect(taken).toMatchObject({ clOrdId: 'c2', ordStatus: 'pendingNew', asked: undefined });
  });

  it('says that it does not know, beside the last that it knew', () => {
    const desk = new Desk();
    desk.place();
    desk.wait(1_500);
    expect(blotterRow(seen(blotter, desk), O(1))).toMatchObject({ ordStatus: 'pendingNew', certainty: 'unknown' });
    desk.hear('new');
    expect(blotterRow(seen(blotter, desk), O(1))).toMatchObject({ ordStatus: 'new', certainty: 'known' });
  });

  it('says for which venue an order waits', () => {
    const desk = new Desk();
    desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'down' });
    desk.place();
    expect(blotterRow(seen(blotter, desk), O(1))).toMatchObject({ ordStatus: 'pendingNew', reason: 'held (session) for ALPHA' });
  });

  it('knows nothing of an order that never was', () => expect(blotterRow(seen(blotter, new Desk()), O(9))).toBeUndefined());
});

describe('open orders', () => {
  it('keep an order whose fate is not known, and let it go once it is', () => {
    const desk = new Desk();
    desk.place();
    desk.wait(1_500);
    desk.cancel();
    expect([...seen(openOrders, desk).open.keys()]).toEqual([O(1)]);
    desk.hear('canceled');
    expect([...seen(openOrders, desk).open.keys()]).toEqual([]);
  });
});

describe('exposure', () => {
  it('counts every open order at its worst, on its side', () => {
    const desk = new Desk();
    desk.place({ qty: '100' });
    desk.hear('new');
    desk.fill('E1', 40);
    desk.place({ side: 'sell', qty: '30', price: '10.10', route: { strategy: 'direct', venue: 'BETA' } });
    desk.replace({ qty: '150' });
    expect(exposureRows(seen(exposure, desk), seen(positions, desk).positions)).toEqual([
      { account: 'A1', symbol: 'ACME', position: 40, openBuy: 110, openSell: 30, orders: 2, longest: 150, shortest: 10 },
    ]);
  });

  it('has nothing to say of what is flat and quiet', () => {
    const desk = new Desk();
    desk.place();
    desk.hear('canceled');
    expect(exposureRows(seen(exposure, desk), seen(positions, desk).positions)).toEqual([]);
  });
});

describe('P&L', () => {
  const text = ({ scale }: Pnl, units: bigint | undefined): string | undefined =>
    units === undefined ? undefined : formatUnits(units, scale).replace(/0+$/, '');
  const fill = (desk: Desk, n: number, lastQty: string, lastPx: string, fee: string, feeCurrency = 'USD') =>
    desk.hear('trade', { execId: `E${n}-${lastPx}`, lastQty, lastPx, fee, feeCurrency }, n);
  const roundTrip = (): Desk => {
    const desk = new Desk();
    desk.place();
    fill(desk, 1, '100', '10.00', '0.30');
    desk.place({ side: 'sell', qty: '40', price: '10.10' });
    fill(desk, 2, '40', '10.10', '0.12');
    return desk;
  };

  it('nets the fees in the quote currency, and marks what is still held', () => {
    const desk = roundTrip();
    const [before] = pnlRows(seen(pnl, desk));
    expect(before).toMatchObject({ unrealized: undefined, total: undefined, mark: undefined });
    desk.say({ type: 'MarkObserved', symbol: 'ACME', price: 1_005 as Price, markedAt: desk.now, source: 'mid' });
    const [row] = pnlRows(seen(pnl, desk)) as [Pnl];
    expect(text(row, row.realizedGross)).toBe('4.');
    expect(text(row, row.realizedNet)).toBe('3.58');
    expect(text(row, row.unrealized)).toBe('3.');
    expect(text(row, row.total)).toBe('6.58');
  });

  it('leaves fees in other money apart, each in its own', () => {
    const desk = roundTrip();
    desk.place({ side: 'sell', qty: '60', price: '10.00' });
    fill(desk, 3, '60', '10.00', '-0.002', 'BNB');
    const [row] = pnlRows(seen(pnl, desk)) as [Pnl];
    expect(text(row, row.realizedNet)).toBe('3.58');
    expect(row.fees).toEqual(
      new Map([
        ['USD', 420_000_000_000_000_000n],
        ['BNB', -2_000_000_000_000_000n],
      ]),
    );
    expect(row.unrealized).toBe(0n); // Flat: it needs no mark.
    expect(row.total).toBe(row.realizedNet);
  });

  it('is as if a busted execution had never been', () => {
    const desk = roundTrip();
    desk.hear('tradeCancel', { execRefId: 'E2-10.10' }, 2);
    desk.say({ type: 'MarkObserved', symbol: 'ACME', price: 1_000 as Price, markedAt: desk.now, source: 'mid' });
    const [row] = pnlRows(seen(pnl, desk)) as [Pnl];
    expect(row.realizedGross + (row.unrealized ?? 0n)).toBe(0n);
  });
});
