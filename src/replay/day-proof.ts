import { AssertionError } from '../domain/kernel/assert.ts';
import type { DayNumber } from '../domain/kernel/units.ts';
import { type Events, isInput, type Recorded } from '../domain/oms/catalogue.ts';
import { evolve } from '../domain/oms/evolve/evolve.ts';
import { initialState, type State } from '../domain/oms/state.ts';
import { stateDigest } from './digest.ts';
import type { Opening, RecordFault } from './opening.ts';

/**
 * Folds the records of a day one by one and holds each against what the day says of itself: every fact stands under its input,
 * time does not go back, and each digest is the digest of what was folded before it.
 */
export class DayProof {
  readonly state: State = initialState();
  readonly faults: RecordFault[] = [];
  /** False once a record could not be folded: nothing after it means anything. */
  folds = true;
  closed: Events['DayClosed'] | undefined;
  #opened: Events['DayOpened'] | undefined;
  readonly #carried: Recorded[] = [];
  #digest: string | undefined;
  #closing: string | undefined;
  #inputAt = 0;

  readonly #day: DayNumber;
  readonly #desk: string;

  constructor(desk: string, day: DayNumber) {
    this.#desk = desk;
    this.#day = day;
  }

  /** `chainHead` is that of the page before the record's own. */
  take(record: Recorded, chainHead: string): void {
    if (!this.folds) return;
    this.#standsInOrder(record);
    this.#saysTheTruth(record, chainHead);
    try {
      evolve(this.state, record);
    } catch (error) {
      if (!(error instanceof AssertionError)) throw error;
      this.folds = false;
      this.#fault(record, `${record.event.type} can never follow what is before it: it does not hold that ${error.claim}`);
    }
  }

  /** How the day began; undefined when it did not begin as a day must. */
  get opening(): Opening | undefined {
    return this.#opened && { opened: this.#opened, carried: this.#carried, digest: this.#digest };
  }

  /** The digest that the day is known by: of the state that it ends with, before the record that says so. Empty when it does not fold. */
  digest(): string {
    if (!this.folds) return '';
    return this.#closing ?? stateDigest(this.state);
  }

  #standsInOrder(record: Recorded): void {
    const { position, causationId, at, event } = record;
    if (isInput(event)) this.#inputAt = position;
    if (causationId !== this.#inputAt)
      this.#fault(record, `${event.type} names position ${causationId} as its cause; the input before it is at ${this.#inputAt}`);
    if (at < this.state.at) this.#fault(record, `${event.type} is ${this.state.at - at} µs earlier than the record before it`);
    if (this.closed !== undefined) this.#fault(record, `${event.type} follows the end of the day`);
  }

  #saysTheTruth(record: Recorded, chainHead: string): void {
    const { event, position } = record;
    if (position === 1 && event.type !== 'DayOpened')
      this.#fault(record, `the day begins with ${event.type} instead of DayOpened`);
    switch (event.type) {
      case 'DayOpened':
        this.#opened = event;
        if (event.desk !== this.#desk || event.day !== this.#day)
          this.#fault(record, `DayOpened is that of another day or desk (${event.desk})`);
        return;
      case 'DayReady':
        this.#digest = event.digest;
        if (this.#opened?.carried !== this.#carried.length)
          this.#fault(
            record,
            `${this.#carried.length} records are carried; DayOpened says ${this.#opened?.carried ?? 'nothing'}`,
          );
        this.#compare(record, 'the opening balance has digest', event.digest);
        return;
      case 'DayClosed':
        this.closed = event;
        if (event.chainHead !== chainHead)
          this.#fault(record, `DayClosed says chain head ${event.chainHead}; the page before ends in ${chainHead}`);
        this.#closing = this.#compare(record, 'the day closes with digest', event.stateDigest);
        return;
      default:
        if (this.#digest === undefined) this.#carried.push(record);
    }
  }

  #compare(record: Recorded, claim: string, digest: string): string {
    const folded = stateDigest(this.state);
    if (digest !== folded) this.#fault(record, `${claim} ${digest}, it is said; what is recorded folds to ${folded}`);
    return folded;
  }

  #fault({ position }: Recorded, what: string): void {
    this.faults.push({ position, what });
  }
}
