import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

export type Heard = Readonly<{ id: string; event: string; data: string }>;

/** Follows by hand, over a raw connection that a test can cut at any byte. Resolves with what it heard once it is over. */
export const listenUntil = (
  url: string,
  {
    lastEventId,
    cutAfterBytes = Number.POSITIVE_INFINITY,
  }: Readonly<{ lastEventId?: string | undefined; cutAfterBytes?: number }>,
  enough: (heard: readonly Heard[]) => boolean,
): Promise<Readonly<{ heard: Heard[]; text: string; status: number }>> =>
  new Promise((resolve, reject) => {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    let text = '';
    const over = (status: number): void => {
      asked.destroy();
      resolve({ heard: heardIn(text), text, status });
    };
    const asked = request(url, { headers }, (response) => {
      const { statusCode = 0 } = response;
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk.slice(0, Math.max(0, cutAfterBytes - text.length));
        if (text.length >= cutAfterBytes || enough(heardIn(text))) over(statusCode);
      });
      response.on('end', () => over(statusCode));
      response.on('error', () => over(statusCode));
    });
    asked.on('error', reject);
    asked.end();
  });

/** Whole events only: what a cut leaves half said was not said. */
const heardIn = (text: string): Heard[] =>
  text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => {
      const fields = new Map(
        block.split('\n').map((line) => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1).trim()]),
      );
      const [id = '', event = '', data = ''] = ['id', 'event', 'data'].map((name) => fields.get(name) ?? '');
      return data === '' ? [] : [{ id, event, data }];
    });

export const moment = (ms: number): Promise<void> => wait(ms);
