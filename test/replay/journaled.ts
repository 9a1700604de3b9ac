import { openMemoryJournal, Shelf } from '../../src/adapters/journal/memory/memory-journal.ts';
import type { DayNumber } from '../../src/domain/kernel/units.ts';
import { type Event, isInput, type Recorded } from '../../src/domain/oms/catalogue.ts';
import { evolve } from '../../src/domain/oms/evolve/evolve.ts';
import { initialState } from '../../src/domain/oms/state.ts';
import type { Journal } from '../../src/domain/ports/journal.ts';
import { stateDigest } from '../../src/replay/digest.ts';

type Days = readonly (readonly Recorded[])[];

/** `folded`: each day says the digests of what is in it. `asRecorded`: it says what its records say, true or not. */
export type Digests = 'folded' | 'asRecorded';

/** A journal of these days, linked and sealed as an engine leaves them. A chain is always right: it is made here. */
export const journaled = async (days: Days, digests: Digests = 'folded', shelf: Shelf = new Shelf()): Promise<Journal> => {
  const journal = openMemoryJournal({ desk: 'test', shelf });
  await writeDays(journal, days, digests);
  return journal;
};

export const writeDays = async (journal: Journal, days: Days, digests: Digests = 'folded'): Promise<void> => {
  const lease = await journal.claim('test', 1);
  for (const records of days) {
    const day = dayOf(records);
    const opened = await linked(journal, records);
    const truthful = digests === 'folded' ? withDigests(opened) : opened;
    for (const page of pagesOf(truthful)) {
      const [first] = page as [Recorded];
      const batch = first.event.type === 'DayClosed' ? [await closing(journal, day, first)] : page;
      await journal.append(lease, { day, records: batch, expectedPosition: first.position - 1 });
    }
    if (truthful.at(-1)?.event.type === 'DayClosed') await journal.seal(lease, day);
  }
  await lease.release();
};

const dayOf = ([first]: readonly Recorded[]): DayNumber => {
  if (first?.event.type !== 'DayOpened') throw new Error('a day begins with DayOpened');
  return first.event.day;
};

/** Some turns to a page; the end of the day on one of its own, as in life. */
const pagesOf = (records: readonly Recorded[]): readonly (readonly Recorded[])[] => {
  const pages: Recorded[][] = [];
  for (const record of records) {
    const last = pages.at(-1);
    const full = last !== undefined && last.length >= 12 && isInput(record.event);
    if (last === undefined || full || record.event.type === 'DayClosed') pages.push([record]);
    else last.push(record);
  }
  return pages;
};

const saying = (record: Recorded, event: Event): Recorded => ({ ...record, event });

/** A day is that of its journal's desk, and continues the head and the seal of the one before, if that is here. */
const linked = async (journal: Journal, [first, ...rest]: readonly Recorded[]): Promise<readonly Recorded[]> => {
  if (first?.event.type !== 'DayOpened') return [];
  const opened = { ...first.event, desk: journal.desk };
  const { previousDay } = opened;
  const head = previousDay === undefined ? undefined : await journal.head(previousDay);
  if (previousDay === undefined || head === undefined) return [saying(first, opened), ...rest];
  const seal = await journal.sealOf(previousDay);
  return [saying(first, { ...opened, previousHash: head.hash, ...(seal && { previousSeal: seal.fileHash }) }), ...rest];
};

const withDigests = (records: readonly Recorded[]): readonly Recorded[] => {
  const state = initialState();
  return records.map((record) => {
    const { event } = record;
    const digest = event.type === 'DayReady' || event.type === 'DayClosed' ? stateDigest(state) : '';
    evolve(state, record);
    if (event.type === 'DayReady') return saying(record, { ...event, digest });
    return event.type === 'DayClosed' ? saying(record, { ...event, stateDigest: digest }) : record;
  });
};

const closing = async (journal: Journal, day: DayNumber, record: Recorded): Promise<Recorded> => {
  const head = await journal.head(day);
  return record.event.type === 'DayClosed' ? saying(record, { ...record.event, chainHead: head?.hash ?? '' }) : record;
};

/** The records of every day, as the journal has them. */
export const recordsOf = async (journal: Journal): Promise<Recorded[][]> => {
  const days: Recorded[][] = [];
  for (const day of await journal.days()) {
    const records: Recorded[] = [];
    for await (const page of journal.read(day)) records.push(...page.records);
    days.push(records);
  }
  return days;
};

/** Positions dense again, and causes with them, after a record was put in or taken out. */
export const renumbered = (records: readonly Recorded[]): Recorded[] => {
  let cause = 0;
  return records.map((record, i) => {
    if (isInput(record.event)) cause = i + 1;
    return { ...record, position: i + 1, causationId: cause };
  });
};
