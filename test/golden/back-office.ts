import type { SimulatedVenue } from '../../src/adapters/venues/simulated/venue.ts';
import { type Instrument, unitsOf } from '../../src/domain/instrument/instrument.ts';
import { formatUnits } from '../../src/domain/kernel/decimal.ts';
import type { Reports } from '../../src/domain/order/events.ts';

type Execution = Reports['ExecutionReported'];

/** The drop copy of a venue: another session, by which it amends what it has told before, and tells of what no order of ours explains. */
export type BackOffice = Readonly<{
  bust(): Execution | undefined;
  correct(): Execution | undefined;
  stray(): Execution | undefined;
}>;

export const backOffice = (venue: SimulatedVenue, instruments: ReadonlyMap<string, Instrument>): BackOffice => {
  const trades: Execution[] = [];
  let seqIn = 0;
  let amended = 0;
  venue.onReport((report) => {
    if (report.type === 'ExecutionReported' && report.execType === 'trade') trades.push(report);
  });

  const onCopy = (trade: Execution | undefined, over: Partial<Execution>): Execution | undefined =>
    trade && {
      ...trade,
      session: `${venue.name}-DROP`,
      seqIn: (seqIn += 1),
      channel: 'dropCopy',
      possDup: undefined,
      execId: `${trade.execId}-${(amended += 1)}`,
      execRefId: trade.execId,
      ...over,
    };
  /** Each is amended once, the last one first. */
  const next = (): Execution | undefined => trades.pop();

  return {
    bust: () => onCopy(next(), { execType: 'tradeCancel' }),
    correct: () => {
      const trade = next();
      const instrument = instruments.get(trade?.symbol ?? '');
      if (trade?.lastPx === undefined || instrument === undefined) return undefined;
      const { tick, priceScale } = instrument;
      return onCopy(trade, {
        execType: 'tradeCorrect',
        lastPx: formatUnits(unitsOf(trade.lastPx, priceScale) + tick, priceScale),
      });
    },
    stray: () => onCopy(trades.at(-1), { sentId: 'NOT-OURS', venueOrderId: undefined, execId: 'STRAY-1', execRefId: undefined }),
  };
};
