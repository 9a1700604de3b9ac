import { Worker } from 'node:worker_threads';
import type { Dial, Wire, WireEvents } from './transport.ts';

export type ToWorker = Readonly<{ id: number }> &
  (
    | Readonly<{ what: 'dial'; url: string }>
    | Readonly<{ what: 'send'; text: string }>
    | Readonly<{ what: 'end' }>
    | Readonly<{ what: 'kill' }>
  );
export type FromWorker = Readonly<{ id: number }> &
  (
    | Readonly<{ what: 'opened' }>
    | Readonly<{ what: 'heard'; data: string }>
    | Readonly<{ what: 'heardBytes'; data: Uint8Array }>
    | Readonly<{ what: 'closed'; reason: string }>
  );

export type WorkerTransport = Readonly<{
  dial: Dial;
  /** Ends the thread at once, as a fault of its own would. The next dial starts another. */
  terminate(): Promise<unknown>;
}>;

const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './transport-worker.ts' : './transport-worker.js', import.meta.url);

/**
 * The sockets of one venue in a thread of their own: whatever ends it ends these connections, and no others. It is started by the
 * first dial, and does not keep the process alive once all of them have ended.
 */
export const workerTransport = (): WorkerTransport => {
  const wires = new Map<number, { readonly on: WireEvents; isOpen: boolean }>();
  let worker: Worker | undefined;
  let lastId = 0;

  const start = (): Worker => {
    const started = new Worker(ENTRY);
    let why = 'it ended';
    started.on('message', hear);
    started.on('error', (error) => {
      why = (error as Error).message;
    });
    started.on('exit', () => {
      worker = undefined;
      const lost = [...wires.values()];
      wires.clear();
      for (const { on } of lost) on.closed(`the thread that held the socket is gone: ${why}`);
    });
    return started;
  };
  const hear = (said: FromWorker): void => {
    const wire = wires.get(said.id);
    if (wire === undefined) return; // We have let go of it.
    switch (said.what) {
      case 'opened':
        wire.isOpen = true;
        return wire.on.opened();
      case 'heard':
        return wire.on.heard(said.data);
      case 'heardBytes':
        return wire.on.heardBytes(said.data);
      case 'closed':
        letGo(said.id);
        return wire.on.closed(said.reason);
    }
  };
  const letGo = (id: number): void => {
    wires.delete(id);
    if (wires.size === 0) worker?.unref();
  };
  const order = (what: ToWorker): void => worker?.postMessage(what);

  return {
    dial: (url, on): Wire => {
      const id = (lastId += 1);
      worker ??= start();
      worker.ref();
      const wire = { on, isOpen: false };
      wires.set(id, wire);
      order({ id, what: 'dial', url });
      const close = (what: 'end' | 'kill'): void => {
        order({ id, what });
        letGo(id);
      };
      return {
        send: (text) => {
          if (!wires.has(id) || !wire.isOpen) return 'the socket is not open';
          order({ id, what: 'send', text });
          return undefined;
        },
        end: () => close('end'),
        kill: () => close('kill'),
      };
    },
    terminate: async () => worker?.terminate(),
  };
};
