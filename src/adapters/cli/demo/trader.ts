import { type Instrument, instrumentOf, unitsOf } from '../../../domain/instrument/instrument.ts';
import { formatUnits } from '../../../domain/kernel/decimal.ts';
import { roundDown, roundUp } from '../../../domain/kernel/integers.ts';
import { MICROS_PER_MS, type Micros, type OrderId, type Price } from '../../../domain/kernel/units.ts';
import type { Events, Fact } from '../../../domain/oms/catalogue.ts';
import type { ConfigTerms } from '../../../domain/oms/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { MarketData } from '../../market-data/handler.ts';
import { seeded } from '../../market-data/random.ts';
import type { TradingStyle } from './market.ts';

type NewOrder = Events['NewOrderRequested'];
export type TraderAsk = NewOrder | Events['CancelRequested'] | Events['ReplaceRequested'];
type Touch = Readonly<{ instrument: Instrument; bid: Price; ask: Price }>;

export type TraderOptions = Readonly<{
  clock: Clock;
  seed: number;
  until: Micros;
  terms: ConfigTerms;
  market: MarketData;
  style: TradingStyle;
  /** What it holds now; it trades back when that is too much. */
  positionOf: (symbol: string) => number;
  /** Answers with the id of an order that was accepted. */
  ask: (asked: TraderAsk) => Promise<OrderId | undefined>;
  /** The desk stopped answering: told once, and the trader stops. */
  lost: (why: unknown) => void;
}>;

export const ACCOUNT = 'DEMO';
export const TRADER = 'client:demo';

/**
 * A client of the desk, from a seed: it takes liquidity by best price, makes it on one venue, rests in the dark, changes its mind,
 * and makes the mistakes that clients make. It sees only the market and the desk's answers.
 */
export const startTrader = (options: TraderOptions): void => {
  const { clock, terms, style, until } = options;
  const random = seeded(options.seed, 'trader');
  const instruments = terms.instruments.map(instrumentOf);
  const lit = terms.venues.filter(({ kind }) => kind === 'lit').map(({ venue }) => venue);
  const dark = terms.venues.filter(({ kind }) => kind === 'dark').map(({ venue }) => venue);
  let asked = 0;
  let last: NewOrder | undefined;
  const newId = (): string => `${options.seed}-${(asked += 1)}`;

  const send = (asked: TraderAsk): Promise<OrderId | undefined> =>
    options.ask(asked).catch((error: unknown) => {
      options.lost(error);
      return undefined;
    });

  const place = (over: Omit<NewOrder, 'type' | 'clOrdId' | 'account'>): Promise<OrderId | undefined> => {
    last = {
      type: 'NewOrderRequested',
      clOrdId: newId(),
      account: ACCOUNT,
      strategy: 'demo',
      decisionMaker: 'demo-client',
      ...over,
    };
    return send(last);
  };
  const cancelLater = (orderId: OrderId | undefined, afterMs: number): void => {
    const when = (clock.now() + afterMs * MICROS_PER_MS) as Micros;
    if (orderId !== undefined && when < until)
      clock.at(
        when,
        () => void send({ type: 'CancelRequested', clOrdId: newId(), account: ACCOUNT, orderId, reason: 'changed my mind' }),
      );
  };

  const sideOf = (symbol: string): 'buy' | 'sell' => {
    const held = options.positionOf(symbol);
    if (Math.abs(held) >= style.positionMax) return held > 0 ? 'sell' : 'buy';
    return random.pick(['buy', 'sell']);
  };
  const tickAt = ({ symbol, tick, priceScale }: Instrument, venue: string): number => {
    const listing = terms.venues.find((other) => other.venue === venue)?.listings.find((listed) => listed.symbol === symbol);
    return listing === undefined ? tick : unitsOf(listing.tickSize, priceScale);
  };
  const priceText = ({ instrument }: Touch, units: number): string => formatUnits(units, instrument.priceScale);
  const qtyText = ({ instrument }: Touch): string =>
    formatUnits(Math.max(instrument.minQty, instrument.lot * random.between(1, style.lotsMax)), instrument.qtyScale);

  /** Takes what is shown, up to two ticks through the market. */
  const take = (touch: Touch): void => {
    const { symbol, tick } = touch.instrument;
    const side = sideOf(symbol);
    const through = tick * random.between(0, 2);
    const price = priceText(touch, side === 'buy' ? touch.ask + through : touch.bid - through);
    const timeInForce = random.pick(['ioc', 'ioc', 'day', 'fok'] as const);
    void place({ symbol, side, ordType: 'limit', qty: qtyText(touch), price, timeInForce, route: { strategy: 'best' } }).then(
      (orderId) => {
        if (timeInForce === 'day') cancelLater(orderId, random.between(2_000, 8_000));
      },
    );
  };
  const takeAtMarket = (touch: Touch): void => {
    const { symbol } = touch.instrument;
    void place({
      symbol,
      side: sideOf(symbol),
      ordType: 'market',
      qty: qtyText(touch),
      timeInForce: 'ioc',
      route: { strategy: 'best' },
    });
  };
  /** Joins or improves on its own side at one venue; later moves the price, or gives up. */
  const make = (touch: Touch, venue: string): void => {
    const { symbol } = touch.instrument;
    const tick = tickAt(touch.instrument, venue);
    const side = sideOf(symbol);
    const away = tick * random.between(0, 2);
    const wanted = side === 'buy' ? roundDown(touch.bid, tick) - away : roundUp(touch.ask, tick) + away;
    void place({
      symbol,
      side,
      ordType: 'limit',
      qty: qtyText(touch),
      price: priceText(touch, wanted),
      timeInForce: 'day',
      route: { strategy: 'direct', venue },
    }).then((orderId) => {
      if (orderId !== undefined && random.chance(400_000)) {
        const price = priceText(touch, side === 'buy' ? wanted - tick : wanted + tick);
        const when = (clock.now() + random.between(300, 2_000) * MICROS_PER_MS) as Micros;
        if (when < until)
          clock.at(when, () => void send({ type: 'ReplaceRequested', clOrdId: newId(), account: ACCOUNT, orderId, price }));
      }
      cancelLater(orderId, random.between(2_000, 10_000));
    });
  };
  /** What a desk must refuse, or answer only once. */
  const err = (touch: Touch): void => {
    const { symbol, tick, priceScale } = touch.instrument;
    const good = {
      symbol,
      side: 'buy',
      ordType: 'limit',
      qty: qtyText(touch),
      price: priceText(touch, touch.bid),
      timeInForce: 'day',
      route: { strategy: 'best' },
    } as const;
    switch (random.upTo(6)) {
      case 0:
        return void place({ ...good, price: `${formatUnits(touch.bid + tick, priceScale)}1` });
      case 1:
        return void place({ ...good, qty: '9000000' });
      case 2:
        return void place({ ...good, symbol: 'NOSUCH' });
      case 3:
        return void place({ ...good, price: priceText(touch, touch.bid * 2 - ((touch.bid * 2) % tick)) });
      case 4:
        return void (last === undefined || send(last)); // The same again: a client that did not hear the answer.
      default:
        return void (last === undefined || send({ ...last, qty: `${last.qty}0` })); // Another order under an old id.
    }
  };

  const act = (): void => {
    const instrument = random.pick(instruments);
    const { bids, asks } = options.market.consolidated(instrument.symbol, 1, clock.now());
    const [bid, ask] = [bids[0]?.price, asks[0]?.price];
    if (bid === undefined || ask === undefined) return;
    const touch: Touch = { instrument, bid, ask };
    const dice = random.upTo(100);
    if (dice < 45) take(touch);
    else if (dice < 50) takeAtMarket(touch);
    else if (dice < 85) make(touch, random.pick(lit));
    else if (dice < 93 && dark.length > 0) make(touch, random.pick(dark));
    else if (style.mistakes) err(touch);
    else take(touch);
  };
  const next = (): void => {
    const when = (clock.now() + random.between(1, 2 * style.everyMs) * MICROS_PER_MS) as Micros;
    if (when < until)
      clock.at(when, () => {
        act();
        next();
      });
  };
  next();
};

/** The order that an answer of the engine took on, if it took one on. */
export const acceptedIn = (facts: readonly Fact[]): OrderId | undefined =>
  facts.find((fact) => fact.type === 'OrderAccepted')?.orderId;
