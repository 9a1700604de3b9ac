import { known } from '../../kernel/assert.ts';
import { book, moveStray } from '../../position/position.ts';
import type { handFacts } from '../../reconcile/hand-events.ts';
import type { Events } from '../catalogue.ts';
import type { State } from '../state.ts';
import { childOf, keepStray, orderOf, settle, tryAgainAt, venueKeysOf } from './common.ts';

/** What people have done by hand. */
type Handlers = { readonly [Type in keyof typeof handFacts]: (state: State, event: Events[Type]) => void };

export const handHandlers: Handlers = {
  StrayAssigned: (state, event) => {
    const { venue, executionKey, account, childId } = event;
    const stray = known(venueKeysOf(state, venue).get(executionKey), () => `${executionKey} of ${venue} is in suspense`);
    keepStray(state, venue, executionKey, { ...stray, account, childId });
    moveStray(state.positions, event);
  },
  PositionAdjusted: (state, { account, symbol, side, qty, px }) => book(state.positions.of(account, symbol), side, qty, px),
  CountDeclared: (state, { orderId, childId, unheardQty }) => {
    const child = childOf(state, childId);
    child.unheardQty = unheardQty;
    if (unheardQty === 0) tryAgainAt(state, child, undefined);
    settle(state, orderOf(state, orderId));
  },
};
