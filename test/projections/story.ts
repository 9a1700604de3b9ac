import fc from 'fast-check';
import { openingOf } from '../../src/adapters/runtime/opening.ts';
import type { DayNumber, Micros, Mono, Price } from '../../src/domain/kernel/units.ts';
import type { Events, Recorded } from '../../src/domain/oms/catalogue.ts';
import type { Child, Order } from '../../src/domain/order/order.ts';
import { Desk } from '../support/desk.ts';

/** One thing that happens at a desk. Numbers pick among what is there, so that any sequence of steps makes sense. */
export type Step = Readonly<{ act: keyof typeof acts; pick: number; qty: number; cents: number; flag: boolean }>;

const pickOne = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(from.length, 1)];
/** Of a list that is never empty. */
const oneOf = <T>(from: readonly [T, ...T[]], pick: number): T => pickOne(from, pick) ?? from[0];
const orderAt = ({ state }: Story, pick: number): Order | undefined => pickOne([...state.orders], pick);
const childAt = ({ state }: Story, pick: number): Child | undefined => pickOne([...state.children], pick);
const priced = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
const VENUES = ['ALPHA', 'BETA', 'DARK'] as const;
const CLOSES = ['canceled', 'rejected', 'expired', 'doneForDay'] as const;

const acts = {
  place: (story: Story, { pick, qty, cents, flag }: Step) =>
    story.desk.place({
      side: flag ? 'buy' : 'sell',
      qty: String(qty),
      price: priced(cents),
      timeInForce: oneOf(['day', 'gtc', 'ioc'], pick),
      route: pick % 3 === 0 ? { strategy: 'best' } : { strategy: 'direct', venue: oneOf(VENUES, pick) },
      strategy: flag ? 'ARB' : undefined,
    }),
  placeBadly: ({ desk }: Story, { pick, cents }: Step) =>
    desk.place({ price: oneOf(['10.005', 'ten', '99.00', priced(cents)], pick), qty: oneOf(['0', '501', '1.5'], cents) }),
  repeat: ({ desk }: Story) => desk.place({ clOrdId: 'again' }),
  cancel: (story: Story, { pick }: Step) => story.desk.cancel({ orderId: orderAt(story, pick)?.orderId }),
  replace: (story: Story, { pick, qty, cents }: Step) =>
    story.desk.replace({ orderId: orderAt(story, pick)?.orderId, qty: String(qty), price: priced(cents) }),
  acknowledge: (story: Story, { pick }: Step) => story.hear(pick, 'new', { venueOrderId: `V${pick}` }),
  fill: (story: Story, { pick, qty, cents }: Step) =>
    story.hear(pick, 'trade', {
      execId: `E${story.next()}`,
      lastQty: String(qty),
      lastPx: priced(cents),
      fee: '0.0125',
      feeCurrency: 'USD',
    }),
  fillInOtherMoney: (story: Story, { pick, qty, cents }: Step) =>
    story.hear(pick, 'trade', {
      execId: `E${story.next()}`,
      lastQty: String(qty),
      lastPx: priced(cents),
      fee: '-0.003',
      feeCurrency: 'BNB',
    }),
  fillAll: (story: Story, { pick, cents }: Step) =>
    story.hear(pick, 'trade', { execId: `E${story.next()}`, lastQty: String(childAt(story, pick)?.qty), lastPx: priced(cents) }),
  bust: (story: Story, { pick, qty }: Step) => story.amend(pick, qty, 'tradeCancel', {}),
  correct: (story: Story, { pick, qty, cents }: Step) =>
    story.amend(pick, qty, 'tradeCorrect', { lastQty: String(qty), lastPx: priced(cents) }),
  /** The venue takes back an execution that it will only tell us of later. */
  bustEarly: (story: Story, { pick, qty }: Step) =>
    story.hear(pick, 'tradeCancel', { execRefId: `E${story.upcoming + (qty % 3)}` }),
  close: (story: Story, { pick, qty }: Step) => story.hear(pick, oneOf(CLOSES, qty), {}),
  remark: (story: Story, { pick }: Step) => story.hear(pick, 'pendingCancel', {}),
  replaced: (story: Story, { pick }: Step) =>
    story.hear(pick, 'replaced', { sentId: childAt(story, pick)?.requests.at(-1)?.sentId }),
  refuseRequest: (story: Story, { pick }: Step) => {
    const child = childAt(story, pick);
    if (child === undefined) return;
    const request = child.requests.at(-1);
    const { venue, session } = child;
    const heard = { venue, session, seqIn: story.next(), channel: 'order', rejectReason: 'tooLate' } as const;
    story.desk.say({
      type: 'RequestRejectReported',
      ...heard,
      sentId: request?.sentId ?? child.sentId,
      request: request?.kind ?? 'cancel',
    });
  },
  notSent: (story: Story, { pick }: Step) => {
    const child = childAt(story, pick);
    if (child?.timeoutAt !== undefined)
      story.desk.say({
        type: 'NotSentReported',
        venue: child.venue,
        sentId: child.sentId,
        request: 'submit',
        reason: 'no socket',
      });
  },
  stray: (story: Story, { qty, cents, flag }: Step) => {
    const said = {
      execId: `S${story.next()}`,
      symbol: 'ACME',
      side: flag ? 'buy' : 'sell',
      lastQty: String(qty),
      lastPx: priced(cents),
    } as const;
    story.desk.say({
      type: 'ExecutionReported',
      venue: 'BETA',
      session: 'BETA-1',
      seqIn: story.next(),
      channel: 'order',
      execType: 'trade',
      ...said,
    });
  },
  /** A venue says again what had the first numbers that are missing; its drop copy says so too, and has no numbers of the session. */
  sayAgain: ({ desk, state }: Story, { pick, flag }: Step) => {
    const venue = oneOf(VENUES, pick);
    const { session = `${venue}-1`, lastSeqIn = 0, ahead: [next = 0] = [] } = state.sessions.get(venue) ?? {};
    const said = { venue, session, channel: flag ? 'order' : 'dropCopy', execType: 'pendingNew', sentId: 'NOTHING' } as const;
    for (let seqIn = lastSeqIn + 1; seqIn < Math.min(next, lastSeqIn + 50); seqIn += 1)
      desk.say({ type: 'ExecutionReported', ...said, seqIn });
  },
  mark: ({ desk }: Story, { cents }: Step) =>
    desk.say({ type: 'MarkObserved', symbol: 'ACME', price: cents as Price, markedAt: desk.now, source: 'mid' }),
  wait: ({ desk }: Story, { qty }: Step) => desk.wait(qty * 10),
  /** A person says what became of a request: of one in doubt, or of any other. */
  declare: (story: Story, { pick, qty, flag }: Step) => {
    const child = childAt(story, pick);
    const ids = child === undefined ? [] : [...child.requests.map(({ sentId }) => sentId), ...child.sentIds];
    const sentId = pickOne(ids, qty) ?? 'NOTHING';
    const outcome = flag ? 'done' : 'notDone';
    story.desk.say({ type: 'OutcomeDeclared', clOrdId: `d${story.next()}`, sentId, outcome, reason: 'test' }, 'person:Ada');
  },
  /** Somebody does something about a break, or about one that is not there. */
  resolve: (story: Story, { pick, qty, flag }: Step) => {
    const breakId = pickOne([...story.state.breaks.keys()], pick) ?? 99;
    const step = oneOf(['own', 'explain', 'close'] as const, qty);
    const said = { clOrdId: `b${story.next()}`, breakId, step, reason: flag ? 'test' : '' } as const;
    story.desk.say({ type: 'BreakResolveRequested', ...said }, 'person:Ada');
  },
  /** Somebody gives an execution in suspense to an account, or to an order. */
  assign: (story: Story, { pick, flag }: Step) => {
    const strays = [...story.state.unassigned].flatMap(([venue, keys]) =>
      [...keys].map((executionKey) => ({ venue, executionKey })),
    );
    const stray = pickOne(strays, pick) ?? { venue: 'ALPHA', executionKey: 'NONE' };
    const order = orderAt(story, pick);
    const to = flag && order !== undefined ? { orderId: order.orderId } : { toAccount: 'A1' };
    story.desk.say({ type: 'StrayAssignRequested', clOrdId: `a${story.next()}`, ...stray, ...to, reason: 'test' }, 'person:Ada');
  },
  /** Somebody corrects an execution, adjusts a position, closes an order that nothing else ends, or says how much it was. */
  byHand: (story: Story, { pick, qty, flag }: Step) => {
    const child = childAt(story, pick);
    const order = orderAt(story, pick);
    if (child === undefined || order === undefined) return;
    const said = { clOrdId: `h${story.next()}`, reason: 'test' };
    const { orderId, childId: _, executions, sentIds, cumQty } = child;
    const say = (input: Parameters<Desk['say']>[0]) => story.desk.say(input, 'person:Ada');
    const executionKey = pickOne([...(executions?.keys() ?? [])], qty);
    if (flag && executionKey !== undefined)
      say({ type: 'FillCorrectRequested', ...said, orderId, executionKey, lastQty: String(qty % 40), lastPx: '10.01' });
    else if (qty % 3 === 0)
      say({ type: 'PositionAdjustRequested', ...said, inAccount: 'A1', symbol: 'ACME', qty: String(30 - qty), px: '9.99' });
    else if (qty % 3 === 1) say({ type: 'CountDeclareRequested', ...said, sentId: sentIds[0] as string, cumQty: String(cumQty) });
    else say({ type: 'OrderForceCloseRequested', ...said, orderId: order.orderId, as: flag ? 'canceled' : 'expired' });
  },
  answer: ({ desk }: Story) => desk.settle(),
  session: ({ desk }: Story, { pick, flag }: Step) => {
    const venue = oneOf(VENUES, pick);
    desk.say({ type: 'SessionChanged', venue, session: `${venue}-1`, state: flag ? 'up' : 'down' });
  },
  kill: ({ desk }: Story, { pick, flag }: Step) =>
    desk.say(
      { type: flag ? 'KillRequested' : 'ResumeRequested', clOrdId: `k${pick}`, scope: 'instrument', id: 'ACME', reason: 'test' },
      'operator',
    ),
  massCancel: ({ desk }: Story, { pick }: Step) =>
    desk.say({ type: 'MassCancelRequested', clOrdId: `m${pick}`, scope: 'account', id: 'A1', reason: 'test' }, 'operator'),
  restart: ({ desk }: Story) =>
    desk.say({ type: 'DeskStarted', build: 'test', configDigest: '', epoch: desk.state.epoch + 1, writer: 'again' }),
  roll: (story: Story) => story.roll(),
} as const;

/** A desk that lives through days: what is said to it, and the records of each day. */
export class Story {
  readonly desk = new Desk();
  /** Of the days that are over. */
  readonly closedDays: (readonly Recorded[])[] = [];
  readonly #told: Step[] = [];
  #numbers = 0;

  get state(): Desk['state'] {
    return this.desk.state;
  }
  /** Every day so far, the last one still open. */
  get days(): readonly (readonly Recorded[])[] {
    return [...this.closedDays, this.desk.records];
  }
  /** What `next` will say after the number that the message itself takes. */
  get upcoming(): number {
    return this.#numbers + 2;
  }
  next(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  act(step: Step): void {
    this.#told.push(step);
    acts[step.act](this, step);
  }
  /** What fast-check prints when a property fails: the steps, not the desk. */
  [fc.toStringMethod](): string {
    return this.#told.map(({ act, pick, qty, cents, flag }) => `${act}(${pick}, ${qty}, ${cents}, ${flag})`).join(' ');
  }

  hear(pick: number, execType: Events['ExecutionReported']['execType'], over: Partial<Events['ExecutionReported']>): void {
    const child = childAt(this, pick);
    if (child === undefined) return;
    const { venue, session, sentId } = child;
    const said = { sentId, ...Object.fromEntries(Object.entries(over).filter(([, value]) => value !== undefined)) };
    this.desk.say({ type: 'ExecutionReported', venue, session, seqIn: this.next(), channel: 'order', execType, ...said });
  }

  /** The venue takes back, or corrects, one of the executions that it told us of. */
  amend(pick: number, which: number, execType: 'tradeCancel' | 'tradeCorrect', over: Partial<Events['ExecutionReported']>): void {
    const key = pickOne([...(childAt(this, pick)?.executions?.keys() ?? [])], which);
    if (key !== undefined) this.hear(pick, execType, { execRefId: key, ...over });
  }

  /** Closes the day and opens the next one with what it leaves open. */
  roll(): void {
    const { desk } = this;
    desk.say({ type: 'DayClosed', chainHead: '', stateDigest: '', reason: 'roll' });
    const ended = desk.state.day as Events['DayOpened'];
    this.closedDays.push([...desk.records]);
    desk.now = Math.max(desk.now, ended.rollsAt) as Micros;
    const day = (ended.day + 1) as DayNumber;
    const opened = {
      ...ended,
      day,
      opensAt: ended.rollsAt,
      rollsAt: (ended.rollsAt + 86_400_000_000) as Micros,
      previousDay: ended.day,
    };
    const { records, state } = openingOf(desk.state, opened, {
      at: desk.now,
      mono: (desk.now - ended.opensAt) as Mono,
      actor: 'desk',
    });
    desk.state = state;
    desk.records.splice(0, desk.records.length, ...records);
  }
}

const often: readonly Step['act'][] = [
  'place',
  'place',
  'acknowledge',
  'fill',
  'fill',
  'fillAll',
  'cancel',
  'replace',
  'replaced',
  'answer',
  'wait',
  'close',
];
const step = (names: readonly Step['act'][]): fc.Arbitrary<Step> =>
  fc.record({
    act: fc.constantFrom(...names),
    pick: fc.nat(40),
    qty: fc.integer({ min: 1, max: 200 }),
    cents: fc.integer({ min: 980, max: 1_020 }),
    flag: fc.boolean(),
  });
const all = Object.keys(acts) as readonly Step['act'][];

/** What may happen at a desk in some days, in any order. */
export const steps = ({ rolls = true, most = 120 } = {}): fc.Arbitrary<readonly Step[]> =>
  fc.array(step([...often, ...often, ...all].filter((name) => rolls || name !== 'roll')), {
    minLength: 20,
    maxLength: most,
    size: 'max',
  });

/** Days at a desk in which it has happened. */
export const stories = (options: Parameters<typeof steps>[0] = {}): fc.Arbitrary<Story> =>
  steps(options).map((told) => {
    const story = new Story();
    for (const one of told) story.act(one);
    return story;
  });
