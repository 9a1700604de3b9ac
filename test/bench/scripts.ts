import type { Random } from '../../src/adapters/market-data/random.ts';
import type { Micros, OrderId } from '../../src/domain/kernel/units.ts';
import type { Events, Input, Recorded } from '../../src/domain/oms/catalogue.ts';
import { LIT, type Market, say } from './exchange.ts';

/** What the life of an order needs of the day it is lived in. */
export type Stage = Readonly<{
  now: Micros;
  market: Market;
  random: Random;
  account(): string;
  name(prefix: string): string;
}>;
type Line = Readonly<{ input: Input; actor: string }>;
/** What one order hears and says, line by line; it is told what the desk made of each. */
export type Life = Generator<Line, void, readonly Recorded[]>;
export type Script = Line & Readonly<{ life: Life }>;

type NewOrder = Events['NewOrderRequested'];
type Routed = Events['ChildRouted'];
/** The day numbers what a venue says when it says it. */
export const UNNUMBERED = 0;
type Report = Omit<Events['ExecutionReported'], 'type' | 'venue' | 'session' | 'seqIn' | 'channel'>;

const find = <T extends Events[keyof Events]['type']>(turn: readonly Recorded[], type: T): Events[T] | undefined =>
  turn.find(({ event }) => event.type === type)?.event as Events[T] | undefined;
const all = <T extends Events[keyof Events]['type']>(turn: readonly Recorded[], type: T): readonly Events[T][] =>
  turn.filter(({ event }) => event.type === type).map(({ event }) => event as Events[T]);

const client = (stage: Stage, input: Input): Line => ({ input, actor: `algo:${stage.random.upTo(6)}` });
const hear = ({ venue, session }: Pick<Routed, 'venue' | 'session'>, report: Report): Line => ({
  input: { type: 'ExecutionReported', venue, session, seqIn: UNNUMBERED, channel: 'order', ...report },
  actor: `venue:${venue}`,
});

/** A passive limit order to one venue, near the market. */
export const passive = (stage: Stage): NewOrder => {
  const { random, market, now } = stage;
  const symbol = random.pick(market.symbols);
  const side = random.pick(['buy', 'sell'] as const);
  const away = random.between(1, 20);
  return {
    type: 'NewOrderRequested',
    clOrdId: stage.name('q'),
    account: stage.account(),
    symbol,
    side,
    ordType: 'limit',
    qty: String(random.between(1, 50) * 100),
    price: say(market.midOf(symbol) + (side === 'buy' ? -away : away)),
    timeInForce: 'day',
    route: { strategy: 'direct', venue: random.pick(LIT) },
    strategy: `maker-${random.upTo(4)}`,
    algo: 'quote-2',
    decisionMaker: 'desk-7',
    evidence: market.evidence(symbol, 1, now),
  };
};

/** An immediate order that sweeps the best prices over the lit venues. */
const aggressive = (stage: Stage): NewOrder => {
  const { random, market, now } = stage;
  const symbol = random.pick(market.symbols);
  const side = random.pick(['buy', 'sell'] as const);
  return {
    type: 'NewOrderRequested',
    clOrdId: stage.name('x'),
    account: stage.account(),
    symbol,
    side,
    ordType: 'limit',
    qty: String(random.between(5, 60) * 100),
    price: say(market.midOf(symbol) + (side === 'buy' ? 12 : -12)),
    timeInForce: 'ioc',
    route: { strategy: 'best' },
    strategy: `taker-${random.upTo(4)}`,
    algo: 'sweep-1',
    decisionMaker: 'desk-7',
    evidence: market.evidence(symbol, 10, now),
  };
};

const stateOf = ({ sentId, symbol, side, qty, price }: Routed, venueOrderId: string, cumQty: number): Report => ({
  execType: 'new',
  sentId,
  venueOrderId,
  symbol,
  side,
  orderQty: String(qty),
  price: price === undefined ? undefined : say(price),
  cumQty: String(cumQty),
  leavesQty: String(qty - cumQty),
});
const acknowledge = (stage: Stage, child: Routed, venueOrderId: string): Line =>
  hear(child, { ...stateOf(child, venueOrderId, 0), execId: stage.name(child.venue), transactTime: earlier(stage) });
const trade = (
  stage: Stage,
  child: Routed,
  venueOrderId: string,
  cumQty: number,
  lastQty: number,
  liquidity: 'added' | 'removed',
): Line =>
  hear(child, {
    ...stateOf(child, venueOrderId, cumQty + lastQty),
    execType: 'trade',
    execId: stage.name(child.venue),
    lastQty: String(lastQty),
    lastPx: say(child.price ?? 0),
    fee: `${liquidity === 'added' ? '-' : ''}${say(lastQty)}`,
    feeCurrency: 'USD',
    liquidity,
    tradeDate: '20261121',
    transactTime: earlier(stage),
  });
const canceled = (stage: Stage, child: Routed, venueOrderId: string, cumQty: number, sentId: string): Line =>
  hear(child, {
    ...stateOf(child, venueOrderId, cumQty),
    execType: 'canceled',
    sentId,
    origSentId: child.sentId,
    leavesQty: '0',
    execId: stage.name(child.venue),
    transactTime: earlier(stage),
  });
/** The venue's clock said it a little before we heard it. */
const earlier = ({ now, random }: Stage): Micros => (now - random.between(40, 900)) as Micros;

const inParts = (random: Random, qty: number): readonly number[] => {
  const parts = random.between(1, 4);
  const each = Math.floor(qty / parts / 100) * 100;
  return each === 0 ? [qty] : [...Array.from({ length: parts - 1 }, () => each), qty - each * (parts - 1)];
};

/** Rests, and is filled in a few parts. */
function* filled(stage: Stage): Life {
  const child = find(yield client(stage, passive(stage)), 'ChildRouted');
  if (child === undefined) return;
  const id = stage.name('v');
  yield acknowledge(stage, child, id);
  let cumQty = 0;
  for (const part of inParts(stage.random, child.qty)) {
    const told = trade(stage, child, id, cumQty, part, 'added');
    yield told;
    cumQty += part;
    if (stage.random.chance(10_000)) yield { ...told, input: { ...told.input, possDup: true } as Input }; // Venues repeat themselves.
  }
}

/** Rests, perhaps trades a little, and is cancelled by its owner; now and then too late. */
function* withdrawn(stage: Stage): Life {
  const asked = passive(stage);
  const child = find(yield client(stage, asked), 'ChildRouted');
  if (child === undefined) return;
  const id = stage.name('v');
  yield acknowledge(stage, child, id);
  const [first = 0] = inParts(stage.random, child.qty);
  const partly = first < child.qty && stage.random.chance(200_000) ? first : 0;
  if (partly > 0) yield trade(stage, child, id, 0, partly, 'added');
  const sent = find(yield client(stage, cancelOf(stage, asked.account, child.orderId)), 'ChildCancelSent');
  if (sent === undefined) return;
  if (stage.random.chance(50_000)) {
    yield trade(stage, child, id, partly, child.qty - partly, 'added');
    const { venue, session } = child;
    yield {
      input: {
        type: 'RequestRejectReported',
        venue,
        session,
        seqIn: UNNUMBERED,
        channel: 'order',
        sentId: sent.sentId,
        origSentId: child.sentId,
        venueOrderId: id,
        request: 'cancel',
        rejectReason: 'tooLate',
      },
      actor: `venue:${venue}`,
    };
  } else yield canceled(stage, child, id, partly, sent.sentId);
}
const cancelOf = (stage: Stage, account: string, orderId: OrderId): Input => ({
  type: 'CancelRequested',
  clOrdId: stage.name('c'),
  account,
  orderId,
});

/** Rests, follows the market a few times, and is withdrawn. */
function* requoted(stage: Stage): Life {
  const asked = passive(stage);
  const routed = find(yield client(stage, asked), 'ChildRouted');
  if (routed === undefined) return;
  let child: Routed = routed;
  const { account, symbol, side } = asked;
  const { orderId } = routed;
  const id = stage.name('v');
  yield acknowledge(stage, child, id);
  for (let times = stage.random.between(1, 4); times > 0; times -= 1) {
    const price = stage.market.midOf(symbol) + (side === 'buy' ? -1 : 1) * stage.random.between(1, 20);
    const ask: Input = {
      type: 'ReplaceRequested',
      clOrdId: stage.name('r'),
      account,
      orderId,
      price: say(price),
      evidence: stage.market.evidence(symbol, 1, stage.now),
    };
    const sent = find(yield client(stage, ask), 'ChildReplaceSent');
    if (sent === undefined) return;
    const before = child.sentId;
    child = { ...child, sentId: sent.sentId, price: sent.price };
    yield hear(child, {
      ...stateOf(child, id, 0),
      execType: 'replaced',
      origSentId: before,
      execId: stage.name(child.venue),
      transactTime: earlier(stage),
    });
  }
  const sent = find(yield client(stage, cancelOf(stage, account, orderId)), 'ChildCancelSent');
  if (sent !== undefined) yield canceled(stage, child, id, 0, sent.sentId);
}

/** Sweeps the lit venues; what is left of a leg is cancelled, and the order tries again while it may. */
function* swept(stage: Stage): Life {
  let turn = yield client(stage, aggressive(stage));
  for (;;) {
    let last: readonly Recorded[] = [];
    for (const child of all(turn, 'ChildRouted')) {
      const id = stage.name('v');
      yield acknowledge(stage, child, id);
      const whole = stage.random.chance(850_000);
      const part = whole ? child.qty : Math.floor(child.qty / 2);
      if (part > 0) last = yield trade(stage, child, id, 0, part, 'removed');
      if (!whole) last = yield canceled(stage, child, id, part, child.sentId);
    }
    const wanted = find(last, 'EvidenceWanted');
    if (wanted === undefined) return;
    const { orderId, purpose, symbol } = wanted;
    const wantedAt = last.at(-1)?.position ?? 0;
    turn = yield {
      input: { type: 'EvidenceGiven', orderId, purpose, wantedAt, evidence: stage.market.evidence(symbol, 10, stage.now) },
      actor: 'desk',
    };
  }
}

/** The venue will not have it. */
function* rejected(stage: Stage): Life {
  const child = find(yield client(stage, passive(stage)), 'ChildRouted');
  if (child !== undefined)
    yield hear(child, {
      ...stateOf(child, stage.name('v'), 0),
      execType: 'rejected',
      leavesQty: '0',
      execId: stage.name(child.venue),
      rejectReason: 'exchangeOption',
      transactTime: earlier(stage),
    });
}

/** The desk will not have it: too far from the market, too large, or a price between two ticks. */
function* refused(stage: Stage): Life {
  const asked = passive(stage);
  const wrong = stage.random.pick([{ price: say(stage.market.midOf(asked.symbol) * 2) }, { qty: '200000' }, { qty: '100.5' }]);
  yield client(stage, { ...asked, ...wrong });
}

/** A client that did not hear the answer asks again, word for word. */
function* repeated(stage: Stage): Life {
  const asked = client(stage, passive(stage));
  const child = find(yield asked, 'ChildRouted');
  yield asked;
  if (child === undefined) return;
  const id = stage.name('v');
  yield acknowledge(stage, child, id);
  yield trade(stage, child, id, 0, child.qty, 'added');
}

/** Of a hundred orders, so many live so. */
export const SCRIPTS = [
  { share: 38, life: filled },
  { share: 30, life: withdrawn },
  { share: 10, life: requoted },
  { share: 16, life: swept },
  { share: 2, life: rejected },
  { share: 3, life: refused },
  { share: 1, life: repeated },
] as const;
