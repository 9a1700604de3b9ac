import type { DayNumber, OrderId } from '../../../domain/kernel/units.ts';
import type { Events, Recorded } from '../../../domain/oms/catalogue.ts';
import type { AskKind } from '../../../domain/order/events.ts';
import type { Handlers, Projection } from '../../../projections/projection.ts';

/** Where an ask was first heard. `position` is 0 when it was on an earlier day: then that day has to be searched. */
export type AskPlace = Readonly<{ day: DayNumber; position: number; ask: AskKind; orderId: OrderId | undefined }>;
type AsksIndex = { day: DayNumber; byAccount: Map<string, Map<string, AskPlace>> };

/** A kill, a resume, a mass cancel, the outcome of a request and what is done about a break or by hand belong to no account. */
export const OPERATIONS = '';

const keep = ({ byAccount }: AsksIndex, account: string, clOrdId: string, place: AskPlace): void => {
  let byId = byAccount.get(account);
  if (byId === undefined) byAccount.set(account, (byId = new Map()));
  if (!byId.has(clOrdId)) byId.set(clOrdId, place); // What comes later under the same id is a repeat, or was told no.
};

type Ask = Readonly<{ clOrdId: string; account?: string }>;
const heard =
  (ask: AskKind) =>
  (view: AsksIndex, { clOrdId, account = OPERATIONS }: Ask, { position, correlationId }: Recorded): void =>
    keep(view, account, clOrdId, { day: view.day, position, ask, orderId: correlationId === 0 ? undefined : correlationId });
/** May be about an order: but no order is called by the clOrdId of what a person said. */
const byHand =
  (ask: AskKind) =>
  (view: AsksIndex, { clOrdId }: Ask, record: Recorded): void =>
    heard(ask)(view, { clOrdId }, { ...record, correlationId: 0 });
const carried = (view: AsksIndex, { account, clOrdId, askedOn, ask, orderId }: Events['CarriedAsk']): void =>
  keep(view, account, clOrdId, { day: askedOn, position: 0, ask, orderId });

const on: Handlers<AsksIndex> = {
  DayOpened: (view, { day }) => {
    view.day = day;
  },
  NewOrderRequested: heard('new'),
  CancelRequested: heard('cancel'),
  ReplaceRequested: heard('replace'),
  KillRequested: heard('kill'),
  ResumeRequested: heard('resume'),
  MassCancelRequested: heard('massCancel'),
  OutcomeDeclared: byHand('declare'),
  BreakResolveRequested: byHand('resolveBreak'),
  StrayAssignRequested: byHand('assign'),
  OrderForceCloseRequested: byHand('forceClose'),
  PositionAdjustRequested: byHand('adjust'),
  FillCorrectRequested: byHand('correctFill'),
  CountDeclareRequested: byHand('declareCount'),
  ModeRequested: heard('mode'),
  ReconcileRequested: heard('reconcile'),
  ShutdownRequested: heard('shutdown'),
  VenueReleaseRequested: heard('releaseVenue'),
  CarriedAsk: carried,
};

/** Where was each clOrdId first heard, so that whoever repeats it can be given the first answer? */
export const asksIndex: Projection<AsksIndex> = {
  name: 'asks-index',
  initial: () => ({ day: 0 as DayNumber, byAccount: new Map() }),
  on,
};

export const placeOf = ({ byAccount }: AsksIndex, account: string, clOrdId: string): AskPlace | undefined =>
  byAccount.get(account)?.get(clOrdId);

/** Every order that some account calls by this clOrdId. */
export const ordersCalled = ({ byAccount }: AsksIndex, clOrdId: string): readonly OrderId[] => {
  const found = new Set<OrderId>();
  for (const byId of byAccount.values()) {
    const orderId = byId.get(clOrdId)?.orderId;
    if (orderId !== undefined) found.add(orderId);
  }
  return [...found];
};
