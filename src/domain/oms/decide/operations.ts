import { canonical } from '../../kernel/canonical.ts';
import type { AskKind } from '../../order/events.ts';
import type { handInputs } from '../../reconcile/hand-events.ts';
import type { Events } from '../catalogue.ts';
import type { Draft } from './draft.ts';
import { NAMELESS } from './place.ts';
import { rule } from './terms.ts';

export type Operation = Events[
  | keyof typeof handInputs
  | 'BreakResolveRequested'
  | 'OutcomeDeclared'
  | 'KillRequested'
  | 'ResumeRequested'
  | 'MassCancelRequested'
  | 'ModeRequested'
  | 'ReconcileRequested'
  | 'ShutdownRequested'
  | 'VenueReleaseRequested'];

/** What people ask of the desk as such shares one scope of clOrdIds. True when it has none, or has been asked before: that is answered. */
export const isAnswered = (draft: Draft, kind: AskKind, ask: Operation): boolean => {
  const { clOrdId } = ask;
  const said = canonical(ask);
  const memory = draft.state.asks.get('')?.get(clOrdId);
  if (clOrdId === '') draft.refuse(kind, { account: '', clOrdId, said }, NAMELESS);
  else if (memory?.said === said) draft.say({ type: 'AskRepeated', account: '', clOrdId, orderId: undefined });
  else if (memory !== undefined)
    draft.refuse(
      kind,
      { account: '', clOrdId, said },
      rule('clOrdIdReused', 'operations', 'a clOrdId not used before', clOrdId, `clOrdId ${clOrdId} was used for something else`),
    );
  else return false;
  return true;
};
