import { dateOf, formatOrderId } from '../../../domain/kernel/ids.ts';
import type { DayNumber } from '../../../domain/kernel/units.ts';
import { type Fact, isInput, type Recorded } from '../../../domain/oms/catalogue.ts';
import type { Journal } from '../../../domain/ports/journal.ts';
import { Problem } from '../problems/problem.ts';
import { type AskPlace, OPERATIONS, placeOf } from '../views/asks-index.ts';
import type { DeskViews } from '../views.ts';
import type { ClientAsk } from './outcome.ts';
import type { Turn } from './turn.ts';

const accountOf = (ask: ClientAsk): string => ('account' in ask ? ask.account : OPERATIONS);
const isThe =
  (ask: ClientAsk) =>
  ({ event }: Recorded): boolean =>
    event.type === ask.type && event.clOrdId === ask.clOrdId && accountOf(event as ClientAsk) === accountOf(ask);

/** The turn of the first record from a position on that fits: its facts, as the engine answered with them. A turn never spans pages. */
const turnOf = async (
  journal: Journal,
  day: DayNumber,
  from: number,
  fits: (record: Recorded) => boolean,
): Promise<Turn | undefined> => {
  for await (const { records } of journal.read(day, from)) {
    const first = records.find((record) => record.position >= from && fits(record));
    if (first === undefined) continue;
    const turn = records.filter(({ causationId }) => causationId === first.position);
    const facts = turn.map(({ event }) => event).filter((event): event is Fact => !isInput(event));
    return { day, position: first.position + facts.length, actor: first.actor, facts };
  }
  return undefined;
};

/**
 * The turn in which this was asked for the first time, read back from the journal: on the open day its position is known; on an
 * earlier one (its order, or its clOrdId, was carried over) that day is searched.
 */
export const firstTurn = async (ask: ClientAsk, views: DeskViews, journal: Journal): Promise<Turn> => {
  const place = placeOf(views.asks, accountOf(ask), ask.clOrdId);
  const turn = place && (await turnAt(journal, place, ask));
  if (turn !== undefined) return turn;
  const order = place?.orderId === undefined ? {} : { orderId: formatOrderId(place.orderId) };
  const on = place === undefined ? 'an earlier day' : dateOf(place.day);
  throw new Problem('first-answer-archived', `clOrdId ${ask.clOrdId} was asked on ${on}, and its answer is no longer at hand`, {
    clOrdId: ask.clOrdId,
    ...order,
  });
};

const turnAt = async (journal: Journal, { day, position }: AskPlace, ask: ClientAsk): Promise<Turn | undefined> =>
  (await journal.days()).includes(day) ? turnOf(journal, day, Math.max(1, position), isThe(ask)) : undefined;
