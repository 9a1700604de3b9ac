import { canonical } from '../../kernel/canonical.ts';
import { ZERO_QTY } from '../../kernel/units.ts';
import type { Declarations } from '../../order/events.ts';
import { childLeavesQty } from '../../order/order.ts';
import type { Draft } from './draft.ts';
import { isAnswered } from './operations.ts';
import { hearOf } from './report.ts';
import { endReplaces, requestFailed } from './request.ts';
import { rule } from './terms.ts';

type Declaration = Declarations['OutcomeDeclared'];

/**
 * A named person says what became of a request whose outcome is unknown, after a telephone call, say. It is the only way out of a doubt
 * besides the venue's own word, and refused where there is no doubt. Should the venue later say otherwise, the venue is right.
 */
export const declareOutcome = (draft: Draft, ask: Declaration): void => {
  if (isAnswered(draft, 'declare', ask)) return;
  const { clOrdId, sentId, outcome } = ask;
  const child = draft.state.sentIds.find(sentId);
  const order = child === undefined ? undefined : draft.state.orders.get(child.orderId);
  const refuse = (why: ReturnType<typeof rule>): void =>
    draft.refuse('declare', { account: '', clOrdId, said: canonical(ask), order }, why);
  if (child === undefined || order === undefined)
    return refuse(rule('unknownRequest', 'request', 'a request of this desk', sentId, `${sentId} is no request of this desk`));
  const request = child.requests.find((pending) => pending.sentId === sentId);
  const inDoubt = sentId === child.sentIds[0] ? !child.certain : request?.certain === false;
  if (!inDoubt)
    return refuse(
      rule('notInDoubt', `request ${sentId}`, 'a request in doubt', 'known', `what became of ${sentId} is not in doubt`),
    );

  const evidence = `${draft.cause.actor} declares it ${outcome === 'done' ? 'done' : 'not done'}: ${ask.reason}`;
  const { orderId, childId, venue, session } = child;
  if (request === undefined)
    draft.say({ type: 'CertaintyRegained', orderId, childId, request: 'submit', sentId, evidence, byPerson: true });
  if (outcome === 'notDone') {
    if (request !== undefined) return requestFailed(draft, child, sentId, { how: 'noEffect', reason: evidence });
    const ended = { as: 'rejected', endedQty: childLeavesQty(child), unheardQty: ZERO_QTY, reason: evidence } as const;
    draft.say({ type: 'ChildClosed', orderId, childId, ...ended });
    return endReplaces(draft, order, child, evidence);
  }
  if (request === undefined) return draft.say({ type: 'ChildAcknowledged', orderId, childId });
  const said = { venue, session, seqIn: 0, channel: 'recovery', sentId, text: evidence } as const;
  hearOf(draft, order, child, {
    type: 'ExecutionReported',
    ...said,
    execType: request.kind === 'cancel' ? 'canceled' : 'replaced',
  });
};
