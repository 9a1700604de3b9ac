import type { z } from 'zod';
import { formatChildId, formatOrderId } from '../../../domain/kernel/ids.ts';
import type { Micros } from '../../../domain/kernel/units.ts';
import { ageSecondsOf, type BreakLine } from '../../../projections/breaks.ts';
import { isoTime } from '../../../projections/words/time.ts';
import { personNamed } from '../asks/inputs.ts';
import type { breakRow, breakStory } from '../contract/breaks.ts';
import type { DeskViews } from '../views.ts';

type BreakBody = z.output<typeof breakRow>;

export const breakBody = (line: BreakLine, now: Micros): BreakBody => {
  const { breakId, what, detail, state, venue, orderId, childId, executionKey, raisedAt, owner, explanation, ending, closedAt } =
    line;
  return {
    breakId,
    what,
    detail,
    state,
    ...(venue === undefined ? {} : { venue }),
    ...(orderId === undefined ? {} : { orderId: formatOrderId(orderId) }),
    ...(childId === undefined ? {} : { childId: formatChildId(childId) }),
    ...(executionKey === undefined ? {} : { executionKey }),
    raisedAt: isoTime(raisedAt),
    ageSeconds: ageSecondsOf(line, now),
    ...(owner === undefined ? {} : { owner: personNamed(owner) }),
    ...(explanation === undefined ? {} : { explanation }),
    ...(ending === undefined ? {} : { ending }),
    ...(closedAt === undefined ? {} : { closedAt: isoTime(closedAt) }),
  };
};

export const breakStoryBody = (line: BreakLine, now: Micros): z.output<typeof breakStory> => ({
  ...breakBody(line, now),
  story: line.story.map(({ at, evidence, ...told }) => ({
    ...told,
    at: isoTime(at),
    ...(evidence === undefined ? {} : { evidence }),
  })),
});

/** What is not closed, newest first; no more than anybody would look at. */
export const openBreakBodies = ({ breaks: { breaks, open } }: DeskViews, now: Micros, most: number): BreakBody[] =>
  [...open]
    .sort((a, b) => b - a)
    .slice(0, most)
    .flatMap((breakId) => {
      const line = breaks.get(breakId);
      return line === undefined ? [] : [breakBody(line, now)];
    });
