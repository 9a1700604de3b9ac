import { z } from 'zod';
import { known } from '../../../domain/kernel/assert.ts';
import { dateOf, dayFromDate } from '../../../domain/kernel/ids.ts';
import type { DayNumber, Micros } from '../../../domain/kernel/units.ts';
import { catalogue, type Recorded } from '../../../domain/oms/catalogue.ts';
import { isoTime } from '../../../projections/words/time.ts';
import { type Moment, replayDay } from '../../../replay/replay.ts';
import { calendarOf, readMoment } from '../../../replay/time-travel.ts';
import { exposureBodies, killBodies, positionBodies, venueBodies } from '../bodies/desk-bodies.ts';
import { modeBodies } from '../bodies/mode-body.ts';
import { recordJson } from '../bodies/record-json.ts';
import { dayPage, deskState, eventPage } from '../contract/reads.ts';
import { dayParam, pageSize } from '../contract/words.ts';
import type { Http } from '../http.ts';
import { mayAnswer } from '../problems/documented.ts';
import { malformed, Problem } from '../problems/problem.ts';
import { DeskViews } from '../views.ts';
import type { Context } from './context.ts';
import { openOrderBodies } from './order-reads.ts';

const tags = ['days'];
/** Records looked at for one page: a type that is rare must not cost the whole day at once. */
const SCAN_MAX = 50_000;
/** Open orders shown of a moment; the blotter of that day has the rest. */
const OPEN_ORDERS_MAX = 1_000;

const ofDay = z.strictObject({ day: dayParam });
const daysQuery = z.strictObject({
  limit: pageSize(366, 100),
  cursor: dayParam.optional().describe('`next` of an earlier page.'),
});
const types = Object.keys(catalogue) as [string, ...string[]];
const eventsQuery = z.strictObject({
  limit: pageSize(1_000, 100),
  cursor: z.coerce
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('Begin at this position; `next` of an earlier page.'),
  type: z.enum(types).optional().describe('Only records of this type.'),
});
const stateQuery = z.strictObject({
  at: z
    .string()
    .max(40)
    .optional()
    .describe(
      'A position ("1234"), a time with an offset (ISO 8601), or a time of day on the clocks of the desk ("14:30:00"); the end when absent.',
    ),
});

type EventsQuery = z.output<typeof eventsQuery>;

/** Days of the journal, what was written on them, and how things stood. */
export const dayReads = (http: Http, { journal, replaysPerSecond }: Context): void => {
  const dayNamed = async (date: string): Promise<DayNumber> => {
    const day = known(dayFromDate(date), 'a day was checked at the door');
    if (!(await journal.days()).includes(day)) throw new Problem('unknown-day', `the journal has no ${date}`, { day: date });
    return day;
  };

  const dayBody = async (day: DayNumber): Promise<z.output<typeof dayPage>['days'][number]> => {
    const { state, position, hash } = known(await journal.head(day), 'a day of the journal has a head');
    const seal = await journal.sealOf(day);
    const sealed = seal === undefined ? {} : { seal: { stateDigest: seal.stateDigest, fileHash: seal.fileHash } };
    return { day: dateOf(day), state, position, chainHead: hash, ...sealed };
  };

  const eventsOf = async (day: DayNumber, { cursor = 1, limit, type }: EventsQuery): Promise<z.output<typeof eventPage>> => {
    const events: Recorded[] = [];
    let scanned = 0;
    for await (const { records } of journal.read(day, cursor))
      for (const record of records) {
        if (record.position < cursor) continue;
        if (events.length === limit || scanned === SCAN_MAX)
          return { day: dateOf(day), events: events.map(recordJson), next: String(record.position) };
        if (type === undefined || record.event.type === type) events.push(record);
        scanned += 1;
      }
    return { day: dateOf(day), events: events.map(recordJson) };
  };

  const momentOf = async (day: DayNumber, at: string | undefined): Promise<Moment | undefined> => {
    if (at === undefined) return undefined;
    const calendar = await calendarOf(journal, day);
    const moment = calendar && readMoment(at, calendar);
    if (moment === undefined) throw malformed('at', 'must be a position, an ISO time with an offset, or a time of day');
    return moment;
  };

  const stateOf = async (day: DayNumber, until: Moment | undefined): Promise<z.output<typeof deskState>> => {
    const views = new DeskViews();
    const { position, at } = await replayDay(journal, day, (record) => views.fold(record), { until });
    return {
      day: dateOf(day),
      position,
      at: isoTime(at satisfies Micros),
      kills: killBodies(views),
      modes: modeBodies(views),
      venues: venueBodies(views, at).map(({ venue, state }) => ({ venue, state })),
      positions: positionBodies(views),
      exposure: exposureBodies(views),
      openOrders: openOrderBodies(views, OPEN_ORDERS_MAX),
      more: views.openOrders.open.size > OPEN_ORDERS_MAX,
    };
  };

  http.get(
    '/v1/days',
    {
      schema: { tags, summary: 'Trading days, oldest first', querystring: daysQuery, response: { 200: dayPage, ...mayAnswer() } },
    },
    async ({ query: { limit, cursor } }) => {
      const from = cursor === undefined ? 0 : known(dayFromDate(cursor), 'a cursor was checked at the door');
      const days = (await journal.days()).filter((day) => day >= from);
      const next = days[limit];
      const shown = await Promise.all(days.slice(0, limit).map(dayBody));
      return next === undefined ? { days: shown } : { days: shown, next: dateOf(next) };
    },
  );
  http.get(
    '/v1/days/:day/events',
    {
      schema: {
        tags,
        summary: 'Records of a day, as journaled',
        params: ofDay,
        querystring: eventsQuery,
        response: { 200: eventPage, ...mayAnswer('unknown-day') },
      },
    },
    async ({ params, query }) => eventsOf(await dayNamed(params.day), query),
  );
  http.get(
    '/v1/days/:day/state',
    {
      config: { rateLimit: { max: replaysPerSecond, timeWindow: 1_000 } },
      schema: {
        tags,
        summary: 'How everything stood at a moment of a day',
        params: ofDay,
        querystring: stateQuery,
        response: { 200: deskState, ...mayAnswer('unknown-day', 'too-many-requests') },
      },
    },
    async ({ params, query }) => {
      const day = await dayNamed(params.day);
      return stateOf(day, await momentOf(day, query.at));
    },
  );
};
