import type { ChildId, Micros, OrderId } from '../domain/kernel/units.ts';
import type { Events, Recorded } from '../domain/oms/catalogue.ts';
import { strayId } from '../domain/oms/state.ts';
import type { Handlers, Projection } from './projection.ts';

/** Waits for a person; somebody's by now; or the venue has taken it back. */
export type StrayState = 'waits' | 'assigned' | 'takenBack';

/** An execution that named no order of ours, as it now stands and where it is. */
export type StrayLine = Pick<Events['StrayExecutionBooked'], 'venue' | 'executionKey' | 'symbol' | 'side' | 'execId'> & {
  lastQty: number;
  lastPx: number;
  fee: string;
  feeCurrency: string;
  account: string;
  readonly since: Micros;
  state: StrayState;
  orderId: OrderId | undefined;
  childId: ChildId | undefined;
  by: string | undefined;
  reason: string | undefined;
};
type SuspenseView = { strays: Map<string, StrayLine>; account: string };

const NOBODY = { orderId: undefined, childId: undefined, by: undefined, reason: undefined } as const;

const on: Handlers<SuspenseView> = {
  ConfigAdopted: (view, { values }) => {
    view.account = values.suspenseAccount;
  },
  CarriedConfig: (view, { values }) => {
    view.account = values.suspenseAccount;
  },
  StrayExecutionBooked: ({ strays }, { type: _, tradeDate: __, ...booked }, { at }: Recorded) => {
    strays.set(strayId(booked.venue, booked.executionKey), { ...booked, ...NOBODY, since: at, state: 'waits' });
  },
  StrayExecutionAmended: ({ strays }, event, { at }: Recorded) => {
    const { venue, executionKey, execId, symbol, side, account, lastQty, lastPx, fee, feeCurrency } = event;
    const before = strays.get(strayId(venue, executionKey));
    const state = lastQty === 0 ? 'takenBack' : before?.by === undefined ? 'waits' : 'assigned';
    const now = { venue, executionKey, execId, symbol, side, account, lastQty, lastPx, fee, feeCurrency, state } as const;
    strays.set(strayId(venue, executionKey), { since: at, ...NOBODY, ...before, ...now });
  },
  StrayAssigned: ({ strays }, { venue, executionKey, account, orderId, childId, by, reason }) => {
    const line = strays.get(strayId(venue, executionKey));
    if (line !== undefined) Object.assign(line, { account, orderId, childId, by, reason, state: 'assigned' });
  },
  CarriedStray: ({ strays, account }, { venue, executionKey, stray }, { at }: Recorded) => {
    if (stray === undefined) return; // Known by its key, and never in suspense.
    const state = stray.lastQty === 0 ? 'takenBack' : stray.account === undefined ? 'waits' : 'assigned';
    strays.set(strayId(venue, executionKey), {
      ...NOBODY,
      ...stray,
      venue,
      executionKey,
      account: stray.account ?? account,
      childId: stray.childId,
      since: at,
      state,
    });
  },
};

/** Which executions matched no order of ours, and whose are they by now? Of those carried over only that much is known. */
export const suspense: Projection<SuspenseView> = {
  name: 'suspense',
  initial: () => ({ strays: new Map(), account: '' }),
  on,
};
