import type { DayNumber } from '../../src/domain/kernel/units.ts';
import type { Event, EventType, Recorded } from '../../src/domain/oms/catalogue.ts';
import type { Journal } from '../../src/domain/ports/journal.ts';
import type { Check, CheckName } from '../../src/replay/checks.ts';
import { type DayReport, type VerifyOptions, verifyDays } from '../../src/replay/verify.ts';
import { Story } from '../projections/story.ts';
import { DAY } from '../support/desk.ts';
import { type Digests, journaled, recordsOf } from './journaled.ts';

export const NEXT_DAY = (DAY + 1) as DayNumber;
export const verify = async (journal: Journal, options: VerifyOptions = {}, days?: readonly DayNumber[]): Promise<DayReport[]> =>
  Array.fromAsync(verifyDays(journal, days ?? (await journal.days()), options));
export const redecide: VerifyOptions = { redecideAs: 'test' };
export const failures = (reports: readonly DayReport[]): Pick<Check, 'name' | 'what' | 'where'>[] =>
  reports.flatMap(({ checks }) =>
    checks.filter(({ outcome }) => outcome === 'failed').map(({ name, what, where }) => ({ name, what, where })),
  );
export const outcomes = ({ checks }: DayReport): [CheckName, string][] => checks.map(({ name, outcome }) => [name, outcome]);

/** A day with a fill, a cancel, an order left open, and the next one. */
export const twoDays = (): Story => {
  const story = new Story();
  const { desk } = story;
  desk.place();
  desk.hear('new');
  desk.fill('E1', 40);
  desk.place({ route: { strategy: 'best' }, price: '10.02', qty: '150', timeInForce: 'gtc' });
  desk.cancel();
  desk.hear('canceled');
  story.roll();
  desk.place();
  desk.say({ type: 'DayClosed', chainHead: '', stateDigest: '', reason: 'end' });
  return story;
};

export type Days = Recorded[][];
export const said = (days: Days, day: number, type: EventType): Recorded =>
  days[day]?.find(({ event }) => event.type === type) as Recorded;
/** The two days, with something changed and the chain made anew over it. */
export const tampered = async (change: (days: Days) => void, digests: Digests = 'folded'): Promise<Journal> => {
  const days = await recordsOf(await journaled(twoDays().days));
  change(days);
  return journaled(days, digests);
};
export const rewrite = <Type extends EventType>(
  days: Days,
  day: number,
  type: Type,
  over: Partial<Extract<Event, { type: Type }>>,
): Recorded => {
  const before = said(days, day, type);
  const after = { ...before, event: { ...before.event, ...over } as Event };
  (days[day] as Recorded[])[before.position - 1] = after;
  return after;
};
