import { z } from 'zod';
import type { Instrument } from '../../../domain/instrument/instrument.ts';
import { parseDecimal } from '../../../domain/kernel/decimal.ts';
import type { Micros, Price, Qty } from '../../../domain/kernel/units.ts';
import type { Level } from '../../../domain/market/events.ts';
import { execution } from '../protocol/venue-frames.ts';
import { decimal, id, sides, word } from '../protocol/words.ts';
import type { Said } from '../simulated/reports.ts';
import type { HostedVenue } from './hosted-venue.ts';

/** Asked for something that makes no sense here; said to whoever asked. */
export class BadAct extends Error {
  override readonly name = 'BadAct';
}

const LONGEST_MS = 3_600_000;
const TEXT_CHARACTERS_MAX = 300_000;
const duration = z.strictObject({ ms: z.int().nonnegative().max(LONGEST_MS) });
const nothing = z.strictObject({});
const levels = z
  .array(z.tuple([decimal, decimal]))
  .max(1_000)
  .default([]);
const foreign = z.strictObject({
  symbol: word,
  side: sides,
  qty: decimal,
  price: decimal,
  timeInForce: z.enum(['day', 'gtc']).default('day'),
});

export type Act = Readonly<{
  /** What it does, for whoever asks for help. */
  about: string;
  /** Checks what it is asked with, and does it; what it answers is the answer. */
  do(hosted: HostedVenue, body: unknown, now: Micros): object;
}>;
const act = <Form extends z.ZodType>(
  about: string,
  form: Form,
  does: (hosted: HostedVenue, asked: z.infer<Form>, now: Micros) => unknown,
): Act => ({
  about,
  do: (hosted, body, now) => {
    const answer = does(hosted, form.parse(body ?? {}), now);
    return typeof answer === 'object' && answer !== null ? answer : {};
  },
});

/** What may be done to a venue while it runs. */
export const acts: Readonly<Record<string, Act>> = {
  'half-open': act('{}: the connection of the desk dies, and neither end knows', nothing, ({ session }) => session.goHalfOpen()),
  cut: act('{}: that connection is cut, without a word', nothing, ({ session }) => session.cut()),
  stall: act('{ms}: the venue stands still: nothing passes in or out, and nothing is lost', duration, ({ gate }, { ms }) =>
    gate.shut(ms),
  ),
  ban: act('{ms}: the desk is banned, session and queries; 0 ends a ban', duration, ({ limiter, session }, { ms }, now) => {
    limiter.ban(now, ms);
    if (ms > 0) session.banned(ms);
  }),
  restart: act(
    '{book: remembered|forgotten}: the session ends as when the process dies; a forgotten book has no order any more',
    z.strictObject({ book: z.enum(['remembered', 'forgotten']) }),
    ({ session }, { book }) => session.restart(book),
  ),
  hours: act(
    '{session: open|closed}: day orders expire at the close, and nothing new is taken',
    z.strictObject({ session: z.enum(['open', 'closed']) }),
    ({ venue }, { session }) => (session === 'open' ? venue.openSession() : venue.closeSession()),
  ),
  book: act(
    '{symbol, bids: [[price, qty]], asks}: the market shows this from now on',
    z.strictObject({ symbol: word, bids: levels, asks: levels }),
    (hosted, { symbol, bids, asks }, at) => {
      const instrument = instrumentOf(hosted, symbol);
      const shown = { bids: levelsIn(instrument, bids), asks: levelsIn(instrument, asks) };
      hosted.venue.onBook({ venue: hosted.name, symbol, at, kind: 'snapshot', ...shown });
    },
  ),
  forget: act(
    '{sentId}: the venue knows one order that works no more, and says nothing',
    z.strictObject({ sentId: id }),
    ({ venue, name }, { sentId }) => {
      if (!venue.forgetOne(sentId)) throw new BadAct(`no order of ${name} works under ${sentId}`);
    },
  ),
  'foreign-order': act(
    '{symbol, side, qty, price, timeInForce}: an order is placed under the name of the desk that the desk did not send; answers {sentId}',
    foreign,
    (hosted, { symbol, side, qty, price, timeInForce }) => {
      const { priceScale, qtyScale } = instrumentOf(hosted, symbol);
      const terms = { qty: unitsOf(qty, qtyScale) as Qty, price: unitsOf(price, priceScale) as Price };
      return { sentId: hosted.venue.placeForeign({ symbol, side, timeInForce, ...terms }) };
    },
  ),
  report: act(
    '{execType, execId, lastQty, …}: the venue says an execution report, under its next number, that nothing stands behind',
    execution.strict(),
    ({ venue }, said) => venue.missay({ type: 'ExecutionReported', ...said } as Said),
  ),
  say: act(
    '{text, times}: the venue says these characters on the order session, whether anybody can read them or not',
    z.strictObject({ text: z.string().max(TEXT_CHARACTERS_MAX), times: z.int().min(1).max(1_000).default(1) }),
    ({ session, name }, { text, times }) => {
      for (let n = 0; n < times; n += 1) if (!session.sayText(text)) throw new BadAct(`nobody is logged on at ${name}`);
    },
  ),
};

/** Every act with what it takes and does, one a line, for --help. */
export const actLines = (): readonly string[] => Object.entries(acts).map(([name, { about }]) => `${name} ${about}`);

const instrumentOf = ({ instruments, terms, name }: HostedVenue, symbol: string): Instrument => {
  const instrument = instruments.get(symbol);
  if (instrument === undefined || !terms.listings.some((listed) => listed.symbol === symbol))
    throw new BadAct(`${name} knows no ${symbol}`);
  return instrument;
};
const unitsOf = (text: string, scale: number): number => {
  const parsed = parseDecimal(text, scale);
  if (!parsed.ok) throw new BadAct(`"${text}" is not a decimal with at most ${scale} digits after the point`);
  return parsed.units;
};
const levelsIn = ({ priceScale, qtyScale }: Instrument, side: z.infer<typeof levels>): readonly Level[] =>
  side.map(([price, qty]) => ({ price: unitsOf(price, priceScale) as Price, qty: unitsOf(qty, qtyScale) as Qty }));
