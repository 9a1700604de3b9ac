import type { MarketData } from '../../src/adapters/market-data/handler.ts';
import type { Random } from '../../src/adapters/market-data/random.ts';
import { formatUnits } from '../../src/domain/kernel/decimal.ts';
import { MICROS_PER_MS, MICROS_PER_SECOND, type Micros } from '../../src/domain/kernel/units.ts';
import type { Clock } from '../../src/domain/ports/clock.ts';
import { isoTime } from '../../src/projections/words/time.ts';
import type { Ask, ModeRequest, NewOrder, Reply, Request } from './door.ts';
import type { Counts, Durable, Findings } from './ledger.ts';
import { ACCOUNTS, SYMBOLS, TERMS } from './terms.ts';

/** What a client asked, and the answer that it believes. */
type Asked = { readonly request: Request; reply: Reply | undefined; tries: number };
/** An order that the desk took on. */
type Taken = Readonly<{ account: string; order: string; clOrdId: string; body: NewOrder }>;
type Options = Readonly<{
  clock: Clock;
  random: Random;
  market: MarketData;
  ask: Ask;
  durable: Durable;
  findings: Findings;
  counts: Counts;
}>;

const PRICE_SCALE = 4;
const TICK = 100;
const EVERY_MS = 36;
const RETRY_MS = 120;
/** How often the wire between client and desk loses a request, loses an answer, or delivers a request twice at once. */
const LOST_PPM = 20_000;
const OVER_HTTP_PPM = 250_000;
const SLOWLY_MS = 40;

/** Clients of the desk, from a seed: in a hurry, of two minds, sometimes wrong, and deaf now and then, so that they ask again. */
export class Clients {
  readonly #options: Options;
  readonly asked: Asked[] = [];
  /** Orders that were taken on, newest last: what to cancel and to change. */
  readonly #orders: Taken[] = [];
  #until = 0 as Micros;
  /** Requests that are on their way, at this very moment. */
  inFlight = 0;
  isDeaf = true;

  constructor(options: Options) {
    this.#options = options;
  }

  /** How many asks have no answer yet. */
  get unanswered(): number {
    return this.asked.filter(({ reply }) => reply === undefined).length;
  }

  startUntil(until: Micros): void {
    this.#until = until;
    this.#next();
  }

  /** Asks, and asks again until there is an answer. */
  request(request: Request): void {
    const asked: Asked = { request, reply: undefined, tries: 0 };
    this.asked.push(asked);
    this.#try(asked);
  }

  #next(): void {
    const { clock, random } = this.#options;
    const when = (clock.now() + random.between(1, 2 * EVERY_MS) * MICROS_PER_MS) as Micros;
    if (when >= this.#until) return;
    clock.at(when, () => {
      this.#act();
      this.#next();
    });
  }

  #try(asked: Asked): void {
    const { random, counts, clock } = this.#options;
    asked.tries += 1;
    if (asked.tries > 1) counts.add('client: asked again');
    if (this.#loses('request lost')) return this.#retry(asked);
    const twice = this.isDeaf && random.chance(LOST_PPM);
    if (twice) counts.add('fault: client: asked twice at once');
    this.#send(asked);
    if (twice) this.#send(asked);
    // Some clients ask again before they can have an answer: the desk must not mind.
    else if (this.isDeaf && random.chance(LOST_PPM / 4))
      clock.at((clock.now() + MICROS_PER_MS) as Micros, () => this.#send(asked));
  }

  #send(asked: Asked): void {
    const { ask, random } = this.#options;
    this.inFlight += 1;
    ask(asked.request, random.chance(OVER_HTTP_PPM) ? 'http' : 'asks')
      .then((reply) => this.#hear(asked, reply))
      .catch((error: unknown) => {
        this.#options.findings.add('client', `${asked.request.what} ${asked.request.clOrdId} failed: ${String(error)}`);
        asked.reply = { status: 0, body: {} };
      })
      .finally(() => {
        this.inFlight -= 1;
      });
  }

  #hear(asked: Asked, reply: Reply): void {
    const { counts, findings, durable } = this.#options;
    const { what, clOrdId } = asked.request;
    if (reply.status === 503 || reply.status === 429) return asked.reply === undefined ? this.#retry(asked) : undefined;
    if (reply.status >= 500)
      findings.add('client', `${what} ${clOrdId} was answered with ${reply.status}: ${JSON.stringify(reply.body)}`);
    if (what === 'new' && reply.status < 300 && !durable.acceptedClOrdIds.has(clOrdId))
      findings.add('told before durable', `${clOrdId} was acknowledged and is not in the journal`);
    if (asked.reply !== undefined) {
      counts.add('client: heard the same again');
      const [first, again] = [whatMatters(asked.reply), whatMatters(reply)];
      if (first !== again) findings.add('client', `${what} ${clOrdId} was answered ${first}, and asked again ${again}`);
      return;
    }
    if (this.#loses('answer lost')) return this.#retry(asked);
    asked.reply = reply;
    counts.add(reply.status < 300 ? `asked: ${what}` : `refused: ${what}`);
    if (asked.request.what === 'new' && reply.status < 300) {
      const { account, body } = asked.request;
      this.#orders.push({ account, order: reply.body.orderId, clOrdId, body });
      if (this.#options.random.chance(250_000)) this.#cancelSoon(account, reply.body.orderId);
    }
  }

  #retry(asked: Asked): void {
    const { clock, random } = this.#options;
    clock.at((clock.now() + random.between(RETRY_MS, 3 * RETRY_MS) * MICROS_PER_MS) as Micros, () => {
      if (asked.reply === undefined) this.#try(asked);
    });
  }

  #loses(what: string): boolean {
    const lost = this.isDeaf && this.#options.random.chance(LOST_PPM);
    if (lost) this.#options.counts.add(`fault: client: ${what}`);
    return lost;
  }

  #id(): string {
    return `c${this.asked.length + 1}`;
  }

  #cancelSoon(account: string, order: string): void {
    const { clock, random } = this.#options;
    clock.at((clock.now() + random.between(0, SLOWLY_MS) * MICROS_PER_MS) as Micros, () =>
      this.request({ what: 'cancel', account, clOrdId: this.#id(), order }),
    );
  }

  #act(): void {
    const { random } = this.#options;
    const dice = random.upTo(100);
    if (dice < 52 || this.#orders.length === 0) return this.#place();
    if (dice < 80) return this.#replace();
    if (dice < 90) return this.#cancel();
    if (dice < 94) return this.#err();
    if (dice < 97) return this.#repeat();
    if (dice === 97 && random.chance(350_000)) return this.#setMode();
    if (dice === 98 && random.chance(300_000)) return this.#kill();
    if (dice === 99 && random.chance(150_000)) return this.#cancelAll();
    return this.#place();
  }

  #place(over: Partial<NewOrder> = {}, clOrdId = this.#id()): void {
    const { random } = this.#options;
    const account = random.pick(ACCOUNTS);
    const body = this.#newOrder();
    if (body !== undefined) this.request({ what: 'new', account, clOrdId, body: { ...body, ...over } });
  }

  #newOrder(): NewOrder | undefined {
    const { clock, random } = this.#options;
    const symbol = random.pick(SYMBOLS);
    const touch = this.#touch(symbol);
    if (touch === undefined) return undefined;
    const side = random.pick(['buy', 'sell', 'buy', 'sellShort', 'sell'] as const);
    const buys = side === 'buy';
    const venue = random.pick(TERMS.venues);
    const direct = random.chance(650_000);
    const route = direct ? { venue: venue.venue } : ({ strategy: 'best' } as const);
    const timeInForce = random.pick(['day', 'day', 'day', 'gtc', 'gtc', 'ioc', 'fok', 'gtd', 'gtd'] as const);
    const fits = !direct || venue.timeInForces.includes(timeInForce);
    const through = random.between(-7, 2) * TICK;
    const price = buys ? touch.ask + through : touch.bid - through;
    const qty = String(random.between(1, random.chance(700_000) ? 60 : 900));
    const strategy = random.chance(300_000) ? { strategy: random.pick(['S1', 'S2']) } : {};
    if (random.chance(60_000)) return { ...strategy, symbol, side, ordType: 'market', qty, timeInForce: 'ioc', route };
    return {
      ...strategy,
      symbol,
      side,
      ordType: 'limit',
      qty,
      price: formatUnits(price, PRICE_SCALE),
      timeInForce: fits ? timeInForce : 'day',
      route,
      ...(timeInForce === 'gtd' && fits
        ? { expireTime: isoTime((clock.now() + random.between(1, 6) * MICROS_PER_SECOND) as Micros) }
        : {}),
    };
  }

  #touch(symbol: string): Readonly<{ bid: number; ask: number }> | undefined {
    const { bids, asks } = this.#options.market.consolidated(symbol, 1, this.#options.clock.now());
    const [bid, ask] = [bids[0]?.price, asks[0]?.price];
    return bid === undefined || ask === undefined ? undefined : { bid, ask };
  }

  /** An order that may well still be there. */
  #resting(): Taken {
    const rests = this.#orders.slice(-40).filter(({ body }) => body.timeInForce !== 'ioc' && body.timeInForce !== 'fok');
    return rests.length === 0 ? this.#recent() : this.#options.random.pick(rests);
  }

  #recent(): Taken {
    const { random } = this.#options;
    return this.#orders[Math.max(0, this.#orders.length - 1 - random.upTo(25))] as Taken;
  }

  #replace(): void {
    const { random } = this.#options;
    const { account, order, clOrdId, body } = this.#resting();
    const touch = this.#touch(body.symbol);
    if (touch === undefined) return;
    const qty = Math.max(1, Number(body.qty) + random.between(-Number(body.qty), 80));
    const price = formatUnits((body.side === 'buy' ? touch.bid : touch.ask) + random.between(-3, 3) * TICK, PRICE_SCALE);
    const change = random.pick([{ qty: String(qty) }, { price }, { qty: String(qty), price }] as const);
    this.request({
      what: 'replace',
      account,
      clOrdId: this.#id(),
      order: random.chance(500_000) ? order : clOrdId,
      body: body.ordType === 'market' ? { qty: String(qty) } : change,
    });
  }

  #cancel(): void {
    const { account, order } = this.#recent();
    this.request({ what: 'cancel', account, clOrdId: this.#id(), order });
  }

  /** What a desk must refuse. */
  #err(): void {
    const { random } = this.#options;
    const old = this.#recent();
    switch (random.upTo(4)) {
      case 0:
        return this.#place({ price: '10.00001' });
      case 1:
        return this.#place({ symbol: 'NOSUCH' });
      case 2:
        return this.#place({ qty: '50000' });
      default: // Another order under an old id: it must not become one.
        return this.request({
          what: 'new',
          account: old.account,
          clOrdId: old.clOrdId,
          body: { ...old.body, qty: String(Number(old.body.qty) + 1) },
        });
    }
  }

  /** The same again, word for word, long after it was answered. */
  #repeat(): void {
    const { random, counts } = this.#options;
    const old = this.asked[Math.max(0, this.asked.length - 1 - random.upTo(60))];
    if (old?.reply === undefined) return;
    counts.add('fault: client: said it again');
    this.#send(old);
  }

  #kill(): void {
    const { clock, random } = this.#options;
    const [scope, id] = random.pick([
      ['account', 'A2'],
      ['instrument', 'GLOBEX'],
      ['venue', 'BETA'],
      ['strategy', 'S1'],
      ['desk', undefined],
      ['firm', undefined],
    ] as const);
    this.request({ what: 'kill', clOrdId: this.#id(), body: { scope, ...(id === undefined ? {} : { id }), reason: 'a drill' } });
    clock.at((clock.now() + random.between(100, 900) * MICROS_PER_MS) as Micros, () =>
      this.request({
        what: 'resume',
        clOrdId: this.#id(),
        body: { scope, ...(id === undefined ? {} : { id }), reason: 'the drill is over' },
      }),
    );
  }

  /** Somebody sets a mode in the middle of trading, and lifts it again: the desk's own now and then, else one of its parts. */
  #setMode(): void {
    const { clock, random } = this.#options;
    const on = random.pick([
      { scope: 'desk' },
      { scope: 'desk' },
      { scope: 'account', id: 'A1' },
      { scope: 'instrument', id: 'ACME' },
      { scope: 'venue', id: 'BETA' },
    ] as const);
    const set = (mode: ModeRequest['mode'], reason: string): void =>
      this.request({ what: 'mode', clOrdId: this.#id(), body: { ...on, person: 'Ann', mode, reason } });
    set(random.pick(['reduceOnly', 'reduceOnly', 'cancelOnly', 'halted'] as const), 'a drill');
    clock.at((clock.now() + random.between(100, 1_200) * MICROS_PER_MS) as Micros, () => set('normal', 'the drill is over'));
  }

  #cancelAll(): void {
    this.request({ what: 'cancel-all', clOrdId: this.#id(), body: { scope: 'account', id: 'A1', reason: 'out of here' } });
  }
}

/**
 * What must be the same when the same is asked again: all but how it was told that it is a repeat, and whose request it was. An id
 * that was used for something else is refused anew each time, each at its own position.
 */
const whatMatters = ({ status, body }: Reply): string => {
  const { instance: _, day, position, ...rest } = body;
  const said = rest.check === 'clOrdIdReused' ? rest : { ...rest, day, position };
  return `${status < 300 ? 'yes' : status} ${JSON.stringify(said)}`;
};
