import { parentPort, workerData } from 'node:worker_threads';
import { Conflator } from '../../market-data/conflator.ts';
import { seeded } from '../../market-data/random.ts';
import { wallClock } from '../../runtime/wall-clock.ts';
import { remoteMarket } from './market-feed.ts';
import type { FromMarketThread, MarketThreadData } from './market-thread.ts';
import { dialWebSocket } from './transport.ts';

/**
 * The thread that `market-thread.ts` starts: the market feed of one venue, socket, codec and sequence numbers. One batch of changes is
 * under way at a time; what changes before the desk has taken it waits here, as one update per book.
 */
const port = parentPort;
if (port === null) throw new Error('this file is run as a worker by market-thread.ts');
const { seed, ...options } = workerData as MarketThreadData;
const changes = new Conflator();
let isUnderWay = false;

const say = (what: FromMarketThread): void => port.postMessage(what);
const tell = (): void => {
  const updates = isUnderWay ? [] : changes.take();
  if (updates.length === 0) return;
  isUnderWay = true;
  say({ what: 'books', updates, counts: market.counts });
};

const market = remoteMarket({
  ...options,
  dial: dialWebSocket,
  clock: wallClock,
  random: seeded(seed, `${options.venue}/market`),
  log: { warn: (fields, text) => say({ what: 'log', fields, text, counts: market.counts }) },
  listen: (update) => {
    changes.add(update);
    tell();
  },
});
port.on('message', () => {
  isUnderWay = false; // The desk has taken the last batch.
  tell();
});
market.open();
