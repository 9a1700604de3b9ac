import type { Micros } from '../domain/kernel/units.ts';
import type { Events, Recorded } from '../domain/oms/catalogue.ts';
import type { Handlers, Projection } from './projection.ts';

type Scoped = Pick<Events['WorkStarted'], 'scope' | 'id'>;
export type KillLine = Scoped & Readonly<{ reason: string; by: string; since: Micros }>;
/** A kill or a mass cancel, and what was reported of it. */
export type MassCancelLine = Scoped & {
  readonly workId: number;
  readonly reason: string | undefined;
  readonly by: string | undefined;
  readonly at: Micros;
  /** Orders that it has taken so far. */
  orders: number;
  report: Events['MassCancelReported'] | undefined;
};
type View = { kills: Map<string, KillLine>; massCancels: Map<number, MassCancelLine> };

const take = ({ massCancels }: View, { workId, orders = [] }: Events['WorkAdvanced' | 'WorkFinished']): void => {
  const line = massCancels.get(workId);
  if (line !== undefined) line.orders += orders.length;
};
const keyOf = ({ scope, id }: Scoped): string => `${scope}:${id}`;

const on: Handlers<View> = {
  KillEngaged: ({ kills }, { scope, id, reason }, { at, actor }: Recorded) =>
    void kills.set(keyOf({ scope, id }), { scope, id, reason, by: actor, since: at }),
  CarriedKill: ({ kills }, { type: _, ...kill }) => void kills.set(keyOf(kill), kill),
  KillLifted: ({ kills }, event) => void kills.delete(keyOf(event)),
  WorkStarted: ({ massCancels }, { work, workId, scope, id, reason }, { at, actor: by }) => {
    if (work === 'massCancel') massCancels.set(workId, { workId, scope, id, reason, by, at, orders: 0, report: undefined });
  },
  CarriedMassCancel: ({ massCancels }, { workId, scope, id, orders }, { at }) => {
    massCancels.set(workId, {
      workId,
      scope,
      id,
      reason: undefined,
      by: undefined,
      at,
      orders: orders.length,
      report: undefined,
    });
  },
  WorkAdvanced: take,
  WorkFinished: take,
  MassCancelReported: ({ massCancels }, report) => {
    const line = massCancels.get(report.workId);
    if (line !== undefined) line.report = report;
  },
};

/** Which kill switches are engaged, by whom and why, and what could not be cancelled? */
export const massCancels: Projection<View> = {
  name: 'mass-cancels',
  initial: () => ({ kills: new Map(), massCancels: new Map() }),
  on,
};
