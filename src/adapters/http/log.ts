import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { dateOf, formatOrderId } from '../../domain/kernel/ids.ts';
import { isInput, type Recorded } from '../../domain/oms/catalogue.ts';
import type { Commit } from './views.ts';

/** Where a secret could be, whoever logs it. */
const SECRETS = ['authorization', 'cookie', 'token', 'password', 'secret', 'apiKey', 'privateKey'];
const redacted = [
  ...SECRETS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
  'req.headers["x-api-key"]',
  'headers["x-api-key"]',
  '*.headers["x-api-key"]',
];

/** What a line that is about no order and no request is correlated with. */
const DESK = 'desk';
const correlated: NonNullable<LoggerOptions['mixin']> = (line, _level, logger) =>
  'correlationId' in line || 'correlationId' in logger.bindings() ? {} : { correlationId: DESK };

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
/** JSON lines on stdout, or wherever is said. What looks like a secret is left out of all of them. */
export const createLog = (level: LogLevel, destination?: DestinationStream): Logger => {
  const options: LoggerOptions = { level, base: null, redact: { paths: redacted, censor: '[left out]' }, mixin: correlated };
  return destination === undefined ? pino(options) : pino(options, destination);
};

const correlationOf = ({ correlationId }: Recorded): string => (correlationId === 0 ? DESK : formatOrderId(correlationId));

/** One line a turn, at debug: what was said, by whom, and what the desk concluded. */
export const logTurns =
  (log: Logger) =>
  ({ day, records }: Commit): void => {
    if (!log.isLevelEnabled('debug')) return;
    let from = 0;
    for (let to = 1; to <= records.length; to += 1) {
      if (to < records.length && records[to]?.causationId === records[from]?.causationId) continue;
      const turn = records.slice(from, to);
      from = to;
      const [input] = turn as [Recorded];
      log.debug(
        {
          correlationId: correlationOf(input),
          day: dateOf(day),
          position: input.position,
          actor: input.actor,
          input: input.event.type,
          facts: turn.filter(({ event }) => !isInput(event)).map(({ event }) => event.type),
        },
        'turn',
      );
    }
  };

/** A line for each thing that a venue said and that does not fit. */
export const logBreaks =
  (log: Logger) =>
  ({ records }: Commit): void => {
    for (const record of records) {
      if (record.event.type !== 'BreakRaised') continue;
      const { breakId, venue, what, detail } = record.event;
      log.warn({ correlationId: correlationOf(record), breakId, venue, what, detail }, 'break');
    }
  };
