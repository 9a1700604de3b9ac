import { canonical } from '../../kernel/canonical.ts';
import { breakLife } from '../../reconcile/break-life.ts';
import type { Events } from '../catalogue.ts';
import type { Draft } from './draft.ts';
import { isAnswered } from './operations.ts';
import { rule } from './terms.ts';
import { releaseAfter } from './unblock.ts';

type Ask = Events['BreakResolveRequested'];

/** A named person takes a break on, explains it or closes it. Only what is over, or was never there, is refused; and silence about why. */
export const resolveBreak = (draft: Draft, ask: Ask): void => {
  if (isAnswered(draft, 'resolveBreak', ask)) return;
  const { clOrdId, breakId, step, reason } = ask;
  const found = draft.state.breaks.get(breakId);
  const order = found?.orderId === undefined ? undefined : draft.state.orders.get(found.orderId);
  const refuse = (why: ReturnType<typeof rule>): void =>
    draft.refuse('resolveBreak', { account: '', clOrdId, said: canonical(ask), order }, why);
  if (found === undefined)
    return refuse(
      rule(
        'unknownBreak',
        'break',
        'a break of this day',
        String(breakId),
        `there is no break ${breakId}, or it was closed long ago`,
      ),
    );
  if (breakLife[found.state][step] === 'never')
    return refuse(
      rule(
        'breakClosed',
        `break ${breakId}`,
        'a break that is not closed',
        found.state,
        `break ${breakId} is closed: ${found.ending}`,
      ),
    );
  if (reason.trim() === '')
    return refuse(
      rule('reasonMissing', `break ${breakId}`, 'a reason', '', `nobody could tell later why break ${breakId} was touched`),
    );
  const { venue, orderId, childId } = found;
  const about = { breakId, venue, orderId, childId };
  const by = draft.cause.actor;
  switch (step) {
    case 'own':
      return draft.say({ type: 'BreakOwned', ...about, owner: by, reason });
    case 'explain':
      return draft.say({ type: 'BreakExplained', ...about, cause: reason, by });
    case 'close':
      draft.say({ type: 'BreakClosed', ...about, cause: reason, by });
      return releaseAfter(draft, found);
  }
};
