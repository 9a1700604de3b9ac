import fc from 'fast-check';
import type { ConfigTerms } from '../../src/domain/oms/events.ts';
import { configTerms, venueTerms } from './desk.ts';

/**
 * Everything that may be said to a desk, in any order and as often as it likes. An act is data, so that it shrinks; which order or child
 * it is about is a number that is resolved against the desk as it then is, so that most acts hit something.
 */
export type Act =
  | Readonly<{
      act: 'place';
      account: number;
      qty: number;
      cents: number;
      side: 0 | 1 | 2;
      tif: number;
      route: number;
      again: number;
      market: boolean;
      strategy: boolean;
    }>
  | Readonly<{ act: 'cancel'; order: number; again: number; byClOrdId: boolean }>
  | Readonly<{ act: 'replace'; order: number; again: number; qty: number | undefined; cents: number | undefined }>
  | Readonly<{
      act: 'report';
      child: number;
      id: number;
      execType: number;
      exec: number;
      qty: number;
      /** No more than what is left of the child. */
      fits: boolean;
      cents: number;
      orderQty: number | undefined;
      bare: boolean;
      /** How it comes, under which number of the session, and what of it makes no sense; mostly 0: as it should. */
      via: number;
      number: number;
      garbled: number;
      /** Under an id of its own, that a later word may name in turn; mostly 0: not. */
      chained: number;
      /** What the venue says is left, and when by its own clock it came about; it may say neither. */
      leaves: number | undefined;
      toldMs: number | undefined;
    }>
  /** A venue that keeps its word: it never executes more than it was asked for, nor anything that is over. */
  | Readonly<{ act: 'venue'; child: number; does: number; qty: number }>
  | Readonly<{ act: 'stray'; venue: number; exec: number; qty: number; execType: number; nameless: boolean }>
  /** How a venue says that an order stands, asked or not, and what it says of its quantity. */
  | Readonly<{ act: 'status'; child: number; ordStatus: number; orderQty: number | undefined; cumQty: number | undefined }>
  /** A person says what became of a request, in doubt or not. */
  | Readonly<{ act: 'declare'; child: number; request: number; done: boolean; again: number }>
  /** A person does something about a break, or about one that is not there; now and then without saying why. */
  | Readonly<{ act: 'resolve'; found: number; step: number; again: number; silent: boolean }>
  /** A person gives an execution in suspense to an account, or to an order. */
  | Readonly<{ act: 'assign'; stray: number; order: number; toOrder: boolean; again: number }>
  /** A person closes an order, corrects an execution, declares a count or adjusts a position, where it fits and where it does not. */
  | Readonly<{ act: 'hand'; what: number; child: number; qty: number; again: number }>
  | Readonly<{ act: 'reject'; child: number; request: number }>
  | Readonly<{ act: 'notSent'; child: number; request: number }>
  | Readonly<{ act: 'evidence'; order: number; blind: boolean; cents: number }>
  | Readonly<{ act: 'timer' }>
  | Readonly<{ act: 'wait'; ms: number }>
  /** With `expects`, the venue says which number of ours it has not had yet; with `anew`, its own begin again. */
  | Readonly<{ act: 'hours'; venue: number; open: boolean; asks: boolean }>
  | Readonly<{ act: 'session'; venue: number; up: boolean; expects?: number | undefined; anew?: boolean }>
  | Readonly<{ act: 'operate'; what: 0 | 1 | 2; scope: number; again: number }>
  /** A person sets a mode, or lifts it. */
  | Readonly<{ act: 'mode'; scope: number; mode: number; again: number }>
  | Readonly<{ act: 'work' }>
  | Readonly<{ act: 'restart' }>
  | Readonly<{ act: 'mark'; cents: number }>
  /** Somebody changes limits, halts the instrument, or takes an account's right to trade. */
  | Readonly<{ act: 'config'; maxLong: number; halted: boolean; tradable: boolean }>
  | Readonly<{ act: 'repeat'; past: number }>
  /** ALPHA answers what it was asked: some of the orders there, as they are or otherwise, one that nobody knows, partly, too late, or not at all. */
  | Readonly<{ act: 'answer'; what: number; leftOut: number; otherwise: number; qty: number; wrong: number }>;

export const VENUES = ['ALPHA', 'BETA', 'DARK'] as const;
export const STEPS = ['own', 'explain', 'close'] as const;
export const SCOPES = [
  ['desk', '*'],
  ['account', 'A1'],
  ['strategy', 'S1'],
  ['instrument', 'ACME'],
  ['venue', 'BETA'],
  ['firm', '*'],
] as const;
/** Mostly what lets things go on. */
export const MODES_ASKED = ['normal', 'reduceOnly', 'normal', 'cancelOnly', 'normal', 'halted'] as const;
export const TIFS = ['day', 'gtc', 'gtd', 'ioc', 'fok', 'day'] as const;
export const EXEC_TYPES = [
  'new',
  'trade',
  'trade',
  'trade',
  'canceled',
  'replaced',
  'rejected',
  'expired',
  'doneForDay',
  'pendingCancel',
  'pendingNew',
  'restated',
  'tradeCancel',
  'tradeCorrect',
  'orderStatus',
  'pendingReplace',
  'stopped',
  'suspended',
  'calculated',
  'triggered',
  'doneForDay',
] as const;
export const VIAS = ['order', 'possDup', 'possResend', 'dropCopy', 'query', 'recovery'] as const;
/** The first is "unknown order". */
export const ORD_STATUSES = [
  'rejected',
  'new',
  'partiallyFilled',
  'filled',
  'canceled',
  'expired',
  'doneForDay',
  'suspended',
  'pendingCancel',
  'pendingReplace',
] as const;
/** The next number, the last one again, a gap, one of long ago, one that nobody will ever reach. */
export const NUMBERS = ['next', 'last', 'gap', 'old', 'far'] as const;
/** What a venue can get wrong about a trade; the first is right. Whatever can be read of it counts. */
export const GARBLED = [
  {},
  { lastQty: '0' },
  { lastQty: '-5' },
  { lastQty: 'many' },
  { lastQty: '99999999999999999999' },
  { lastQty: undefined },
  { lastQty: '7.5' },
  { lastPx: undefined },
  { lastPx: '10.005' },
  { fee: 'lots' },
  { side: 'sell' },
  { execId: undefined, execRefId: undefined },
  { cumQty: '999999', leavesQty: '-1', avgPx: '0' },
] as const;

/** The same, and ALPHA can be asked what is open there. */
export const askingConfig = (): ConfigTerms => {
  const { venues, ...rest } = hostileConfig();
  return { ...rest, venues: venues.map((terms) => ({ ...terms, listsOpenOrders: terms.venue === 'ALPHA' })) };
};

/** ALPHA replaces in place; BETA cancels first, numbers its executions itself and takes few orders a second; DARK is dark. */
export const hostileConfig = (over: Partial<ConfigTerms> = {}): ConfigTerms =>
  configTerms({
    accounts: [
      { account: 'A1', tradable: true, ordersPerSecond: 100, ordersBurst: 50 },
      { account: 'A2', tradable: true, ordersPerSecond: 100, ordersBurst: 50 },
      { account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 },
    ],
    venues: [
      venueTerms('ALPHA', { strays: 'allow' }),
      venueTerms('BETA', {
        replace: 'cancelThenNew',
        executionKey: 'venue',
        messagesPerSecond: 5,
        messagesBurst: 5,
        breaker: { failures: 2, openMs: 200, openMsMax: 1_000 },
      }),
      venueTerms('DARK', { kind: 'dark', replace: 'none', strays: 'allow' }),
    ],
    replacesInFlightMax: 2,
    limits: ['A1', 'A2'].map((account) => ({ ...(configTerms().limits[0] as ConfigTerms['limits'][number]), account })),
    ...over,
  });

const small = fc.nat(7);
const quantity = fc.integer({ min: 1, max: 120 });
/** Around the market; now and then so far away that a collar objects. */
const cents = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: -30, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: -90, max: 90 }) },
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined });
const mostly = fc.nat(4).map((n) => n > 0);
/** Mostly 0. */
const seldom = (max: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.integer({ min: 1, max }) });
const is = <A extends Act['act']>(act: A): { act: fc.Arbitrary<A> } => ({ act: fc.constant(act) });
/** Mostly a new id; now and then one that was used before. */
const again = fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }) });

const place = fc.record({
  ...is('place'),
  account: fc.nat(1),
  qty: quantity,
  cents,
  side: fc.constantFrom(0, 0, 1, 1, 2),
  tif: fc.nat(TIFS.length - 1),
  route: fc.nat(5),
  again,
  market: fc.nat(5).map((n) => n === 0),
  strategy: fc.boolean(),
});
const report = fc.record({
  ...is('report'),
  child: small,
  id: fc.nat(3),
  execType: fc.nat(EXEC_TYPES.length - 1),
  exec: fc.nat(12),
  qty: quantity,
  fits: mostly,
  cents,
  orderQty: maybe(quantity),
  bare: fc.nat(4).map((n) => n === 0),
  via: seldom(VIAS.length - 1),
  number: seldom(NUMBERS.length - 1),
  garbled: seldom(GARBLED.length - 1),
  chained: seldom(3),
  leaves: fc.option(fc.nat(50), { nil: undefined, freq: 2 }),
  toldMs: fc.option(fc.nat(5_000), { nil: undefined, freq: 2 }),
});
const LAWFUL: fc.WeightedArbitrary<Act>[] = [
  { weight: 12, arbitrary: place },
  { weight: 8, arbitrary: fc.record({ ...is('cancel'), order: small, again, byClOrdId: fc.boolean() }) },
  { weight: 12, arbitrary: fc.record({ ...is('replace'), order: small, again, qty: maybe(quantity), cents: maybe(cents) }) },
  { weight: 25, arbitrary: fc.record({ ...is('venue'), child: small, does: fc.nat(7), qty: quantity }) },
  { weight: 10, arbitrary: fc.record({ ...is('evidence'), order: small, blind: fc.nat(6).map((n) => n === 0), cents }) },
  { weight: 5, arbitrary: fc.record(is('timer')) },
  { weight: 4, arbitrary: fc.record({ ...is('wait'), ms: fc.nat(1_500) }) },
  { weight: 6, arbitrary: fc.record(is('work')) },
  { weight: 1, arbitrary: fc.record({ ...is('mark'), cents }) },
  { weight: 4, arbitrary: fc.record({ ...is('session'), venue: fc.nat(2), up: mostly }) },
  {
    weight: 2,
    arbitrary: fc.record({ ...is('operate'), what: fc.constantFrom(0, 1, 1, 2), scope: fc.nat(SCOPES.length - 1), again }),
  },
  { weight: 1, arbitrary: fc.record(is('restart')) },
  {
    weight: 1,
    arbitrary: fc.record({ ...is('mode'), scope: fc.nat(SCOPES.length - 1), mode: fc.nat(MODES_ASKED.length - 1), again }),
  },
  { weight: 2, arbitrary: fc.record({ ...is('declare'), child: small, request: fc.nat(2), done: fc.boolean(), again }) },
];
const TROUBLE: fc.WeightedArbitrary<Act>[] = [
  {
    weight: 1,
    arbitrary: fc.record({ ...is('resolve'), found: fc.nat(8), step: fc.nat(2), again, silent: fc.nat(8).map((n) => n === 0) }),
  },
  { weight: 2, arbitrary: fc.record({ ...is('assign'), stray: fc.nat(8), order: small, toOrder: fc.boolean(), again }) },
  { weight: 3, arbitrary: fc.record({ ...is('hand'), what: fc.nat(4), child: small, qty: fc.nat(60), again }) },
  { weight: 35, arbitrary: report },
  {
    weight: 1,
    arbitrary: fc.record({ ...is('hours'), venue: fc.nat(VENUES.length - 1), open: fc.boolean(), asks: fc.boolean() }),
  },
  { weight: 8, arbitrary: fc.record({ ...is('reject'), child: small, request: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ ...is('notSent'), child: small, request: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...is('status'),
      child: small,
      ordStatus: fc.nat(ORD_STATUSES.length - 1),
      orderQty: maybe(quantity),
      cumQty: maybe(quantity),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...is('session'),
      venue: fc.nat(2),
      up: mostly,
      expects: maybe(fc.integer({ min: 1, max: 12 })),
      anew: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...is('config'), maxLong: fc.nat(1_000), halted: fc.boolean(), tradable: mostly }) },
  { weight: 3, arbitrary: fc.record({ ...is('repeat'), past: fc.nat(40) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...is('answer'),
      what: seldom(3),
      leftOut: fc.nat(7),
      otherwise: seldom(7),
      qty: quantity,
      wrong: seldom(6),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...is('stray'),
      venue: fc.nat(2),
      exec: fc.nat(5),
      qty: quantity,
      execType: fc.nat(EXEC_TYPES.length - 1),
      nameless: fc.boolean(),
    }),
  },
];

/**
 * Ways into the corners where few orders ever get (one that never left, one that waits, one that its venue has ended or halted), and
 * what is said of it there.
 */
const corner: fc.Arbitrary<readonly Act[]> = fc
  .tuple(
    fc.constantFrom(
      'notSent',
      'held',
      'declared',
      'trade',
      'canceled',
      'rejected',
      'expired',
      'doneForDay',
      'doneForDay',
      'stopped',
      'suspended',
    ),
    place,
    fc.nat(1),
    fc.array(report, { minLength: 1, maxLength: 6, size: 'max' }),
  )
  .map(([way, placing, venue, reports]): readonly Act[] => {
    const placed: Act = { ...placing, route: venue, cents: 0, tif: placing.tif % 2, again: 0 };
    const session = (up: boolean): Act => ({ act: 'session', venue, up });
    if (way === 'declared') {
      const changed: Act = { act: 'replace', order: 0, again: 0, qty: undefined, cents: 1 };
      const declared: Act = { act: 'declare', child: 0, request: 0, done: true, again: 0 };
      return [placed, changed, { act: 'timer' }, { act: 'timer' }, declared, { act: 'reject', child: 0, request: 0 }];
    }
    if (way === 'held') return [session(false), placed, session(true), { act: 'work' }];
    const notSent: Act = { act: 'notSent', child: 0, request: 0 };
    const told = reports.map((word): Act => (word.exec % 6 === 5 ? notSent : { ...word, child: 0 }));
    if (way === 'notSent') return [placed, notSent, ...told];
    const [word] = reports;
    const execType = (EXEC_TYPES as readonly string[]).indexOf(way);
    const leads: Act = {
      ...(word as typeof word & object),
      child: 0,
      execType,
      qty: placing.qty,
      fits: false,
      bare: false,
      garbled: 0,
    };
    return [placed, leads, ...told];
  });
const sequences = (acts: fc.WeightedArbitrary<Act>[], maxLength: number): fc.Arbitrary<readonly Act[]> =>
  fc.array(fc.oneof(...acts), { maxLength, size: 'max' });

const anything = (maxLength: number): fc.Arbitrary<readonly Act[]> => sequences([...LAWFUL, ...TROUBLE], maxLength);
/** From a corner on, anything. */
export const corneredActs = (maxLength = 60): fc.Arbitrary<readonly Act[]> =>
  fc.tuple(corner, anything(maxLength)).map(([first, then]) => [...first, ...then]);

/** Clients that ask, venues that say anything at any time, people at the switches and a runtime in trouble. */
export const hostileActs = (maxLength = 60): fc.Arbitrary<readonly Act[]> =>
  fc.oneof({ weight: 3, arbitrary: anything(maxLength) }, { weight: 1, arbitrary: corneredActs(maxLength) });
/** What can be said of one order alone, by whoever. */
export const actsOfAnOrder = (maxLength = 25): fc.Arbitrary<readonly Act[]> => {
  const ofNone = [
    'place',
    'wait',
    'work',
    'mark',
    'session',
    'hours',
    'operate',
    'mode',
    'restart',
    'config',
    'repeat',
    'stray',
    'answer',
  ];
  // What was one too many for a venue says something about the venue.
  const isOverRate = (act: Act): boolean => (act.act === 'reject' || act.act === 'notSent') && act.request === 2;
  return anything(maxLength).map((acts) => acts.filter((act) => !ofNone.includes(act.act) && !isOverRate(act)));
};
/** The same with venues that keep their word: late, slow and refusing, but never wrong. */
export const lawfulActs = (maxLength = 60): fc.Arbitrary<readonly Act[]> => sequences(LAWFUL, maxLength);
