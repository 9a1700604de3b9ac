import type { BreakEvents } from '../../domain/reconcile/events.ts';

/** As order-words.ts, for what becomes of breaks. */
type Words = { readonly [Type in keyof BreakEvents]: (event: BreakEvents[Type]) => string };

const ASKED: Readonly<Record<BreakEvents['BreakResolveRequested']['step'], string>> = {
  own: 'takes on',
  explain: 'explains',
  close: 'closes',
};
const on = ({ by, evidencePosition }: BreakEvents['BreakClosed' | 'BreakExplained']): string =>
  by === undefined ? `, by the evidence at ${evidencePosition}` : `, says ${by}`;

export const breakWords: Words = {
  BreakResolveRequested: ({ breakId, step, reason, clOrdId }) =>
    `a person ${ASKED[step]} break ${breakId} as ${clOrdId}${reason === '' ? '' : `: ${reason}`}`,
  BreakOwned: ({ breakId, owner, reason }) => `break ${breakId} is taken on by ${owner}: ${reason}`,
  BreakExplained: (event) => `break ${event.breakId} is explained: ${event.cause}${on(event)}`,
  BreakClosed: (event) => `break ${event.breakId} is closed: ${event.cause}${on(event)}`,
};
