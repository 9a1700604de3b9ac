import { z } from 'zod';
import { formatPrice, formatQty, type Instrument } from '../../../domain/instrument/instrument.ts';
import { dateOf } from '../../../domain/kernel/ids.ts';
import { MICROS_PER_MS } from '../../../domain/kernel/units.ts';
import type { Level } from '../../../domain/market/events.ts';
import { isoTime } from '../../../projections/words/time.ts';
import { exposureBodies, killBodies, positionBodies, venueBodies } from '../bodies/desk-bodies.ts';
import { modeBodies, modeBody } from '../bodies/mode-body.ts';
import { book, bookQuery, positionList, positionQuery, risk, venueList } from '../contract/reads.ts';
import { symbol as symbolWord } from '../contract/words.ts';
import type { Http } from '../http.ts';
import type { DeskDoor } from '../ports.ts';
import { mayAnswer } from '../problems/documented.ts';
import { Problem } from '../problems/problem.ts';
import type { Context } from './context.ts';

const tags = ['desk'];

const bookOf = ({ views, market, now }: DeskDoor, instrument: Instrument, depth: number): z.output<typeof book> => {
  const { symbol } = instrument;
  const at = now();
  const merged = market.consolidated(symbol, depth, at);
  const maxAgeMicros = (views.facts.config?.bookMaxAgeMs ?? 0) * MICROS_PER_MS;
  const level = ({ price, qty }: Level) => ({ price: formatPrice(instrument, price), qty: formatQty(instrument, qty) });
  const consolidated = (levels: (typeof merged)['bids']) =>
    levels.map((one) => ({
      ...level(one),
      venues: one.venues.map(({ venue, qty }) => ({ venue, qty: formatQty(instrument, qty) })),
    }));
  const venues = (views.facts.config?.venues ?? []).flatMap(({ venue }) => {
    const own = market.book(venue, symbol);
    if (own?.at === undefined) return [];
    const side = (which: 'bids' | 'asks') => own.top(which, depth).map(level);
    return [{ venue, at: isoTime(own.at), fresh: own.isFresh(at, maxAgeMicros), bids: side('bids'), asks: side('asks') }];
  });
  const { state, bids, asks } = merged;
  return { symbol, at: isoTime(at), state, bids: consolidated(bids), asks: consolidated(asks), venues };
};

/** What the desk holds, may do, is connected to, and sees. */
export const deskReads = (http: Http, { door }: Context): void => {
  const { views } = door;
  const stand = () => ({ day: dateOf(views.head.day), position: views.head.position });

  http.get(
    '/v1/positions',
    {
      schema: {
        tags,
        summary: 'Positions and P&L',
        querystring: positionQuery,
        response: { 200: positionList, ...mayAnswer() },
      },
    },
    async ({ query: { account, symbol } }) => ({
      ...stand(),
      positions: positionBodies(views).filter(
        (row) => (account === undefined || row.account === account) && (symbol === undefined || row.symbol === symbol),
      ),
    }),
  );
  http.get(
    '/v1/risk',
    { schema: { tags, summary: 'Exposure beside its limits, kill switches and modes', response: { 200: risk, ...mayAnswer() } } },
    async () => ({ ...stand(), kills: killBodies(views), modes: modeBodies(views), exposure: exposureBodies(views) }),
  );
  http.get(
    '/v1/venues',
    {
      schema: {
        tags,
        summary: 'Venues: what they can do, and whether they are connected',
        response: { 200: venueList, ...mayAnswer() },
      },
    },
    async () => ({ ...stand(), mode: modeBody(views, door.halted()).mode, venues: venueBodies(views, door.now()) }),
  );
  http.get(
    '/v1/books/:symbol',
    {
      schema: {
        tags,
        summary: 'The market in an instrument, as the desk sees it now',
        params: z.strictObject({ symbol: symbolWord }),
        querystring: bookQuery,
        response: { 200: book, ...mayAnswer('unknown-instrument') },
      },
    },
    async ({ params: { symbol }, query }) => {
      const instrument = views.blotter.instruments.get(symbol);
      if (instrument === undefined) throw new Problem('unknown-instrument', `this desk has no instrument ${symbol}`);
      return bookOf(door, instrument, query.depth);
    },
  );
};
