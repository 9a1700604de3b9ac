/** A broken assertion is a bug in us or a corrupt journal, never a bad day at a venue. We stop; replay brings us back. */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new AssertionError(claim);
}

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
  /** What should have held, and did not. */
  readonly claim: string;
  constructor(claim: string) {
    super(`assertion failed: ${claim}`);
    this.claim = claim;
  }
}

/** For what a table is known to hold. The claim is only rendered when it fails, so the hot path stays cheap. */
export const known = <T>(value: T | undefined, claim: string): T => {
  if (value === undefined) throw new AssertionError(claim);
  return value;
};

/** The compiler proves this line is never reached; the runtime agrees. */
export const unreachable = (value: never): never => {
  throw new AssertionError(`unreachable: ${String(value)}`);
};
