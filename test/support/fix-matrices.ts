import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shared } from './shared.ts';

/** One line of a matrix: something that is received, something that is sent, or something that happens outside. */
export type Row = Readonly<{
  t: string;
  in?: 'NewOrderSingle' | 'OrderCancelRequest' | 'OrderCancelReplaceRequest' | 'OrderStatusRequest';
  out?: 'ExecutionReport' | 'OrderCancelReject';
  event?: string;
  alt?: boolean;
  cross?: boolean;
  ClOrdID?: string;
  OrigClOrdID?: string;
  OrderID?: string;
  ExecType?: string;
  OrdStatus?: string;
  OrderQty?: number;
  CashOrderQty?: number;
  CumQty?: number;
  LeavesQty?: number;
  LastQty?: number;
  LastPx?: string;
  AvgPx?: string;
  ExecID?: string;
  ExecRefID?: string;
  TimeInForce?: number;
  PossResend?: 'Y' | 'N';
  OrdRejReason?: number;
  CxlRejReason?: number;
  ExecRestatementReason?: number;
  comment?: string;
}>;
export type Matrix = Readonly<{
  id: string;
  title: string;
  replacesInFlight?: number;
  referencePx?: string;
  steps: readonly Row[];
}>;
export type Role = 'venue' | 'client';
/** What we answer instead, or also. A column with a list accepts each of its values; `t` absent: the whole matrix. */
type Difference = Readonly<{
  id: string;
  t?: string;
  roles: readonly Role[];
  why: string;
  mayPrecede?: readonly string[];
  said?: 'never';
}> &
  Readonly<Partial<Record<Column, readonly (string | number)[]>>>;
export type Column = 'OrdStatus' | 'OrderQty' | 'CumQty' | 'LeavesQty' | 'LastQty' | 'OrigClOrdID' | 'CxlRejReason';

const published = shared('vectors/fix-order-state-matrices.json');
const ours = fileURLToPath(new URL('./vectors/fix-order-state-matrices-rest.json', import.meta.url));
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const rest = read(ours) as { scenarios: Matrix[]; differences: Difference[] };

/** Without the shared vectors only those that we transcribed ourselves. */
export const isComplete = !published.missing;
export const matrices: readonly Matrix[] = [
  ...(published.missing ? [] : (read(published.path).scenarios as Matrix[])),
  ...rest.scenarios,
].sort((a, b) => (a.id < b.id ? -1 : 1));
export const index: readonly Readonly<{ id: string }>[] = published.missing ? [] : read(published.path).index;
export const differences: readonly Difference[] = rest.differences;

export const differenceOf = ({ id }: Matrix, { t }: Row, role: Role): Difference | undefined =>
  differences.find((difference) => difference.id === id && difference.t === t && difference.roles.includes(role));
/** Reports that the desk gives though the matrix leaves them out, because the standard lets it. */
export const mayPrecede = (role: Role): readonly string[] =>
  differences.flatMap(({ id, roles, mayPrecede = [] }) => (id === '*' && roles.includes(role) ? mayPrecede : []));

/** A matrix tells several stories: the one in which nothing is refused, and one more for each refusal that it offers on the way. */
export const storiesOf = ({ steps }: Matrix): readonly (readonly Row[])[] => {
  const main = steps.filter(({ alt }) => alt !== true);
  const refused = steps.flatMap((row, at) =>
    row.alt === true ? [[...steps.slice(0, at).filter(({ alt }) => alt !== true), row]] : [],
  );
  return [main, ...refused];
};

/** Whoever sends first when two messages pass each other on the wire: they stand side by side, the incoming one first. */
export const sentFirst = (rows: readonly Row[], who: 'in' | 'out'): readonly Row[] => {
  const ordered = [...rows];
  for (let at = 1; at < ordered.length; at += 1) {
    const [first, second] = [ordered[at - 1] as Row, ordered[at] as Row];
    if (first.cross && second.cross && first.t === second.t && first[who] === undefined) ordered.splice(at - 1, 2, second, first);
  }
  return ordered;
};

export const EXEC_TYPE = {
  '0': 'new',
  '3': 'doneForDay',
  '4': 'canceled',
  '5': 'replaced',
  '6': 'pendingCancel',
  '7': 'stopped',
  '8': 'rejected',
  '9': 'suspended',
  A: 'pendingNew',
  B: 'calculated',
  C: 'expired',
  D: 'restated',
  E: 'pendingReplace',
  F: 'trade',
  G: 'tradeCorrect',
  H: 'tradeCancel',
  I: 'orderStatus',
  L: 'triggered',
} as const;
export const ORD_STATUS = {
  '0': 'new',
  '1': 'partiallyFilled',
  '2': 'filled',
  '3': 'doneForDay',
  '4': 'canceled',
  '6': 'pendingCancel',
  '7': 'stopped',
  '8': 'rejected',
  '9': 'suspended',
  A: 'pendingNew',
  B: 'calculated',
  C: 'expired',
  E: 'pendingReplace',
} as const;
/** As venues of ours would say it, and as we say it to clients. */
export const CXL_REJ_REASON = {
  0: 'tooLate',
  1: 'unknownOrder',
  2: 'brokerOption',
  3: 'alreadyPending',
  6: 'duplicateClOrdId',
} as const;
export const ORD_REJ_REASON = { 0: 'brokerOption', 5: 'unknownOrder', 6: 'duplicateOrder', 7: 'duplicateVerbalOrder' } as const;
export const TIME_IN_FORCE = { 0: 'day', 1: 'gtc', 3: 'ioc', 4: 'fok', 6: 'gtd' } as const;
export const RESTATEMENT_REASON = {
  0: 'gtCorporateAction',
  1: 'gtRenewal',
  2: 'verbalChange',
  3: 'repricing',
  4: 'brokerOption',
  5: 'partialDecline',
  6: 'cancelOnTradingHalt',
  7: 'cancelOnSystemFailure',
  8: 'marketOption',
  9: 'canceledNotBest',
  99: 'other',
} as const;

/** The values of a column that are right: as published, or as the table of differences has it. */
export const rightValues = (matrix: Matrix, row: Row, role: Role, column: Column): readonly (string | number)[] | undefined =>
  differenceOf(matrix, row, role)?.[column] ?? (row[column] === undefined ? undefined : [row[column]]);
