import type { z } from 'zod';
import { dateOf } from '../../../domain/kernel/ids.ts';
import type { BreakLine } from '../../../projections/breaks.ts';
import { actorNamed, breakInput } from '../asks/inputs.ts';
import { breakBody, breakStoryBody } from '../bodies/break-body.ts';
import { breakAnswer, breakNamed, breakPage, breakQuery, breakResolution, breakStory } from '../contract/breaks.ts';
import { asker } from '../contract/words.ts';
import type { Http } from '../http.ts';
import type { DeskDoor } from '../ports.ts';
import { ASKING, mayAnswer } from '../problems/documented.ts';
import { Problem } from '../problems/problem.ts';
import type { Context } from './context.ts';
import { askerOf } from './order-entry.ts';

type BreakQuery = z.output<typeof breakQuery>;
const tags = ['operations'];

const fits = (line: BreakLine, { state, venue, what }: BreakQuery): boolean =>
  (state === undefined || line.state === state) &&
  (venue === undefined || line.venue === venue) &&
  (what === undefined || line.what === what);

/** A page of the breaks of the day, newest first, and where the next one begins. Their numbers grow, so they are their own cursor. */
const pageOf = ({ views, now }: DeskDoor, query: BreakQuery): z.output<typeof breakPage> => {
  const before = Number(query.cursor ?? Number.POSITIVE_INFINITY);
  const fitting = [...views.breaks.breaks.values()].reverse().filter((line) => line.breakId < before && fits(line, query));
  const shown = fitting.slice(0, query.limit);
  const next = fitting.length > shown.length ? shown.at(-1) : undefined;
  return {
    day: dateOf(views.head.day),
    position: views.head.position,
    breaks: shown.map((line) => breakBody(line, now())),
    ...(next === undefined ? {} : { next: String(next.breakId) }),
  };
};

/** What does not fit, and what people do about it. */
export const breakRoutes = (http: Http, { door, ask }: Context): void => {
  http.get(
    '/v1/breaks',
    {
      schema: {
        tags,
        summary: 'Breaks of the day, newest first, and those of days before that are not closed',
        querystring: breakQuery,
        response: { 200: breakPage, ...mayAnswer() },
      },
    },
    async ({ query }) => pageOf(door, query),
  );
  http.get(
    '/v1/breaks/:id',
    {
      schema: {
        tags,
        summary: 'One break, and its story: what raised it, what explained it, what closed it',
        params: breakNamed,
        response: { 200: breakStory, ...mayAnswer('unknown-break') },
      },
    },
    async ({ params: { id } }) => {
      const line = door.views.breaks.breaks.get(Number(id));
      if (line === undefined) throw new Problem('unknown-break', `there is no break ${id} today`);
      return breakStoryBody(line, door.now());
    },
  );
  http.post(
    '/v1/breaks/:id/resolve',
    {
      schema: {
        tags,
        summary: 'Take a break on, explain it, or close it',
        description:
          'The desk closes what evidence settles. The rest waits for a named person, who answers for it. What is closed stays closed: when it happens again it is another break.',
        headers: asker,
        params: breakNamed,
        body: breakResolution,
        response: { 200: breakAnswer, ...mayAnswer(...ASKING, 'unknown-break', 'request-refused') },
      },
    },
    async ({ body, headers, params }) =>
      (await ask(breakInput(Number(params.id), body, askerOf(headers)), actorNamed(body.person))).body,
  );
};
