import type { z } from 'zod';
import type { problemBody } from '../contract/problem.ts';
import { PROBLEM_TYPES, type ProblemName, problemUri } from './problem-types.ts';

export type ProblemBody = z.output<typeof problemBody>;
type Details = Omit<ProblemBody, 'type' | 'title' | 'status' | 'detail'>;

/** A no, as it is told to a client. Thrown anywhere behind a route; the error handler of the server writes it. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemName;
  readonly details: Details;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: ProblemName, detail: string, details: Details = {}, retryAfterSeconds?: number) {
    super(detail);
    this.kind = kind;
    this.details = details;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status(): number {
    return PROBLEM_TYPES[this.kind].status;
  }

  body(instance?: string): ProblemBody {
    const { title, status } = PROBLEM_TYPES[this.kind];
    const where = instance === undefined ? {} : { instance };
    return { type: problemUri(this.kind), title, status, detail: this.message, ...where, ...this.details };
  }
}

export const malformed = (field: string, message: string): Problem =>
  new Problem('malformed-request', `${field}: ${message}`, { errors: [{ field, message }] });
