import { setTimeout as wait } from 'node:timers/promises';
import { type ClientOptions, problemIn } from './request.ts';
import type { JournalRecord } from './shapes.ts';
import { readEvents } from './sse-reader.ts';

/** A record as the stream says it. `id` is where to get on after it: <day>:<position>. */
export type StreamedRecord = Readonly<{ id: string; record: JournalRecord }>;
export type FollowOptions = Readonly<{
  /** Everything after this event; from now on when absent. */
  lastEventId?: string;
  signal?: AbortSignal;
}>;

const RECONNECT_MS = 200;
const RECONNECT_MS_MAX = 5_000;

/**
 * Every record that becomes durable, once and in order. A connection that breaks is made again from the last event seen, so it ends
 * only when the signal says so. Throws ApiProblem when the desk does not know the place to get on from.
 */
export async function* follow(
  { url }: ClientOptions,
  { lastEventId, signal = new AbortController().signal }: FollowOptions = {},
): AsyncGenerator<StreamedRecord> {
  let seen = lastEventId;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const headers = seen === undefined ? {} : { 'last-event-id': seen };
      const response = await fetch(`${url}/v1/stream`, { headers, signal });
      if (response.status >= 400 && response.status < 500) throw await problemIn(response);
      if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
      for await (const { id, event, data } of readEvents(response.body)) {
        failures = 0;
        if (event === 'cutOff') break;
        seen = id;
        if (data !== '') yield { id, record: JSON.parse(data) as JournalRecord };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Error && error.name === 'ApiProblem') throw error;
    }
    failures += 1;
    await wait(Math.min(RECONNECT_MS * 2 ** (failures - 1), RECONNECT_MS_MAX), undefined, { signal }).catch(() => {});
  }
}
