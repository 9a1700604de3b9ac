import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/domain/oms/catalogue.ts';
import { childOrdStatusOf } from '../../../src/domain/order/fix-view.ts';
import { childLeavesQty } from '../../../src/domain/order/order.ts';
import { types } from '../../support/desk.ts';
import {
  type Column,
  index,
  isComplete,
  type Matrix,
  matrices,
  ORD_STATUS,
  type Row,
  rightValues,
  sentFirst,
  storiesOf,
} from '../../support/fix-matrices.ts';
import { dayIn, MatrixDesk, worthOf } from '../../support/fix-matrix-desk.ts';

/** FIX 4.4 Appendix D, role 1: we sent the order, the venue reports, and what we believe of it must be what its report says. */
const live = (matrix: Matrix, rows: readonly Row[]): void => {
  const desk = new MatrixDesk(matrix, 'venue', TWO); // However few the venue takes: that is its affair.
  let day = 1;
  // What passes on the wire: our request has left before we hear the report that it crosses.
  for (const row of sentFirst(rows, 'in')) {
    if (dayIn(row) > day) desk.tomorrow();
    day = dayIn(row);
    if (row.in !== undefined) ask(desk, row);
    else if (row.out !== undefined) hear(desk, matrix, row);
  }
  desk.check();
};

const TWO = 2;

const ask = (desk: MatrixDesk, row: Row): void => {
  const { OrigClOrdID, ClOrdID = '' } = row;
  const isRequest = OrigClOrdID !== undefined;
  // A cancel of an order that the venue does not know: we believe that it does.
  if (isRequest && !desk.wasSent(OrigClOrdID)) desk.ask({ ...row, in: 'NewOrderSingle', ClOrdID: OrigClOrdID });
  const isRepeat = desk.wasSent(ClOrdID);
  const sent = desk.ask(row);
  if (row.in === 'OrderStatusRequest') return;
  expect(sent.length, `messages to the venue because of ${ClOrdID}`).toBe(isRepeat ? 0 : 1);
  const [message] = sent;
  if (isRequest) expect(message).toMatchObject({ origSentId: desk.sentId(OrigClOrdID) });
};

const hear = (desk: MatrixDesk, matrix: Matrix, row: Row): void => {
  const { ClOrdID } = row;
  const events = desk.tell(row);
  if (!desk.wasSent(ClOrdID)) return expectSuspicion(desk, row, events);
  const child = desk.childOf(ClOrdID as string);
  const order = desk.desk.state.orders.get(child.orderId);
  const seen: Readonly<Partial<Record<Column, string | number>>> = {
    OrdStatus: childOrdStatusOf(child),
    OrderQty: child.qty,
    CumQty: child.cumQty,
    LeavesQty: childLeavesQty(child),
  };
  for (const [column, value] of Object.entries(seen)) {
    const right = rightValues(matrix, row, 'venue', column as Column);
    const words = right?.map((said) => (column === 'OrdStatus' ? ORD_STATUS[said as keyof typeof ORD_STATUS] : said));
    if (words !== undefined) expect(words, `${column} at ${row.t}`).toContain(value);
  }
  if (row.CumQty === undefined) return;
  expect(order?.cumQty, `CumQty of the client order at ${row.t}`).toBe(row.CumQty);
  expect(order?.cumNotional, `AvgPx at ${row.t}`).toBe(worthOf(row));
};

/** About an order that we never sent: no order of ours is touched, a break is raised, and what was executed is ours in suspense. */
const expectSuspicion = ({ desk }: MatrixDesk, { CumQty = 0 }: Row, events: readonly Event[]): void => {
  // What is in suspense keeps its venue from new orders: the mode says so.
  const besides = ['StrayExecutionBooked', 'ModeChanged'];
  expect(types(events).filter((type) => !besides.includes(type))).toEqual(['BreakRaised']);
  expect(desk.state.positions.get('SUSPENSE', 'ACME')?.qty ?? 0).toBe(CumQty);
};

describe('FIX order state change matrices, reports of a venue', () => {
  it.skipIf(!isComplete)('are all there', () => {
    expect(matrices.map(({ id }) => id)).toEqual(index.map(({ id }) => id).sort());
  });
  it.each(matrices)('$id $title', (matrix) => {
    for (const story of storiesOf(matrix)) live(matrix, story);
  });
});
