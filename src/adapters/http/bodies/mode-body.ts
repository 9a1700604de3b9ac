import type { z } from 'zod';
import { dateOf } from '../../../domain/kernel/ids.ts';
import { allows } from '../../../domain/resilience/modes.ts';
import { isoTime } from '../../../projections/words/time.ts';
import { personNamed } from '../asks/inputs.ts';
import type { modeRow, modeState } from '../contract/mode.ts';
import type { ModeInForce } from '../views/desk-facts.ts';
import type { DeskViews } from '../views.ts';

type ModeBody = z.output<typeof modeRow>;

const rowOf = ({ scope, id, mode, cause, by, since }: ModeInForce): ModeBody => ({
  scope,
  id,
  mode,
  cause,
  ...(by === undefined ? {} : { by: personNamed(by) }),
  since: isoTime(since),
});

/** Every mode in force but normal. */
export const modeBodies = ({ facts }: DeskViews): ModeBody[] => [...facts.modes.values()].map(rowOf);

/** A desk whose journal failed is halted, whatever was set before: nothing leaves it. */
export const modeBody = (views: DeskViews, halted: Error | undefined): z.output<typeof modeState> => {
  const modes = modeBodies(views);
  const {
    scope: _,
    id: __,
    ...own
  } = modes.find(({ scope }) => scope === 'desk') ?? {
    scope: 'desk',
    id: '*',
    mode: 'normal' as const,
    cause: 'every venue is usable',
  };
  return {
    day: dateOf(views.head.day),
    position: views.head.position,
    ...(halted === undefined ? own : { mode: 'halted', cause: halted.message }),
    modes,
    allows,
  };
};
