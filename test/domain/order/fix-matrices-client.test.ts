import { describe, expect, it } from 'vitest';
import type { FixAnswer } from '../../../src/domain/oms/fix-answers.ts';
import {
  type Column,
  CXL_REJ_REASON,
  differenceOf,
  EXEC_TYPE,
  type Matrix,
  matrices,
  mayPrecede,
  ORD_REJ_REASON,
  ORD_STATUS,
  RESTATEMENT_REASON,
  type Row,
  rightValues,
  sentFirst,
  storiesOf,
} from '../../support/fix-matrices.ts';
import { dayIn, MatrixDesk, worthOf } from '../../support/fix-matrix-desk.ts';

const OPTIONAL = mayPrecede('client').map((code) => EXEC_TYPE[code as keyof typeof EXEC_TYPE] as string);
const isOptional = (answer: FixAnswer): boolean => answer.msgType === 'executionReport' && OPTIONAL.includes(answer.execType);

/** FIX 4.4 Appendix D, role 2: a client asks, the venue behind us makes the story happen, and the client must hear what the matrix sends. */
const live = (matrix: Matrix, rows: readonly Row[]): void => {
  const desk = new MatrixDesk(matrix, 'client', matrix.replacesInFlight ?? 1);
  let day = 1;
  // What passes on the wire: our report has left before the client's request reaches us.
  for (const row of sentFirst(rows, 'out')) {
    if (dayIn(row) > day) desk.tomorrow();
    day = dayIn(row);
    if (row.in !== undefined) desk.ask(row);
    else if (row.out === undefined) desk.outside();
    else if (differenceOf(matrix, row, 'client')?.said !== 'never') expectAnswer(desk, matrix, row);
  }
  expect(
    desk.answers.filter((answer) => !isOptional(answer)),
    'nothing else is said',
  ).toEqual([]);
  desk.check();
};

const expectAnswer = (desk: MatrixDesk, matrix: Matrix, row: Row): void => {
  if (!isSaid(desk, row)) desk.tell(row);
  while (desk.answers[0] !== undefined && !isFor(row, desk.answers[0]) && isOptional(desk.answers[0])) desk.answers.shift();
  const answer = desk.answers.shift();
  expect(answer, `an answer at ${row.t}`).toBeDefined();
  expectEqual(matrix, row, answer as FixAnswer);
};

/** Has the desk said it by itself, without a word of the venue? */
const isSaid = ({ answers }: MatrixDesk, row: Row): boolean => {
  const next = answers.find((answer) => isFor(row, answer) || !isOptional(answer));
  return next !== undefined && isFor(row, next);
};
const isFor = ({ out, ExecType, ClOrdID }: Row, answer: FixAnswer): boolean =>
  (ClOrdID === undefined || answer.clOrdId === ClOrdID) &&
  (answer.msgType === 'executionReport'
    ? out === 'ExecutionReport' && answer.execType === EXEC_TYPE[ExecType as keyof typeof EXEC_TYPE]
    : out === 'OrderCancelReject');

const expectEqual = (matrix: Matrix, row: Row, answer: FixAnswer): void => {
  const { ClOrdID, OrderID, OrdRejReason, CxlRejReason, ExecRestatementReason, ExecType, CumQty, CashOrderQty } = row;
  const said = answer.msgType === 'executionReport' ? answer : undefined;
  const refused = answer.msgType === 'orderCancelReject' ? answer : undefined;
  const at = `at ${row.t}`;
  expect(answer.msgType, `message ${at}`).toBe(row.out === 'ExecutionReport' ? 'executionReport' : 'orderCancelReject');
  expect(said?.execType, `ExecType ${at}`).toBe(
    ExecType === undefined ? undefined : EXEC_TYPE[ExecType as keyof typeof EXEC_TYPE],
  );
  if (ClOrdID !== undefined) expect(answer.clOrdId, `ClOrdID ${at}`).toBe(ClOrdID);
  if (OrderID === 'NONE') expect(answer.orderId, `OrderID ${at}`).toBeUndefined();
  const columns: Readonly<Partial<Record<Column, string | number | undefined>>> = {
    OrdStatus: answer.ordStatus,
    OrigClOrdID: answer.origClOrdId,
    ...(said && { OrderQty: said.orderQty ?? 0, CumQty: said.cumQty, LeavesQty: said.leavesQty, LastQty: said.lastQty ?? 0 }),
  };
  for (const [column, value] of Object.entries(columns)) {
    const right = rightValues(matrix, row, 'client', column as Column);
    const words = right?.map((code) => (column === 'OrdStatus' ? ORD_STATUS[code as keyof typeof ORD_STATUS] : code));
    if (words !== undefined) expect(words, `${column} ${at}`).toContain(value);
    else if (column === 'OrigClOrdID') expect(value, `OrigClOrdID ${at}`).toBeUndefined();
  }
  if (CashOrderQty !== undefined) expect(said?.cashOrderQty, `CashOrderQty ${at}`).toBe(String(CashOrderQty));
  if (said !== undefined && CumQty !== undefined) expect(said.cumNotional, `AvgPx ${at}`).toBe(worthOf(row));
  if (OrdRejReason !== undefined) expect(said?.ordRejReason).toBe(ORD_REJ_REASON[OrdRejReason as keyof typeof ORD_REJ_REASON]);
  if (CxlRejReason !== undefined) expect(refused?.cxlRejReason).toBe(CXL_REJ_REASON[CxlRejReason as keyof typeof CXL_REJ_REASON]);
  if (ExecRestatementReason !== undefined)
    expect(said).toMatchObject({
      restatementReason: RESTATEMENT_REASON[ExecRestatementReason as keyof typeof RESTATEMENT_REASON],
    });
};

describe('FIX order state change matrices, answers to a client', () => {
  it.each(matrices)('$id $title', (matrix) => {
    for (const story of storiesOf(matrix)) live(matrix, story);
  });
});
