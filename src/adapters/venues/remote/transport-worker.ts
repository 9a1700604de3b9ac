import { parentPort } from 'node:worker_threads';
import { dialWebSocket, type Wire } from './transport.ts';
import type { FromWorker, ToWorker } from './worker-transport.ts';

/** The thread that `worker-transport.ts` starts: it holds the sockets of one venue, and knows nothing of what passes through them. */
const port = parentPort;
if (port === null) throw new Error('this file is run as a worker by worker-transport.ts');
const wires = new Map<number, Wire>();
const say = (what: FromWorker): void => port.postMessage(what);

const dial = (id: number, url: string): void => {
  wires.set(
    id,
    dialWebSocket(url, {
      opened: () => say({ id, what: 'opened' }),
      heard: (data) => say({ id, what: 'heard', data }),
      heardBytes: (data) => say({ id, what: 'heardBytes', data }),
      closed: (reason) => {
        wires.delete(id);
        say({ id, what: 'closed', reason });
      },
    }),
  );
};

/** The desk believes that this was sent. It cannot be told otherwise any more, so the connection ends, and the next one will tell. */
const send = (id: number, text: string): void => {
  const wire = wires.get(id);
  const refused = wire?.send(text);
  if (wire === undefined || refused === undefined) return;
  wires.delete(id);
  wire.kill();
  say({ id, what: 'closed', reason: refused });
};

port.on('message', (order: ToWorker) => {
  const { id } = order;
  if (order.what === 'dial') return dial(id, order.url);
  if (order.what === 'send') return send(id, order.text);
  const wire = wires.get(id);
  wires.delete(id);
  if (order.what === 'end') wire?.end();
  else wire?.kill();
});
