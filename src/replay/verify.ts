import { dateOf } from '../domain/kernel/ids.ts';
import type { DayNumber } from '../domain/kernel/units.ts';
import { type Journal, NO_HASH } from '../domain/ports/journal.ts';
import { type Check, type CheckName, chainChecks, foldChecks, notFolded, openingChecks, redecideChecks } from './checks.ts';
import { DayProof } from './day-proof.ts';
import type { Closing } from './opening.ts';
import { type Redecided, redecideDay } from './redecide.ts';

/**
 * `ok` unless a check failed. `status` is unread, and `stateDigest` empty, when the pages cannot be trusted. Of a closed day
 * `stateDigest` is that of the state before the record that closed it: what that record and the seal should say.
 */
export type DayReport = Readonly<{
  desk: string;
  /** 2026-11-21 */
  day: string;
  ok: boolean;
  status: 'open' | 'closed' | 'sealed' | 'unread';
  pages: number;
  records: number;
  chainHead: string;
  stateDigest: string;
  checks: readonly Check[];
  redecided: Redecided | undefined;
}>;

export type VerifyOptions = Readonly<{
  /** The code that decides now, in the words of `DeskStarted`. When given, every input is decided again. */
  redecideAs?: string | undefined;
  /** Told how far a check has come: the last position, or for the chain the pages walked. */
  progress?: ((day: DayNumber, check: CheckName, done: number) => void) | undefined;
}>;

/** Verifies days of one desk, oldest first. What is wrong with a day is in its report; what throws is a fault of the machine. */
export async function* verifyDays(
  journal: Journal,
  days: readonly DayNumber[],
  options: VerifyOptions = {},
): AsyncGenerator<DayReport> {
  let closing: Closing | undefined; // Of the day before, which proves the opening balance of this one.
  for (const day of [...days].sort((a, b) => a - b)) {
    const verified = await verifyDay(journal, day, closing, options);
    closing = verified.closing;
    yield verified.report;
  }
}

type Verified = Readonly<{ report: DayReport; closing: Closing | undefined }>;

const verifyDay = async (
  journal: Journal,
  day: DayNumber,
  before: Closing | undefined,
  options: VerifyOptions,
): Promise<Verified> => {
  const { redecideAs, progress } = options;
  const audit = await journal.audit(day, (pages) => progress?.(day, 'chain', pages));
  const { pages, records, head: chainHead } = audit;
  const found = { desk: journal.desk, day: dateOf(day), pages, records, chainHead };
  if (audit.faults.length > 0) {
    const checks = [...chainChecks(audit), notFolded(day)];
    return {
      report: { ...found, ok: false, status: 'unread', stateDigest: '', checks, redecided: undefined },
      closing: undefined,
    };
  }

  const proof = await proveDay(journal, day, (done) => progress?.(day, 'fold', done));
  const digest = proof.digest();
  const checks = [...chainChecks(audit), ...foldChecks(day, proof, await journal.sealOf(day), digest)];
  if (proof.opening !== undefined) checks.push(...(await openingChecks(journal, day, proof.opening, before)));
  let redecided: Redecided | undefined;
  if (redecideAs !== undefined) {
    redecided = await redecideDay(journal, day, { build: redecideAs, progress: (done) => progress?.(day, 'redecide', done) });
    checks.push(...redecideChecks(redecided, redecideAs));
  }
  const ok = checks.every(({ outcome }) => outcome !== 'failed');
  const status = audit.sealed ? 'sealed' : proof.state.closed ? 'closed' : 'open';
  return {
    report: { ...found, ok, status, stateDigest: digest, checks, redecided },
    closing: proof.folds ? { day, state: proof.state, chainHead } : undefined,
  };
};

const proveDay = async (journal: Journal, day: DayNumber, progress: (position: number) => void): Promise<DayProof> => {
  const proof = new DayProof(journal.desk, day);
  let chainHead = NO_HASH;
  for await (const { records, hash } of journal.read(day)) {
    for (const record of records) proof.take(record, chainHead);
    chainHead = hash;
    progress(proof.state.position);
  }
  return proof;
};
