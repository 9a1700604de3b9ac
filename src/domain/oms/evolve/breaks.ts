import { assert, known } from '../../kernel/assert.ts';
import { breakLife } from '../../reconcile/break-life.ts';
import type { BreakStep, breakFacts } from '../../reconcile/events.ts';
import type { Events } from '../catalogue.ts';
import type { Break, State } from '../state.ts';
import { keepBreak } from './common.ts';

/** What becomes of breaks. */
type Handlers = { readonly [Type in keyof typeof breakFacts]: (state: State, event: Events[Type]) => void };

const step = (state: State, breakId: number, by: BreakStep, change: Partial<Break>): void => {
  const found = known(state.breaks.get(breakId), () => `${breakId} is a break of this journal`);
  const to = breakLife[found.state][by];
  assert(to !== 'never', () => `${by} may follow ${found.state} of break ${breakId}`);
  keepBreak(state, { ...found, ...change, state: to });
};

export const breakHandlers: Handlers = {
  BreakOwned: (state, { breakId, owner }) => step(state, breakId, 'own', { owner }),
  BreakExplained: (state, { breakId, cause }) => step(state, breakId, 'explain', { explanation: cause }),
  BreakClosed: (state, { breakId, cause, atOnce }) => {
    const { what, venue, symbol } = state.breaks.get(breakId) ?? {};
    step(state, breakId, 'close', { ending: cause, atOnce });
    if (what === 'positionDiffers' && venue !== undefined && symbol !== undefined)
      state.held.of(venue, symbol).differs = undefined;
  },
};
