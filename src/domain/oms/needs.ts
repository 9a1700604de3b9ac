import type { Need } from '../ports/market.ts';
import type { Input } from './catalogue.ts';
import { findOrder, type State } from './state.ts';

/** Levels a venue that the best-price router may see; one is enough to judge a price. */
const SWEEP_DEPTH = 10;

/** What of the market a decision must see. The runtime captures it before `decide` and writes it into the input. */
export const needs = (state: State, input: Input): Need | undefined => {
  switch (input.type) {
    case 'NewOrderRequested':
      return { symbol: input.symbol, depth: input.route?.strategy === 'direct' ? 1 : SWEEP_DEPTH };
    case 'ReplaceRequested': {
      const order = findOrder(state, input.account, input.orderId, input.origClOrdId);
      return order === undefined ? undefined : { symbol: order.terms.symbol, depth: 1 };
    }
    case 'EvidenceGiven': {
      const order = state.orders.get(input.orderId);
      return order === undefined ? undefined : { symbol: order.terms.symbol, depth: SWEEP_DEPTH };
    }
    default:
      return undefined;
  }
};
