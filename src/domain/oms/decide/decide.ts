import { unreachable } from '../../kernel/assert.ts';
import type { Fact, Input } from '../catalogue.ts';
import type { State } from '../state.ts';
import { cancelOrder, replaceOrder } from './change.ts';
import { hearPositions } from './compare-positions.ts';
import { declareOutcome } from './declare.ts';
import { deskStarted, goOn, operate, sessionChanged, timerFired } from './desk.ts';
import { type Cause, Draft } from './draft.ts';
import { noticeGap } from './gap.ts';
import { adjustPosition } from './hands/adjust.ts';
import { assignStray } from './hands/assign.ts';
import { correctFill } from './hands/correct-fill.ts';
import { declareCount } from './hands/declare-count.ts';
import { forceClose } from './hands/force-close.ts';
import { hoursChanged } from './hours.ts';
import { hearFillsTold, hearOpenOrders, hearQueryFailed } from './level.ts';
import { requestMode } from './mode.ts';
import { placeOrder } from './place.ts';
import { requestReconcile } from './reconcile.ts';
import { hearExecution, hearNotSent, hearRequestReject } from './report.ts';
import { resolveBreak } from './resolve-break.ts';
import { releaseVenue } from './settle-venues.ts';
import { reportShutdown, requestShutdown } from './shutdown.ts';
import { continueWork } from './work.ts';

/** What follows from an input, as facts. Reads the state as it was before the input; changes nothing. */
export const decide = (state: State, input: Input, cause: Cause): readonly Fact[] => {
  switch (input.type) {
    case 'DayOpened':
    case 'DayReady':
    case 'DayClosed':
    case 'ConfigAdopted':
    case 'WriterEpochStarted':
    case 'MarkObserved':
    case 'CarriedOrder':
    case 'CarriedChild':
    case 'CarriedAsk':
    case 'CarriedPosition':
    case 'CarriedKill':
    case 'CarriedSession':
    case 'CarriedBreak':
    case 'CarriedStray':
    case 'CarriedWork':
    case 'CarriedRate':
    case 'CarriedMark':
    case 'CarriedConfig':
    case 'CarriedCounters':
    case 'CarriedMode':
    case 'CarriedRound':
    case 'CarriedVenuePosition':
    case 'CarriedBudget':
    case 'CarriedMassCancel':
    case 'CarriedHealth':
    case 'UnreadableReported':
      return []; // They are what they say; nothing follows.
    case 'DeskStarted':
      if (state.config === undefined) return []; // The first start of a desk: nothing can be in flight.
  }
  const draft = new Draft(state, cause);
  answer(draft, input);
  return draft.facts;
};

type Deciding = Exclude<
  Input,
  { type: `Day${string}` | `Carried${string}` | 'ConfigAdopted' | 'WriterEpochStarted' | 'MarkObserved' | 'UnreadableReported' }
>;

const answer = (draft: Draft, input: Deciding): void => {
  switch (input.type) {
    case 'NewOrderRequested':
      return placeOrder(draft, input);
    case 'CancelRequested':
      return cancelOrder(draft, input);
    case 'ReplaceRequested':
      return replaceOrder(draft, input);
    case 'OutcomeDeclared':
      return declareOutcome(draft, input);
    case 'VenueReleaseRequested':
      return releaseVenue(draft, input);
    case 'BreakResolveRequested':
      return resolveBreak(draft, input);
    case 'StrayAssignRequested':
      return assignStray(draft, input);
    case 'OrderForceCloseRequested':
      return forceClose(draft, input);
    case 'PositionAdjustRequested':
      return adjustPosition(draft, input);
    case 'FillCorrectRequested':
      return correctFill(draft, input);
    case 'CountDeclareRequested':
      return declareCount(draft, input);
    case 'ExecutionReported':
      hearExecution(draft, input);
      return noticeGap(draft, input);
    case 'RequestRejectReported':
      hearRequestReject(draft, input);
      return noticeGap(draft, input);
    case 'NotSentReported':
      return hearNotSent(draft, input);
    case 'OpenOrdersReported':
      return hearOpenOrders(draft, input);
    case 'FillsReported':
      return hearFillsTold(draft, input);
    case 'PositionsReported':
      return hearPositions(draft, input);
    case 'QueryFailed':
      return hearQueryFailed(draft, input);
    case 'EvidenceGiven':
      return goOn(draft, input);
    case 'TimerFired':
      return timerFired(draft, input);
    case 'KillRequested':
    case 'ResumeRequested':
    case 'MassCancelRequested':
      return operate(draft, input);
    case 'ReconcileRequested':
      return requestReconcile(draft, input);
    case 'ModeRequested':
      return requestMode(draft, input);
    case 'ShutdownRequested':
      return requestShutdown(draft, input);
    case 'ShutdownEnds':
      return reportShutdown(draft);
    case 'ContinueWork':
      return continueWork(draft, input);
    case 'DeskStarted':
      return deskStarted(draft);
    case 'SessionChanged':
      return sessionChanged(draft, input);
    case 'VenueHoursChanged':
      return hoursChanged(draft, input);
    default:
      return unreachable(input);
  }
};
