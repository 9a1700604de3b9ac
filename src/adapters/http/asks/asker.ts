import type { Answer } from '../../runtime/engine.ts';
import { DeskBusy, DeskHalted, DeskStopping } from '../../runtime/errors.ts';
import { patient } from '../patient-journal.ts';
import type { DeskDoor } from '../ports.ts';
import { Problem } from '../problems/problem.ts';
import { firstTurn } from './first-answer.ts';
import { type AnswerTo, answerTo, type ClientAsk, isRepeat } from './outcome.ts';

export type AskLimits = Readonly<{
  /** Asks that may wait for their answer at once; beyond, clients are told to come back. A roll of the day makes all of them wait. */
  asksWaitingMax: number;
  /** An answer that takes longer is not waited for; the ask stands, and its repeat gets the answer. */
  answerTimeoutMs: number;
}>;
export const ASK_LIMITS: AskLimits = { asksWaitingMax: 20_000, answerTimeoutMs: 30_000 };

/** What came of an ask. `repeated`: it was asked before, and this is what was answered then. */
export type Answered<Ask extends ClientAsk> = Readonly<{ body: AnswerTo<Ask>; repeated: boolean }>;
export type AskDesk = <Ask extends ClientAsk>(ask: Ask, actor: string) => Promise<Answered<Ask>>;

const RETRY_SOON = 1;
/** Seconds: a desk that halted is back once a person, or a supervisor, has started it again. */
export const RETRY_AFTER_RESTART = 5;

/** Asks the desk on behalf of a client, over HTTP or a WebSocket; throws the Problem when the answer is no. */
export const createAsker = (door: DeskDoor, { asksWaitingMax, answerTimeoutMs }: AskLimits): AskDesk => {
  const journal = patient(door.journal);
  let waiting = 0;

  const halted = (why: Error, recorded: 'no' | 'unknown'): Problem =>
    new Problem('desk-halted', why.message, { recorded }, RETRY_AFTER_RESTART);

  const refused = (error: unknown): unknown => {
    if (error instanceof DeskStopping)
      return new Problem('desk-stopping', error.message, { recorded: 'no' }, RETRY_AFTER_RESTART);
    if (error instanceof DeskBusy) return new Problem('desk-busy', error.message, { recorded: 'no' }, RETRY_SOON);
    // It halted while the ask was on its way: the records behind it may or may not have reached the disk.
    return error instanceof DeskHalted ? halted(error, 'unknown') : error;
  };

  const answerOf = (ask: ClientAsk, actor: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Problem('answer-late', `no answer within ${answerTimeoutMs} ms`, { recorded: 'unknown' }, RETRY_SOON));
      }, answerTimeoutMs);
      waiting += 1;
      door
        .ask(ask, actor)
        .then(resolve, (error: unknown) => reject(refused(error)))
        .finally(() => {
          waiting -= 1;
          clearTimeout(late);
        });
    });

  return async <Ask extends ClientAsk>(ask: Ask, actor: string): Promise<Answered<Ask>> => {
    const why = door.halted();
    if (why !== undefined) throw halted(why, 'no');
    if (waiting >= asksWaitingMax)
      throw new Problem('desk-busy', `${waiting} asks wait for their answer`, { recorded: 'no' }, RETRY_SOON);
    const turn = await answerOf(ask, actor);
    const repeated = isRepeat(turn);
    const first = repeated ? await firstTurn(ask, door.views, journal) : { ...turn, actor };
    return { body: answerTo(ask, first, door.views) as AnswerTo<Ask>, repeated };
  };
};
