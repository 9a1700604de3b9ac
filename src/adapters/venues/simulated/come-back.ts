import type { Logger } from 'pino';
import type { SimulatedVenue } from './venue.ts';

/** Tells the log what a venue remembers of an earlier process, if anything. */
export const logComeBack = (log: Logger, { name: venue, comeBack }: SimulatedVenue): void => {
  const { tornBytes, ...back } = comeBack;
  if (tornBytes > 0)
    log.warn({ venue, tornBytes }, 'the venue died in the middle of a line of its truth file; the line is left out');
  if (back.orders > 0) log.info({ venue, ...back }, 'the venue goes on where it was');
};
