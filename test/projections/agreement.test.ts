import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../src/domain/oms/catalogue.ts';
import { childOrdStatusOf, ordStatusOf } from '../../src/domain/order/fix-view.ts';
import { isUncertain, leavesQty } from '../../src/domain/order/order.ts';
import { blotter, blotterRows } from '../../src/projections/blotter.ts';
import { breaks } from '../../src/projections/breaks.ts';
import { exposure } from '../../src/projections/exposure.ts';
import { openOrders } from '../../src/projections/open-orders.ts';
import { inDoubt } from '../../src/projections/order-lines.ts';
import { pnl, pnlRows } from '../../src/projections/pnl.ts';
import { positions } from '../../src/projections/positions.ts';
import { apply, type Projection } from '../../src/projections/projection.ts';
import { sessionNumbers } from '../../src/projections/session-numbers.ts';
import { type Story, stories } from './story.ts';

const viewOf = <View extends object>(projection: Projection<View>, records: readonly Recorded[]): View => {
  const view = projection.initial();
  for (const record of records) apply(projection, view, record);
  return view;
};
const always = (holds: (story: Story) => void): void => fc.assert(fc.property(stories(), holds));
/** The day that is open, from its opening balance alone: views need no other. */
const today = ({ desk }: Story): readonly Recorded[] => desk.records;

describe('a view agrees with the state of the desk, whatever happened and however often the day rolled', () => {
  it('open orders are those that the desk holds live', () =>
    always((story) => {
      const { open } = viewOf(openOrders, today(story));
      expect([...open.keys()].sort()).toEqual([...story.state.live].map(({ orderId }) => orderId).sort());
    }));

  it('the blotter has every order as the desk has it', () =>
    always((story) => {
      const rows = blotterRows(viewOf(blotter, today(story))).filter(({ asked }) => asked === undefined);
      const orders = [...story.state.orders].map((order) => ({
        orderId: order.orderId,
        clOrdId: order.clOrdId,
        qty: order.qty,
        price: order.price,
        ordStatus: ordStatusOf(order),
        cumQty: order.cumQty,
        leavesQty: leavesQty(order),
        avgPx: { notional: order.cumNotional, qty: order.cumQty },
        children: order.children.length,
        certainty: isUncertain(order) ? 'unknown' : 'known',
      }));
      const seen = rows.map(({ orderId, clOrdId, qty, price, ordStatus, cumQty, leavesQty, avgPx, children, certainty }) => {
        return { orderId, clOrdId, qty, price, ordStatus, cumQty, leavesQty, avgPx, children: children.total, certainty };
      });
      expect(seen).toEqual(orders);
    }));

  it('each child order stands at its venue, in FIX words, as the desk has it', () =>
    always((story) => {
      const { lines } = viewOf(blotter, today(story));
      for (const { orderId, children } of story.state.orders)
        expect(lines.get(orderId)?.children.map(childOrdStatusOf)).toEqual(children.map(childOrdStatusOf));
    }));

  it('the requests in doubt are those that the desk does not know the outcome of', () =>
    always((story) => {
      const { lines } = viewOf(blotter, today(story));
      for (const { orderId, children } of story.state.orders) {
        const doubted = children.map(({ certain, sentIds, requests }) => [
          ...(certain ? [] : [`submit ${sentIds[0]}`]),
          ...requests.filter((request) => !request.certain).map(({ kind, sentId }) => `${kind} ${sentId}`),
        ]);
        const seen = lines.get(orderId)?.children.map((child) => inDoubt(child).map((one) => `${one.request} ${one.sentId}`));
        expect(seen).toEqual(doubted);
      }
    }));

  it('the blotter has every refused order too', () =>
    always((story) => {
      const refused = story.desk.records.flatMap(({ event }) => (event.type === 'OrderRefused' ? event.orderId : []));
      const rows = blotterRows(viewOf(blotter, today(story))).filter(({ asked }) => asked !== undefined);
      expect(rows.map(({ orderId }) => orderId)).toEqual(refused);
    }));

  it('breaks are those that the desk has, as they stand there', () =>
    always((story) => {
      const view = viewOf(breaks, today(story));
      const seen = [...view.breaks.values()].map(({ raisedAt: at, closedAt: _, story: __, ...line }) => ({ ...line, at }));
      const had = [...story.state.breaks.values()].map(({ toldQty: _, seqTo: __, atOnce: ___, ...found }) => found);
      expect(seen).toEqual(had);
      expect([...view.open].sort()).toEqual(
        had
          .filter(({ state }) => state !== 'closed')
          .map(({ breakId }) => breakId)
          .sort(),
      );
      // Its story is what the records say of it, in their order.
      const told = today(story).filter(({ event }) => event.type.includes('Break') && event.type !== 'BreakResolveRequested');
      expect(
        [...view.breaks.values()].flatMap((line) => line.story.map(({ position }) => position)).sort((a, b) => a - b),
      ).toEqual(told.map(({ position }) => position));
    }));

  it('venues have been heard up to the number that the desk asks from', () =>
    always((story) => {
      const { sessions } = viewOf(sessionNumbers, today(story));
      for (const { venue, session, lastSeqIn, ahead, resendAt } of story.state.sessions.values())
        expect(sessions.get(venue)).toEqual({ session, lastSeqIn, ahead, resendAt });
    }));

  it('positions are the same to the last guard digit', () =>
    always((story) => {
      expect([...viewOf(positions, today(story)).positions]).toEqual([...story.state.positions]);
    }));

  it('exposure is the worst case that risk counts', () =>
    always((story) => {
      const open = [...viewOf(exposure, today(story)).open].filter(({ orders }) => orders > 0);
      expect(open).toEqual([...story.state.exposure].filter(({ orders }) => orders > 0));
    }));

  it('P&L is realised, less fees in the quote currency, plus what the mark says', () =>
    always((story) => {
      for (const row of pnlRows(viewOf(pnl, today(story)))) {
        const { realized, fees, qty, cost } = story.state.positions.of(row.account, row.symbol);
        const mark = story.state.marks.get(row.symbol)?.price;
        expect(row.scale).toBe(18); // 2 + 0 + 12 guard digits: fees are finer.
        expect(row.realizedGross).toBe(realized * 10_000n);
        expect(row.realizedNet).toBe(realized * 10_000n - (fees.get('USD') ?? 0n));
        if (qty === 0) expect(row.unrealized).toBe(0n);
        else if (mark === undefined) expect(row.total).toBeUndefined();
        else expect(row.unrealized).toBe((BigInt(qty) * BigInt(mark) * 10n ** 12n - cost) * 10_000n);
      }
    }));
});

describe('a view that lives through the roll of a day', () => {
  it('is the view that is built from the new day alone', () =>
    always((story) => {
      for (const projection of [
        openOrders,
        blotter,
        positions,
        exposure,
        pnl,
        sessionNumbers,
        breaks,
      ] as unknown as Projection<object>[])
        expect(viewOf(projection, story.days.flat())).toEqual(viewOf(projection, today(story)));
    }));
});
