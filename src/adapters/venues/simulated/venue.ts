import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { Micros } from '../../../domain/kernel/units.ts';
import type { VenueTerms } from '../../../domain/oms/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { BookUpdate } from '../../../domain/ports/market.ts';
import {
  type Answer,
  capabilitiesOf,
  type SendOutcome,
  type Venue,
  type VenueOrder,
  type VenuePosition,
} from '../../../domain/ports/venue.ts';
import { seeded } from '../../market-data/random.ts';
import { type DarkInterest, darkMarket } from './dark.ts';
import { Exchange, type ForeignOrder } from './exchange.ts';
import { type FaultName, type Faults, luckOf } from './faults.ts';
import { type Latency, line } from './latency.ts';
import { litMarket, type SelfTrades } from './lit.ts';
import { EXECUTES } from './past.ts';
import type { ExecutionSaid, Said } from './reports.ts';
import { venueSession } from './session.ts';
import type { VenueTruth } from './truth.ts';
import { NO_TRUTH_FILE, openTruthFile, type TruthFile } from './truth-file.ts';

export type SimulatedVenueOptions = Readonly<{
  clock: Clock;
  /** Latencies, faults and hidden interest are drawn from it; streams differ by venue, so one seed serves all. */
  seed: number;
  terms: VenueTerms;
  /** Every instrument that the venue lists. */
  instruments: ReadonlyMap<string, Instrument>;
  toVenue: Latency;
  toDesk: Latency;
  faults?: Partial<Faults>;
  /** Told of each fault that strikes. */
  onFault?: (fault: FaultName) => void;
  /** Whether good-till orders are said to be done for the day at the close, and back at the open; not unless said. */
  saysDoneForDay?: boolean;
  /** What happens when two orders of ours would trade with each other at a lit venue; `prevent` unless said otherwise. */
  selfTrades?: SelfTrades;
  /** Needed for a dark venue. */
  dark?: DarkInterest;
  /** The venue's own clock, where it does not show what the one above does: orders and executions are dated by it. */
  venueClock?: Clock;
  /** Where the venue keeps its truth through the death of this process; it goes on from what it finds there. */
  truthFile?: string;
}>;

/** What a venue came back with. `tornBytes` is the end of its file, cut short by the death of its process and dropped. */
export type ComeBack = Readonly<{ orders: number; working: number; executions: number; reports: number; tornBytes: number }>;

export type SimulatedVenue = Venue &
  Readonly<{
    /** A lit venue is fed its own book; a dark one the books of the lit venues, for their midpoint. Others are ignored. */
    onBook(update: BookUpdate): void;
    /** What a lit venue shows: its source's book less what we took of it. Market data of a desk should come from here. */
    onShow(listen: (update: BookUpdate) => void): void;
    /** Hears of every execution, bust and correction as it happens, whatever becomes of its report. */
    onExecution(listen: (said: ExecutionSaid) => void): void;
    /** What the queries answer, without the wire: for whoever brings a wire of his own. */
    books: Readonly<{
      openOrders(): readonly VenueOrder[];
      fillsSince(moment: Micros): readonly ExecutionSaid[];
      positions(): readonly VenuePosition[];
      /** When it answers, and what it has said by then. */
      standing(): Pick<Answer<unknown>, 'asOf' | 'seqIn'>;
    }>;
    openSession(): void;
    closeSession(): void;
    /** Other faults from now on; none heals it. */
    change(faults: Partial<Faults>): void;
    slow(toVenue: Latency, toDesk: Latency): void;
    /** The connection dies, and neither end knows: what is sent is lost, until somebody disconnects. */
    goHalfOpen(): void;
    /** The venue starts again: the session is lost, and with it every order when the book is forgotten. */
    restart(book: 'remembered' | 'forgotten'): void;
    /** Forgets one order, by any of its ids; false when it does not work. */
    forgetOne(sentId: string): boolean;
    /** An order under our name that we did not send; answers with its id. */
    placeForeign(order: ForeignOrder): string;
    /** Says something that nothing stands behind, under the next number of the session. */
    missay(said: Said): void;
    truth(): VenueTruth;
    /** Nothing but zeros for a venue that starts empty. */
    comeBack: ComeBack;
  }>;

/** A venue in this process: our orders against a moving book or a midpoint, with latency, fees and faults, all from a seed. */
export const simulatedVenue = (options: SimulatedVenueOptions): SimulatedVenue => {
  const { seed, terms, instruments, truthFile, selfTrades = 'prevent', dark = NO_INTEREST } = options;
  const file = truthFile === undefined ? NO_TRUTH_FILE : openTruthFile(truthFile, terms.venue);
  const clock = actingClock(options.clock, file);
  const venueClock = options.venueClock === undefined ? clock : actingClock(options.venueClock, file);
  const luck = luckOf(options.faults ?? {}, options.onFault);
  const stream = (name: string) => seeded(seed, `${terms.venue}/${name}`);
  const toVenue = line(clock, stream('toVenue'), options.toVenue, luck, 'toVenue');
  const toDesk = line(clock, stream('toDesk'), options.toDesk, luck, 'toDesk');
  /** The highest number of the desk's that has arrived. */
  let lastSeqIn = file.past.messages.reduce((last, { seqOut }) => Math.max(last, seqOut), 0);
  const session = venueSession({
    expects: () => lastSeqIn + 1,
    venue: terms.venue,
    session: terms.session,
    clock,
    toDesk,
    luck,
    random: stream('reports'),
    file,
  });
  const shows: ((update: BookUpdate) => void)[] = [];
  const copies: ((said: ExecutionSaid) => void)[] = [];
  const exchange = new Exchange({
    terms,
    instruments,
    clock: venueClock,
    luck,
    saysDoneForDay: options.saysDoneForDay ?? false,
    file,
    random: stream('orders'),
    say: (said) => {
      session.say(said);
      if (said.type === 'ExecutionReported' && EXECUTES.has(said.execType)) for (const listen of copies) listen(said);
    },
    openMarket: (listing, onTrade) =>
      terms.kind === 'lit'
        ? litMarket({
            venue: terms.venue,
            symbol: listing.symbol,
            selfTrades,
            onTrade,
            onShow: (update) => shows.forEach((listen) => listen(update)),
          })
        : darkMarket({ clock: venueClock, random: stream(`interest/${listing.symbol}`), listing, interest: dark, onTrade }),
  });
  // To the venue the death of its process is one more lost connection.
  if (terms.cancelOnDisconnect) file.during(() => exchange.cancelAll(CANCELED_WITH_SESSION));
  const waiting = new Set<(reason: Error) => void>();

  const deliver = (arrive: (again: boolean) => void, carry = toVenue.carry): SendOutcome => {
    if (!session.isUp()) return { sent: false, reason: `the session with ${terms.venue} is down` };
    carry(arrive);
    return { sent: true };
  };

  const take = ({ seqOut }: Readonly<{ seqOut: number }>, arrive: (again: boolean) => void): SendOutcome =>
    deliver((again) => {
      lastSeqIn = Math.max(lastSeqIn, seqOut);
      arrive(again);
    });

  /** A question goes there and its answer comes back, each with its latency; the venue answers as it stands in between. */
  const standing = (): Pick<Answer<unknown>, 'asOf' | 'seqIn'> => ({ asOf: venueClock.now(), seqIn: session.lastSaid() });
  const ask = <Row>(rowsOf: () => readonly Row[]): Promise<Answer<Row>> =>
    new Promise((resolve, reject) => {
      waiting.add(reject);
      const outcome = deliver(() => {
        const rows = rowsOf();
        const given = { ...standing(), total: rows.length, rows };
        toDesk.carrySafely(() => {
          waiting.delete(reject);
          resolve(given);
        });
      }, toVenue.carrySafely);
      if (!outcome.sent) fail(reject, outcome.reason);
    });
  const fail = (reject: (reason: Error) => void, why: string): void => {
    waiting.delete(reject);
    reject(new Error(why));
  };

  const disconnect = (): void => {
    const why = `the session with ${terms.venue} went down`;
    toVenue.cut();
    session.disconnect(why);
    for (const reject of [...waiting]) fail(reject, why);
    if (terms.cancelOnDisconnect) file.during(() => exchange.cancelAll(CANCELED_WITH_SESSION));
  };

  return {
    name: terms.venue,
    capabilities: capabilitiesOf(terms),
    send: (order) => take(order, (again) => exchange.submit(order, again)),
    cancel: (order) => take(order, (again) => exchange.cancel(order, again)),
    replace: (order) => take(order, (again) => exchange.replace(order, again)),
    status: (request) => take(request, () => session.answer(exchange.statusOf(request))),
    resend: (fromSeq) => void deliver(() => session.resend(fromSeq)),
    openOrders: () => ask(() => exchange.openOrders()),
    fillsSince: (moment: Micros) =>
      ask(() =>
        exchange
          .fillsSince(moment)
          .map((said) => ({ ...said, venue: terms.venue, session: terms.session, seqIn: 0, channel: 'query' as const })),
      ),
    positions: () => ask(() => exchange.positions()),
    onReport: session.onReport,
    onSession: session.onSession,
    connect: session.connect,
    disconnect,
    onBook: (update) => {
      if ((update.venue === terms.venue) === (terms.kind === 'lit')) file.during(() => exchange.onBook(update));
    },
    onShow: (listen) => void shows.push(listen),
    onExecution: (listen) => void copies.push(listen),
    books: {
      openOrders: () => exchange.openOrders(),
      fillsSince: (moment) => exchange.fillsSince(moment),
      positions: () => exchange.positions(),
      standing,
    },
    openSession: () => exchange.openSession(),
    change: luck.change,
    slow: (there, back) => {
      toVenue.change(there);
      toDesk.change(back);
    },
    goHalfOpen: () => {
      if (!session.isUp()) return; // Only a connection that is there can be half open.
      toVenue.goSilent();
      toDesk.goSilent();
    },
    restart: (book) => {
      disconnect();
      if (book === 'forgotten') file.during(() => exchange.forget());
    },
    forgetOne: (sentId) => file.during(() => exchange.forgetOne(sentId)),
    placeForeign: (order) => file.during(() => exchange.placeForeign(order)),
    missay: session.missay,
    closeSession: () => file.during(() => exchange.closeSession()),
    truth: () => exchange.truth(),
    comeBack: comeBackOf(file),
  };
};

const NO_INTEREST: DarkInterest = { meanEveryMs: 0, lotsMax: 0, staysMs: 0, bookMaxAgeMs: 0 };

const CANCELED_WITH_SESSION = 'cancel on disconnect';

/** Whatever this clock starts is one act: a message that arrives, an order that expires, somebody hidden who comes. */
const actingClock = (clock: Clock, { during }: TruthFile): Clock => ({
  now: () => clock.now(),
  mono: () => clock.mono(),
  at: (when, what) => clock.at(when, () => during(what)),
});

const comeBackOf = ({ past, tornBytes }: TruthFile): ComeBack => ({
  orders: past.orders.length,
  working: past.orders.filter(({ status }) => status === 'working').length,
  executions: past.executions.length,
  reports: past.said.reduce((sum, { numbers }) => sum + numbers.length, 0),
  tornBytes,
});
