import { formatUnits } from '../../src/domain/kernel/decimal.ts';
import { MICROS_PER_DAY, type Micros } from '../../src/domain/kernel/units.ts';
import type { Events } from '../../src/domain/oms/catalogue.ts';
import { OPENS } from './desk.ts';

export type VenueReport = Events['ExecutionReported' | 'RequestRejectReported'];
type ExecType = Events['ExecutionReported']['execType'];
type Word = Partial<Events['ExecutionReported']>;
type Request = Events['ChildCancelSent' | 'ChildReplaceSent'];
type OrdStatus = NonNullable<Events['ExecutionReported']['ordStatus']>;

export const VENUE_DOES = [
  'ack',
  'fill',
  'fill',
  'fillAll',
  'grant',
  'grant',
  'refuse',
  'sayPending',
  'correct',
  'bust',
  'restate',
  'change',
  'stop',
  'suspend',
  'calculate',
  'status',
  'reject',
  'cancel',
  'expire',
  'doneForDay',
  'resume',
] as const;
export type VenueDoes = (typeof VENUE_DOES)[number];
/** What a venue does next, if it can; `n` says how much, or which of several. */
export type VenueAct = Readonly<{ does: VenueDoes; n: number; cents: number }>;

type Status = 'received' | 'working' | 'overnight' | 'filled' | 'canceled' | 'rejected' | 'expired' | 'doneForDay';
/** An execution as it now stands, under the id of the last word about it. Taken back, it has no quantity. */
type Trade = { id: string; qty: number; px: number };

const cents = (units: number): string => formatUnits(units, 2);

/**
 * The venue's side of one order: its own books, kept by its own simple means, and all that it says about them. It keeps its word:
 * it never executes more than it has, answers each request once, refers to executions that it has told, and numbers and times
 * what it says.
 * A bust or a correction gives a full order something to do again (FIX 4.4 J.1.a); an ended one stays ended (J.1.b).
 */
export class ModelVenue {
  readonly routed: Events['ChildRouted'];
  status: Status = 'received';
  qty: number;
  readonly trades: Trade[] = [];
  /** It was full, and then had something to do again. */
  reopened = false;
  /** How many replaces it has granted. */
  granted = 0;
  /** How many days have begun since it got the order. */
  days = 0;
  #price: number | undefined;
  /** The id under which it knows the order now. */
  #sentId: string;
  readonly #waiting: Request[] = [];
  readonly #tell: (report: VenueReport) => void;
  readonly #nextSeq: () => number;
  #ids = 0;
  #toldAt = 0;

  constructor(routed: Events['ChildRouted'], nextSeq: () => number, tell: (report: VenueReport) => void) {
    this.routed = routed;
    this.qty = routed.qty;
    this.#price = routed.price;
    this.#sentId = routed.sentId;
    this.#nextSeq = nextSeq;
    this.#tell = tell;
  }

  get cumQty(): number {
    return this.trades.reduce((sum, { qty }) => sum + qty, 0);
  }
  /** What was paid or received, in units of price times quantity. */
  get notional(): bigint {
    return this.trades.reduce((sum, { qty, px }) => sum + BigInt(qty) * BigInt(px), 0n);
  }
  get isLive(): boolean {
    return this.status === 'received' || this.status === 'working' || this.status === 'overnight';
  }

  /** How it stands. What was asked before is answered before. */
  tellStatus(queryId: string): void {
    this.answerAll();
    this.#say('orderStatus', { channel: 'query', queryId, ordStatus: this.#ordStatus() });
  }

  hear(request: Request): void {
    this.#waiting.push(request);
  }

  /** Answers everything that still waits: the order itself, and each request, granted if it can be. */
  answerAll(): void {
    this.#accept();
    while (this.#waiting.length > 0) this.act({ does: 'grant', n: 0, cents: 0 });
  }

  act({ does, n, cents: offset }: VenueAct): void {
    const leaves = this.qty - this.cumQty;
    switch (does) {
      case 'ack':
        return this.#accept();
      case 'resume':
        return this.#resume(n);
      case 'fill':
        return this.#fill(1 + (n % Math.max(1, leaves)), offset);
      case 'fillAll':
        return this.#fill(leaves, offset);
      case 'grant':
        return this.#grant();
      case 'refuse':
        return this.#refuse();
      case 'sayPending':
        return this.#sayPending();
      case 'correct':
      case 'bust':
        return this.#amend(does, n, offset);
      case 'restate':
      case 'change':
        return this.#change(does, n);
      case 'stop':
      case 'suspend':
      case 'calculate':
        if (this.isLive) this.#accepted(({ stop: 'stopped', suspend: 'suspended', calculate: 'calculated' } as const)[does]);
        return;
      case 'status':
        return this.#say('orderStatus');
      case 'reject':
        if (this.status === 'received') this.#end('rejected');
        return;
      case 'cancel':
        return this.#over('canceled');
      case 'expire':
        return this.#over('expired');
      case 'doneForDay':
        return this.#endOfDay();
    }
  }

  #accept(): void {
    if (this.status !== 'received') return;
    this.status = 'working';
    this.#say('new');
  }
  #accepted(execType: ExecType, word: Word = {}): void {
    this.#accept();
    this.#say(execType, word);
  }

  /** While it lives, whatever is left; once it has ended, an execution that was found later, though never all that had ended. */
  #fill(qty: number, offset: number): void {
    const leaves = this.qty - this.cumQty;
    if (this.status === 'overnight') return;
    const most = this.isLive ? leaves : this.status === 'canceled' || this.status === 'expired' ? leaves - 1 : 0;
    const lastQty = Math.min(qty, most);
    if (lastQty <= 0) return;
    this.#accept();
    const trade = { id: this.#newId(), qty: lastQty, px: 1_000 + offset };
    this.trades.push(trade);
    this.#turn();
    this.#say('trade', { execId: trade.id, lastQty: String(trade.qty), lastPx: cents(trade.px) });
  }

  /** Corrections follow one another: each has an id of its own and names the one before it. */
  #amend(does: 'bust' | 'correct', n: number, offset: number): void {
    const standing = this.trades.filter(({ qty }) => qty > 0);
    const trade = standing[n % Math.max(1, standing.length)];
    if (trade === undefined) return;
    const execRefId = trade.id;
    trade.id = this.#newId();
    const most = this.qty - this.cumQty + trade.qty - (this.isLive || this.status === 'filled' ? 0 : 1);
    trade.qty = does === 'bust' ? 0 : Math.min(1 + (n % (trade.qty + 5)), Math.max(most, trade.qty));
    trade.px = 1_000 + offset;
    this.#turn();
    const said = { execId: trade.id, execRefId };
    if (does === 'bust') this.#say('tradeCancel', said);
    else this.#say('tradeCorrect', { ...said, lastQty: String(trade.qty), lastPx: cents(trade.px) });
  }

  /** Unasked: less of it, or another price. */
  #change(does: 'restate' | 'change', n: number): void {
    const leaves = this.qty - this.cumQty;
    if (!this.isLive || leaves < 2) return;
    this.#accept();
    if (this.status === 'overnight') this.status = 'working';
    this.qty -= n % leaves;
    if (this.#price !== undefined) this.#price += n % 3;
    this.#say(does === 'restate' ? 'restated' : 'replaced');
  }

  #grant(): void {
    const [request] = this.#waiting;
    if (request === undefined) return;
    const grants = this.isLive || (this.status === 'filled' && request.type === 'ChildReplaceSent');
    if (!grants) return this.#refuse();
    this.#accept();
    this.#waiting.shift();
    const { sentId, origSentId } = request;
    if (request.type === 'ChildCancelSent') {
      this.#end('canceled', { sentId, origSentId });
      return;
    }
    this.granted += 1;
    this.#sentId = sentId;
    this.qty = Math.max(request.qty, this.cumQty);
    this.#price = request.price;
    if (this.status === 'overnight') this.status = 'working';
    this.#turn();
    this.#say('replaced', { sentId, origSentId });
  }

  #refuse(): void {
    const request = this.#waiting.shift();
    if (request === undefined) return;
    const { sentId, origSentId, venue, session } = request;
    this.#tell({
      type: 'RequestRejectReported',
      venue,
      session,
      seqIn: this.#nextSeq(),
      channel: 'order',
      sentId,
      origSentId,
      request: request.type === 'ChildCancelSent' ? 'cancel' : 'replace',
      rejectReason: 'tooLate',
    });
  }

  #sayPending(): void {
    const [request] = this.#waiting;
    if (request === undefined && this.status === 'received') return this.#say('pendingNew');
    if (request === undefined || !this.isLive) return;
    const { sentId, origSentId } = request;
    this.#accepted(request.type === 'ChildCancelSent' ? 'pendingCancel' : 'pendingReplace', { sentId, origSentId });
  }

  /** A day order is over; one that is good for longer waits for the morning. */
  #endOfDay(): void {
    if (this.routed.timeInForce === 'day') return this.#over('doneForDay');
    if (!this.isLive || this.status === 'overnight') return;
    this.#accept();
    this.status = 'overnight';
    this.#say('doneForDay');
  }
  #resume(n: number): void {
    if (this.status !== 'overnight') return;
    this.status = 'working';
    this.#say(n % 2 === 0 ? 'restated' : 'new');
  }

  #over(as: 'canceled' | 'expired' | 'doneForDay'): void {
    if (!this.isLive) return;
    this.#accept();
    this.#end(as);
  }
  #end(as: 'rejected' | 'canceled' | 'expired' | 'doneForDay', word: Word = {}): void {
    this.status = as;
    this.#say(as, word);
  }

  #ordStatus(): OrdStatus {
    if (this.status === 'received' || this.status === 'working') return this.cumQty > 0 ? 'partiallyFilled' : 'new';
    return this.status === 'overnight' ? 'doneForDay' : this.status;
  }

  /** Full, or not any more. What has ended is not touched. */
  #turn(): void {
    if (!this.isLive && this.status !== 'filled') return;
    const isFull = this.cumQty >= this.qty;
    if (this.status === 'filled' && !isFull) this.reopened = true;
    if (isFull || this.status !== 'overnight') this.status = isFull ? 'filled' : 'working';
  }

  #newId(): string {
    this.#ids += 1;
    return `X${this.routed.childId}.${this.#ids}`;
  }

  #say(execType: ExecType, word: Word = {}): void {
    const { venue, session, symbol, side, childId } = this.routed;
    const { cumQty, qty } = this;
    // An answer is no word of the session, and as old as the last that the venue said of the order.
    const seqIn = word.channel === 'query' ? 0 : this.#nextSeq();
    this.#toldAt = Math.max(this.#toldAt, seqIn);
    this.#tell({
      type: 'ExecutionReported',
      venue,
      session,
      seqIn,
      channel: 'order',
      execType,
      sentId: this.#sentId,
      venueOrderId: `V${childId}`,
      transactTime: (OPENS + this.days * MICROS_PER_DAY + this.#toldAt) as Micros,
      symbol,
      side,
      orderQty: String(qty),
      price: this.#price === undefined ? undefined : cents(this.#price),
      cumQty: String(cumQty),
      leavesQty: String(this.isLive ? qty - cumQty : 0),
      ...word,
    });
  }
}
