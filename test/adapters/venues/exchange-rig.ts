import { createLog } from '../../../src/adapters/http/log.ts';
import { wallClock } from '../../../src/adapters/runtime/wall-clock.ts';
import { faultsForm } from '../../../src/adapters/venues/exchange/fault-form.ts';
import type { HostedVenue, HostedVenueOptions } from '../../../src/adapters/venues/exchange/hosted-venue.ts';
import { limitsForm, type VenueLimits } from '../../../src/adapters/venues/exchange/limits.ts';
import { type RunningExchange, startExchange } from '../../../src/adapters/venues/exchange/server.ts';
import { type RemoteVenue, type RemoteVenueOptions, remoteVenue } from '../../../src/adapters/venues/remote/venue.ts';
import type { VenueTerms } from '../../../src/domain/oms/events.ts';
import type { Report } from '../../../src/domain/order/events.ts';
import type { SessionNews } from '../../../src/domain/ports/venue.ts';
import { acme, venueTerms } from '../../support/simulated-venue.ts';

export const QUICK = faultsForm.parse({ toVenue: { minMicros: 0 }, toDesk: { minMicros: 0 } });
const instruments = new Map([['ACME', acme]]);
/** Quiet while tests pass; set it to "debug" to watch. */
const log = createLog('silent');

/** Waits until something is so; the test's own time limit is the only one. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
};

type VenueOver = Partial<Omit<HostedVenueOptions, 'terms' | 'limits'>> &
  Readonly<{ terms?: Partial<VenueTerms>; limits?: Partial<VenueLimits> }>;
type DeskOver = Partial<Pick<RemoteVenueOptions, 'dial' | 'fetch' | 'openMarket' | 'dropCopy' | 'heartbeatMs' | 'backoff'>>;

/** An exchange in this process on a free port of loopback, and desks at the other end of real sockets. */
export const openExchange = async () => {
  const exchange: RunningExchange = await startExchange({ host: '127.0.0.1', port: 0, clock: wallClock, log });
  const desks: RemoteVenue[] = [];
  let n = 0;

  /** A venue of its own, XA1, XA2, …: tests do not meet. */
  const list = ({ terms, limits, ...over }: VenueOver = {}): Readonly<{ hosted: HostedVenue; terms: VenueTerms }> => {
    const venue = `XA${(n += 1)}`;
    const all = venueTerms({ venue, session: `${venue}-1`, ...terms });
    return {
      terms: all,
      hosted: exchange.add({ terms: all, instruments, seed: 7, faults: QUICK, limits: limitsForm.parse(limits ?? {}), ...over }),
    };
  };

  /** The desk's end, with all that it hears; `settle` waits for whatever is under way. */
  const dial = (terms: VenueTerms, over: DeskOver = {}) => {
    const remote = remoteVenue({
      url: exchange.urlOf(terms.venue),
      terms,
      instruments,
      clock: wallClock,
      log,
      seed: 7,
      heartbeatMs: 10_000,
      backoff: { leastMs: 1, mostMs: 50 },
      ...over,
    });
    desks.push(remote);
    const reports: Report[] = [];
    const news: SessionNews[] = [];
    remote.onReport((report) => reports.push(report));
    remote.onSession((said) => news.push(said));
    let isWanted = false;
    const isUp = (): boolean => news.at(-1)?.state === 'up';
    const venue: RemoteVenue = {
      ...remote,
      connect: (nextSeqIn) => {
        isWanted = true;
        remote.connect(nextSeqIn);
      },
      disconnect: () => {
        isWanted = false;
        remote.disconnect();
      },
    };
    const settle = async (): Promise<void> => {
      await until(() => isUp() === isWanted);
      if (isUp()) await remote.roundTrip();
    };
    return { venue, reports, news, settle, isUp };
  };

  return {
    exchange,
    list,
    dial,
    close: async (): Promise<void> => {
      for (const desk of desks) desk.disconnect();
      await exchange.close();
    },
  };
};
