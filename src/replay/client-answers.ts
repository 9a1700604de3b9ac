import type { Instrument } from '../domain/instrument/instrument.ts';
import { dateOf, dayOf } from '../domain/kernel/ids.ts';
import type { Micros, OrderId } from '../domain/kernel/units.ts';
import { evolve } from '../domain/oms/evolve/evolve.ts';
import { before, type FixAnswer, fixAnswerOf } from '../domain/oms/fix-answers.ts';
import { initialState } from '../domain/oms/state.ts';
import type { Journal } from '../domain/ports/journal.ts';
import { plainAnswer } from '../projections/client-report.ts';
import { isoTime } from '../projections/words/time.ts';
import { type ReplayOptions, replayDay } from './replay.ts';

/** What a client was told, and the record that said it. The instrument is absent when the desk does not know it. */
export type ToldAnswer = Readonly<{ position: number; at: Micros; answer: FixAnswer; instrument: Instrument | undefined }>;
export type ToldDay = Readonly<{ day: string; answers: readonly ToldAnswer[] }>;

/** What the client of an order was told of it, in FIX words, over all the days on which there was something to tell. */
export const answersAbout = async (
  journal: Journal,
  orderId: OrderId,
  options: ReplayOptions = {},
): Promise<readonly ToldDay[]> => {
  const days: ToldDay[] = [];
  for (const day of (await journal.days()).filter((day) => day >= dayOf(orderId))) {
    const state = initialState();
    const answers: ToldAnswer[] = [];
    await replayDay(
      journal,
      day,
      (record) => {
        const was = before(state, record);
        evolve(state, record);
        const answer = fixAnswerOf(state, record, was);
        if (answer?.orderId !== orderId) return;
        const { position, at } = record;
        const symbol = state.orders.get(orderId)?.terms.symbol ?? '';
        answers.push({ position, at, answer, instrument: state.config?.instruments.get(symbol) });
      },
      options,
    );
    if (answers.length > 0) days.push({ day: dateOf(day), answers });
    else if (state.orders.get(orderId) === undefined) break; // No day carries it any more.
  }
  return days;
};

/** The same as plain data, for whoever reads it outside: the HTTP API and the command line say it alike. */
export const plainDays = (days: readonly ToldDay[]) =>
  days.map(({ day, answers }) => ({
    day,
    reports: answers.map(({ position, at, answer, instrument }) => ({
      position,
      at: isoTime(at),
      report: plainAnswer(answer, instrument),
    })),
  }));
