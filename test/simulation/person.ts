import type { Random } from '../../src/adapters/market-data/random.ts';
import type { VenueTruth } from '../../src/adapters/venues/simulated/truth.ts';
import type { SimulatedVenue } from '../../src/adapters/venues/simulated/venue.ts';
import { formatUnits } from '../../src/domain/kernel/decimal.ts';
import { formatOrderId } from '../../src/domain/kernel/ids.ts';
import type { OrderId } from '../../src/domain/kernel/units.ts';
import type { Order } from '../../src/domain/order/order.ts';
import type { StrayLine } from '../../src/projections/suspense.ts';
import { OurExecutions, theirExecutions } from './checkers/books.ts';
import type { Request } from './door.ts';
import type { Durable } from './ledger.ts';
import type { DeskProcess } from './process.ts';
import { ACCOUNTS, SYMBOLS, TERMS } from './terms.ts';

type Options = Readonly<{
  random: Random;
  process: DeskProcess;
  venues: readonly SimulatedVenue[];
  durable: Durable;
  request: (request: Request) => void;
}>;

/** What a run of enough seeds must have seen done by hand. */
export const BY_HAND: readonly string[] = ['assign', 'force-close', 'correct-fill', 'adjust'].map((what) => `asked: ${what}`);
/** What must have been booked on a venue's count alone, and have given way to what was true. */
/** Orders that nobody of ours sent, as each venue's policy has it. */
export const ADOPTED = ['adopt', 'quarantine', 'cancel'].map((policy) => `external: ${policy}`);
export const ASSUMED = ['provisional: booked', 'provisional: displaced'] as const;

const LOOKS_PPM = 60_000;
const ADJUSTS_PPM = 100_000;
const PRICE_SCALE = 4;
const PERSON = 'Ada';

/**
 * Somebody in operations: sees what the desk shows, asks the venue how it really was, and sets right by hand what only a person can.
 * Slow, so that what waits for it waits a while.
 */
export class Person {
  readonly #options: Options;
  readonly #asked = new Set<string>();
  readonly #ours = new OurExecutions();

  constructor(options: Options) {
    this.#options = options;
  }

  look(inAHurry: boolean): void {
    const { process, random } = this.#options;
    if (process.desk === undefined || !(inAHurry || random.chance(LOOKS_PPM))) return;
    for (const line of process.views.suspense.strays.values()) if (line.state === 'waits') this.#assign(line);
    this.#closeWhatIsGone(process.desk.engine.state.live);
    this.#correctWhatIsAmended();
    this.#cancelWhatIsNotOurs(process);
    if (random.chance(ADJUSTS_PPM)) this.#adjustAndBack();
  }

  /** What is in doubt, and the venue has forgotten: nobody else will ever say what became of it. */
  #closeWhatIsGone(live: Iterable<Order>): void {
    for (const { children } of live)
      for (const { certain, venue, sentIds, cumQty } of children) {
        const [sentId = ''] = sentIds;
        const truth = this.#truthOf(venue);
        const order = truth?.orders.find((one) => one.sentIds.includes(sentId));
        if (certain || order?.status !== 'forgotten' || order.cumQty > cumQty) continue;
        this.#once(`close ${sentId}`, (clOrdId) => ({
          what: 'force-close',
          clOrdId,
          sentId,
          body: { clOrdId, person: PERSON, as: 'canceled', reason: `${venue} has lost it` },
        }));
      }
  }

  /** What the venue has amended is known by telephone before its report comes. Only what is booked as it was first can be meant. */
  #correctWhatIsAmended(): void {
    const booked = this.#ours.catchUp(this.#options.durable).of;
    for (const { name } of this.#options.venues)
      for (const [execId, { qty, price, amended }] of theirExecutions(this.#truthOf(name) as VenueTruth)) {
        const ours = amended ? booked.get(execId) : undefined;
        if (
          ours?.orderId === undefined ||
          ours.executionKey === undefined ||
          (ours.qty === qty && (qty === 0 || ours.price === price))
        )
          continue;
        const { orderId, executionKey } = ours;
        this.#once(`correct ${execId} ${qty} ${price}`, (clOrdId) => ({
          what: 'correct-fill',
          clOrdId,
          body: {
            clOrdId,
            person: PERSON,
            orderId: formatOrderId(orderId as OrderId),
            executionKey,
            lastQty: String(qty),
            lastPx: formatUnits(price, PRICE_SCALE),
            reason: `${name} says so`,
          },
        }));
      }
  }

  /** Nobody knows who placed it: it is cancelled, in the name of the account that it was put in. */
  #cancelWhatIsNotOurs({ views }: DeskProcess): void {
    for (const { state, what, orderId } of views.breaks.breaks.values())
      if (what === 'externalOrder' && state !== 'closed' && orderId !== undefined)
        this.#once(`cancel ${orderId}`, (clOrdId) => ({
          what: 'cancel',
          clOrdId,
          account: TERMS.suspenseAccount,
          order: formatOrderId(orderId),
        }));
  }

  /** Something comes in that no execution explains, and goes out again at the same price: nothing is left of it. */
  #adjustAndBack(): void {
    const { random } = this.#options;
    const of = { account: random.pick(ACCOUNTS), symbol: random.pick(SYMBOLS), px: '12.34' };
    const ask = (qty: string): void =>
      this.#once(`adjust ${qty} ${this.#asked.size}`, (clOrdId) => ({
        what: 'adjust',
        clOrdId,
        body: { clOrdId, person: PERSON, ...of, qty, reason: 'a transfer' },
      }));
    ask('7');
    ask('-7');
  }

  #once(about: string, request: (clOrdId: string) => Request): void {
    if (this.#asked.has(about)) return; // It is on its way, or done.
    this.#asked.add(about);
    this.#options.request(request(`hand-${this.#asked.size}`));
  }

  #truthOf(venue: string): VenueTruth | undefined {
    return this.#options.venues.find(({ name }) => name === venue)?.truth();
  }

  #assign({ venue, executionKey, execId }: StrayLine): void {
    const orderId = this.#orderOf(venue, execId);
    const whose =
      orderId === undefined ? { account: this.#options.random.pick([...ACCOUNTS, TERMS.suspenseAccount]) } : { orderId };
    this.#once(`${venue} ${executionKey}`, (clOrdId) => ({
      what: 'assign',
      clOrdId,
      body: { clOrdId, person: PERSON, venue, executionKey, ...whose, reason: `they say so at ${venue}` },
    }));
  }

  /** Of which order of ours the venue says that it is, if of any. */
  #orderOf(venue: string, execId: string): string | undefined {
    const { durable } = this.#options;
    const truth = this.#truthOf(venue);
    const execution = truth?.executions.find((one) => one.execId === execId);
    const order = truth?.orders.find(({ venueOrderId }) => venueOrderId === execution?.venueOrderId);
    const orderId = order?.sentIds.map((sentId) => durable.orderOf.get(sentId)).find((found) => found !== undefined);
    return orderId === undefined ? undefined : formatOrderId(orderId as OrderId);
  }
}
