import type { z } from 'zod';
import type { breakAnswer, breakPage, breakQuery, breakResolution, breakStory } from '../contract/breaks.ts';
import type {
  countDeclaration,
  fillCorrection,
  forcedClose,
  handAnswer,
  positionAdjustment,
  strayAssignment,
  suspenseList,
  suspenseQuery,
} from '../contract/hands.ts';
import type { killState } from '../contract/kills.ts';
import type { modeAnswer, modeRequest, modeState } from '../contract/mode.ts';
import type {
  amendment,
  killSwitch,
  massCancel,
  newOrder,
  newOrders,
  operatorAnswer,
  order,
  orderPage,
  orderQuery,
  outcomeAnswer,
  outcomeDeclaration,
  requestAnswer,
} from '../contract/orders.ts';
import type { problemBody, problemType, problemTypes } from '../contract/problem.ts';
import type {
  batchAnswer,
  book,
  dayPage,
  deskState,
  eventPage,
  health,
  journalRecord,
  orderEvents,
  positionList,
  readiness,
  risk,
  story,
  venueList,
} from '../contract/reads.ts';
import type { reconcileAnswer, reconcileRequest } from '../contract/reconcile.ts';
import type { executionReport, orderCancelReject, orderReports } from '../contract/reports.ts';
import type { shutdownAnswer, shutdownRequest } from '../contract/shutdown.ts';
import type { venueRelease, venueReleased } from '../contract/venues.ts';

/** What a client sends and is sent, under the names that the OpenAPI document has for it. Types only: a client needs no schema at run time. */
export type Shapes = {
  NewOrder: z.input<typeof newOrder>;
  NewOrders: z.input<typeof newOrders>;
  Amendment: z.input<typeof amendment>;
  MassCancel: z.input<typeof massCancel>;
  KillSwitch: z.input<typeof killSwitch>;
  ShutdownRequest: z.input<typeof shutdownRequest>;
  ShutdownAnswer: z.output<typeof shutdownAnswer>;
  KillState: z.output<typeof killState>;
  ReconcileRequest: z.input<typeof reconcileRequest>;
  ReconcileAnswer: z.output<typeof reconcileAnswer>;
  ModeState: z.output<typeof modeState>;
  ModeRequest: z.input<typeof modeRequest>;
  ModeAnswer: z.output<typeof modeAnswer>;
  VenueRelease: z.input<typeof venueRelease>;
  VenueReleased: z.output<typeof venueReleased>;
  OutcomeDeclaration: z.input<typeof outcomeDeclaration>;
  BreakResolution: z.input<typeof breakResolution>;
  BreakPage: z.output<typeof breakPage>;
  BreakStory: z.output<typeof breakStory>;
  BreakAnswer: z.output<typeof breakAnswer>;
  Suspense: z.output<typeof suspenseList>;
  StrayAssignment: z.input<typeof strayAssignment>;
  ForcedClose: z.input<typeof forcedClose>;
  CountDeclaration: z.input<typeof countDeclaration>;
  PositionAdjustment: z.input<typeof positionAdjustment>;
  FillCorrection: z.input<typeof fillCorrection>;
  HandAnswer: z.output<typeof handAnswer>;
  Order: z.output<typeof order>;
  OrderPage: z.output<typeof orderPage>;
  RequestAnswer: z.output<typeof requestAnswer>;
  OperatorAnswer: z.output<typeof operatorAnswer>;
  OutcomeAnswer: z.output<typeof outcomeAnswer>;
  BatchAnswer: z.output<typeof batchAnswer>;
  OrderEvents: z.output<typeof orderEvents>;
  OrderReports: z.output<typeof orderReports>;
  ExecutionReport: z.output<typeof executionReport>;
  OrderCancelReject: z.output<typeof orderCancelReject>;
  Story: z.output<typeof story>;
  Positions: z.output<typeof positionList>;
  Risk: z.output<typeof risk>;
  Venues: z.output<typeof venueList>;
  Book: z.output<typeof book>;
  DayPage: z.output<typeof dayPage>;
  EventPage: z.output<typeof eventPage>;
  DeskState: z.output<typeof deskState>;
  Health: z.output<typeof health>;
  Readiness: z.output<typeof readiness>;
  ProblemType: z.output<typeof problemType>;
  ProblemTypes: z.output<typeof problemTypes>;
};
export type Problem = z.output<typeof problemBody>;
export type JournalRecord = z.output<typeof journalRecord>;
export type BreakQuery = Partial<z.input<typeof breakQuery>>;
export type SuspenseQuery = Partial<z.input<typeof suspenseQuery>>;
export type OrderQuery = Partial<z.input<typeof orderQuery>>;
