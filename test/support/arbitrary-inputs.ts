import { formatChildId, formatOrderId } from '../../src/domain/kernel/ids.ts';
import type { Micros, Price } from '../../src/domain/kernel/units.ts';
import type { Evidence } from '../../src/domain/market/events.ts';
import type { Events, Input } from '../../src/domain/oms/catalogue.ts';
import type { Break, State } from '../../src/domain/oms/state.ts';
import { type Child, mayTrade, type Order } from '../../src/domain/order/order.ts';
import { type Act, hostileConfig, MODES_ASKED, NUMBERS, SCOPES, STEPS, TIFS, VENUES, VIAS } from './arbitrary-acts.ts';
import { answerOf } from './arbitrary-answers.ts';
import { at, type FromVenue, lawfulWordOf, priceOf, reportOf, statusOf, strayOf } from './arbitrary-reports.ts';
import { type Desk, evidenceAt } from './desk.ts';

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
      case 'report': {
        const child = at(this.#children(), act.child);
        return child && reportOf(act, child, this.#fromVenue(child.venue, act.via, act.number), this.#scope?.name ?? '');
      }
      case 'venue': {
        const child = at(this.#children().filter(mayTrade), act.child);
        return child && lawfulWordOf(act, child, this.#fromVenue(child.venue));
      }
      case 'stray':
        return strayOf(act, this.#fromVenue(VENUES[act.venue] as string));
      case 'status': {
        const child = at(this.#children(), act.child);
        return child && statusOf(act, child, this.#fromVenue(child.venue, VIAS.indexOf('query')));
      }
      case 'declare': {
        const child = at(this.#children(), act.child);
        const sentId = child === undefined ? undefined : (at(child.requests, act.request)?.sentId ?? child.sentIds[0]);
        if (sentId === undefined) return undefined;
        const outcome = act.done ? 'done' : 'notDone';
        return { type: 'OutcomeDeclared', clOrdId: this.#clOrdId(act.again), sentId, outcome, reason: 'by telephone' };
      }
      case 'resolve': {
        const mine = [...state.breaks.values()].filter((found) => this.#scope === undefined || this.#isOfMine(found));
        const breakId = at(mine, act.found)?.breakId ?? 0;
        if (this.#scope !== undefined && breakId === 0) return undefined;
        const reason = act.silent ? '' : 'looked at';
        const step = STEPS[act.step] ?? 'own';
        return { type: 'BreakResolveRequested', clOrdId: this.#clOrdId(act.again), breakId, step, reason };
      }
      case 'assign': {
        if (this.#scope !== undefined) return undefined; // Strays are nobody's, so nobody's alone.
        const strays = [...state.venueKeys].flatMap(([venue, keys]) =>
          [...keys].flatMap(([executionKey, stray]) => (stray === undefined ? [] : [{ venue, executionKey }])),
        );
        const stray = at(strays, act.stray) ?? { venue: VENUES[0] as string, executionKey: 'NONE' };
        const order = at(this.#orders(), act.order);
        const to =
          act.toOrder && order !== undefined ? { orderId: order.orderId } : { toAccount: act.order % 2 ? 'A1' : 'SUSPENSE' };
        return { type: 'StrayAssignRequested', clOrdId: this.#clOrdId(act.again), ...stray, ...to, reason: 'by telephone' };
      }
      case 'hand':
        return this.#byHand(act);
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
      case 'hours': {
        const { now } = this.desk;
        const askAt = act.asks ? ((now + 60_000_000) as Micros) : undefined;
        const until = (now + 3_600_000_000) as Micros;
        return {
          type: 'VenueHoursChanged',
          venue: VENUES[act.venue] as string,
          state: act.open ? 'open' : 'closed',
          until,
          askAt,
        };
      }
      case 'operate': {
        const type = (['KillRequested', 'ResumeRequested', 'MassCancelRequested'] as const)[act.what];
        // Mostly a switch is released that is engaged.
        const engaged = type === 'ResumeRequested' ? at([...state.kills.values()], act.scope) : undefined;
        const [scope, id] = SCOPES[act.scope] as (typeof SCOPES)[number];
        return {
          type,
          clOrdId: this.#clOrdId(act.again),
          scope: engaged?.scope ?? scope,
          id: engaged?.id ?? id,
          reason: 'drill',
        };
      }
      case 'mode': {
        const [scope, id] = SCOPES[act.scope] as (typeof SCOPES)[number];
        const mode = MODES_ASKED[act.mode] ?? 'normal';
        return { type: 'ModeRequested', clOrdId: this.#clOrdId(act.again), scope, id, mode, reason: 'drill' };
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
        const { accounts, instruments, limits, ...rest } = this.desk.state.config?.terms ?? hostileConfig();
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
      case 'answer':
        return answerOf(act, this.desk);
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
  #isOfMine({ orderId }: Break): boolean {
    return this.#orders().some((order) => order.orderId === orderId);
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

  /** A person closes what a request placed, corrects one of its executions, says how much it was, or adjusts a position. */
  #byHand({ what, child: pick, qty, again }: Extract<Act, { act: 'hand' }>): Input | undefined {
    const child = at(this.#children(), pick);
    if (child === undefined) return undefined;
    const said = { clOrdId: this.#clOrdId(again), reason: 'by telephone' };
    const { orderId, account, symbol, sentIds, cumQty, executions } = child;
    const sentId = sentIds[0] as string;
    const as = (['canceled', 'rejected', 'expired'] as const)[qty % 3] ?? 'canceled';
    const executionKey = at([...(executions?.keys() ?? [])], qty) ?? 'NONE';
    switch (what) {
      case 0:
        return { type: 'OrderForceCloseRequested', ...said, sentId, as };
      case 1:
        return { type: 'OrderForceCloseRequested', ...said, orderId, as };
      case 2:
        return { type: 'FillCorrectRequested', ...said, orderId, executionKey, lastQty: String(qty), lastPx: '10.01' };
      case 3:
        return { type: 'CountDeclareRequested', ...said, sentId, cumQty: String(cumQty + (qty % 5)) };
      default:
        return { type: 'PositionAdjustRequested', ...said, inAccount: account, symbol, qty: String(qty - 30), px: '10.02' };
    }
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

  #refused(act: Extract<Act, { act: 'reject' | 'notSent' }>): Input | undefined {
    const pending = this.#children().flatMap((child) => child.requests.map((request) => ({ child, request })));
    const found = at(pending, act.child);
    const child = found?.child ?? at(this.#children(), act.child);
    if (child === undefined) return undefined;
    const { sentId, kind } = found?.request ?? { sentId: child.sentId, kind: 'cancel' as const };
    if (act.act === 'reject')
      return {
        type: 'RequestRejectReported',
        ...this.#fromVenue(child.venue),
        sentId,
        request: kind,
        rejectReason: act.request === 2 ? 'rateLimited' : 'tooLate',
      };
    if (act.request === 0 || found === undefined)
      return {
        type: 'NotSentReported',
        venue: child.venue,
        sentId: child.sentIds[0] as string,
        request: 'submit',
        reason: act.request === 2 ? 'rate' : 'refused',
      };
    return { type: 'NotSentReported', venue: child.venue, sentId, request: kind, reason: act.request === 2 ? 'rate' : 'refused' };
  }
}

export const childrenOf = (state: State): readonly Child[] => [...state.orders].flatMap(({ children }: Order) => children);

/** Says it all to a fresh desk. */
export const perform = (desk: Desk, acts: readonly Act[]): World => {
  const world = new World(desk);
  for (const act of acts) world.perform(act);
  return world;
};
