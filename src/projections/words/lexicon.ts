import { formatShort, formatUnits } from '../../domain/kernel/decimal.ts';
import { formatChildId } from '../../domain/kernel/ids.ts';
import { Table } from '../../domain/kernel/table.ts';
import type { ChildId, DayNumber, OrderId } from '../../domain/kernel/units.ts';
import type { Events } from '../../domain/oms/catalogue.ts';
import { type Instruments, knowInstruments } from '../instruments.ts';
import type { Handlers } from '../projection.ts';

type Work = Pick<Events['WorkStarted'], 'work' | 'scope' | 'id' | 'reason'>;

/** What must be remembered of earlier records to say a later one in plain words: what its numbers are worth and what its ids mean. */
export type Lexicon = {
  instruments: Instruments;
  symbols: Table<OrderId, string>;
  venues: Table<ChildId, string>;
  works: Map<number, Work>;
};
const NO_DAY = 0 as DayNumber;
export const emptyLexicon = (): Lexicon => ({
  instruments: new Map(),
  symbols: new Table(NO_DAY),
  venues: new Table(NO_DAY),
  works: new Map(),
});

type View = { lexicon: Lexicon };
const learnSymbol = ({ lexicon }: View, { orderId, symbol }: Events['OrderAccepted' | 'OrderRefused' | 'CarriedOrder']): void => {
  lexicon.symbols.set(orderId, symbol);
};
const learnVenue = (
  { lexicon }: View,
  { childId, venue }: Events['ChildRouted' | 'CarriedChild' | 'ExternalOrderAdopted'],
): void => {
  lexicon.venues.set(childId, venue);
};
const learnWork = ({ lexicon }: View, { workId, work, scope, id, reason }: Events['WorkStarted' | 'CarriedWork']): void => {
  lexicon.works.set(workId, { work, scope, id, reason });
};

/** For views that say records in words. */
export const learnWords: Handlers<View> = {
  DayOpened: ({ lexicon }, { day }) => {
    lexicon.symbols = new Table(day);
    lexicon.venues = new Table(day);
  },
  ConfigAdopted: ({ lexicon }, event) => knowInstruments.ConfigAdopted(lexicon, event),
  CarriedConfig: ({ lexicon }, event) => knowInstruments.CarriedConfig(lexicon, event),
  OrderAccepted: learnSymbol,
  OrderRefused: learnSymbol,
  CarriedOrder: learnSymbol,
  ChildRouted: learnVenue,
  ExternalOrderAdopted: learnVenue,
  CarriedChild: learnVenue,
  WorkStarted: learnWork,
  CarriedWork: learnWork,
};

type Scales = Pick<Lexicon, 'instruments'>;
/** A quantity as a person writes it; in bare units when the instrument is not known. */
export const qtyOf = ({ instruments }: Scales, symbol: string | undefined, units: number): string =>
  formatShort(units, instruments.get(symbol ?? '')?.qtyScale ?? 0);
export const priceOf = ({ instruments }: Scales, symbol: string | undefined, units: number): string =>
  formatUnits(units, instruments.get(symbol ?? '')?.priceScale ?? 0);

/** "C-20261121-1 at ALPHA" */
export const childAt = ({ venues }: Lexicon, childId: ChildId): string =>
  `${formatChildId(childId)} at ${venues.get(childId) ?? 'a venue'}`;

export const workOf = ({ works }: Lexicon, workId: number): string => {
  const work = works.get(workId);
  return work === undefined ? `work ${workId}` : `${WORK[work.work]} of ${scopeOf(work)} (${work.reason})`;
};
const WORK: Readonly<Record<Work['work'], string>> = {
  massCancel: 'the mass cancel',
  doubtInFlight: 'the doubting of what was in flight',
  catchUp: 'the catching up after a lost connection',
  releaseHeld: 'the release of held orders',
  lookForAbsent: 'the search for what is not listed',
  askAfterClose: 'asking about day orders after the close',
};
/** "account A1", "the whole desk" */
export const scopeOf = ({ scope, id }: Pick<Work, 'scope' | 'id'>): string =>
  scope === 'desk' ? 'the whole desk' : scope === 'firm' ? 'the firm' : `${scope} ${id}`;
