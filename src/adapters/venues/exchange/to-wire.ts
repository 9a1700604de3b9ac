import { formatPrice, formatQty, type Instrument } from '../../../domain/instrument/instrument.ts';
import type { Level } from '../../../domain/market/events.ts';
import type { Report } from '../../../domain/order/events.ts';
import type { VenueFrame, VenueFrameOf } from '../protocol/venue-frames.ts';
import type { ExecutionSaid } from '../simulated/reports.ts';

/** A report as a frame; undefined for the one kind that only a desk's own transport can say. */
export const reportFrame = (report: Report): VenueFrame | undefined => {
  if (report.type === 'NotSentReported') return undefined;
  const { venue, session, channel, possResend, type, ...rest } = report;
  return type === 'ExecutionReported'
    ? ({ type: 'execution', ...rest } as VenueFrameOf<'execution'>)
    : ({ type: 'requestReject', ...rest } as VenueFrameOf<'requestReject'>);
};

export const executionFrame = ({ type, ...said }: ExecutionSaid, seqIn: number, possDup: boolean): VenueFrame => ({
  ...said,
  type: 'execution',
  seqIn,
  ...(possDup ? { possDup } : {}),
});

type WireLevels = VenueFrameOf<'book'>['bids'];
export const wireLevels = (instrument: Instrument, levels: readonly Level[]): WireLevels =>
  levels.map(({ price, qty }) => [formatPrice(instrument, price), formatQty(instrument, qty)]);
