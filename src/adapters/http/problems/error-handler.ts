import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, type ZodFastifySchemaValidationError } from 'fastify-type-provider-zod';
import type { Metrics } from '../metrics.ts';
import { Problem } from './problem.ts';
import type { ProblemName } from './problem-types.ts';

/** What fastify objects to before a route is reached, in our words. */
const FASTIFY: Readonly<Record<string, ProblemName>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_ROUTE_MAX_PARAM_LENGTH: 'uri-too-long',
};

type Field = Readonly<{ field: string; message: string }>;

/** `/orders/3/qty` of the body is the field orders.3.qty; a key that there should not be is itself the field. */
const fieldsOf = (part: string, { instancePath, message = 'is wrong', params }: ZodFastifySchemaValidationError): Field[] => {
  const path = instancePath.split('/').filter((step) => step !== '');
  const { keys } = params as { keys?: readonly string[] };
  if (keys !== undefined)
    return keys.map((key) => ({ field: [...path, key].join('.'), message: 'is not a field of this request' }));
  return [{ field: path.length === 0 ? part : path.join('.'), message }];
};

const malformedFields = (part: string, faults: readonly ZodFastifySchemaValidationError[]): Problem => {
  const errors = faults.flatMap((fault) => fieldsOf(part, fault));
  return new Problem('malformed-request', errors.map(({ field, message }) => `${field}: ${message}`).join('; '), { errors });
};

/** Whatever went wrong as a problem; ours, the client's, or undefined when it is neither and so a fault in us. */
export const problemOf = (error: FastifyError | Problem): Problem | undefined => {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return malformedFields(error.validationContext ?? 'body', error.validation);
  const { code, statusCode, message } = error;
  const kind = FASTIFY[code];
  if (kind !== undefined) return new Problem(kind, message);
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? new Problem('malformed-request', message, code.startsWith('FST_ERR_CTP') ? { errors: [{ field: 'body', message }] } : {})
    : undefined;
};

/** Writes a problem as RFC 9457 says. A fault in us keeps its stack in the log, where the correlation id finds it. */
export const createErrorHandler =
  (metrics: Metrics) =>
  (error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply): void => {
    const problem = problemOf(error) ?? new Problem('unexpected', 'see the log of the desk');
    if (problem.kind === 'unexpected') request.log.error({ err: error }, 'fault');
    else request.log.info({ problem: problem.kind, detail: problem.message }, 'refused');
    metrics.problem(problem.kind);
    if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds);
    if (problem.details.allow !== undefined) reply.header('allow', problem.details.allow.join(', '));
    reply.code(problem.status).header('content-type', 'application/problem+json').send(problem.body(request.id));
  };
