import { known } from '../../kernel/assert.ts';
import { type Qty, ZERO_QTY } from '../../kernel/units.ts';
import { type Child, isBuy } from '../../order/order.ts';
import { book, moveStray } from '../../position/position.ts';
import type { handFacts } from '../../reconcile/hand-events.ts';
import type { Events } from '../catalogue.ts';
import type { State } from '../state.ts';
import { bookAt, childOf, keepStray, moveAt, orderOf, settle, tryAgainAt, venueKeysOf } from './common.ts';

/** What people have done by hand. */
type Handlers = { readonly [Type in keyof typeof handFacts]: (state: State, event: Events[Type]) => void };

export const handHandlers: Handlers = {
  StrayAssigned: (state, event) => {
    const { venue, executionKey, account, childId } = event;
    const stray = known(venueKeysOf(state, venue).get(executionKey), () => `${executionKey} of ${venue} is in suspense`);
    keepStray(state, venue, executionKey, { ...stray, account, childId });
    moveStray(state.positions, event);
    // Given to an order, it is booked there anew.
    if (childId !== undefined) moveAt(state, venue, event.symbol, isBuy(event.side) ? -event.lastQty : event.lastQty);
  },
  PositionAdjusted: (state, { account, symbol, side, qty, px, venue }) => {
    const position = state.positions.of(account, symbol);
    if (venue === undefined) book(position, side, qty, px);
    else bookAt(state, venue, position, side, qty, px);
  },
  ExternalOrderAdopted: (state, event) => {
    const {
      orderId,
      childId,
      venue,
      session,
      account,
      symbol,
      side,
      qty,
      price,
      timeInForce,
      sentId,
      venueOrderId,
      cumQty,
      asOf,
    } = event;
    const order = orderOf(state, orderId);
    const child: Child = {
      ...{ childId, orderId, venue, session, account, symbol, side, qty, price, timeInForce, sentId, venueOrderId, cumQty },
      ...{ ordType: 'limit', epoch: state.epoch, status: 'working', reason: '', sentIds: [sentId], adjustedQty: cumQty },
      ...{ provisionalQty: ZERO_QTY, unheardQty: ZERO_QTY, seqOut: 0, toldAt: asOf, termsAt: undefined, external: true },
      ...{ rejectReason: undefined, why: undefined, againAt: undefined, declared: [], forced: undefined, query: undefined },
      ...{ counted: { cumQty, avgPx: undefined, open: true, at: asOf }, waits: [], certain: true, timeoutAt: undefined },
      ...{ requests: [], executions: undefined },
    };
    state.children.set(childId, child);
    state.next.child += 1;
    order.children.push(child);
    order.cumQty = (order.cumQty + cumQty) as Qty;
    state.sentIds.add(sentId, child, false);
    settle(state, order);
  },
  CountDeclared: (state, { orderId, childId, unheardQty }) => {
    const child = childOf(state, childId);
    child.unheardQty = unheardQty;
    if (unheardQty === 0) tryAgainAt(state, child, undefined);
    settle(state, orderOf(state, orderId));
  },
};
