import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { CutOff, Outlet } from './follower.ts';
import type { Frame } from './frame.ts';

export type StreamLimits = Readonly<{
  /** What may wait for one client that does not read, before it is cut off. */
  waitingBytesMax: number;
  /** How long a client may take to read what is past, piece by piece. */
  stalledMs: number;
  /** Between two signs of life on a quiet stream. */
  heartbeatMs: number;
  /** Between two updates of a view to one client. */
  viewEveryMs: number;
}>;
export const STREAM_LIMITS: StreamLimits = {
  waitingBytesMax: 4 * 1024 * 1024,
  stalledMs: 30_000,
  heartbeatMs: 15_000,
  viewEveryMs: 100,
};

/** A client that was cut off has this long to read why; then its connection goes. */
const FAREWELL_MS = 1_000;
const RETRY_MS = 1_000;

export type SseOutlet = Outlet & Readonly<{ send(event: string, data: string, id: string): void }>;

/** A response as a stream of Server-Sent Events. */
export const sseOutlet = (
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  from: string,
  { stalledMs, heartbeatMs }: StreamLimits,
): SseOutlet => {
  const gone = new AbortController();
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  // An id without data is no event, and yet what a client names when it is cut off before the first one.
  response.write(`retry: ${RETRY_MS}\nid: ${from}\n\n`);
  const heart = setInterval(() => void response.write(': still here\n\n'), heartbeatMs);
  response.on('error', () => gone.abort()); // A client that hangs up in the middle of a write is gone, and that is all.
  response.on('close', () => gone.abort());
  gone.signal.addEventListener('abort', () => clearInterval(heart));

  return {
    gone: gone.signal,
    write: (frame: Frame) => response.write(frame.sse),
    send: (event, data, id) => void response.write(`id: ${id}\nevent: ${event}\ndata: ${data}\n\n`),
    waiting: () => response.writableLength,
    drained: async () => {
      if (!response.writableNeedDrain || gone.signal.aborted) return true;
      const late = wait(stalledMs, false, { signal: gone.signal, ref: false }).catch(() => true);
      const drained = once(response, 'drain', { signal: gone.signal }).then(
        () => true,
        () => true,
      );
      return Promise.race([drained, late]);
    },
    end: (why: CutOff) => {
      if (gone.signal.aborted) return;
      response.end(`event: cutOff\ndata: {"reason":"${why}"}\n\n`);
      gone.abort();
      setTimeout(() => response.destroy(), FAREWELL_MS).unref();
    },
  };
};
