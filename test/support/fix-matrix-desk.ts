import { expect } from 'vitest';
import type { DayNumber, Price } from '../../src/domain/kernel/units.ts';
import type { Event, Events } from '../../src/domain/oms/catalogue.ts';
import { evolve } from '../../src/domain/oms/evolve/evolve.ts';
import { before, type FixAnswer, fixAnswerOf, statusAnswerOf } from '../../src/domain/oms/fix-answers.ts';
import { initialState, type State } from '../../src/domain/oms/state.ts';
import type { Child } from '../../src/domain/order/order.ts';
import { checkDesk } from '../domain/invariants.ts';
import { configTerms, Desk, evidenceAt } from './desk.ts';
import {
  CXL_REJ_REASON,
  EXEC_TYPE,
  type Matrix,
  ORD_REJ_REASON,
  RESTATEMENT_REASON,
  type Role,
  type Row,
  rightValues,
  TIME_IN_FORCE,
} from './fix-matrices.ts';

const PRICE = '10';
const PRICE_UNITS = 100n; // ACME has two digits after the point.
const ACCOUNT = 'A1';
/** An order that somebody phoned in has no id of its client; whoever types it in gives it one. */
const PHONED = 'phoned';

/** The orders of the matrices are larger than those that the other tests allow. */
const config = (replacesInFlightMax: number) => {
  const usual = configTerms();
  return {
    ...usual,
    instruments: usual.instruments.map((instrument) => ({ ...instrument, maxQty: '1000000' })),
    limits: usual.limits.map((limit) => ({
      ...limit,
      maxOrderQty: '1000000',
      maxOrderNotional: '100000000',
      maxLong: '1000000',
      maxShort: '1000000',
    })),
    replacesInFlightMax,
  };
};

type Sent = Events['ChildRouted' | 'ChildCancelSent' | 'ChildReplaceSent'];
const isSent = (event: Event): event is Sent => ['ChildRouted', 'ChildCancelSent', 'ChildReplaceSent'].includes(event.type);

/** A real desk that lives through a matrix: what a client asks, what a venue tells, and what the client is answered. */
export class MatrixDesk {
  desk: Desk;
  /** What the client was told and no row has asked for yet. */
  readonly answers: FixAnswer[] = [];
  readonly #matrix: Matrix;
  readonly #role: Role;
  #told: State = initialState();
  #read = 0;
  /** What the venue calls by each ClOrdID of the matrix: its id there, and the number of the child order. */
  readonly #sent = new Map<string, Readonly<{ sentId: string; n: number; request: 'submit' | 'cancel' | 'replace' }>>();
  #children = 0;
  #execId = 0;

  constructor(matrix: Matrix, role: Role, replacesInFlightMax: number) {
    this.#matrix = matrix;
    this.#role = role;
    this.desk = new Desk(config(replacesInFlightMax));
    this.#listen();
  }

  /** Something that happens outside the wires. A matrix in which nobody sends the order has it phoned in. */
  outside(): void {
    const { steps } = this.#matrix;
    if (steps.some((row) => row.in !== undefined) || this.#children > 0) return;
    const qty = steps.find(({ OrderQty }) => OrderQty !== undefined)?.OrderQty;
    this.ask({ t: '', in: 'NewOrderSingle', ClOrdID: PHONED, OrderQty: qty as number });
  }

  /** The client's message; what left for the venue because of it. */
  ask(row: Row): readonly Sent[] {
    const { ClOrdID: clOrdId = '', OrigClOrdID: origClOrdId, CashOrderQty, TimeInForce = 0 } = row;
    const [quantity] = rightValues(this.#matrix, row, this.#role, 'OrderQty') ?? [];
    const qty =
      CashOrderQty !== undefined
        ? { qty: undefined, cashOrderQty: String(CashOrderQty) }
        : quantity === undefined
          ? {}
          : { qty: String(quantity) };
    const events = ((): readonly Event[] => {
      const named = { clOrdId, orderId: undefined, origClOrdId };
      switch (row.in) {
        case 'NewOrderSingle':
          return this.desk.place({
            clOrdId,
            price: PRICE,
            ...this.#atMarket(),
            timeInForce: TIME_IN_FORCE[TimeInForce as keyof typeof TIME_IN_FORCE],
            ...qty,
          });
        case 'OrderCancelRequest':
          return this.desk.cancel(named);
        case 'OrderCancelReplaceRequest':
          return this.desk.replace({ ...named, ...qty });
        default:
          this.answers.push(statusAnswerOf(this.#told, { account: ACCOUNT, clOrdId }));
          return [];
      }
    })();
    const sent = events.filter(isSent);
    for (const message of sent) this.#remember(clOrdId, message);
    this.#listen();
    return sent;
  }

  /** Of a matrix that tells how the market is, the order is a market order. */
  #atMarket(): Partial<Events['NewOrderRequested']> {
    const { referencePx } = this.#matrix;
    if (referencePx === undefined) return {};
    const { now } = this.desk;
    const reference = { price: (Number(referencePx) * Number(PRICE_UNITS)) as Price, at: now, source: 'mid' };
    return { ordType: 'market', price: undefined, evidence: evidenceAt(now, { reference }) };
  }

  #remember(clOrdId: string, { type, sentId, childId }: Sent): void {
    if (type === 'ChildRouted') this.#children += 1;
    const request = type === 'ChildRouted' ? 'submit' : type === 'ChildCancelSent' ? 'cancel' : 'replace';
    const n = Number(childId) - Number(this.desk.child(1).childId) + 1;
    this.#sent.set(clOrdId, { sentId, n, request });
  }

  /** The venue's message, in the words of the row; what the desk concluded. */
  tell(row: Row): readonly Event[] {
    const sent = this.#sent.get(row.ClOrdID ?? PHONED);
    const events = row.out === 'OrderCancelReject' ? this.#refuse(row) : this.#report(row, sent?.n);
    this.#listen();
    return events;
  }

  #report(row: Row, n: number | undefined): readonly Event[] {
    const { ClOrdID = PHONED, OrigClOrdID, OrderQty, CumQty, LeavesQty, LastQty = 0, LastPx = PRICE, ExecID, ExecRefID } = row;
    const said = EXEC_TYPE[row.ExecType as keyof typeof EXEC_TYPE];
    // A replace to no more than is executed leaves the desk as a cancel, and is answered as one.
    const execType = said === 'replaced' && this.#sent.get(ClOrdID)?.request === 'cancel' ? 'canceled' : said;
    const reasons = {
      ...(row.OrdRejReason === undefined
        ? {}
        : { rejectReason: ORD_REJ_REASON[row.OrdRejReason as keyof typeof ORD_REJ_REASON] }),
      ...(row.ExecRestatementReason === undefined
        ? {}
        : { restatementReason: RESTATEMENT_REASON[row.ExecRestatementReason as keyof typeof RESTATEMENT_REASON] }),
    };
    this.#execId += 1;
    const words = {
      execType,
      execId: ExecID ?? `E${this.#execId}`,
      execRefId: ExecRefID,
      channel: execType === 'orderStatus' ? ('query' as const) : ('order' as const),
      orderQty: OrderQty === undefined ? undefined : String(OrderQty),
      cumQty: String(CumQty),
      leavesQty: String(LeavesQty),
      ...(LastQty > 0 ? { lastQty: String(LastQty), lastPx: LastPx } : {}),
      ...reasons,
    };
    if (n === undefined)
      return this.desk.say({
        type: 'ExecutionReported',
        venue: 'ALPHA',
        session: 'ALPHA-1',
        seqIn: (this.desk.state.sessions.get('ALPHA')?.lastSeqIn ?? 0) + 1,
        venueOrderId: `not-ours-${ClOrdID}`,
        symbol: 'ACME',
        side: 'buy',
        ...words,
      });
    const origSentId = OrigClOrdID === undefined ? undefined : this.#sent.get(OrigClOrdID)?.sentId;
    return this.desk.hear(execType, { ...words, sentId: this.#sent.get(ClOrdID)?.sentId, origSentId, venueOrderId: `V${n}` }, n);
  }

  #refuse({ ClOrdID = '', OrigClOrdID = '', CxlRejReason = 2 }: Row): readonly Event[] {
    const refused = this.#sent.get(ClOrdID);
    expect(refused, `${ClOrdID} went to the venue`).toBeDefined();
    return this.desk.refuseRequest(
      {
        sentId: refused?.sentId as string,
        origSentId: this.#sent.get(OrigClOrdID)?.sentId,
        request: refused?.request ?? 'cancel',
        rejectReason: CXL_REJ_REASON[CxlRejReason as keyof typeof CXL_REJ_REASON],
      },
      refused?.n,
    );
  }

  /** The night passes: the next trading day knows what was carried over, and no more. */
  tomorrow(): void {
    checkDesk(this.desk);
    this.desk = this.desk.tomorrow();
    this.#told = initialState();
    this.#read = 0;
    this.#listen();
  }

  /** What the records since the last look mean to the client. */
  #listen(): void {
    for (const record of this.desk.records.slice(this.#read)) {
      const was = before(this.#told, record);
      evolve(this.#told, record);
      const answer = fixAnswerOf(this.#told, record, was);
      if (answer !== undefined) this.answers.push(answer);
    }
    this.#read = this.desk.records.length;
  }

  wasSent(clOrdId: string | undefined): boolean {
    return clOrdId !== undefined && this.#sent.has(clOrdId);
  }
  /** The id that the venue knows for a ClOrdID of the matrix. */
  sentId(clOrdId: string): string | undefined {
    return this.#sent.get(clOrdId)?.sentId;
  }
  childOf(clOrdId: string): Child {
    const child = this.desk.child(this.#sent.get(clOrdId)?.n);
    return child;
  }
  /** Holds everything that must hold of any desk. */
  check(): void {
    checkDesk(this.desk);
  }
}

/** What is executed so far is worth this much, if the row's average price is right; all trades are at 10 where no row says otherwise. */
export const worthOf = ({ AvgPx = PRICE, CumQty = 0 }: Row): bigint =>
  BigInt(Math.round(Number(AvgPx) * Number(PRICE_UNITS))) * BigInt(CumQty);

/** Of a time in a matrix that goes over several days. */
export const dayIn = ({ t }: Row): DayNumber => Number(t.includes('.') ? t.split('.')[0] : 1) as DayNumber;
