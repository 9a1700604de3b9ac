import type { BreakReason, ChildStatus, ExecType, OrderStatus, TimeInForce } from './events.ts';

/**
 * The whole life of a child order at its venue, total over (status, step). Venues tell and are never refused, so every cell has
 * an answer: apply it, ignore it because it changes nothing, or apply it and raise a break because it does not fit.
 * A trade is always booked, whatever the cell says: the cell says only where the status goes and whether we are surprised.
 */
export type Step =
  | 'acknowledged'
  | 'trade'
  | 'canceled'
  | 'replaced'
  | 'rejected'
  | 'expired'
  /** Done for the day, and the day was all it had. */
  | 'doneForDay'
  /** Done for the day, but good for another. */
  | 'overnight'
  /** The venue guarantees a price without having traded (FIX Stopped). */
  | 'stopped'
  | 'suspended'
  /** Told anew: after a night, a halt, a trigger, or with other terms. */
  | 'restated'
  | 'remark'
  | 'bust'
  | 'correct'
  /** A bust or a correction after which, the venue says, there is again something left to trade. */
  | 'reopened'
  /** The venue, asked, says that it stands. */
  | 'standing'
  | 'requestRejected'
  | 'notSent';
export type Cell = Readonly<{ how: 'apply' | 'ignore' | 'doubt'; to: ChildStatus; why?: BreakReason }>;

const to = (status: ChildStatus): Cell => ({ how: 'apply', to: status });
const same = (status: ChildStatus): Cell => ({ how: 'ignore', to: status });
const doubt = (status: ChildStatus, why: BreakReason): Cell => ({ how: 'doubt', to: status, why });

// biome-ignore format: a table is read by its columns
export const childLife: Readonly<Record<ChildStatus, Readonly<Record<Step, Cell>>>> = {
  sent: {
    acknowledged: to('working'), trade: to('working'), canceled: to('canceled'), replaced: to('working'), rejected: to('rejected'),
    expired: to('expired'), doneForDay: to('doneForDay'), overnight: to('overnight'), stopped: to('stopped'), suspended: to('suspended'),
    restated: to('working'), remark: to('sent'), bust: to('sent'), correct: to('sent'), reopened: to('sent'),
    standing: to('working'), requestRejected: to('sent'), notSent: to('notSent'),
  },
  working: {
    acknowledged: same('working'), trade: to('working'), canceled: to('canceled'), replaced: to('working'),
    rejected: to('rejected'),                                 // Accepted, then thrown out: it happens, and it ends the order.
    expired: to('expired'), doneForDay: to('doneForDay'), overnight: to('overnight'), stopped: to('stopped'), suspended: to('suspended'),
    restated: to('working'), remark: to('working'), bust: to('working'), correct: to('working'), reopened: to('working'),
    standing: same('working'), requestRejected: to('working'), notSent: doubt('working', 'unexpectedClose'),
  },
  stopped: {
    acknowledged: same('stopped'),
    trade: to('stopped'),                                     // The guarantee stands until the last share (FIX precedence: Stopped before PartiallyFilled).
    canceled: to('canceled'), replaced: to('working'), rejected: to('rejected'),
    expired: to('expired'), doneForDay: to('doneForDay'), overnight: to('overnight'), stopped: same('stopped'), suspended: to('suspended'),
    restated: to('working'), remark: to('stopped'), bust: to('stopped'), correct: to('stopped'), reopened: to('stopped'),
    standing: same('stopped'), requestRejected: to('stopped'), notSent: doubt('stopped', 'unexpectedClose'),
  },
  suspended: {
    acknowledged: to('working'),                              // Reinstated.
    trade: to('suspended'), canceled: to('canceled'), replaced: to('suspended'), rejected: to('rejected'),
    expired: to('expired'), doneForDay: to('doneForDay'), overnight: to('overnight'), stopped: to('stopped'), suspended: same('suspended'),
    restated: to('working'), remark: to('suspended'), bust: to('suspended'), correct: to('suspended'), reopened: to('suspended'),
    standing: to('working'), requestRejected: to('suspended'), notSent: doubt('suspended', 'unexpectedClose'),
  },
  overnight: {
    acknowledged: to('working'),                              // Good till canceled: it is back the next morning.
    trade: to('overnight'), canceled: to('canceled'), replaced: to('working'), rejected: to('rejected'), expired: to('expired'),
    doneForDay: to('doneForDay'), overnight: same('overnight'), stopped: to('stopped'), suspended: to('suspended'),
    restated: to('working'), remark: to('overnight'), bust: to('overnight'), correct: to('overnight'), reopened: to('overnight'),
    standing: to('working'), requestRejected: to('overnight'), notSent: doubt('overnight', 'unexpectedClose'),
  },
  filled: {
    acknowledged: same('filled'),                             // The fill overtook the ack.
    trade: doubt('filled', 'overfill'),                       // Too much: we own it all the same.
    canceled: doubt('canceled', 'unexpectedClose'),           // Nothing was left to cancel, unless a bust or a replace is yet to be heard of.
    replaced: to('working'),                                  // A replace for more re-opens a filled order.
    rejected: doubt('rejected', 'unexpectedClose'), expired: to('expired'), doneForDay: to('doneForDay'),
    overnight: same('filled'), stopped: same('filled'), suspended: same('filled'),
    restated: to('working'), remark: to('filled'), bust: to('filled'), correct: to('filled'), reopened: to('working'),
    standing: same('filled'), requestRejected: to('filled'), notSent: doubt('filled', 'unexpectedClose'),
  },
  canceled: {
    acknowledged: same('canceled'),                           // The cancel overtook the ack.
    trade: doubt('canceled', 'unexpectedFill'),               // The fill beat the cancel. It counts, but nothing reopens.
    canceled: same('canceled'), replaced: doubt('canceled', 'unexpectedReplace'), rejected: same('canceled'), expired: same('canceled'),
    doneForDay: same('canceled'), overnight: same('canceled'), stopped: same('canceled'), suspended: same('canceled'),
    restated: doubt('canceled', 'unexpectedReplace'), remark: to('canceled'), bust: to('canceled'), correct: to('canceled'),
    reopened: doubt('working', 'unexpectedAck'), standing: doubt('working', 'unexpectedAck'), requestRejected: to('canceled'), notSent: doubt('canceled', 'unexpectedClose'),
  },
  rejected: {
    acknowledged: doubt('working', 'unexpectedAck'),          // The venue changed its mind: it is live, and risk must see it.
    trade: doubt('rejected', 'unexpectedFill'), canceled: same('rejected'), replaced: doubt('working', 'unexpectedReplace'),
    rejected: same('rejected'), expired: same('rejected'), doneForDay: same('rejected'), overnight: same('rejected'),
    stopped: doubt('stopped', 'unexpectedAck'), suspended: doubt('suspended', 'unexpectedAck'),
    restated: doubt('working', 'unexpectedAck'), remark: to('rejected'), bust: to('rejected'), correct: to('rejected'),
    reopened: doubt('working', 'unexpectedAck'), standing: doubt('working', 'unexpectedAck'), requestRejected: to('rejected'), notSent: same('rejected'),
  },
  expired: {
    acknowledged: same('expired'), trade: doubt('expired', 'unexpectedFill'), canceled: same('expired'),
    replaced: doubt('expired', 'unexpectedReplace'), rejected: same('expired'), expired: same('expired'), doneForDay: same('expired'),
    overnight: same('expired'), stopped: same('expired'), suspended: same('expired'), restated: doubt('expired', 'unexpectedReplace'),
    remark: to('expired'), bust: to('expired'), correct: to('expired'), reopened: doubt('working', 'unexpectedAck'), standing: doubt('working', 'unexpectedAck'), requestRejected: to('expired'),
    notSent: doubt('expired', 'unexpectedClose'),
  },
  doneForDay: {
    acknowledged: same('doneForDay'), trade: doubt('doneForDay', 'unexpectedFill'),
    canceled: to('canceled'), replaced: doubt('doneForDay', 'unexpectedReplace'), rejected: same('doneForDay'),
    expired: to('expired'),                                   // Venues that say both say this one last.
    doneForDay: same('doneForDay'), overnight: same('doneForDay'), stopped: same('doneForDay'), suspended: same('doneForDay'),
    restated: doubt('working', 'unexpectedAck'),              // A day order that comes back was not one: it is live, and risk must see it.
    remark: to('doneForDay'), bust: to('doneForDay'), correct: to('doneForDay'), reopened: doubt('working', 'unexpectedAck'),
    standing: doubt('working', 'unexpectedAck'), requestRejected: to('doneForDay'), notSent: doubt('doneForDay', 'unexpectedClose'),
  },
  notSent: {
    acknowledged: doubt('working', 'unexpectedAck'),          // The proof was wrong; the venue is right.
    trade: doubt('working', 'unexpectedFill'), canceled: doubt('canceled', 'unexpectedClose'),
    replaced: doubt('working', 'unexpectedReplace'), rejected: doubt('rejected', 'unexpectedClose'),
    expired: doubt('expired', 'unexpectedClose'), doneForDay: doubt('doneForDay', 'unexpectedClose'),
    overnight: doubt('overnight', 'unexpectedAck'), stopped: doubt('stopped', 'unexpectedAck'), suspended: doubt('suspended', 'unexpectedAck'),
    restated: doubt('working', 'unexpectedAck'), remark: to('notSent'), bust: to('notSent'), correct: to('notSent'),
    reopened: doubt('working', 'unexpectedAck'), standing: doubt('working', 'unexpectedAck'), requestRejected: to('notSent'), notSent: same('notSent'),
  },
};

const COLUMN: Readonly<Record<ExecType, Step>> = {
  new: 'acknowledged',
  trade: 'trade',
  canceled: 'canceled',
  replaced: 'replaced',
  rejected: 'rejected',
  expired: 'expired',
  doneForDay: 'doneForDay',
  tradeCancel: 'bust',
  tradeCorrect: 'correct',
  restated: 'restated',
  triggered: 'restated',
  stopped: 'stopped',
  suspended: 'suspended',
  pendingNew: 'remark',
  pendingCancel: 'remark',
  pendingReplace: 'remark',
  calculated: 'remark',
  orderStatus: 'remark',
};

/** Which column a venue's word about an order belongs to. The end of a day ends a day order and no other. */
export const stepOf = (execType: ExecType, timeInForce: TimeInForce): Step =>
  execType === 'doneForDay' && (timeInForce === 'gtc' || timeInForce === 'gtd') ? 'overnight' : COLUMN[execType];

const MOVES_BY_REMARK: Partial<Record<Step, true>> = {
  stopped: true,
  suspended: true,
  overnight: true,
  restated: true,
  standing: true,
};
/** Does a word that moves no quantity (ChildRemarked) move the status? */
export const movesStatus = (step: Step): boolean => MOVES_BY_REMARK[step] === true;

/** Could it still trade, as far as we know? */
export const isLive = (status: ChildStatus): boolean => LIVE[status] === true;
const LIVE: Partial<Record<ChildStatus, true>> = { sent: true, working: true, stopped: true, suspended: true, overnight: true };

/**
 * The life of a client order. It is ours to conclude, so unlike a venue's words these moves are ours to get right:
 * an empty cell is a move that must never be recorded.
 */
export type OrderStep =
  | 'hold'
  | 'release'
  | 'route'
  | 'askAccepted'
  | 'replace'
  | 'restate'
  | 'askFailed'
  | 'reopen'
  | 'filled'
  | 'canceled'
  | 'rejected'
  | 'expired'
  | 'doneForDay';

// biome-ignore format: a table is read by its columns
export const orderLife: Readonly<Record<OrderStatus, Partial<Record<OrderStep, OrderStatus>>>> = {
  held: {
    release: 'open', askAccepted: 'held', replace: 'held', restate: 'held',
    canceled: 'canceled', rejected: 'rejected', expired: 'expired', doneForDay: 'doneForDay',
  },
  open: {
    hold: 'held', route: 'open', askAccepted: 'open', replace: 'open', restate: 'open', askFailed: 'open',
    filled: 'filled', canceled: 'canceled', rejected: 'rejected', expired: 'expired', doneForDay: 'doneForDay',
  },
  // A replace for more re-opens a filled order (FIX C.1.c), and so does a bust after which the venue works the rest (J.1.a).
  filled:     { reopen: 'open', restate: 'filled' },
  canceled:   {},
  rejected:   {},
  expired:    {},
  doneForDay: {},
};
export const isOpen = (status: OrderStatus): boolean => status === 'held' || status === 'open';
