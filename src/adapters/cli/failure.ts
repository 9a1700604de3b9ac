/** A command that cannot be done as asked: what was wrong and where, and what to do about it. Shown as it is, never with a stack. */
export class Failure extends Error {
  override readonly name: string = 'Failure';
  constructor(what: string, remedy: string) {
    super(`${what}. ${remedy}`);
  }
}

/** The journal does not verify: a reading command found out. */
export class Unverified extends Failure {
  override readonly name = 'Unverified';
}
