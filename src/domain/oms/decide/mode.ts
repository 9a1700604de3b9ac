import { canonical } from '../../kernel/canonical.ts';
import type { Mode } from '../../resilience/mode-events.ts';
import { isStricter } from '../../resilience/modes.ts';
import type { Scope } from '../../risk/events.ts';
import type { Event, Events, Fact, Recorded } from '../catalogue.ts';
import { killKey, type State } from '../state.ts';
import { type Cause, Draft } from './draft.ts';
import { isOpenFor } from './opening.ts';
import { isAnswered } from './operations.ts';
import { rule } from './terms.ts';
import { isBlocked } from './unblock.ts';

/** A person sets a mode, or lifts the one that is set: then it is what the venues make of it. */
export const requestMode = (draft: Draft, ask: Events['ModeRequested']): void => {
  if (isAnswered(draft, 'mode', ask)) return;
  const { clOrdId, scope, id, mode, reason } = ask;
  if (reason.trim() === '')
    return draft.refuse(
      'mode',
      { account: '', clOrdId, said: canonical(ask) },
      rule('reasonMissing', `${scope} ${id}`, 'a reason', '', 'nobody could tell later why the mode was changed'),
    );
  const by = draft.cause.actor;
  const isDesk = scope === 'desk';
  const to = mode === 'normal' && isDesk ? ownMode(draft.state).mode : mode;
  change(draft, scope, id, to, reason, by);
};

/** The mode that the desk concludes from the state of its venues, and why. */
const ownMode = (state: State): Readonly<{ mode: Mode; cause: string }> => {
  const unusable = [...(state.config?.venues.keys() ?? [])].flatMap((venue) => {
    const why = whyUnusable(state, venue);
    return why === undefined ? [] : [`${venue} ${why}`];
  });
  return unusable.length === 0
    ? { mode: 'normal', cause: 'every venue is usable' }
    : { mode: 'venueDegraded', cause: unusable.join('; ') };
};

/** Why no order can go to this venue now, though it should be open for one; undefined when one can. */
export const whyUnusable = (state: State, venue: string): string | undefined => {
  if (state.sessions.get(venue)?.up !== true) return 'is not connected';
  if (!isOpenFor(state, venue)) return 'is not yet level with the desk';
  if (isBlocked(state, venue)) return 'has executions in suspense that wait to be assigned';
  if (state.health.get(venue)?.quarantined === true) return 'is in quarantine';
  return state.health.get(venue)?.breakers.get('submit')?.state === 'open' ? 'does not answer orders' : undefined;
};

/** Facts of a turn that may make a venue usable, or take that away. */
const TOUCHES_VENUES: Partial<Record<Event['type'], true>> = {
  SessionChanged: true,
  VenueLevelled: true,
  StrayExecutionBooked: true,
  StrayExecutionAmended: true,
  StrayAssigned: true,
  DeskStarted: true,
  ConfigAdopted: true,
  VenueQuarantined: true,
  VenueReleased: true,
  BreakerOpened: true,
  BreakerHalfOpened: true,
  BreakerClosed: true,
};

/** Once a turn is quiet: is every venue usable? What a person has set stands, whatever the venues do. */
export const settleMode = (state: State, cause: Cause, turn: readonly Recorded[]): readonly Fact[] => {
  if (state.config === undefined || !turn.some(({ event }) => TOUCHES_VENUES[event.type] === true)) return [];
  const set = state.modes.get(killKey('desk', '*'));
  if (set?.by !== undefined) return [];
  const own = ownMode(state);
  const draft = new Draft(state, cause);
  change(draft, 'desk', '*', own.mode, own.cause, undefined);
  return draft.facts;
};

const change = (draft: Draft, scope: Scope, id: string, to: Mode, cause: string, by: string | undefined): void => {
  const from = draft.state.modes.get(killKey(scope, id))?.mode ?? 'normal';
  if (from !== to) draft.say({ type: 'ModeChanged', scope, id, from, to, cause, by });
};

/** Where an order belongs, and the mode that counts for it. */
export type ModeOf = Readonly<{ mode: Mode; scope: string }>;
export const NORMAL: ModeOf = { mode: 'normal', scope: 'the desk' };

/** The strictest of the modes in force in these scopes. */
export const strictestOf = ({ modes }: State, scopes: readonly (readonly [Scope, string | undefined])[]): ModeOf => {
  let found = NORMAL;
  for (const [scope, id] of scopes) {
    const set = id === undefined ? undefined : modes.get(killKey(scope, id));
    if (set !== undefined && isStricter(set.mode, found.mode))
      found = { mode: set.mode, scope: scope === 'desk' || scope === 'firm' ? `the ${scope}` : `${scope} ${id}` };
  }
  return found;
};
