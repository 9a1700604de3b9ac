import type { BreakState, BreakStep } from './events.ts';

/**
 * The life of a break, total over (state, step). The same for the desk, which steps by evidence, and for a person; what is over stays
 * over, and when it happens again it is another break.
 */
// biome-ignore format: a table is read by its columns
export const breakLife: Readonly<Record<BreakState, Readonly<Record<BreakStep, BreakState | 'never'>>>> = {
  open:      { own: 'open',      explain: 'explained', close: 'closed' },
  explained: { own: 'explained', explain: 'explained', close: 'closed' }, // A better explanation takes the place of the first.
  closed:    { own: 'never',     explain: 'never',     close: 'never' },
};
