import type { Micros } from '../domain/kernel/units.ts';
import type { Events } from '../domain/oms/catalogue.ts';
import type { ConfigTerms } from '../domain/oms/events.ts';
import type { Handlers, Projection } from './projection.ts';

type Numbers = {
  readonly session: string;
  /** Every number up to this one has been heard. */
  lastSeqIn: number;
  /** Numbers heard beyond a gap, ascending. */
  ahead: readonly number[];
  /** Until when an answer to a resend request is waited for. */
  resendAt: Micros | undefined;
};
type View = { sessions: Map<string, Numbers> };
type Numbered = Events['ExecutionReported' | 'RequestRejectReported'];

/** As many as the desk itself remembers: the rest is said again with what is missing. */
const AHEAD_MAX = 1_000;

const begin = ({ sessions }: View, venue: string, session: string): Numbers => {
  let numbers = sessions.get(venue);
  if (numbers === undefined) sessions.set(venue, (numbers = { session, lastSeqIn: 0, ahead: [], resendAt: undefined }));
  return numbers;
};
const adopt = (view: View, { values }: Readonly<{ values: ConfigTerms }>): void => {
  for (const { venue, session } of values.venues) begin(view, venue, session);
};

/** What other channels say (a drop copy, an answer to a question) is not numbered by the session. */
const heard = ({ sessions }: View, { venue, session, channel, seqIn }: Numbered): void => {
  const numbers = sessions.get(venue);
  if (numbers === undefined || channel !== 'order' || session !== numbers.session || seqIn <= numbers.lastSeqIn) return;
  const { ahead } = numbers;
  if (seqIn > numbers.lastSeqIn + 1) {
    if (ahead.length < AHEAD_MAX && !ahead.includes(seqIn)) numbers.ahead = [...ahead, seqIn].sort((a, b) => a - b);
    return;
  }
  numbers.lastSeqIn = seqIn;
  if (ahead.length === 0) return;
  let filled = 0;
  for (; ahead[filled] === numbers.lastSeqIn + 1; filled += 1) numbers.lastSeqIn += 1;
  numbers.ahead = ahead.slice(filled);
  if (numbers.ahead.length === 0) numbers.resendAt = undefined;
};

const on: Handlers<View> = {
  ConfigAdopted: adopt,
  CarriedConfig: adopt,
  CarriedSession: ({ sessions }, { venue, session, lastSeqIn, ahead, resendAt }) => {
    sessions.set(venue, { session, lastSeqIn, ahead, resendAt });
  },
  SessionChanged: (view, { venue, session, nextSeqIn }) => {
    const numbers = begin(view, venue, session);
    numbers.resendAt = undefined;
    if (nextSeqIn !== undefined) Object.assign(numbers, { lastSeqIn: nextSeqIn - 1, ahead: [] });
  },
  ExecutionReported: heard,
  RequestRejectReported: heard,
  ResendRequested: (view, { venue, session, timeoutAt }) => {
    begin(view, venue, session).resendAt = timeoutAt;
  },
  TimerFired: ({ sessions }, { timerId, dueAt }) => {
    const [kind, venue = ''] = timerId.split(':');
    const numbers = kind === 'resend' ? sessions.get(venue) : undefined;
    if (numbers?.resendAt === dueAt) numbers.resendAt = undefined;
  },
};

/** Up to which number has each venue been heard, and what of it is missing? */
export const sessionNumbers: Projection<View> = { name: 'session-numbers', initial: () => ({ sessions: new Map() }), on };

/** The gaps, each from its first number to its last: what had those numbers may have been a fill. */
export const missingNumbers = ({ lastSeqIn, ahead }: Numbers): readonly Readonly<{ from: number; to: number }>[] =>
  ahead.flatMap((seq, i) => {
    const from = (ahead[i - 1] ?? lastSeqIn) + 1;
    return seq > from ? [{ from, to: seq - 1 }] : [];
  });
