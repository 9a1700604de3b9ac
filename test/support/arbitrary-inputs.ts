import { formatUnits } from '../../src/domain/kernel/decimal.ts';
import { formatChildId, formatOrderId } from '../../src/domain/kernel/ids.ts';
import type { Micros, Price } from '../../src/domain/kernel/units.ts';
import type { Evidence } from '../../src/domain/market/events.ts';
import type { Events, Input } from '../../src/domain/oms/catalogue.ts';
import type { State } from '../../src/domain/oms/state.ts';
import { type Child, mayTrade, type Order, worstLeavesQty } from '../../src/domain/order/order.ts';
import {
  type Act,
  EXEC_TYPES,
  GARBLED,
  hostileConfig,
  NUMBERS,
  ORD_STATUSES,
  SCOPES,
  TIFS,
  VENUES,
  VIAS,
} from './arbitrary-acts.ts';
import { type Desk, evidenceAt, OPENS } from './desk.ts';

const at = <T>(things: readonly T[], n: number): T | undefined => (things.length === 0 ? undefined : things[n % things.length]);
const decimal = (units: number): string => formatUnits(units, 2);
const priceOf = (offset: number): string => decimal(1_000 + offset);

type FromVenue = Pick<Events['ExecutionReported'], 'venue' | 'session' | 'seqIn' | 'channel' | 'possDup' | 'possResend'>;

/** Speaks of some orders alone, under names of its own, and lets no time pass: what others hear in between must not matter to it. */
export type Scope = Readonly<{ name: string; numbersFrom: number; owns: (order: Order) => boolean }>;

/** A desk, and all that was said to it, so that anything can be said again. */
export class World {
  readonly desk: Desk;
  readonly said: Input[] = [];
  readonly #scope: Scope | undefined;
  #ids = 0;
  #seqIn = 0;
  #epoch: number;

  constructor(desk: Desk, scope?: Scope) {
    this.desk = desk;
    this.#scope = scope;
    this.#seqIn = scope?.numbersFrom ?? 0;
    this.#epoch = desk.state.epoch;
  }

  /** The input that an act means here and now; undefined when there is nothing that it could be about. */
  inputOf(act: Act): Input | undefined {
    const { state } = this.desk;
    switch (act.act) {
      case 'place':
        return this.#place(act);
      case 'cancel':
        return this.#ask(act, { type: 'CancelRequested' });
      case 'replace': {
        const { qty, cents: offset } = act;
        return this.#ask(act, {
          type: 'ReplaceRequested',
          evidence: this.#evidence(0),
          ...(qty === undefined ? {} : { qty: String(qty) }),
          ...(offset === undefined ? {} : { price: priceOf(offset) }),
        });
      }
      case 'report':
        return this.#report(act);
      case 'venue':
        return this.#keepsItsWord(act);
      case 'stray':
        return this.#stray(act);
      case 'status':
        return this.#status(act);
      case 'declare': {
        const child = at(this.#children(), act.child);
        const sentId = child === undefined ? undefined : (at(child.requests, act.request)?.sentId ?? child.sentIds[0]);
        if (sentId === undefined) return undefined;
        const outcome = act.done ? 'done' : 'notDone';
        return { type: 'OutcomeDeclared', clOrdId: this.#clOrdId(act.again), sentId, outcome, reason: 'by telephone' };
      }
      case 'reject':
      case 'notSent':
        return this.#refused(act);
      case 'evidence': {
        const order =
          at(
            this.#orders().filter(({ wants }) => wants !== undefined),
            act.order,
          ) ?? at(this.#orders(), act.order);
        if (order === undefined) return undefined;
        const evidence = act.blind ? {} : { evidence: this.#evidence(act.cents) };
        return {
          type: 'EvidenceGiven',
          orderId: order.orderId,
          purpose: order.wants ?? 'route',
          wantedAt: state.position,
          ...evidence,
        };
      }
      case 'timer': {
        const next = this.#scope === undefined ? state.timers.next() : state.timers.list().find(({ id }) => this.#isMine(id));
        if (next === undefined) return undefined;
        if (this.#scope === undefined) this.desk.now = Math.max(this.desk.now, next.dueAt) as Micros;
        return { type: 'TimerFired', timerId: next.id, dueAt: next.dueAt, late: false };
      }
      case 'wait':
        this.desk.now = (this.desk.now + act.ms * 1_000) as Micros;
        return undefined;
      case 'session': {
        const venue = VENUES[act.venue] as string;
        return {
          type: 'SessionChanged',
          venue,
          session: `${venue}-1`,
          state: act.up ? 'up' : 'down',
          ...(act.expects === undefined ? {} : { expects: act.expects }),
          ...(act.anew === true ? { nextSeqIn: this.#seqIn + 1 } : {}),
        };
      }
      case 'operate': {
        const type = (['KillRequested', 'ResumeRequested', 'MassCancelRequested'] as const)[act.what];
        const [scope, id] = SCOPES[act.scope] as (typeof SCOPES)[number];
        return { type, clOrdId: this.#clOrdId(act.again), scope, id, reason: 'drill' };
      }
      case 'work':
        return { type: 'ContinueWork', workId: [...state.works.keys()][0] ?? 1 };
      case 'restart':
        return { type: 'DeskStarted', build: 'test', configDigest: '', epoch: (this.#epoch += 1), writer: 'test' };
      case 'mark':
        return {
          type: 'MarkObserved',
          symbol: 'ACME',
          price: (1_000 + act.cents) as Price,
          markedAt: this.desk.now,
          source: 'mid',
        };
      case 'config': {
        const { accounts, instruments, limits, ...rest } = hostileConfig();
        const values = {
          ...rest,
          accounts: accounts.map((account) => ({ ...account, tradable: account.tradable && act.tradable })),
          instruments: instruments.map((instrument) => ({ ...instrument, tradable: !act.halted })),
          limits: limits.map((limit) => ({ ...limit, maxLong: String(act.maxLong) })),
        };
        return { type: 'ConfigAdopted', values };
      }
      case 'repeat':
        return at(this.said, act.past);
    }
  }

  /** Says it, if it means anything, and remembers that it was said. */
  perform(act: Act): Input | undefined {
    const input = this.inputOf(act);
    if (input === undefined || (input.type === 'DeskStarted' && input.epoch < this.desk.state.epoch)) return undefined;
    this.desk.say(input);
    this.said.push(input);
    return input;
  }

  #orders(): readonly Order[] {
    const orders = [...this.desk.state.orders];
    return this.#scope === undefined ? orders : orders.filter(this.#scope.owns);
  }
  #children(): readonly Child[] {
    return this.#orders().flatMap(({ children }) => children);
  }
  #isMine(timerId: string): boolean {
    return (
      this.#orders().some(({ orderId }) => timerId.includes(formatOrderId(orderId))) ||
      this.#children().some(({ sentIds, childId }) => sentIds.includes(timerId) || timerId.includes(formatChildId(childId)))
    );
  }

  #clOrdId(uses: number): string {
    if (uses === 0) this.#ids += 1;
    return `k${this.#scope?.name ?? ''}${Math.max(1, this.#ids - uses)}`;
  }

  #evidence(offset: number): Evidence {
    const now = this.desk.now;
    return evidenceAt(now, { reference: { price: (1_000 + Math.trunc(offset / 10)) as Price, at: now, source: 'mid' } });
  }

  #place(act: Extract<Act, { act: 'place' }>): Input {
    const timeInForce = TIFS[act.tif] as (typeof TIFS)[number];
    const venue = VENUES[act.route];
    return {
      type: 'NewOrderRequested',
      clOrdId: this.#clOrdId(act.again),
      account: act.account === 0 ? 'A1' : 'A2',
      symbol: 'ACME',
      side: (['buy', 'sell', 'sellShort'] as const)[act.side],
      qty: String(act.qty),
      timeInForce,
      evidence: this.#evidence(0),
      ...(act.market ? { ordType: 'market' } : { ordType: 'limit', price: priceOf(act.cents) }),
      ...(timeInForce === 'gtd' ? { expireTime: (this.desk.now + 3_000_000) as Micros } : {}),
      ...(venue === undefined ? {} : { route: { strategy: 'direct', venue } }),
      ...(act.strategy ? { strategy: 'S1', reason: 'signal' } : {}),
    } as Events['NewOrderRequested'];
  }

  #ask(act: Extract<Act, { act: 'cancel' | 'replace' }>, ask: Readonly<Record<string, unknown>>): Input | undefined {
    const order = at(this.#orders(), act.order);
    if (order === undefined) return undefined;
    const named = act.act === 'cancel' && act.byClOrdId ? { origClOrdId: order.clOrdId } : { orderId: order.orderId };
    return { ...ask, clOrdId: this.#clOrdId(act.again), account: order.terms.account, ...named } as Input;
  }

  #fromVenue(venue: string, via = 0, number = 0): FromVenue {
    const seqIn = { next: this.#seqIn + 1, last: this.#seqIn, gap: this.#seqIn + 4, old: 1, far: 1_000_000 + this.#seqIn };
    const said = { venue, session: `${venue}-1`, seqIn: seqIn[NUMBERS[number] ?? 'next'], channel: 'order' as const };
    if (number === 0 || NUMBERS[number] === 'gap') this.#seqIn = said.seqIn;
    const how = VIAS[via] ?? 'order';
    return how === 'possDup' || how === 'possResend' ? { ...said, [how]: true } : { ...said, channel: how };
  }

  #report(act: Extract<Act, { act: 'report' }>): Input | undefined {
    const child = at(this.#children(), act.child);
    if (child === undefined) return undefined;
    const execType = EXEC_TYPES[act.execType] as (typeof EXEC_TYPES)[number];
    const venueOrderId = `V${child.childId}`;
    const names =
      act.bare && child.venueOrderId !== undefined
        ? { venueOrderId }
        : { sentId: at(child.sentIds, act.id) as string, ...(act.bare ? {} : { venueOrderId }) };
    const left = child.qty - child.cumQty;
    const fits = act.fits && left > 0 ? 1 + (act.qty % left) : act.qty;
    const isTrade = execType === 'trade' || execType === 'tradeCancel' || execType === 'tradeCorrect';
    const hasTerms = execType === 'replaced' || execType === 'restated' || execType === 'triggered';
    const execRefId = `E${this.#scope?.name ?? ''}${act.exec}`;
    return {
      type: 'ExecutionReported',
      ...this.#fromVenue(child.venue, act.via, act.number),
      execType,
      ...names,
      ...(isTrade
        ? {
            execId: act.chained === 0 || execType === 'trade' ? execRefId : `${execRefId}.${act.chained}`,
            execRefId: act.chained > 1 && execType !== 'trade' ? `${execRefId}.${act.chained - 1}` : execRefId,
            lastQty: String(fits),
            lastPx: priceOf(act.cents),
            fee: '0.01',
            feeCurrency: 'USD',
            ...GARBLED[act.garbled],
          }
        : {}),
      ...(hasTerms && act.orderQty !== undefined ? { orderQty: String(act.orderQty), price: priceOf(act.cents) } : {}),
      ...(act.leaves === undefined ? {} : { leavesQty: String(act.leaves) }),
      ...(act.toldMs === undefined ? {} : { transactTime: (OPENS + act.toldMs * 1_000) as Micros }),
    };
  }

  #status({ child: n, ordStatus, orderQty, cumQty }: Extract<Act, { act: 'status' }>): Input | undefined {
    const child = at(this.#children(), n);
    if (child === undefined) return undefined;
    return {
      type: 'ExecutionReported',
      ...this.#fromVenue(child.venue, VIAS.indexOf('query')),
      execType: 'orderStatus',
      ordStatus: ORD_STATUSES[ordStatus] as (typeof ORD_STATUSES)[number],
      sentId: child.sentId,
      ...(ordStatus === 0 ? { rejectReason: 'unknownOrder' } : {}),
      ...(orderQty === undefined ? {} : { orderQty: String(orderQty) }),
      ...(cumQty === undefined ? {} : { cumQty: String(cumQty) }),
    };
  }

  /** Answers a request, or executes a part of what it may. */
  #keepsItsWord({ child: n, does, qty }: Extract<Act, { act: 'venue' }>): Input | undefined {
    const child = at(this.#children().filter(mayTrade), n);
    if (child === undefined) return undefined;
    const { sentId, requests, status } = child;
    const says = (execType: Events['ExecutionReported']['execType'], over: Partial<Events['ExecutionReported']> = {}): Input => ({
      type: 'ExecutionReported',
      ...this.#fromVenue(child.venue),
      execType,
      sentId,
      ...over,
    });
    const most = worstLeavesQty(child);
    if (does <= 3 && most > 0)
      return says('trade', { execId: `X${this.#seqIn}`, lastQty: String(1 + (qty % most)), lastPx: '10.00' });
    const pending = at(requests, qty);
    if (pending === undefined) return says(does <= 5 ? 'new' : status === 'sent' ? 'rejected' : 'canceled');
    if (does === 4)
      return {
        type: 'RequestRejectReported',
        ...this.#fromVenue(child.venue),
        sentId: pending.sentId,
        request: pending.kind,
        rejectReason: 'tooLate',
      };
    if (pending.kind === 'cancel') return status === 'filled' ? undefined : says('canceled', { sentId: pending.sentId });
    return says('replaced', { sentId: pending.sentId, orderQty: String(Math.max(pending.qty ?? 0, child.cumQty)) });
  }

  #stray(act: Extract<Act, { act: 'stray' }>): Input {
    const names = act.nameless ? {} : { sentId: `NOT-OURS-${act.exec % 2}` };
    const trade = { execId: `E${act.exec}`, symbol: 'ACME', side: 'buy', lastQty: String(act.qty), lastPx: '10.00' } as const;
    return {
      type: 'ExecutionReported',
      ...this.#fromVenue(VENUES[act.venue] as string),
      execType: EXEC_TYPES[act.execType] as 'trade',
      ...names,
      ...trade,
    };
  }

  #refused(act: Extract<Act, { act: 'reject' | 'notSent' }>): Input | undefined {
    const pending = this.#children().flatMap((child) => child.requests.map((request) => ({ child, request })));
    const found = at(pending, act.child);
    const child = found?.child ?? at(this.#children(), act.child);
    if (child === undefined) return undefined;
    const { sentId, kind } = found?.request ?? { sentId: child.sentId, kind: 'cancel' as const };
    if (act.act === 'reject')
      return { type: 'RequestRejectReported', ...this.#fromVenue(child.venue), sentId, request: kind, rejectReason: 'tooLate' };
    if (act.request === 0 || found === undefined)
      return {
        type: 'NotSentReported',
        venue: child.venue,
        sentId: child.sentIds[0] as string,
        request: 'submit',
        reason: 'refused',
      };
    return { type: 'NotSentReported', venue: child.venue, sentId, request: kind, reason: 'refused' };
  }
}

export const childrenOf = (state: State): readonly Child[] => [...state.orders].flatMap(({ children }: Order) => children);

/** Says it all to a fresh desk. */
export const perform = (desk: Desk, acts: readonly Act[]): World => {
  const world = new World(desk);
  for (const act of acts) world.perform(act);
  return world;
};
