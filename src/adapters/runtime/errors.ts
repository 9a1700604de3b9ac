/** The desk trades no more until it is started again. The message says what happened and what to do. */
export class DeskHalted extends Error {
  override readonly name: string = 'DeskHalted';
}

/** The desk ended because it was told to: nothing went wrong, and nobody need be told. */
export class DeskStopped extends DeskHalted {}

/** The desk is ending in order, and takes nothing new. Nothing was recorded. */
export class DeskStopping extends Error {
  override readonly name = 'DeskStopping';
}

/** The disk is behind: come back in a moment. Nothing was recorded. */
export class DeskBusy extends Error {
  override readonly name = 'DeskBusy';
  constructor(waiting: number) {
    super(`${waiting} records wait for the journal; try again in a moment`);
  }
}

/** Every fault of a configuration, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];
  constructor(where: string, faults: readonly string[]) {
    super(
      `${where} has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.faults = faults;
  }
}
