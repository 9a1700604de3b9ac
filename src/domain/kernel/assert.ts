/** A broken assertion is a bug in us or a corrupt journal, never a bad day at a venue. We stop; replay brings us back. */
export function assert(condition: boolean, claim: Claim): asserts condition {
  if (!condition) throw new AssertionError(claim);
}

/** A claim that must be put together is a function: it is rendered only when it fails, since that costs more than what it guards. */
export type Claim = string | (() => string);

export class AssertionError extends Error {
  override readonly name = 'AssertionError';
  /** What should have held, and did not. */
  readonly claim: string;
  constructor(claim: Claim) {
    const words = typeof claim === 'string' ? claim : claim();
    super(`assertion failed: ${words}`);
    this.claim = words;
  }
}

/** For what a table is known to hold. */
export const known = <T>(value: T | undefined, claim: Claim): T => {
  if (value === undefined) throw new AssertionError(claim);
  return value;
};

/** The compiler proves this line is never reached; the runtime agrees. */
export const unreachable = (value: never): never => {
  throw new AssertionError(`unreachable: ${String(value)}`);
};
