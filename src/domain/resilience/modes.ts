import type { Act, Mode } from './mode-events.ts';

/** `ifReducing`: no more than it takes to close the position, all open orders on that side counted. */
export type Leave = 'yes' | 'ifReducing' | 'no';

/**
 * What each mode allows. `raise` is any change of an order but a smaller quantity at the same price, which is `lower`; `route` is an
 * order that the desk took on before and that goes out now: released, routed again, or its changed rest; `cancel` is a client's. Kills,
 * mass cancels and what the desk itself cancels (an order whose time is over, one that is closed and yet lives) are no acts of this
 * table: no mode keeps them back.
 */
// biome-ignore format: a table is read by its columns
export const allows: Readonly<Record<Mode, Readonly<Record<Act, Leave>>>> = {
  normal:        { place: 'yes',        raise: 'yes',        lower: 'yes', route: 'yes',        cancel: 'yes' },
  venueDegraded: { place: 'yes',        raise: 'yes',        lower: 'yes', route: 'yes',        cancel: 'yes' }, // Its orders wait, or go elsewhere.
  reduceOnly:    { place: 'ifReducing', raise: 'ifReducing', lower: 'yes', route: 'ifReducing', cancel: 'yes' },
  cancelOnly:    { place: 'no',         raise: 'no',         lower: 'no',  route: 'no',         cancel: 'yes' },
  halted:        { place: 'no',         raise: 'no',         lower: 'no',  route: 'no',         cancel: 'no' }, // Only people at the desk act.
};

/** In order of strictness. */
export const MODES = Object.keys(allows) as readonly Mode[];
const STRICTNESS = new Map(MODES.map((mode, n) => [mode, n]));
export const isStricter = (mode: Mode, than: Mode): boolean => (STRICTNESS.get(mode) ?? 0) > (STRICTNESS.get(than) ?? 0);
