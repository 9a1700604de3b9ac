import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { Option } from '@commander-js/extra-typings';
import { ApiProblem, type DeskClient, deskClient } from '../http/client/client.ts';
import { Failure } from './failure.ts';

export const urlOption = new Option('--url <url>', 'where the desk is').default('http://127.0.0.1:8080');
export const personOption = new Option('--person <name>', 'who says so and answers for it').default(
  userInfo().username,
  'the user of this machine',
);
/** An id for what a person asks once: nobody repeats it but the client that waits for its answer. */
export const freshId = (what: string): string => `${what}-${randomUUID()}`;

/** Asks a desk that runs. What it refuses, and that nobody is there, is said as it is. */
export const asking = async <T>(url: string, ask: (desk: DeskClient) => Promise<T>): Promise<T> => {
  try {
    return await ask(deskClient({ url, retriesMax: 1 }));
  } catch (error) {
    if (error instanceof ApiProblem) throw new Failure(`The desk says no (${error.status}): ${error.message}`, '');
    if (error instanceof TypeError) throw new Failure(`Nobody answers at ${url}`, 'Is the desk running? Name it with --url.');
    throw error;
  }
};
