import { dateOf } from '../domain/kernel/ids.ts';
import type { DayNumber } from '../domain/kernel/units.ts';
import { rollOver } from '../domain/oms/carry.ts';
import type { Events, Recorded } from '../domain/oms/catalogue.ts';
import type { State } from '../domain/oms/state.ts';
import type { Journal } from '../domain/ports/journal.ts';
import { firstDifference } from './difference.ts';
import { stateOf } from './replay.ts';

/** How a day ended: all that the opening balance of the next one is proved against. */
export type Closing = Readonly<{ day: DayNumber; state: State; chainHead: string }>;

/** The records that open a day: `DayOpened`, what was carried, `DayReady` (none, if a crash came before it). */
export type Opening = Readonly<{ opened: Events['DayOpened']; carried: readonly Recorded[]; digest: string | undefined }>;
/** Something about a record that does not hold. */
export type RecordFault = Readonly<{ position: number; what: string }>;

/** Throws JournalError when the day cannot be read, AssertionError when it cannot be folded. */
export const closingOf = async (journal: Journal, day: DayNumber): Promise<Closing> => {
  const state = await stateOf(journal, day);
  return { day, state, chainHead: (await journal.head(day))?.hash ?? '' };
};

/** What of an opening does not follow from the closing state of the day before. Empty when all of it does: the balance is proved. */
export const openingFaults = async (journal: Journal, opening: Opening, closing: Closing): Promise<readonly RecordFault[]> => {
  const { previousHash = 'none', previousSeal = 'none' } = opening.opened;
  const before = dateOf(closing.day);
  const seal = (await journal.sealOf(closing.day))?.fileHash ?? 'none';
  const links: [holds: boolean, what: string][] = [
    [closing.state.closed, `it continues ${before}, which is not closed`],
    [previousHash === closing.chainHead, `it continues chain head ${previousHash}, but ${before} ends in ${closing.chainHead}`],
    [previousSeal === seal, `it continues the seal ${previousSeal}, but the seal of ${before} is ${seal}`],
  ];
  const broken = links.filter(([holds]) => !holds).map(([, what]): RecordFault => ({ position: 1, what }));
  return [...broken, ...carriedFaults(opening, closing)];
};

/** The first carried record that is not what it should be: those behind it may only have moved. */
const carriedFaults = ({ opened, carried, digest }: Opening, { state }: Closing): readonly RecordFault[] => {
  const due = rollOver(state, opened.day);
  const all = digest === undefined ? carried.length : Math.max(due.length, carried.length);
  for (let i = 0; i < all; i += 1) {
    const [record, event] = [carried[i], due[i]];
    const position = i + 2; // DayOpened is the first.
    if (record === undefined) return [{ position, what: `${event?.type} is left open by the day before, but is not carried` }];
    if (event === undefined)
      return [{ position, what: `${record.event.type} is carried, but the day before does not leave it open` }];
    if (record.event.type !== event.type)
      return [{ position, what: `${record.event.type} is carried where ${event.type} is due` }];
    const found = firstDifference(record.event, event);
    if (found !== undefined) return [{ position, what: `${event.type}: ${found.path} is not what the day before left` }];
  }
  return [];
};
