import type { BreakReason, ChildStatus, ExecType, OrderStatus } from './events.ts';

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
  | 'doneForDay'
  | 'remark'
  | 'bust'
  | 'correct'
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
    expired: to('expired'), doneForDay: to('doneForDay'), remark: to('sent'), bust: to('sent'), correct: to('sent'),
    requestRejected: to('sent'), notSent: to('notSent'),
  },
  working: {
    acknowledged: same('working'), trade: to('working'), canceled: to('canceled'), replaced: to('working'),
    rejected: to('rejected'),                                 // Accepted, then thrown out: it happens, and it ends the order.
    expired: to('expired'), doneForDay: to('doneForDay'), remark: to('working'), bust: to('working'), correct: to('working'),
    requestRejected: to('working'), notSent: doubt('working', 'unexpectedClose'),
  },
  filled: {
    acknowledged: same('filled'),                             // The fill overtook the ack.
    trade: doubt('filled', 'overfill'),                       // Too much: we own it all the same.
    canceled: doubt('filled', 'unexpectedClose'), replaced: to('working'), // A replace for more re-opens a filled order.
    rejected: doubt('filled', 'unexpectedClose'), expired: same('filled'), doneForDay: same('filled'), remark: to('filled'),
    bust: to('filled'), correct: to('filled'), requestRejected: to('filled'), notSent: doubt('filled', 'unexpectedClose'),
  },
  canceled: {
    acknowledged: same('canceled'),                           // The cancel overtook the ack.
    trade: doubt('canceled', 'unexpectedFill'),               // The fill beat the cancel. It counts, but nothing reopens.
    canceled: same('canceled'), replaced: doubt('canceled', 'unexpectedReplace'), rejected: same('canceled'),
    expired: same('canceled'), doneForDay: same('canceled'), remark: to('canceled'), bust: to('canceled'), correct: to('canceled'),
    requestRejected: to('canceled'), notSent: doubt('canceled', 'unexpectedClose'),
  },
  rejected: {
    acknowledged: doubt('working', 'unexpectedAck'),          // The venue changed its mind: it is live, and risk must see it.
    trade: doubt('rejected', 'unexpectedFill'), canceled: same('rejected'), replaced: doubt('working', 'unexpectedReplace'),
    rejected: same('rejected'), expired: same('rejected'), doneForDay: same('rejected'), remark: to('rejected'),
    bust: to('rejected'), correct: to('rejected'), requestRejected: to('rejected'), notSent: same('rejected'),
  },
  expired: {
    acknowledged: same('expired'), trade: doubt('expired', 'unexpectedFill'), canceled: same('expired'),
    replaced: doubt('expired', 'unexpectedReplace'), rejected: same('expired'), expired: same('expired'), doneForDay: same('expired'),
    remark: to('expired'), bust: to('expired'), correct: to('expired'), requestRejected: to('expired'),
    notSent: doubt('expired', 'unexpectedClose'),
  },
  doneForDay: {
    acknowledged: to('working'),                              // Good till canceled: it is back the next morning.
    trade: to('doneForDay'), canceled: to('canceled'), replaced: to('working'), rejected: to('rejected'), expired: to('expired'),
    doneForDay: same('doneForDay'), remark: to('doneForDay'), bust: to('doneForDay'), correct: to('doneForDay'),
    requestRejected: to('doneForDay'), notSent: doubt('doneForDay', 'unexpectedClose'),
  },
  notSent: {
    acknowledged: doubt('working', 'unexpectedAck'),          // The proof was wrong; the venue is right.
    trade: doubt('working', 'unexpectedFill'), canceled: doubt('canceled', 'unexpectedClose'),
    replaced: doubt('working', 'unexpectedReplace'), rejected: doubt('rejected', 'unexpectedClose'),
    expired: doubt('expired', 'unexpectedClose'), doneForDay: doubt('doneForDay', 'unexpectedClose'), remark: to('notSent'),
    bust: to('notSent'), correct: to('notSent'), requestRejected: to('notSent'), notSent: same('notSent'),
  },
};

/** Which column a venue's word belongs to. */
export const stepOf: Readonly<Record<ExecType, Step>> = {
  new: 'acknowledged',
  trade: 'trade',
  canceled: 'canceled',
  replaced: 'replaced',
  rejected: 'rejected',
  expired: 'expired',
  doneForDay: 'doneForDay',
  tradeCancel: 'bust',
  tradeCorrect: 'correct',
  restated: 'remark',
  pendingNew: 'remark',
  pendingCancel: 'remark',
  pendingReplace: 'remark',
  stopped: 'remark',
  suspended: 'remark',
  calculated: 'remark',
  orderStatus: 'remark',
};

/** Could it still trade, as far as we know? */
export const isLive = (status: ChildStatus): boolean => status === 'sent' || status === 'working' || status === 'doneForDay';

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
  | 'askFailed'
  | 'want'
  | 'filled'
  | 'canceled'
  | 'rejected'
  | 'expired';

// biome-ignore format: a table is read by its columns
export const orderLife: Readonly<Record<OrderStatus, Partial<Record<OrderStep, OrderStatus>>>> = {
  held:     { hold: 'held', release: 'open', askAccepted: 'held', replace: 'held', askFailed: 'held', want: 'held', canceled: 'canceled', rejected: 'rejected', expired: 'expired' },
  open:     { hold: 'held', route: 'open', askAccepted: 'open', replace: 'open', askFailed: 'open', want: 'open', filled: 'filled', canceled: 'canceled', rejected: 'rejected', expired: 'expired' },
  filled:   {},
  canceled: {},
  rejected: {},
  expired:  {},
};
export const isOpen = (status: OrderStatus): boolean => status === 'held' || status === 'open';
