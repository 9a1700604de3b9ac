import type { Input } from '../../src/domain/oms/catalogue.ts';
import type { State } from '../../src/domain/oms/state.ts';
import { childLife, type Step, stepOf } from '../../src/domain/order/lifecycle.ts';
import type { Child } from '../../src/domain/order/order.ts';
import type { ChildStatus, ExecType, TimeInForce } from '../../src/domain/order/words.ts';
import type { Counts } from './ledger.ts';

/** Which cell of the table of child orders an input is about to meet. Counts only; judges nothing. */
export const coverCell = (counts: Counts, state: State, input: Input): void => {
  if (!NAMES_A_CHILD.has(input.type)) return;
  const child = childOf(state, input as Named);
  if (child !== undefined) for (const step of stepsOf(input, child.timeInForce)) counts.add(cellName(child.status, step));
};
const NAMES_A_CHILD: ReadonlySet<string> = new Set(['ExecutionReported', 'RequestRejectReported', 'NotSentReported']);

type Named = Readonly<{ sentId?: string; origSentId?: string; venueOrderId?: string }>;
const cellName = (status: ChildStatus, step: Step): string => `cell: ${status} ${step}`;

/** A bust or a correction that leaves something to trade meets two of them; the answer to a status request the one of what it says. */
const stepsOf = (input: Input, timeInForce: TimeInForce): readonly Step[] => {
  if (input.type === 'RequestRejectReported') return ['requestRejected'];
  if (input.type !== 'ExecutionReported')
    return input.type === 'NotSentReported' && input.request === 'submit' ? ['notSent'] : [];
  const { execType, ordStatus, rejectReason, leavesQty = '' } = input;
  if (execType === 'orderStatus' && ordStatus !== undefined && rejectReason !== 'unknownOrder')
    return [STANDS.has(ordStatus) ? 'standing' : stepOf(ordStatus as ExecType, timeInForce)];
  const step = stepOf(execType, timeInForce);
  const reopens = (step === 'bust' || step === 'correct') && /[1-9]/.test(leavesQty);
  return reopens ? [step, 'reopened'] : [step];
};
const STANDS: ReadonlySet<string> = new Set(['new', 'partiallyFilled', 'filled', 'replaced', 'calculated']);

const childOf = (state: State, { sentId, origSentId, venueOrderId }: Named): Child | undefined => {
  for (const id of [sentId, origSentId]) {
    const child = id === undefined ? undefined : state.sentIds.find(id);
    if (child !== undefined) return child;
  }
  for (const { children } of state.live)
    for (const child of children) if (venueOrderId !== undefined && child.venueOrderId === venueOrderId) return child;
  return undefined;
};

const NOT_SENT_IS_PROOF =
  'the port promises that what it calls not sent never left; no venue can answer it, and the desk hears it once';
const KNOWN_BY_THE_VENUE = 'an order of which the venue has spoken was sent';

const ONE_OR_THE_OTHER =
  'the end of a day ends a day order (doneForDay) and no other (overnight): an order has one of the two columns';

/** Cells that nothing simulated can reach, and why not. Every other must be met in a run of enough seeds. */
export const unreachable = (status: ChildStatus, step: Step): string | undefined => {
  if (status === 'notSent') return NOT_SENT_IS_PROOF;
  if (step === 'notSent' && status !== 'sent') return KNOWN_BY_THE_VENUE;
  if (status === 'overnight' && step === 'doneForDay') return ONE_OR_THE_OTHER;
  if (status === 'doneForDay' && step === 'overnight') return ONE_OR_THE_OTHER;
  return undefined;
};

export const cells: readonly string[] = Object.entries(childLife).flatMap(([status, row]) =>
  (Object.keys(row) as Step[])
    .filter((step) => unreachable(status as ChildStatus, step) === undefined)
    .map((step) => cellName(status as ChildStatus, step)),
);
