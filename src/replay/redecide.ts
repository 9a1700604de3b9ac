import { AssertionError } from '../domain/kernel/assert.ts';
import { canonical } from '../domain/kernel/canonical.ts';
import type { DayNumber } from '../domain/kernel/units.ts';
import { type EventType, isInput, type Recorded } from '../domain/oms/catalogue.ts';
import { initialState, type State } from '../domain/oms/state.ts';
import { takeTurn } from '../domain/oms/turn.ts';
import type { Journal } from '../domain/ports/journal.ts';
import { firstDifference } from './difference.ts';
import { stateOf } from './replay.ts';

/** A record that does not follow from what was known when it was made, or one that follows and is not there. */
export type Deviation = Readonly<{
  position: number;
  /** The input of the turn. */
  input: Readonly<{ position: number; type: EventType }>;
  /** Which code made the record. */
  build: string;
  what: string;
  recorded: Recorded | undefined;
  decided: Recorded | undefined;
}>;

/**
 * `same`: every verdict of the day follows from what was known. `differs`: some do not, by the very code that made them.
 * `differsByBuild`: some do not, but other code made them, so it is the code that differs; only that code can prove the day.
 */
export type Verdict = 'same' | 'differs' | 'differsByBuild';
export type Redecided = Readonly<{
  day: DayNumber;
  verdict: Verdict;
  turns: number;
  records: number;
  /** In order of position, every one of them unless `complete` is false. */
  deviations: readonly Deviation[];
  complete: boolean;
}>;
/** `build` names the code that decides now, in the words of `DeskStarted`. */
export type RedecideOptions = Readonly<{ build: string; progress?: ((position: number) => void) | undefined }>;

/** Each deviation makes the day be folded again up to it; a day in which everything deviates needs no full list. */
const DEVIATIONS_MAX = 100;

/**
 * Feeds every input of a day, with its own time and actor, to the turn that the engine runs, and compares all that comes of it
 * with the journal. Each turn is decided on the state as recorded, so one deviation does not drag others along.
 * Throws JournalError as the journal's `read` does.
 */
export const redecideDay = async (journal: Journal, day: DayNumber, { build, progress }: RedecideOptions): Promise<Redecided> => {
  let state: State | undefined = initialState();
  let turns = 0;
  let records = 0;
  const deviations: Deviation[] = [];
  for await (const turn of turnsOf(journal, day)) {
    if (state === undefined || deviations.length >= DEVIATIONS_MAX) break;
    const found = decideAgain(state, turn);
    turns += 1;
    records += turn.length;
    deviations.push(...found);
    const { position } = turn.at(-1) as Recorded;
    if (found.length > 0) state = await recordedState(journal, day, position);
    if (turns % TURNS_PER_PROGRESS === 0) progress?.(position);
  }
  const complete = state !== undefined && deviations.length < DEVIATIONS_MAX;
  return { day, verdict: verdictOf(deviations, build), turns, records, deviations, complete };
};
const TURNS_PER_PROGRESS = 1_000;

const verdictOf = (deviations: readonly Deviation[], build: string): Verdict => {
  if (deviations.length === 0) return 'same';
  return deviations.every((deviation) => deviation.build !== build) ? 'differsByBuild' : 'differs';
};

/** The records of a day by turn: an input, and the facts up to the next one. */
async function* turnsOf(journal: Journal, day: DayNumber): AsyncGenerator<readonly Recorded[]> {
  let turn: Recorded[] = [];
  for await (const { records } of journal.read(day))
    for (const record of records) {
      if (isInput(record.event) && turn.length > 0) {
        yield turn;
        turn = [];
      }
      turn.push(record);
    }
  if (turn.length > 0) yield turn;
}

/** What was true after a deviation is what the journal says; undefined when it says what can never be. */
const recordedState = async (journal: Journal, day: DayNumber, position: number): Promise<State | undefined> => {
  try {
    return await stateOf(journal, day, { until: { position } });
  } catch (error) {
    if (error instanceof AssertionError) return undefined;
    throw error;
  }
};

/** Runs a recorded turn again on the state before it, and names each record that comes out otherwise. */
const decideAgain = (state: State, turn: readonly Recorded[]): readonly Deviation[] => {
  const first = turn[0] as Recorded;
  const { event, position } = first;
  const deviation = (at: number, what: string, recorded: Recorded | undefined, decided: Recorded | undefined): Deviation => ({
    position: at,
    input: { position, type: event.type },
    build: state.build,
    what,
    recorded,
    decided,
  });
  if (!isInput(event)) return [deviation(position, `${event.type} is recorded, but no input comes before it`, first, undefined)];
  let decided: readonly Recorded[];
  try {
    decided = takeTurn(state, event, first);
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    return [
      deviation(
        position,
        `${event.type} cannot be decided on what was known: it does not hold that ${error.claim}`,
        first,
        undefined,
      ),
    ];
  }
  const found: Deviation[] = [];
  for (let i = 0; i < turn.length || i < decided.length; i += 1) {
    const what = compare(turn[i], decided[i]);
    if (what !== undefined) found.push(deviation(position + i, what, turn[i], decided[i]));
  }
  return found;
};

const compare = (recorded: Recorded | undefined, decided: Recorded | undefined): string | undefined => {
  if (recorded === undefined) return `${decided?.event.type} follows, but is not recorded`;
  if (decided === undefined) return `${recorded.event.type} is recorded, but does not follow`;
  if (recorded.event.type !== decided.event.type) return `${recorded.event.type} is recorded, but ${decided.event.type} follows`;
  const found = firstDifference(recorded, decided);
  if (found === undefined) return undefined;
  return `${recorded.event.type}: ${found.path} is recorded as ${shown(found.left)}, but ${shown(found.right)} follows`;
};
const shown = (value: unknown): string => (value === undefined ? 'absent' : canonical(value));
