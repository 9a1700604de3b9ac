import fc from 'fast-check';
import { known } from '../../src/domain/kernel/assert.ts';
import { formatUnits } from '../../src/domain/kernel/decimal.ts';
import type { ChildId } from '../../src/domain/kernel/units.ts';
import type { Event, Recorded } from '../../src/domain/oms/catalogue.ts';
import type { Child } from '../../src/domain/order/order.ts';
import type { ChildStatus } from '../../src/domain/order/words.ts';
import { configTerms, Desk } from './desk.ts';
import { ModelVenue, VENUE_DOES, type VenueAct, type VenueReport } from './model-venue.ts';

/** One order: what its client asks for before the venue has said a word, and what the venue then does with it all. */
export type Story = Readonly<{
  side: 'buy' | 'sell' | 'sellShort';
  qty: number;
  timeInForce: 'day' | 'gtc';
  asks: readonly (Readonly<{ ask: 'cancel' }> | Readonly<{ ask: 'replace'; qty: number; cents: number }>)[];
  acts: readonly VenueAct[];
}>;
const CHANNELS = ['again', 'possDup', 'possResend', 'dropCopy', 'query', 'recovery'] as const;
/** How one report travels: how many others overtake it, how often it is told again and how late, how much time passes after it. */
export type Travel = Readonly<{
  late: number;
  copies: readonly Readonly<{ late: number; as: (typeof CHANNELS)[number] }>[];
  pauseMs: number;
}>;

const cents = fc.integer({ min: -20, max: 20 });
const quantity = fc.integer({ min: 1, max: 100 });
export const venueAct: fc.Arbitrary<VenueAct> = fc.record({ does: fc.constantFrom(...VENUE_DOES), n: fc.nat(120), cents });
const late = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.nat(4) },
  { weight: 2, arbitrary: fc.nat(30) },
);

export const story: fc.Arbitrary<Story> = fc.record({
  side: fc.constantFrom('buy', 'sell', 'sellShort'),
  qty: quantity,
  timeInForce: fc.constantFrom('day', 'gtc'),
  asks: fc.array(
    fc.oneof(
      fc.record({ ask: fc.constant('cancel' as const) }),
      fc.record({ ask: fc.constant('replace' as const), qty: quantity, cents }),
    ),
    { maxLength: 4 },
  ),
  acts: fc.array(venueAct, { maxLength: 16, size: 'max' }),
});
export const travels: fc.Arbitrary<readonly Travel[]> = fc.array(
  fc.record({
    late,
    copies: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.record({ late, as: fc.constantFrom(...CHANNELS) }), { maxLength: 2 }) },
    ),
    pauseMs: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(2_500) }),
  }),
  { minLength: 12, maxLength: 40, size: 'max' },
);

/** A desk and, for each child order that it sends out, the venue's own books of it. */
export class Stage {
  desk: Desk;
  readonly venues: ModelVenue[] = [];
  /** What the venues have said and nobody has been told yet, and all that they ever said. */
  readonly #unheard: VenueReport[] = [];
  readonly #said: VenueReport[] = [];
  #seqIn = 0;
  #read = 0;

  constructor(desk = new Desk(configTerms({ replacesInFlightMax: 3 }))) {
    this.desk = desk;
  }

  /** The messages that the desk has sent meanwhile arrive, in order; what is asked about is answered at once. */
  carry(): void {
    const { records } = this.desk;
    for (; this.#read < records.length; this.#read += 1) this.#arrive((records[this.#read] as Recorded).event);
  }

  #arrive(event: Event): void {
    switch (event.type) {
      case 'ChildRouted':
        this.venues.push(
          new ModelVenue(
            event,
            () => (this.#seqIn += 1),
            (report) => {
              this.#unheard.push(report);
              this.#said.push(report);
            },
          ),
        );
        return;
      case 'ChildCancelSent':
      case 'ChildReplaceSent':
        return this.#venueOf(event).hear(event);
      case 'ChildStatusAsked':
        return this.#venueOf(event).tellStatus(event.sentId);
      case 'ResendRequested':
        this.#unheard.push(
          ...this.#said.filter(({ seqIn }) => seqIn >= event.fromSeq).map((report) => ({ ...report, possDup: true })),
        );
        return;
      default:
    }
  }
  /** A new day. What was sent in the old one has arrived. */
  roll(): void {
    this.carry();
    this.desk = this.desk.tomorrow();
    this.#read = 0;
    for (const venue of this.venues) venue.days += 1;
  }
  #venueOf({ childId }: Readonly<{ childId: ChildId }>): ModelVenue {
    return known(
      this.venues.find(({ routed }) => routed.childId === childId),
      () => `${childId} is at a venue`,
    );
  }

  /** What the desk believes of the order that a report is about. */
  childOf({ sentId }: VenueReport): Child {
    return known(this.desk.state.sentIds.find(sentId ?? ''), () => `${sentId} is an order of ours`);
  }

  takeUnheard(): readonly VenueReport[] {
    return this.#unheard.splice(0);
  }
  /** The next number of the venue's session. */
  nextSeqIn(): number {
    return (this.#seqIn += 1);
  }

  /** Clients and venues have done what they do; everything that is still asked is answered and heard, until it is quiet. */
  comeToRest(): void {
    for (let round = 0; round < 30; round += 1) {
      this.desk.settle();
      this.carry();
      for (const venue of this.venues) venue.answerAll();
      const reports = this.takeUnheard();
      for (const report of reports) this.desk.say(report);
      if (reports.length === 0 && this.desk.state.timers.next() === undefined) return;
      this.desk.wait(1_000);
    }
    const last = this.desk.records.slice(-20).map(({ event }) => event.type);
    throw new Error(`the desk never stops asking: ${last.join()}; ${JSON.stringify(this.desk.state.timers.list())}`);
  }
}

/** Everybody has asked and the venues have done all that they do; nothing of it has been heard. */
export const tell = (stories: readonly Story[]): Readonly<{ stage: Stage; reports: readonly VenueReport[] }> => {
  const stage = new Stage();
  const { desk } = stage;
  stories.forEach(({ side, qty, timeInForce, asks }, i) => {
    desk.place({ side, qty: String(qty), timeInForce });
    const orderId = desk.order(i + 1).orderId;
    for (const said of asks)
      if (said.ask === 'cancel') desk.cancel({ orderId });
      else desk.replace({ orderId, qty: String(said.qty), price: formatUnits(1_000 + said.cents, 2) });
  });
  stage.carry();
  for (let turn = 0; turn < Math.max(...stories.map(({ acts }) => acts.length)); turn += 1)
    stories.forEach(({ acts }, i) => {
      const act = acts[turn];
      if (act !== undefined) stage.venues[i]?.act(act);
    });
  for (const venue of stage.venues) venue.answerAll();
  return { stage, reports: stage.takeUnheard() };
};

/** One report as it was heard, and where the desk then believed its child order to stand. */
export type Heard = Readonly<{ report: VenueReport; believed: ChildStatus }>;

/**
 * The same reports as the network brings them: late, out of order, more than once, over other channels, with time passing; and after so
 * many of them, each time, a new day begins.
 */
export const deliver = (
  stage: Stage,
  reports: readonly VenueReport[],
  travel: readonly Travel[],
  rolls: readonly number[] = [],
): readonly Heard[] => {
  const arrivals = reports.flatMap((report, i) => {
    const { late: by, copies, pauseMs } = travel[i % travel.length] ?? { late: 0, copies: [], pauseMs: 0 };
    return [
      { report, at: i + by, pauseMs },
      ...copies.map((copy) => ({ report: told(stage, report, copy.as), at: i + by + copy.late, pauseMs: 0 })),
    ];
  });
  arrivals.sort((a, b) => a.at - b.at);
  const rollsBefore = (n: number): number => rolls.filter((roll) => roll % (arrivals.length + 1) === n).length;
  const roll = (n: number): void => {
    for (let left = rollsBefore(n); left > 0; left -= 1) stage.roll();
  };
  const heard = arrivals.map(({ report, pauseMs }, n) => {
    roll(n);
    const believed = stage.childOf(report).status;
    stage.desk.say(report);
    if (pauseMs > 0) stage.desk.wait(pauseMs);
    return { report, believed };
  });
  roll(arrivals.length);
  return heard;
};

const told = (stage: Stage, report: VenueReport, as: Travel['copies'][number]['as']): VenueReport => {
  switch (as) {
    case 'again':
      return report;
    case 'possDup':
      return { ...report, possDup: true };
    case 'possResend':
      return { ...report, possResend: true, seqIn: stage.nextSeqIn() };
    default:
      return { ...report, channel: as, session: `${report.venue}-${as}` };
  }
};

/** A line for each report, for whoever must find out why a property failed. */
export const asHeard = (heard: readonly Heard[]): string =>
  heard.map(({ report, believed }) => `${lineOf(report)} (the desk: ${believed})`).join('\n');
const lineOf = (report: VenueReport): string => {
  if (report.type === 'RequestRejectReported') return `${report.seqIn} refuses ${report.request} ${report.sentId}`;
  const { seqIn, transactTime = 0, execType, sentId, channel, execId, execRefId, lastQty, orderQty, cumQty, leavesQty } = report;
  const trade = execId === undefined ? '' : ` ${execId} of ${execRefId ?? 'itself'}: ${lastQty}`;
  return `${seqIn} at ${transactTime % 1_000} ${channel} ${execType} ${sentId}${trade}; ${cumQty} and ${leavesQty} of ${orderQty}`;
};
