import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { until } from './exchange-rig.ts';

/** Somebody who says whatever he likes. */
export const strangerAt = async (urlOfVenue: string, channel = 'session') => {
  const socket = new WebSocket(`${urlOfVenue.replace('http', 'ws')}/${channel}`);
  const heard: Record<string, unknown>[] = [];
  /** What is no JSON. */
  const unreadable: string[] = [];
  let closedWith: number | undefined;
  socket.on('message', (data) => {
    try {
      heard.push(JSON.parse(String(data)));
    } catch {
      unreadable.push(String(data));
    }
  });
  socket.on('error', () => {});
  socket.on('close', (code) => {
    closedWith = code;
  });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return {
    heard,
    unreadable,
    closed: async (): Promise<number> => {
      await until(() => closedWith !== undefined);
      return closedWith as number;
    },
    say: (what: unknown): void => socket.send(typeof what === 'string' || Buffer.isBuffer(what) ? what : JSON.stringify(what)),
    hear: async (type: string): Promise<Record<string, unknown>> => {
      await until(() => heard.some((frame) => frame.type === type));
      return heard.find((frame) => frame.type === type) as Record<string, unknown>;
    },
  };
};
