import { known } from '../domain/kernel/assert.ts';
import { divFloor } from '../domain/kernel/integers.ts';
import { MICROS_PER_SECOND, type Micros } from '../domain/kernel/units.ts';
import type { Events, EventType, Recorded } from '../domain/oms/catalogue.ts';
import { breakLife } from '../domain/reconcile/break-life.ts';
import type { BreakState, BreakStep } from '../domain/reconcile/events.ts';
import type { Handlers, Projection } from './projection.ts';

/** One record about a break. `evidence` is the position of the input that shows it; without one, the actor says so. */
export type BreakMoment = Readonly<{
  position: number;
  at: Micros;
  actor: string;
  type: EventType;
  what: string;
  evidence: number | undefined;
}>;
/** A break and all that became of it today. */
export type BreakLine = Pick<
  Events['BreakRaised'],
  'breakId' | 'what' | 'detail' | 'venue' | 'orderId' | 'childId' | 'executionKey'
> & {
  readonly raisedAt: Micros;
  state: BreakState;
  owner: string | undefined;
  explanation: string | undefined;
  ending: string | undefined;
  closedAt: Micros | undefined;
  readonly story: BreakMoment[];
};
/** How old it is, or how long it lasted. */
export const ageSecondsOf = ({ raisedAt, closedAt }: Pick<BreakLine, 'raisedAt' | 'closedAt'>, now: Micros): number =>
  Math.max(0, divFloor((closedAt ?? now) - raisedAt, MICROS_PER_SECOND));

type BreaksView = { breaks: Map<number, BreakLine>; open: Set<number> };

const moment = ({ position, at, actor, event }: Recorded, what: string, evidence?: number): BreakMoment => ({
  position,
  at,
  actor,
  type: event.type,
  what,
  evidence,
});

const begin = ({ breaks, open }: BreaksView, line: BreakLine): void => {
  breaks.set(line.breakId, line);
  if (line.state !== 'closed') open.add(line.breakId);
};

/** What a record makes of the break that it names. */
const step = (view: BreaksView, breakId: number, by: BreakStep, change: Partial<BreakLine>, told: BreakMoment): void => {
  const line = known(view.breaks.get(breakId), () => `${breakId} is a break of this journal`);
  Object.assign(line, change);
  line.state = breakLife[line.state][by] as BreakState;
  line.story.push(told);
  if (line.state !== 'closed') return;
  line.closedAt = told.at;
  view.open.delete(breakId);
};

const on: Handlers<BreaksView> = {
  BreakRaised: (view, { breakId, what, detail, venue, orderId, childId, executionKey }, record) =>
    begin(view, {
      ...{
        breakId,
        what,
        detail,
        venue,
        orderId,
        childId,
        executionKey,
        raisedAt: record.at,
        state: 'open',
        story: [moment(record, detail)],
      },
      ...{ owner: undefined, explanation: undefined, ending: undefined, closedAt: undefined },
    }),
  CarriedBreak: (view, found, record) => {
    const { breakId, at, what, detail, venue, orderId, childId, executionKey, state, owner, explanation, ending } = found;
    begin(view, {
      ...{
        breakId,
        what,
        detail,
        venue,
        orderId,
        childId,
        executionKey,
        raisedAt: at,
        state,
        owner,
        explanation,
        ending,
        closedAt: undefined,
      },
      story: [moment(record, detail)],
    });
  },
  BreakOwned: (view, { breakId, owner, reason }, record) => step(view, breakId, 'own', { owner }, moment(record, reason)),
  BreakExplained: (view, { breakId, cause, evidencePosition }, record) =>
    step(view, breakId, 'explain', { explanation: cause }, moment(record, cause, evidencePosition)),
  BreakClosed: (view, { breakId, cause, evidencePosition }, record) =>
    step(view, breakId, 'close', { ending: cause }, moment(record, cause, evidencePosition)),
};

/** What does not fit, who looks after it, how it came about and how it ended: every break of the day, and those that it began with? */
export const breaks: Projection<BreaksView> = { name: 'breaks', initial: () => ({ breaks: new Map(), open: new Set() }), on };
