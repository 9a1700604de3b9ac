import { CommanderError } from '@commander-js/extra-typings';
import { JournalError, type JournalErrorCode } from '../../domain/ports/journal.ts';
import { ConfigError, DeskBusy, DeskHalted } from '../runtime/errors.ts';
import { Failure, Unverified } from './failure.ts';

/** What of a journal's errors means that the journal itself is not what was written. */
const DAMAGE: readonly JournalErrorCode[] = [
  ...(['foreignFile', 'newerVersion', 'corruptPage', 'brokenChain', 'missingPage'] as const),
  ...(['cutFile', 'unknownEvent', 'invalidEvent', 'sealBroken'] as const),
];
/** Whoever reads our output has seen enough, as `head` does. That is no failure. */
const isReaderGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EPIPE';

/** 0 done, 1 usage or failure, 2 the journal does not verify. */
export const exitCodeOf = (error: unknown): 0 | 1 | 2 => {
  if (isReaderGone(error) || (error instanceof CommanderError && error.exitCode === 0)) return 0;
  if (error instanceof Unverified || (error instanceof JournalError && DAMAGE.includes(error.code))) return 2;
  return 1;
};

/** What to say of it: one sentence for what a user can understand; what nobody foresaw, with the stack that we need. Empty when there is nothing to say. */
export const inWords = (error: unknown): string => {
  if (isReaderGone(error)) return '';
  if (!(error instanceof Error)) return String(error);
  const foreseen =
    [Failure, JournalError, ConfigError, DeskBusy, DeskHalted].some((kind) => error instanceof kind) ||
    error.constructor === Error;
  return foreseen ? error.message : `this is a fault of Daybook itself, please report it.\n${error.stack ?? error.message}`;
};
