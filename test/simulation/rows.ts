import { comparison, type Ours, type Theirs } from '../../src/domain/reconcile/compare.ts';

/** A row of the comparison of open orders (DESIGN §9) with what a venue lists. */
export const rowName = (ours: Ours, theirs: Theirs): string => `row: ${ours} ${theirs}`;

const SAYS_NOTHING = 'nothing follows from it, and so nothing is said';
const NOT_SENT_IS_PROOF = 'the port promises that what it calls not sent never left';
const NOTHING_BOOKED = 'an execution acknowledges: of what is not acknowledged nothing is booked';
const HAS_NO_TERMS =
  'what is not ours has no terms or executions of ours to differ from: it has executed something or it has not';

/** Rows that nothing simulated can reach, and why not. */
const unreachable = (ours: Ours, theirs: Theirs): string | undefined => {
  if (comparison[ours][theirs] === 'nothing') return SAYS_NOTHING;
  if (ours === 'notSent') return NOT_SENT_IS_PROOF;
  if (ours === 'unknown' && (theirs === 'otherTerms' || theirs === 'lessExecuted')) return HAS_NO_TERMS;
  if (ours === 'unacked' && theirs === 'lessExecuted') return NOTHING_BOOKED;
  return undefined;
};

/** Not met in some thirty seeds: they may be, and too seldom to be asked for. */
const SELDOM: ReadonlySet<string> = new Set([
  ...(['otherTerms', 'moreExecuted'] as const).map((theirs) => rowName('unacked', theirs)),
  rowName('live', 'otherTerms'),
  ...(['same', 'otherTerms', 'moreExecuted', 'lessExecuted'] as const).map((theirs) => rowName('unsure', theirs)),
  ...(['otherTerms', 'moreExecuted'] as const).map((theirs) => rowName('full', theirs)),
  ...(['same', 'otherTerms', 'moreExecuted', 'lessExecuted'] as const).map((theirs) => rowName('over', theirs)),
  rowName('unknown', 'moreExecuted'),
]);

/** Rows that must be met in a run of enough seeds. */
export const rows: readonly string[] = (Object.keys(comparison) as Ours[]).flatMap((ours) =>
  (Object.keys(comparison[ours]) as Theirs[])
    .filter((theirs) => unreachable(ours, theirs) === undefined)
    .map((theirs) => rowName(ours, theirs))
    .filter((row) => !SELDOM.has(row)),
);
