import type { Random } from '../../src/adapters/market-data/random.ts';
import type { Faults } from '../../src/adapters/venues/simulated/faults.ts';
import { MICROS_PER_MS, type Micros } from '../../src/domain/kernel/units.ts';
import type { VenueTerms } from '../../src/domain/oms/events.ts';
import { DISK_FAULTS, type DiskFault } from './disk.ts';
import { notYetMet } from './not-yet.ts';

/** Something that goes wrong at a moment, apart from what goes wrong by chance with every message. */
export type Misfortune =
  | Readonly<{ at: Micros; what: 'disk'; fault: DiskFault }>
  | Readonly<{
      at: Micros;
      what: 'disconnect' | 'halfOpen' | 'restartRemembering' | 'restartForgetting' | 'closeAndOpen';
      venue: number;
    }>;

const CRASHES: readonly DiskFault[] = ['crashBefore', 'crashAfter'];
export const AT_A_VENUE = [
  'disconnect',
  'disconnect',
  'halfOpen',
  'restartRemembering',
  'restartForgetting',
  'closeAndOpen',
] as const;

/** What goes wrong in a run, and when: always a crash at a write, some more of the disk, and a little of everything at the venues. */
export const misfortunesOf = (random: Random, from: Micros, until: Micros, venues: number): readonly Misfortune[] => {
  const moment = (): Micros => (from + random.between(1_000, (until - from) / MICROS_PER_MS - 500) * MICROS_PER_MS) as Micros;
  const disk = (faults: readonly DiskFault[]): Misfortune => ({ at: moment(), what: 'disk', fault: random.pick(faults) });
  return [
    disk(CRASHES),
    ...Array.from({ length: random.between(1, 3) }, () => disk(DISK_FAULTS)),
    ...Array.from({ length: random.between(5, 8) }, () => ({
      at: moment(),
      what: random.pick(AT_A_VENUE),
      venue: random.upTo(venues),
    })),
  ].sort((a, b) => a.at - b.at);
};

/** How often each thing goes wrong by chance, in a million, where a seed is neither kind nor cruel. */
const USUAL: Faults = {
  rejectPpm: 20_000,
  silentAckPpm: 20_000,
  dropPpm: 5_000,
  duplicatePpm: 30_000,
  latePpm: 80_000,
  pendingPpm: 40_000,
  remarkPpm: 50_000,
  nonsensePpm: 10_000,
  overfillPpm: 15_000,
  bustPpm: 40_000,
  correctPpm: 40_000,
  throwOutPpm: 30_000,
  strayPpm: 5_000,
  foreignPpm: 5_000,
  forgetPpm: 5_000,
  sweepPpm: 80_000,
  toVenueLostPpm: 4_000,
  toVenueTwicePpm: 8_000,
  toVenueOvertakenPpm: 10_000,
  toVenueHeldUpPpm: 2_000,
  toVenueGarbledPpm: 2_000,
  toDeskLostPpm: 5_000,
  toDeskTwicePpm: 10_000,
  toDeskOvertakenPpm: 10_000,
  toDeskHeldUpPpm: 1_000,
  toDeskGarbledPpm: 3_000,
};

/** What a venue does of its own accord, apart from what its wires do. */
const isOfTheVenue = (fault: string): boolean => !fault.startsWith('to') && !fault.startsWith('stray');
const CRUEL_PPM = 250_000;
const CRUEL_TIMES = 5;

/**
 * Each venue of each seed has its own mixture: of every fault none, the usual, or more; and one in four is a cruel one. A message that
 * the network makes two of is two orders where a venue does not know its ids again, and no desk can help that.
 */
export const faultsOf = (random: Random, { dedupes }: VenueTerms): Partial<Faults> => {
  const faults: Record<string, number> = {};
  const cruelty = random.chance(CRUEL_PPM) ? CRUEL_TIMES : 1;
  for (const [fault, ppm] of Object.entries(USUAL)) {
    const times = random.pick([0, 1, 1, 2]) * (isOfTheVenue(fault) ? cruelty : 1);
    if (!(fault.replace(/Ppm$/, '') in notYetMet)) faults[fault] = ppm * times;
  }
  if (dedupes !== 'day') faults.toVenueTwicePpm = 0;
  return faults;
};
