import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { isUncertain } from '../../../../src/domain/order/order.ts';
import { asHeard, deliver, type Stage, story, tell, travels } from '../../../support/legal-history.ts';
import { always } from '../../../support/property.ts';
import { checkDesk } from '../../invariants.ts';

const ENDS = ['filled', 'canceled', 'rejected', 'expired', 'doneForDay'];
const endOf = (status: string): string => (ENDS.includes(status) ? status : 'live');

/** By the venue's own books. */
const truthOf = ({ venues }: Stage) => ({
  orders: venues.map(({ cumQty, notional, status }) => ({ cumQty, notional, ends: endOf(status) })),
  position: venues.reduce((sum, { routed, cumQty }) => sum + (routed.side === 'buy' ? cumQty : -cumQty), 0),
});
const beliefOf = ({ desk, venues }: Stage) => ({
  orders: venues.map((_, i) => {
    const { cumQty, cumNotional, children } = desk.order(i + 1);
    return { cumQty, notional: cumNotional, ends: endOf(children[0]?.status ?? '') };
  }),
  position: desk.state.positions.get('A1', 'ACME')?.qty ?? 0,
});

describe('a legal history of a venue', () => {
  always(
    'ends in what the venue has in its books, in whatever order, however often and by whichever channel it is heard',
    fc.tuple(fc.array(story, { minLength: 1, maxLength: 2 }), travels),
    ([stories, travel]) => {
      const { stage, reports } = tell(stories);
      const heard = deliver(stage, reports, travel);
      stage.comeToRest();
      expect(beliefOf(stage), asHeard(heard)).toEqual(truthOf(stage));
      for (const order of stage.desk.state.orders)
        expect(isUncertain(order), 'all is answered, so nothing is in doubt').toBe(false);
      checkDesk(stage.desk);
    },
  );
});
