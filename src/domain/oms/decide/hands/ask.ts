import { canonical } from '../../../kernel/canonical.ts';
import type { AskKind } from '../../../order/events.ts';
import type { Order } from '../../../order/order.ts';
import type { Objection } from '../../../risk/objection.ts';
import type { Draft } from '../draft.ts';
import { isAnswered, type Operation } from '../operations.ts';
import { rule } from '../terms.ts';

/**
 * What a person asks to be done by hand: answered once, and refused when it gives no reason or does not fit. `act` says what follows, or
 * which rule it breaks.
 */
export const byHand = <Ask extends Operation & Readonly<{ reason: string }>>(
  draft: Draft,
  kind: AskKind,
  ask: Ask,
  act: (by: Readonly<{ by: string; reason: string }>) => Refusal | undefined,
): void => {
  if (isAnswered(draft, kind, ask)) return;
  const { clOrdId, reason } = ask;
  const no = reason.trim() === '' ? NO_REASON : act({ by: draft.cause.actor, reason });
  if (no !== undefined) draft.refuse(kind, { account: '', clOrdId, said: canonical(ask), order: no.order }, no.why);
};

/** Which rule forbids it, and of which order. */
export type Refusal = Readonly<{ why: Objection; order?: Order | undefined }>;
export const refusal = (order: Order | undefined, ...why: Parameters<typeof rule>): Refusal => ({ why: rule(...why), order });

const NO_REASON = refusal(undefined, 'reasonMissing', 'operations', 'a reason', '', 'nobody could tell later why this was done');
