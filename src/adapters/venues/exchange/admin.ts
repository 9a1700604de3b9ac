import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseDecimal } from '../../../domain/kernel/decimal.ts';
import type { Price, Qty } from '../../../domain/kernel/units.ts';
import type { Level } from '../../../domain/market/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import { decimal, word } from '../protocol/words.ts';
import { faultsForm } from './fault-form.ts';
import type { HostedVenue } from './hosted-venue.ts';

const LONGEST_MS = 3_600_000;
const duration = z.strictObject({ ms: z.int().nonnegative().max(LONGEST_MS) });
const levels = z
  .array(z.tuple([decimal, decimal]))
  .max(1_000)
  .default([]);
/** What may be done to a venue while it runs. */
const acts = {
  'half-open': z.strictObject({}),
  cut: z.strictObject({}),
  stall: duration,
  ban: duration,
  restart: z.strictObject({ book: z.enum(['remembered', 'forgotten']) }),
  hours: z.strictObject({ session: z.enum(['open', 'closed']) }),
  book: z.strictObject({ symbol: word, bids: levels, asks: levels }),
} as const;
const named = z.object({ venue: z.string() });

/** For tests and for whoever runs the exchange: what really happened there, and every way to make its life hard. */
export const admin = (http: FastifyInstance, venueOf: (name: string) => HostedVenue, clock: Clock): void => {
  const of = (params: unknown): HostedVenue => venueOf(named.parse(params).venue);
  const act = <Name extends keyof typeof acts>(
    name: Name,
    does: (hosted: HostedVenue, body: z.infer<(typeof acts)[Name]>) => void,
  ): void => {
    http.post(`/admin/venues/:venue/${name}`, async ({ params, body }) => {
      does(of(params), acts[name].parse(body ?? {}) as z.infer<(typeof acts)[Name]>);
      return {};
    });
  };
  http.get('/admin/venues/:venue/truth', async ({ params }) => of(params).venue.truth());
  http.get('/admin/venues/:venue/state', async ({ params }) => {
    const { session, counts, faults } = of(params);
    return { loggedOn: session.isLoggedOn, counts, faults };
  });
  http.put('/admin/venues/:venue/faults', async ({ params, body }) => {
    of(params).change(faultsForm.parse(body));
    return {};
  });
  act('half-open', ({ session }) => session.goHalfOpen());
  act('cut', ({ session }) => session.cut());
  act('stall', ({ gate }, { ms }) => gate.shut(ms));
  act('ban', ({ limiter, session }, { ms }) => {
    limiter.ban(clock.now(), ms);
    if (ms > 0) session.banned(ms);
  });
  act('restart', ({ session }, { book }) => session.restart(book));
  act('hours', ({ venue }, { session }) => (session === 'open' ? venue.openSession() : venue.closeSession()));
  act('book', (hosted, { symbol, bids, asks }) => {
    const instrument = hosted.instruments.get(symbol);
    if (instrument === undefined) throw new BadAct(`${hosted.name} knows no ${symbol}`);
    const units = (text: string, scale: number): number => {
      const parsed = parseDecimal(text, scale);
      if (!parsed.ok) throw new BadAct(`"${text}" is not a decimal with at most ${scale} digits after the point`);
      return parsed.units;
    };
    const inUnits = (side: z.infer<typeof levels>): readonly Level[] =>
      side.map(([price, qty]) => ({
        price: units(price, instrument.priceScale) as Price,
        qty: units(qty, instrument.qtyScale) as Qty,
      }));
    const shown = { bids: inUnits(bids), asks: inUnits(asks) };
    hosted.venue.onBook({ venue: hosted.name, symbol, at: clock.now(), kind: 'snapshot', ...shown });
  });
};

/** Asked for something that makes no sense here; said to whoever asked. */
export class BadAct extends Error {
  override readonly name = 'BadAct';
}
