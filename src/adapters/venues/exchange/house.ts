import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Instrument, instrumentOf } from '../../../domain/instrument/instrument.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../domain/kernel/units.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import { JournalError } from '../../../domain/ports/journal.ts';
import type { MarketSource } from '../../../domain/ports/market.ts';
import { takeLease } from '../../journal/sqlite/lease-file.ts';
import { tradingDayAt } from '../../runtime/calendar.ts';
import { logComeBack } from '../simulated/come-back.ts';
import type { ExchangeConfig } from './config.ts';
import type { HostedVenue } from './hosted-venue.ts';
import { startExchange } from './server.ts';

export type HouseOptions = Readonly<{
  config: ExchangeConfig;
  clock: Clock;
  log: Logger;
  /** Where the books come from, if from anywhere. */
  source: MarketSource | undefined;
  /** Nothing is kept through the death of the process, whatever the configuration says. */
  forgetful: boolean;
}>;
export type House = Readonly<{
  url: string;
  /** By name, where a desk finds each venue. */
  venues: Readonly<Record<string, string>>;
  /** Says farewell to everybody, and ends. What was done is in the truth files already. */
  close(): Promise<void>;
}>;

const CLOSES_BEFORE_ROLL_SECONDS = 2;

/** All venues of a configuration, their market and their hours, in one process. */
export const openHouse = async ({ config, clock, log, source, forgetful }: HouseOptions): Promise<House> => {
  const instruments: ReadonlyMap<string, Instrument> = new Map(
    config.instruments.map((terms) => [terms.symbol, instrumentOf(terms)]),
  );
  const truthDir = forgetful ? undefined : config.truthDir;
  const lease = truthDir === undefined ? undefined : keepOthersOut(truthDir);
  const exchange = await startExchange({ ...config.http, clock, log });
  const hosted = config.venues.map((venue) => {
    const { venue: name } = venue.terms;
    const truthFile = truthDir === undefined ? {} : { truthFile: join(truthDir, `${name}.truth.jsonl`) };
    return exchange.add({ ...venue, instruments, seed: config.seed, dark: config.hidden, ...truthFile });
  });
  for (const { venue } of hosted) logComeBack(log, venue);
  const callOffHours = config.hours === undefined ? () => {} : keepHours(hosted, config.hours, clock);
  source?.start((update) => {
    for (const { venue } of hosted) venue.onBook(update);
  });
  return {
    url: exchange.url,
    venues: Object.fromEntries(hosted.map(({ name }) => [name, exchange.urlOf(name)])),
    close: async () => {
      source?.stop();
      callOffHours();
      await exchange.close();
      lease?.release();
    },
  };
};

/** Two processes that wrote one truth would make two of it. The lock ends with the process, however that ends. */
const keepOthersOut = (truthDir: string): Readonly<{ release(): void }> => {
  mkdirSync(truthDir, { recursive: true });
  try {
    return takeLease(join(truthDir, '.lease'), 'exchange', 0, () => 0);
  } catch (cause) {
    if (!(cause instanceof JournalError) || cause.code !== 'leaseHeld') throw cause;
    throw new Error(`${truthDir} is kept by another exchange that runs. Stop it, or name another truthDir`, { cause });
  }
};

/** Closed from a moment before the roll of each day until it has rolled; a way to call it off. */
const keepHours = (
  hosted: readonly HostedVenue[],
  { timezone, rollAt }: NonNullable<ExchangeConfig['hours']>,
  clock: Clock,
): (() => void) => {
  let callOff = (): void => {};
  const openDay = (): void => {
    for (const { venue } of hosted) venue.openSession();
    const { rollsAt } = tradingDayAt(clock.now(), timezone, rollAt);
    callOff = clock.at(Math.max(clock.now(), rollsAt - CLOSES_BEFORE_ROLL_SECONDS * MICROS_PER_SECOND) as Micros, () => {
      for (const { venue } of hosted) venue.closeSession();
      callOff = clock.at(rollsAt, openDay);
    });
  };
  openDay();
  return () => callOff();
};
