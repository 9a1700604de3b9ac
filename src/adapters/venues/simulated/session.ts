import { MICROS_PER_MS, type Micros } from '../../../domain/kernel/units.ts';
import type { Report } from '../../../domain/order/events.ts';
import type { Clock } from '../../../domain/ports/clock.ts';
import type { SessionNews } from '../../../domain/ports/venue.ts';
import type { Random } from '../../market-data/random.ts';
import type { Luck } from './faults.ts';
import type { Line } from './latency.ts';
import type { Said } from './reports.ts';
import type { TruthFile } from './truth-file.ts';

type Numbered = Exclude<Report, { type: 'NotSentReported' }>;
type SessionOptions = Readonly<{
  venue: string;
  session: string;
  clock: Clock;
  toDesk: Line;
  luck: Luck;
  random: Random;
  file: TruthFile;
  /** The number of the desk's that the venue expects next. */
  expects: () => number;
}>;

/**
 * The venue's end of the session. Every report has the next number, 1 first. When the desk connects it says which number it expects
 * next (else: the one after the last that arrived in the life of this process), and everything from there is said again under its
 * old number and flagged: a report that a desk heard but lost in a crash is not lost, nor is one that was under way when both died.
 * A venue that has said fewer than that has forgotten the session: it says so, and does not pretend to know what had reached it.
 */
export const venueSession = ({ expects, venue, session, clock, toDesk, luck, random, file }: SessionOptions) => {
  const reportListeners: ((report: Report) => void)[] = [];
  const newsListeners: ((news: SessionNews) => void)[] = [];
  /** Report n is at index n − 1. */
  const said: Numbered[] = [];
  let delivered = 0;
  let state: 'down' | 'connecting' | 'up' = 'down';

  const news = (what: SessionNews): void => newsListeners.forEach((listen) => listen(what));

  const carry = (report: Numbered): void =>
    toDesk.carry(() => {
      delivered = Math.max(delivered, report.seqIn);
      for (const listen of reportListeners) listen(report);
    });

  const orLate = (say: () => void): void => {
    if (!luck.strikes('late', random)) return say();
    clock.at((clock.now() + random.between(0, random.between(0, LATE_MS) * MICROS_PER_MS)) as Micros, say);
  };

  const number = (what: Said): Numbered => {
    const report: Numbered = { ...what, venue, session, seqIn: said.length + 1, channel: 'order' };
    said.push(report);
    return report;
  };
  const sayNow = (what: Said): void =>
    sayTimes('say', what, luck.strikes('drop', random) ? 0 : luck.strikes('duplicate', random) ? 2 : 1);
  const sayTimes = (did: 'say' | 'missay', what: Said, times: number): void => {
    const reports = Array.from({ length: times }, () => number(what));
    file.note({ did, said: what, numbers: reports.map(({ seqIn }) => seqIn) });
    if (state === 'up') reports.forEach(carry);
  };
  for (const { said: what, numbers } of file.past.said) for (const _ of numbers) number(what);

  return {
    /** The answer to a question: it comes after all that was said before it, and has no number of its own. A late one is old by then. */
    answer(what: Said): void {
      const report: Numbered = { ...what, venue, session, seqIn: 0, channel: 'query' };
      orLate(() => {
        if (state === 'up') toDesk.carry(() => reportListeners.forEach((listen) => listen(report)));
      });
    },
    isUp: (): boolean => state === 'up',
    /** The last number that was said. */
    lastSaid: (): number => said.length,
    onReport: (listen: (report: Report) => void): void => void reportListeners.push(listen),
    onSession: (listen: (news: SessionNews) => void): void => void newsListeners.push(listen),

    say(what: Said): void {
      const meant = luck.strikes('nonsense', random) ? halfReadable(what) : what;
      orLate(() => sayNow(meant));
    },

    /** Words under the next number that nothing stands behind. */
    missay: (what: Said): void => sayTimes('missay', what, 1),

    /** From this number on, again, flagged. */
    resend(fromSeq: number): void {
      if (state === 'up') for (const report of said.slice(fromSeq - 1)) carry({ ...report, possDup: true });
    },

    connect(nextSeqIn: number = delivered + 1): void {
      if (state !== 'down') return;
      state = 'connecting';
      toDesk.carrySafely(() => {
        state = 'up';
        const next = said.length + 1;
        news({ session, state: 'up', ...(nextSeqIn > next ? { nextSeqIn: next } : { expects: expects() }) });
        for (const report of said.slice(nextSeqIn - 1)) carry({ ...report, possDup: true });
      });
    },

    /** News of it comes a moment later, never inside the caller's own turn. */
    disconnect(reason: string): void {
      if (state === 'down') return;
      state = 'down';
      toDesk.cut();
      clock.at(clock.now(), () => news({ session, state: 'down', reason }));
    },
  };
};

/** The longest that a venue keeps a report to itself, when it does; most it says sooner. What happens meanwhile is said before it. */
const LATE_MS = 2_500;

/** What was executed can still be read; the rest is noise. */
const halfReadable = (said: Said): Said =>
  said.type === 'ExecutionReported' && said.execType === 'trade'
    ? { ...said, fee: '1.2.3', avgPx: '', cumQty: '?', leavesQty: '?' }
    : said;
