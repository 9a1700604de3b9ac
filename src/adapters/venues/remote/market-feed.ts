import type { Instrument } from '../../../domain/instrument/instrument.ts';
import type { BookUpdate } from '../../../domain/ports/market.ts';
import type { VenueFrameOf } from '../protocol/venue-frames.ts';
import { Link, type LinkParts } from './link.ts';
import { levelsOf } from './translate.ts';

export type RemoteMarketOptions = LinkParts &
  Readonly<{
    /** Of the venue. */
    url: string;
    venue: string;
    instruments: ReadonlyMap<string, Instrument>;
    listen(update: BookUpdate): void;
  }>;

/** The desk's end of a market feed, wherever its socket is. */
export type MarketEnd = Pick<Link, 'open' | 'close' | 'counts'>;
export type OpenMarket = (options: RemoteMarketOptions) => MarketEnd;

/**
 * The books of a remote venue. They are dated when they arrive, since the clock over there may be wrong. A number that is missing
 * means that a book may be wrong: the connection is made anew, and begins with whole books. While there is none, books grow old,
 * and what is old is not traded on.
 */
export const remoteMarket = ({ url, venue, instruments, listen, ...parts }: RemoteMarketOptions): Link => {
  let lastSeq = 0;
  const hear = (frame: VenueFrameOf<'book'>): void => {
    const { seq, symbol, kind } = frame;
    if (seq !== lastSeq + 1) return link.drop(`book ${seq} came after ${lastSeq}`);
    lastSeq = seq;
    const instrument = instruments.get(symbol);
    if (instrument === undefined) return;
    const [bids, asks] = [levelsOf(instrument, frame.bids), levelsOf(instrument, frame.asks)];
    if (bids === undefined || asks === undefined) return link.drop(`a level of ${symbol} makes no sense`);
    listen({ venue, symbol, at: parts.clock.now(), kind, bids, asks });
  };
  const link: Link = new Link({
    ...parts,
    url: `${url}/market`,
    greeting: () => {
      lastSeq = 0;
      return { type: 'logon', session: `${venue}/market`, heartbeatMs: parts.heartbeatMs };
    },
    heard: (frame) => {
      if (frame.type === 'logonAccepted') link.isGood();
      if (frame.type === 'book') hear(frame);
    },
    lost: () => {},
  });
  return link;
};
