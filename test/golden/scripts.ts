import type { EventType } from '../../src/domain/oms/catalogue.ts';

/** What somebody does at a moment of a golden day, beside the client who trades. */
export type Act =
  | 'kill'
  | 'resume'
  /** Orders that outlive the day are placed far from the market. */
  | 'restForLong'
  /** The drop copy of a venue takes its last execution back, or corrects it, or tells of one that nobody asked for. */
  | 'bust'
  | 'correct'
  | 'stray'
  | 'disconnect'
  | 'connect'
  /** The disk fails at the next commit, before it or after it, and the desk with it; it is started again at once. */
  | 'crashBefore'
  | 'crashAfter';

/** A golden day, or the days before and after a roll, as they are played. */
export type Script = Readonly<{
  about: string;
  /** When trading begins, in seconds after 09:30 in New York, and how long it goes on. At 17:00 the day rolls. */
  begins: number;
  seconds: number;
  /** One ask this often, on average. */
  everyMs: number;
  mistakes: boolean;
  /** Whether venues reject, stay silent and repeat themselves. */
  unruly: boolean;
  acts: readonly Readonly<{ second: number; act: Act }>[];
  /** What must be in the days, or they are not what they are called. */
  shows: readonly EventType[];
}>;

const at = (second: number, act: Act) => ({ second, act });

export const SCRIPTS: Readonly<Record<string, Script>> = {
  quiet: {
    about: 'A morning on which nothing goes wrong: orders by best price, at one venue and in the dark; fills, cancels, replaces.',
    begins: 0,
    seconds: 20,
    everyMs: 650,
    mistakes: false,
    unruly: false,
    acts: [],
    shows: [
      'OrderAccepted',
      'ChildRouted',
      'ExecutionBooked',
      'CancelAccepted',
      'ReplaceAccepted',
      'OrderReplaced',
      'OrderClosed',
    ],
  },
  rough: {
    about:
      'Refusals, rejects, silence, repetition, a kill, and a drop copy that busts, corrects and tells of what nobody asked for.',
    begins: 0,
    seconds: 20,
    everyMs: 600,
    mistakes: true,
    unruly: true,
    acts: [
      at(5, 'correct'),
      at(7, 'bust'),
      at(9, 'stray'),
      at(11, 'correct'),
      at(12, 'kill'),
      at(15, 'resume'),
      at(16, 'disconnect'),
      at(17, 'connect'),
      at(19, 'bust'),
    ],
    shows: [
      'OrderRefused',
      'ExecutionCorrected',
      'ExecutionBusted',
      'StrayExecutionBooked',
      'BreakRaised',
      'CertaintyLost',
      'CertaintyRegained',
      'KillEngaged',
      'KillLifted',
    ],
  },
  crash: {
    about:
      'The last seconds of a day and the first of the next: the disk fails three times, orders that outlive the day are carried over.',
    begins: 7 * 3_600 + 29 * 60 + 48,
    seconds: 20,
    everyMs: 500,
    mistakes: true,
    unruly: false,
    acts: [at(1, 'restForLong'), at(3, 'crashAfter'), at(6, 'crashBefore'), at(8, 'restForLong'), at(16, 'crashAfter')],
    shows: ['CertaintyLost', 'AskRepeated', 'CarriedOrder', 'CarriedChild', 'CarriedPosition', 'CarriedSession', 'DayClosed'],
  },
};
