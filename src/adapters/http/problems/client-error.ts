import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Metrics } from '../metrics.ts';
import { Problem } from './problem.ts';
import type { ProblemName } from './problem-types.ts';

/** What Node says of bytes that are no request of HTTP, or not yet after too long. */
const KINDS: Readonly<Record<string, ProblemName>> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** Answers what never became a request, and hangs up. */
export const createClientErrorHandler =
  (metrics: Metrics) =>
  (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const kind = KINDS[error.code ?? ''] ?? 'malformed-request';
    metrics.problem(kind);
    const problem = new Problem(kind, 'the request could not be read');
    const body = JSON.stringify(problem.body());
    const head = [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
