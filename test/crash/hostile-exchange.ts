import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Random, seeded } from '../../src/adapters/market-data/random.ts';
import { type Frame, liar, type Order, spoiled } from '../support/lies.ts';

/** What nobody can read, of every kind. */
const UNREADABLE: readonly (string | Buffer)[] = [
  ...['', '?', 'null', '[]', '42', '{"type":', '{"type":"execution"}', '{"__proto__":{"type":"execution"}}'],
  '['.repeat(20_000),
  `{"type":"execution","execType":"trade","seqIn":1,"text":"${'x'.repeat(70_000)}"}`,
  'x'.repeat(300_000), // Past what a socket takes: it is closed.
  Buffer.from([0xff, 0x00, 0xc3, 0x28]),
];

export type HostileExchange = Readonly<{
  /** Of its venue. */
  url: string;
  said: () => number;
  /** Ids of orders that came. */
  received: () => ReadonlyMap<string, number>;
  /** It tells nothing but the truth from now on, and that is little: nothing is open, nothing was executed. */
  calmDown(): void;
  close(): Promise<void>;
}>;

/** An exchange that means no good, on a real socket; all it says is drawn from a seed. It knows no code of ours. */
export const startHostileExchange = async (seed: number): Promise<HostileExchange> => {
  const random = seeded(seed, 'hostile');
  const { lie, came } = liar(random);
  const received = new Map<string, number>();
  let said = 0;
  let isHostile = true;

  const server = createServer((request, response) => (isHostile ? misanswer(random, response) : answer(request, response)));
  const sockets = new WebSocketServer({ server });
  const say = (socket: WebSocket, what: Frame | string | Buffer): void => {
    said += 1;
    if (socket.readyState === socket.OPEN)
      socket.send(typeof what === 'string' || Buffer.isBuffer(what) ? what : JSON.stringify(what), {
        binary: Buffer.isBuffer(what),
      });
  };
  const rant = (socket: WebSocket): void => {
    for (let n = random.between(1, 5); n > 0; n -= 1) say(socket, random.chance(100_000) ? random.pick(UNREADABLE) : lie());
  };

  sockets.on('connection', (socket, { url = '' }) => {
    const channel = url.split('/').at(-1);
    socket.on('error', () => {});
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame & Partial<Order>;
      if (frame.type === 'logon') say(socket, { type: 'logonAccepted', session: frame.session, heartbeatMs: frame.heartbeatMs });
      if (frame.type === 'submit') {
        came(frame as unknown as Order);
        received.set(String(frame.sentId), (received.get(String(frame.sentId)) ?? 0) + 1);
      }
      if (isHostile && channel !== 'market') rant(socket);
    });
    const beat = setInterval(() => {
      if (!isHostile) return say(socket, { type: 'heartbeat' });
      if (channel === 'market') say(socket, misquote(random));
      else rant(socket);
    }, 20);
    socket.on('close', () => clearInterval(beat));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/venues/EVIL`,
    said: () => said,
    received: () => received,
    calmDown: () => {
      isHostile = false;
    },
    close: () => {
      for (const socket of sockets.clients) socket.terminate();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
};

const LEVELS = ['-1', '0', '99999999999999999999', '1.23456', 'x'];
const misquote = (random: Random): Frame | string => {
  const levels = () => Array.from({ length: random.between(0, 5) }, () => [random.pick(LEVELS), random.pick(LEVELS)]);
  const book = {
    type: 'book',
    seq: random.between(0, 5),
    symbol: random.pick(['ACME', 'NONE']),
    kind: random.pick(['snapshot', 'delta', '?']),
  };
  return random.chance(100_000) ? '{' : { ...book, bids: levels(), asks: levels() };
};

const empty = (): string => JSON.stringify({ rows: [], total: 0, asOf: Date.now() * 1_000 });
const misanswer = (random: Random, response: ServerResponse): void => {
  const row = spoiled(random, {
    execType: 'trade',
    sentId: 'NOBODYS',
    venueOrderId: 'V',
    symbol: 'ACME',
    side: 'buy',
    qty: '7',
    cumQty: '1',
    leavesQty: '6',
  });
  const bodies = [
    ...['', '<html>', '{"rows":[]}', '{"rows":[],"total":-1}', '{"rows":[1],"total":1}', '['.repeat(10_000)],
    JSON.stringify({ rows: [row], total: 1, asOf: Date.now() * 1_000 }),
    JSON.stringify({ rows: Array.from({ length: 500 }, () => row), total: 500 }),
    JSON.stringify({ rows: [], total: 0 }),
    ...Array.from({ length: 8 }, () => empty()),
  ];
  if (random.chance(100_000)) return void response.destroy();
  response.writeHead(random.pick([200, 200, 200, 429, 500, 302]), { location: 'http://127.0.0.1:1/' });
  response.end(random.pick(bodies));
};
const answer = (_: IncomingMessage, response: ServerResponse): void => {
  response.end(empty());
};
