import { known } from '../../kernel/assert.ts';
import { larger, minusToZero, type Qty, ZERO_QTY } from '../../kernel/units.ts';
import { type Child, isBuy } from '../../order/order.ts';
import type { BreakReason } from '../../order/words.ts';
import type { Event } from '../catalogue.ts';
import type { Break, Session, State } from '../state.ts';

/** What is known at the end of the turn in which a break was raised, and what was said and concluded in it. */
type Known = Readonly<{ state: State; turn: readonly Event[]; found: Break; child: Child }>;
type Suspicion = (known: Known) => string | undefined;

/** How much more the venue counts than is booked. */
const missingQty = ({ toldQty = ZERO_QTY }: Break, { cumQty, unheardQty }: Child): Qty =>
  larger(unheardQty, minusToZero(toldQty, cumQty));

/** It may have come, and named no order of ours. The first by its key, so that it does not matter how the state was made. */
const inSuspense: Suspicion = ({ state, found, child }) => {
  const missing = missingQty(found, child);
  const [key] = [...(state.venueKeys.get(child.venue) ?? [])]
    .filter(
      ([, stray]) =>
        stray !== undefined &&
        stray.symbol === child.symbol &&
        isBuy(stray.side) === isBuy(child.side) &&
        stray.lastQty > 0 &&
        stray.lastQty <= missing,
    )
    .map(([executionKey]) => executionKey)
    .sort();
  return key === undefined ? undefined : `execution ${key}, which is in suspense, may be of it`;
};

const takenBack: Suspicion = ({ child }) => {
  const busted = [...(child.executions?.values() ?? [])].findLast((execution) => execution.busted);
  return busted === undefined ? undefined : `execution ${busted.executionKey} was taken back`;
};

export const missingNumbers = ({ lastSeqIn, ahead: [first] }: Session): string | undefined => {
  if (first === undefined) return undefined;
  const from = lastSeqIn + 1;
  return from === first - 1
    ? `number ${from} of the session is missing`
    : `numbers ${from} to ${first - 1} of the session are missing`;
};

const numbersMissing: Suspicion = ({ state, child }) => {
  const session = state.sessions.get(child.venue);
  return session === undefined ? undefined : missingNumbers(session);
};

const sessionDown: Suspicion = ({ state, child: { venue } }) =>
  state.sessions.get(venue)?.up === true ? undefined : `the session of ${venue} is down`;

const replaceUnderWay: Suspicion = ({ child }) => {
  const replace = child.requests.findLast(({ kind }) => kind === 'replace');
  if (replace === undefined) return undefined;
  return `a replace of ours, ${replace.sentId}, is ${replace.certain ? 'under way' : 'in doubt'}`;
};

/** Unasked, it is under an id of ours only when that is the id of a request which had come to nothing, or was none for other terms. */
const otherRequest: Suspicion = ({ turn, child: { childId, sentIds, sentId: current } }) => {
  const told = turn.find((event) => event.type === 'ExecutionReported')?.sentId;
  const replaced = turn.findLast((event) => event.type === 'ChildReplaced' && event.childId === childId);
  const isLater = told !== undefined && sentIds.indexOf(told) > sentIds.indexOf(current);
  const sentId = isLater ? told : replaced?.type === 'ChildReplaced' ? replaced.sentId : undefined;
  return sentId === undefined ? undefined : `it names ${sentId}, a request of ours that was no replace under way`;
};

const declared: Suspicion = ({ child }) => {
  const sentId = child.declared.at(-1);
  return sentId === undefined ? undefined : `a person had said what became of ${sentId}`;
};

/** Where a cause is looked for, the most telling first. */
const SUSPICIONS: Partial<Record<BreakReason, readonly Suspicion[]>> = {
  executionMissing: [inSuspense, takenBack, numbersMissing, sessionDown],
  unexpectedReplace: [otherRequest, replaceUnderWay, declared, numbersMissing],
  unexpectedAck: [declared, takenBack, numbersMissing],
  unexpectedFill: [declared],
};

/** How a break probably came about; undefined when nothing that is known suggests it. */
export const likelyCause = (state: State, turn: readonly Event[], found: Break): string | undefined => {
  const suspicions = SUSPICIONS[found.what];
  if (suspicions === undefined || found.childId === undefined) return undefined;
  const child = known(state.children.get(found.childId), 'a break is raised about a child order that is known');
  for (const suspicion of suspicions) {
    const cause = suspicion({ state, turn, found, child });
    if (cause !== undefined) return cause;
  }
  return undefined;
};
