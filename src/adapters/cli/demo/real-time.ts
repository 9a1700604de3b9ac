import { MICROS_PER_SECOND, type Micros } from '../../../domain/kernel/units.ts';
import type { Journal } from '../../../domain/ports/journal.ts';
import { deskClient } from '../../http/client/client.ts';
import { createLog } from '../../http/log.ts';
import { shiftedClock } from '../../runtime/shifted-clock.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { startLiveDesk } from '../live/live-desk.ts';
import { endingClock } from './ending-clock.ts';
import { overHttp } from './http-trader.ts';
import type { DemoMarket } from './market.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { RemoteExchange } from './remote-exchange.ts';
import { openScreen } from './screen.ts';
import type { Tally } from './summary.ts';
import { ACCOUNT, startTrader } from './trader.ts';

export type RealTimeOptions = Readonly<{
  market: DemoMarket;
  /** A recorded market is traded at its own hour. */
  recorded: boolean;
  seed: number;
  journal: Journal;
  tally: Tally;
  port: number;
  /** Ends by itself after so long; absent: when somebody presses Ctrl-C. */
  seconds: number | undefined;
  say: (line: string) => void;
  /** Where the venues are, when they are not in this process. */
  exchange?: RemoteExchange | undefined;
}>;

const FOR_EVER = Number.MAX_SAFE_INTEGER as Micros;
const POSITIONS_EVERY_MS = 500;
const DRAW_EVERY_MS = 1_000;

/** The same desk, venues and client as a rehearsal, in real time; the client trades over HTTP, and so may anybody else. */
export const tradeInRealTime = async (options: RealTimeOptions): Promise<Rehearsal> => {
  const { market, recorded, seed, journal, tally, port, seconds, say, exchange } = options;
  const clock = recorded ? shiftedClock(market.opensAt) : wallClock;
  let over = (): void => {};
  const end = new Promise<void>((resolve) => (over = resolve));
  const live = await startLiveDesk({
    market,
    seed,
    clock,
    journal,
    host: '127.0.0.1',
    port,
    log: createLog('error', process.stderr),
    publish: tally.publish,
    halted: over,
    ...(exchange === undefined ? {} : { remotes: exchange.remotes }),
  });
  say(`${live.url} takes orders; its API is described at ${live.url}/docs`);

  const client = deskClient({ url: live.url });
  const held = new Map<string, number>();
  const timers = [
    setInterval(() => void lookAtPositions(), POSITIONS_EVERY_MS),
    setInterval(
      () => screen.draw(seconds === undefined ? undefined : Math.ceil((until - clock.now()) / MICROS_PER_SECOND)),
      DRAW_EVERY_MS,
    ),
  ];
  const lookAtPositions = async (): Promise<void> => {
    const { positions } = await client.positions({ account: ACCOUNT }).catch(() => ({ positions: [] }));
    for (const { symbol, qty } of positions) held.set(symbol, Number(qty));
  };
  const until = seconds === undefined ? FOR_EVER : ((clock.now() + seconds * MICROS_PER_SECOND) as Micros);
  const scaleOf = (symbol: string): number =>
    10 ** (market.terms.instruments.find((terms) => terms.symbol === symbol)?.qtyScale ?? 0);
  const screen = openScreen(live, tally, `Daybook: ${market.name}, seed ${seed}`, say);
  const trader = endingClock(clock);
  startTrader({
    clock: trader.clock,
    seed,
    until,
    terms: market.terms,
    market: live.market,
    style: market.trading,
    positionOf: (symbol) => (held.get(symbol) ?? 0) * scaleOf(symbol),
    ask: overHttp(client),
    lost: over,
  });
  if (seconds !== undefined) clock.at(until, over);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, over);
  await end;

  trader.end();
  for (const timer of timers) clearInterval(timer);
  screen.close();
  if (live.desk.engine.halt !== undefined) throw live.desk.engine.halt;
  const { state } = live.desk.engine;
  const seal = await live.endDay(exchange?.closeSessions);
  return { seal, state, venues: [...live.venues, ...((await exchange?.truths()) ?? [])] };
};
