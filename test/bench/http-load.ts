import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';

/**
 * A client in a process of its own. `orders <url> <connections> <ms>`: posts orders over so many connections, one at a time on each.
 * `events <url> <connections>`: follows the stream and counts what arrives until its input ends. Prints one JSON line.
 */
const [what, url = '', connections = '100', ms = '1000'] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });

type Answer = Readonly<{ status: number; body: string }>;
const call = (method: string, path: string, body?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${url}${path}`, { method, agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** A price that rests: well below the market, inside the collar. */
const restingPrice = async (): Promise<string> => {
  const { body } = await call('GET', '/v1/books/ACME');
  const [best] = (JSON.parse(body) as { bids: { price: string }[] }).bids;
  return (Math.floor(Number(best?.price) * 97) / 100).toFixed(2);
};

const postOrders = async (): Promise<void> => {
  const price = await restingPrice();
  const until = performance.now() + Number(ms);
  const began = performance.now();
  const latencies: number[] = [];
  let asked = 0;
  const line = async (): Promise<void> => {
    while (performance.now() < until) {
      asked += 1;
      const clOrdId = `${process.pid}-${asked}`;
      const from = performance.now();
      const order = {
        clOrdId,
        account: 'DEMO',
        symbol: 'ACME',
        side: 'buy',
        ordType: 'limit',
        qty: '1',
        price,
        timeInForce: 'day',
        route: { venue: 'ALPHA' },
      };
      const { status, body } = await call('POST', '/v1/orders', JSON.stringify(order));
      if (status !== 201) throw new Error(`an order was answered ${status}: ${body}`);
      latencies.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: Number(connections) }, line));
  const seconds = (performance.now() - began) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  process.stdout.write(`${JSON.stringify({ ordersPerSecond: latencies.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) })}\n`);
  agent.destroy();
};

const DATA = '\ndata:';
const countEvents = async (): Promise<void> => {
  let events = 0;
  let open = 0;
  for (let i = 0; i < Number(connections); i += 1)
    request(`${url}/v1/stream`, { agent: new Agent({ keepAlive: true }) }, (response) => {
      open += 1;
      if (open === Number(connections)) process.stdout.write('following\n');
      let rest = Buffer.alloc(0);
      // Events are told apart by their `data:` lines, of which one may lie across two parts.
      response.on('data', (part: Buffer) => {
        const text = Buffer.concat([rest, part]);
        let counted = 0;
        for (let at = text.indexOf(DATA); at >= 0; at = text.indexOf(DATA, counted)) {
          events += 1;
          counted = at + DATA.length;
        }
        rest = text.subarray(Math.max(counted, text.length - DATA.length + 1));
      });
    }).end();
  for await (const _ of process.stdin) process.stdout.write(`${JSON.stringify({ events })}\n`);
  process.exit(0);
};

await (what === 'orders' ? postOrders() : countEvents());
