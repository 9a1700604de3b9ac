import { join } from 'node:path';
import type { Logger } from 'pino';
import { instrumentOf } from '../../../domain/instrument/instrument.ts';
import type { ConfigTerms } from '../../../domain/oms/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { RemoteConfig } from '../../runtime/config.ts';
import { marketThread } from '../../venues/remote/market-thread.ts';
import { type RemoteVenue, remoteVenue } from '../../venues/remote/venue.ts';
import { workerTransport } from '../../venues/remote/worker-transport.ts';
import { logComeBack } from '../../venues/simulated/come-back.ts';
import type { DarkInterest } from '../../venues/simulated/dark.ts';
import { USUAL_LATENCY } from '../../venues/simulated/latency.ts';
import { type SimulatedVenue, simulatedVenue } from '../../venues/simulated/venue.ts';

export type LiveVenuesOptions = Readonly<{
  terms: ConfigTerms;
  /** By name; a venue that is not named is simulated in this process. */
  remotes: ReadonlyMap<string, RemoteConfig>;
  clock: Clock;
  seed: number;
  dark: DarkInterest | undefined;
  truthDir: string | undefined;
  log: Logger;
}>;
export type LiveVenues = Readonly<{ simulated: readonly SimulatedVenue[]; remote: readonly RemoteVenue[] }>;

/** The venues of a configuration: each in this process, or the desk's end of one in another. */
export const openVenues = ({ terms, remotes, clock, seed, dark, truthDir, log }: LiveVenuesOptions): LiveVenues => {
  const instruments = new Map(terms.instruments.map((instrument) => [instrument.symbol, instrumentOf(instrument)]));
  const simulated: SimulatedVenue[] = [];
  const remote: RemoteVenue[] = [];
  for (const venue of terms.venues) {
    const at = remotes.get(venue.venue);
    // What is drawn at the desk's end are waits before dialling again, which should differ from process to process.
    if (at !== undefined) {
      const dial = at.worker ? { dial: workerTransport().dial } : {};
      const market = at.marketWorker ? { openMarket: marketThread().open } : {};
      remote.push(remoteVenue({ ...at, ...dial, ...market, terms: venue, instruments, clock, log, seed: process.pid }));
    } else
      simulated.push(
        simulatedVenue({
          clock,
          seed,
          terms: venue,
          instruments,
          ...USUAL_LATENCY,
          ...(dark === undefined ? {} : { dark }),
          ...(truthDir === undefined ? {} : { truthFile: join(truthDir, `${venue.venue}.truth.jsonl`) }),
        }),
      );
  }
  for (const venue of simulated) logComeBack(log, venue);
  return { simulated, remote };
};
