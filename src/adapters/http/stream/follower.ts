import type { DayNumber } from '../../../domain/kernel/units.ts';
import type { Journal } from '../../../domain/ports/journal.ts';
import type { Cursor } from '../views.ts';
import { Frame } from './frame.ts';
import type { LiveFeed } from './live-feed.ts';

/** Why a stream ends, as its last event says. */
export type CutOff = 'slowConsumer' | 'closing';

/** One client's end of a stream: a response of Server-Sent Events, or a WebSocket. */
export type Outlet = Readonly<{
  /** False when what was written is still waiting to leave. */
  write(frame: Frame): boolean;
  /** Resolves once what was written has left; false when that takes too long. */
  drained(): Promise<boolean>;
  /** Bytes that wait because the client does not read. */
  waiting(): number;
  end(why: CutOff): void;
  /** Aborts when the client is gone. */
  gone: AbortSignal;
}>;

const isBefore = (a: Cursor, b: Cursor): boolean => a.day < b.day || (a.day === b.day && a.position < b.position);

/**
 * Sends every record after a place, once and in order: first what is past, from memory or from the journal, over as many days as
 * it takes and as fast as the client reads; then live. There is no moment between the two: the switch happens in the same
 * turn of the event loop in which nothing is left to catch up on.
 */
export const follow = async (
  feed: LiveFeed,
  journal: Journal,
  from: Cursor,
  out: Outlet,
  waitingBytesMax: number,
): Promise<void> => {
  let cursor = from;
  const send = (frame: Frame): boolean => {
    cursor = { day: frame.day, position: frame.last };
    return out.write(frame);
  };

  while (!out.gone.aborted) {
    const recent = isBefore(cursor, feed.head) ? feed.since(cursor) : [];
    if (recent?.length === 0) await live();
    else
      for await (const frame of recent ?? past(journal, cursor, feed.head.day)) {
        if (out.gone.aborted) return;
        if (send(frame) || (await out.drained())) continue;
        return out.end('slowConsumer');
      }
  }

  /** Resolves when the client is gone, or is cut off, or when a commit does not continue what was sent: then the past closes the gap. */
  function live(): Promise<void> {
    return new Promise((resolve) => {
      const stop = (): void => {
        unlisten();
        out.gone.removeEventListener('abort', stop);
        resolve();
      };
      const unlisten = feed.listen((frame) => {
        if (!isBefore(cursor, { day: frame.day, position: frame.last })) return; // The journal had it before the feed did.
        const continues = frame.day === cursor.day ? frame.first <= cursor.position + 1 : frame.first === 1;
        if (!continues) return stop();
        // What still waits is of earlier commits: a client that reads is not cut off because one commit is large.
        if (out.waiting() > waitingBytesMax) return out.end('slowConsumer');
        send(frame.day === cursor.day ? frame.after(cursor.position) : frame);
      });
      out.gone.addEventListener('abort', stop);
    });
  }
};

/** From the journal: what is left of a day or, when nothing is, the day after it. */
async function* past(journal: Journal, { day, position }: Cursor, today: DayNumber): AsyncGenerator<Frame> {
  let found = false;
  for await (const page of journal.read(day, position + 1)) {
    const frame = new Frame(day, page.records).after(position);
    if (frame.records.length > 0) yield frame;
    found ||= frame.records.length > 0;
  }
  if (found || day >= today) return;
  const next = (await journal.days()).find((other) => other > day);
  if (next !== undefined) yield* past(journal, { day: next, position: 0 }, today);
}
