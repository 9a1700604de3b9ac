import { formatPrice, formatQty, type Instrument, type Listing, listingOf } from '../../../domain/instrument/instrument.ts';
import { known } from '../../../domain/kernel/assert.ts';
import { larger, type Micros, type Notional, notional, type Price, type Qty } from '../../../domain/kernel/units.ts';
import type { VenueTerms } from '../../../domain/oms/events.ts';
import type { RequestKind, Side } from '../../../domain/order/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { BookUpdate } from '../../../domain/ports/market.ts';
import type {
  CancelOrder,
  ReplaceOrder,
  StatusRequest,
  SubmitOrder,
  VenueOrder,
  VenuePosition,
} from '../../../domain/ports/venue.ts';
import type { Random } from '../../market-data/random.ts';
import { objectionTo, objectionToReplace, type RejectReason } from './acceptance.ts';
import type { Luck } from './faults.ts';
import { feeOf } from './fees.ts';
import type { Market, OnTrade } from './market.ts';
import { misconduct } from './misconduct.ts';
import { isImmediate, type Order, type OrderStatus, sentIdOf } from './orders.ts';
import { Register } from './register.ts';
import { type ExecutionSaid, refusal, requestRefusal, rowOf, type Said, stateOf, statusSaid, tradeDateOf } from './reports.ts';
import { type ExecutionTruth, Truth, type VenueTruth } from './truth.ts';
import type { TruthFile } from './truth-file.ts';

export type ForeignOrder = Readonly<{ symbol: string; side: Side; qty: Qty; price: Price; timeInForce: 'day' | 'gtc' }>;

export type ExchangeOptions = Readonly<{
  terms: VenueTerms;
  instruments: ReadonlyMap<string, Instrument>;
  clock: Clock;
  random: Random;
  luck: Luck;
  /** Good-till orders are said to be done for the day at the close, and to be back at the open; of day orders some are, and some expire. */
  saysDoneForDay: boolean;
  file: TruthFile;
  openMarket(listing: Listing, onTrade: OnTrade): Market;
  say(said: Said): void;
}>;

/** The venue without the wire: takes messages, keeps orders, lets its markets match them, and says what came of it. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #truth: Truth;
  readonly #listings = new Map<string, Listing>();
  readonly #markets = new Map<string, Market>();
  readonly #register: Register;
  readonly #fills: ExecutionSaid[];
  readonly #misconduct: ReturnType<typeof misconduct>;
  #isOpen = true;
  #lastExec: number;

  constructor(options: ExchangeOptions) {
    const { terms, file } = options;
    const { past } = file;
    this.#options = options;
    this.#truth = new Truth(terms.venue, file);
    this.#register = new Register(terms, this.#truth, past);
    this.#fills = [...past.fills];
    this.#lastExec = past.lastExec;
    for (const listed of terms.listings) {
      const listing = listingOf(this.#instrument(listed.symbol), listed);
      this.#listings.set(listed.symbol, listing);
      this.#markets.set(listed.symbol, options.openMarket(listing, this.#onTrade));
    }
    this.#misconduct = misconduct({
      ...options,
      tickOf: ({ symbol }) => this.#listing(symbol).tick as Price,
      lotOf: ({ symbol }) => this.#listing(symbol).lot as Qty,
      tell: (order, execType) => this.#tell(order, execType),
      cancel: (order, text) => this.#end(order, text),
      reject: (order) => this.#throwOut(order),
      execute: (order, { qty, price }) => this.#onTrade({ order, price, qty, liquidity: 'removed', took: undefined }),
      executeUnasked: (like, terms) => this.#executeUnasked(like, terms),
      placeUnasked: (like) => this.#placeLike(like),
      forget: (order) => this.#close(order, 'forgotten'),
      amend: (order, execution, terms, worksAgain) => this.#amend(order, execution, terms, worksAgain),
    });
    for (const order of past.queued) this.#market(order).takeBack(order);
    for (const order of this.#register.working) this.#expireInTime(order);
    this.openSession();
  }

  submit(asked: SubmitOrder, again = false): void {
    const { terms, clock, random, luck } = this.#options;
    if (this.#receive('submit', asked, again)) return this.#refuseRepeated(asked);
    const objection = this.#isOpen ? objectionTo(asked, terms, this.#listings.get(asked.symbol), clock.now()) : 'marketClosed';
    const reason = objection ?? (luck.strikes('reject', random) ? 'simulatedReject' : undefined);
    const order = this.#register.take(asked, reason === undefined ? 'working' : 'rejected');
    if (reason !== undefined) return this.#refuse(asked, reason);

    this.#register.works(order);
    this.#sayPending(order, 'pendingNew');
    if (!luck.strikes('silentAck', random)) this.#tell(order, 'new');
    this.#trade(order);
    this.#expireInTime(order);
    this.#misconduct.afterTaking(order);
  }

  cancel(asked: CancelOrder, again = false): void {
    const repeated = this.#receive('cancel', asked, again);
    const order = this.#register.find(asked.origSentId);
    const reason = repeated ? 'duplicateRequest' : tooLateFor(order, asked);
    if (order === undefined || reason !== undefined)
      return this.#options.say(requestRefusal(asked, 'cancel', reason ?? 'unknownOrder'));
    this.#sayPending(order, 'pendingCancel', { sentId: asked.sentId, origSentId: asked.origSentId });
    this.#close(order, 'canceled');
    this.#tell(order, 'canceled', { sentId: asked.sentId, origSentId: asked.origSentId });
  }

  /** All or nothing. Only less of the same price keeps its place in the queue; a total that is already executed ends the order. */
  replace(asked: ReplaceOrder, again = false): void {
    const repeated = this.#receive('replace', asked, again);
    const order = this.#register.find(asked.origSentId);
    const reason = repeated ? 'duplicateRequest' : (tooLateFor(order, asked) ?? this.#objectionToReplace(asked));
    if (order === undefined || reason !== undefined)
      return this.#options.say(requestRefusal(asked, 'replace', reason ?? 'unknownOrder'));

    this.#sayPending(order, 'pendingReplace', { sentId: asked.sentId, origSentId: asked.origSentId });
    const price = order.price === undefined ? undefined : (asked.price ?? order.price);
    const keepsPlace = price === order.price && asked.qty <= order.qty;
    if (!keepsPlace) this.#market(order).leave(order);
    order.sentIds.push(asked.sentId);
    this.#register.isKnownBy(asked.sentId, order);
    order.qty = larger(asked.qty, order.cumQty);
    order.price = price;
    if (order.qty === order.cumQty) this.#close(order, 'filled');
    else this.#truth.changed(order);
    this.#tell(order, 'replaced', { origSentId: asked.origSentId });
    if (!keepsPlace) this.#trade(order);
  }

  onBook(update: BookUpdate): void {
    this.#markets.get(update.symbol)?.onBook(update);
  }

  openSession(): void {
    this.#isOpen = true;
    for (const market of this.#markets.values()) market.open();
    if (this.#options.saysDoneForDay) for (const order of this.#register.working) this.#tell(order, 'new');
  }

  /** Day orders expire, good-till orders stay, and nothing new is taken until the next session. */
  closeSession(): void {
    const { saysDoneForDay, random } = this.#options;
    this.#isOpen = false;
    for (const market of this.#markets.values()) market.close();
    for (const order of this.#register.working)
      if (order.timeInForce === 'day') this.#expire(order, saysDoneForDay && random.chance(500_000) ? 'doneForDay' : 'expired');
    if (saysDoneForDay) for (const order of this.#register.working) this.#tell(order, 'doneForDay');
    this.#misconduct.atTheClose(this.#truth.orders().filter(({ status }) => status !== 'working'));
  }

  /** A restart that loses the book: no order works any more, and no id of one is known. Executions stand. */
  forget(): void {
    for (const order of this.#register.working) this.#close(order, 'forgotten');
  }

  /** The same of one order, by any of its ids, without a restart; false when it does not work. */
  forgetOne(sentId: string): boolean {
    const order = this.#register.find(sentId);
    if (order?.status !== 'working') return false;
    this.#close(order, 'forgotten');
    return true;
  }

  /** An order under the name of the desk that the desk did not send: by telephone, or on a screen of the venue. Answers with its id. */
  placeForeign(order: ForeignOrder): string {
    const { terms } = this.#options;
    const sentId = `${terms.venue}-SCREEN${this.#register.nextNumber}`;
    const placed = this.#register.take({ ...order, sentId, ordType: 'limit' }, 'working');
    this.#register.works(placed);
    this.#trade(placed);
    return sentId;
  }

  cancelAll(text: string): void {
    for (const order of this.#register.working) this.#end(order, text);
  }

  /** How an order stands, under the id that was asked about. */
  statusOf(asked: StatusRequest): ExecutionSaid {
    const order = this.#register.find(asked.origSentId);
    return statusSaid(asked, order && stateOf(this.#instrument(order.symbol), order), this.#options.clock.now());
  }

  openOrders(): readonly VenueOrder[] {
    return this.#register.working.map((order) => rowOf(this.#instrument(order.symbol), order));
  }

  fillsSince(moment: Micros): readonly ExecutionSaid[] {
    return this.#fills.filter(({ transactTime = 0 }) => transactTime >= moment);
  }

  positions(): readonly VenuePosition[] {
    return [...this.#truth.positions()].map(([symbol, units]) => ({ symbol, qty: formatQty(this.#instrument(symbol), units) }));
  }

  truth(): VenueTruth {
    return this.#truth.told();
  }

  #instrument(symbol: string): Instrument {
    return known(this.#options.instruments.get(symbol), () => `${symbol} is an instrument`);
  }

  #listing(symbol: string): Listing {
    return known(this.#listings.get(symbol), () => `${symbol} is listed`);
  }

  #market({ symbol }: Order): Market {
    return known(this.#markets.get(symbol), () => `${symbol} has a market`);
  }

  #receive(kind: RequestKind, asked: Readonly<{ sentId: string; seqOut: number }>, again: boolean): boolean {
    return this.#register.receive(kind, asked, this.#options.clock.now(), again);
  }

  /** As FIX has it (state change matrix F.1.a): rejected, with the state of the first order under that id. */
  #refuseRepeated(asked: SubmitOrder): void {
    const first = this.#register.find(asked.sentId);
    if (first === undefined) this.#refuse(asked, 'duplicateOrder');
    else this.#tell(first, 'rejected', { sentId: asked.sentId, rejectReason: 'duplicateOrder' });
  }

  #refuse(asked: SubmitOrder, reason: RejectReason): void {
    this.#options.say({ ...refusal(asked, reason), execId: this.#nextExecId(), transactTime: this.#options.clock.now() });
  }

  #objectionToReplace(asked: ReplaceOrder): RejectReason | undefined {
    const listing = this.#listings.get(asked.symbol);
    if (listing === undefined) return 'unknownSymbol';
    return this.#isOpen ? objectionToReplace(asked, this.#options.terms, listing) : 'marketClosed';
  }

  #trade(order: Order): void {
    if (order.status !== 'working') return;
    const over = this.#market(order).enter(order);
    if (over !== undefined) this.#end(order, over);
    else if (order.status === 'working') this.#truth.queued(order);
  }

  readonly #onTrade: OnTrade = (trade) => this.#misconduct.afterExecution(trade.order, this.#execute(trade));

  #execute({ order, price, qty, liquidity, took }: Parameters<OnTrade>[0]): ExecutionTruth {
    const { terms, clock } = this.#options;
    const instrument = this.#instrument(order.symbol);
    const { symbol, side, venueOrderId } = order;
    const at = clock.now();
    order.cumQty = (order.cumQty + qty) as Qty;
    order.paid = (order.paid + notional(price, qty)) as Notional;
    if (order.status === 'working' && order.cumQty >= order.qty) this.#close(order, 'filled');
    else this.#truth.changed(order);
    const execId = this.#nextExecId();
    const fee = feeOf(instrument, price, qty, liquidity === 'added' ? terms.makerPpm : terms.takerPpm);
    const said: ExecutionSaid = {
      ...this.#stateSaid(order, 'trade', execId),
      lastQty: formatQty(instrument, qty),
      lastPx: formatPrice(instrument, price),
      fee,
      feeCurrency: instrument.quote,
      liquidity,
      tradeDate: tradeDateOf(at),
    };
    const execution: ExecutionTruth = {
      execId,
      sentId: sentIdOf(order),
      venueOrderId,
      symbol,
      side,
      qty,
      price,
      fee,
      liquidity,
      at,
      took,
    };
    this.#truth.executed(execution);
    this.#fills.push(said);
    this.#options.say(said);
    return execution;
  }

  #executeUnasked({ symbol, side }: Order, { qty, price }: Amended): void {
    const { venue } = this.#options.terms;
    const sentId = `${venue}-PHONE${this.#register.nextNumber}`;
    const order = this.#register.take({ sentId, symbol, side, ordType: 'limit', timeInForce: 'day', qty, price }, 'working');
    this.#execute({ order, price, qty, liquidity: 'removed', took: undefined });
  }

  #placeLike({ symbol, side, price }: Order): void {
    const qty = this.#listing(symbol).lot as Qty;
    if (price !== undefined) this.placeForeign({ symbol, side, qty, price, timeInForce: 'day' });
  }

  /** What was filled is worked again, if the venue can and will; else what was taken back from it is cancelled. */
  #amend(order: Order, old: ExecutionTruth, { qty, price }: Amended, worksAgain: boolean): void {
    const instrument = this.#instrument(order.symbol);
    order.cumQty = (order.cumQty - old.qty + qty) as Qty;
    order.paid = (order.paid - notional(old.price, old.qty) + notional(price, qty)) as Notional;
    const wasFilled = order.status === 'filled' && order.cumQty < order.qty;
    const reopens = wasFilled && worksAgain && this.#isOpen && order.price !== undefined && !isImmediate(order);
    if (reopens) this.#register.works(order);
    if (wasFilled) order.status = reopens ? 'working' : 'canceled';
    this.#truth.changed(order);
    const execId = this.#nextExecId();
    this.#truth.amended({ execId, execRefId: old.execId, qty, price, at: this.#options.clock.now() });
    const stands = qty === 0 ? old : { qty, price };
    const said: ExecutionSaid = {
      ...this.#stateSaid(order, qty === 0 ? 'tradeCancel' : 'tradeCorrect', execId),
      execRefId: old.execId,
      lastQty: formatQty(instrument, stands.qty),
      lastPx: formatPrice(instrument, stands.price),
      tradeDate: tradeDateOf(old.at),
    };
    this.#fills.push(said);
    this.#options.say(said);
    if (reopens) this.#trade(order);
    else if (wasFilled) this.#tell(order, 'canceled', { text: 'what was taken back is not worked again' });
  }

  #expireInTime(order: Order): void {
    if (order.expireTime !== undefined) this.#options.clock.at(order.expireTime, () => this.#expire(order));
  }

  #expire(order: Order, as: 'expired' | 'doneForDay' = 'expired'): void {
    if (order.status !== 'working') return;
    this.#close(order, 'expired');
    this.#tell(order, as);
  }

  #throwOut(order: Order): void {
    this.#close(order, 'rejected');
    this.#tell(order, 'rejected', { rejectReason: 'simulatedReject' });
  }

  #end(order: Order, text: string): void {
    this.#close(order, 'canceled');
    this.#tell(order, 'canceled', { text });
  }

  #close(order: Order, status: OrderStatus): void {
    this.#register.close(order, status);
    this.#market(order).leave(order);
  }

  #tell(order: Order, execType: ExecutionSaid['execType'], more: Partial<ExecutionSaid> = {}): void {
    this.#options.say({ ...this.#stateSaid(order, execType, this.#nextExecId()), ...more });
    if (!PENDING.has(execType)) this.#misconduct.afterTelling(order);
  }

  #sayPending(order: Order, execType: ExecutionSaid['execType'], more: Partial<ExecutionSaid> = {}): void {
    if (this.#options.luck.strikes('pending', this.#options.random)) this.#tell(order, execType, more);
  }

  #stateSaid(order: Order, execType: ExecutionSaid['execType'], execId: string): ExecutionSaid {
    const transactTime = this.#options.clock.now();
    return { type: 'ExecutionReported', execType, ...stateOf(this.#instrument(order.symbol), order), execId, transactTime };
  }

  #nextExecId(): string {
    this.#lastExec += 1;
    return `${this.#options.terms.venue}-X${this.#lastExec}`;
  }
}

type Amended = Readonly<{ qty: Qty; price: Price }>;
/** After these nothing else is said of its own accord: they promise a word that is still to come. */
const PENDING: ReadonlySet<string> = new Set(['pendingNew', 'pendingCancel', 'pendingReplace']);

/** Only the id in force names an order: after a replace the earlier ones are unknown. */
const tooLateFor = (order: Order | undefined, { origSentId }: CancelOrder): RejectReason | undefined => {
  if (order === undefined || sentIdOf(order) !== origSentId) return 'unknownOrder';
  return order.status === 'working' ? undefined : 'tooLate';
};
