import type { Random } from '../../src/adapters/market-data/random.ts';

export type Frame = Readonly<Record<string, unknown>>;
export type Order = Readonly<{ sentId: string; symbol: string; side: string; qty: string; price?: string }>;

/** Numbers as venues should not say them: unreadable, impossible, past every account, and at the edge of what a number can be. */
const QUANTITIES = [
  '',
  '0',
  '-5',
  '1e9',
  'many',
  '0.5',
  '007',
  '99999999999999999999',
  '9007199254740991',
  '4503599627370496',
  '7',
];
const TIMES = [0, 1, 9_007_199_254_740_991, 1_764_000_000_000_000];
const WORDS = ['', 'NOBODY', 'x'.repeat(64), '\u{1f4a5}', '__proto__', 'constructor', '0'];
const NUMBERS = [0, 1, -1, 1.5, 9_007_199_254_740_991, 4_294_967_296, null, '3'];
const EXEC_TYPES = [
  ...[
    'new',
    'trade',
    'trade',
    'trade',
    'tradeCancel',
    'tradeCorrect',
    'canceled',
    'replaced',
    'rejected',
    'expired',
    'doneForDay',
  ],
  ...[
    'restated',
    'stopped',
    'suspended',
    'pendingNew',
    'pendingCancel',
    'pendingReplace',
    'calculated',
    'orderStatus',
    'triggered',
    'gift',
  ],
];
/** What a sane frame says, and what else it could. */
const OTHERWISE: Readonly<Record<string, readonly unknown[]>> = {
  execType: EXEC_TYPES,
  ordStatus: ['new', 'filled', 'canceled', 'rejected', 'stolen'],
  seqIn: NUMBERS,
  sentId: WORDS,
  origSentId: WORDS,
  venueOrderId: WORDS,
  execId: [...WORDS, 'X-1', 'X-2'],
  execRefId: [...WORDS, 'X-1', 'X-2'],
  queryId: WORDS,
  symbol: [...WORDS, 'BOLT'],
  side: ['buy', 'sell', 'sellShort', 'both'],
  orderQty: QUANTITIES,
  price: QUANTITIES,
  lastQty: QUANTITIES,
  lastPx: QUANTITIES,
  cumQty: QUANTITIES,
  leavesQty: QUANTITIES,
  avgPx: QUANTITIES,
  fee: [...QUANTITIES, '1.2.3'],
  feeCurrency: WORDS,
  liquidity: ['added', 'stolen'],
  tradeDate: ['', '20261331', 'today', '19700101'],
  transactTime: TIMES,
  text: ['\ud800', 'x'.repeat(500), ''],
  possDup: [true, 'yes'],
  type: ['execution', 'requestReject', 'refusal', 'logonAccepted', 'book', 'heartbeat', 'error', 'gift'],
  expects: NUMBERS,
  nextSeqIn: NUMBERS,
};

/** What an exchange that means no good could say of the orders that came to it, frame by frame; all of it is drawn. */
export const liar = (random: Random) => {
  const orders: Order[] = [];
  let seqIn = 0;
  /** A report about an order of ours or of nobody, with some of it otherwise. */
  const lie = (): Frame => {
    const {
      sentId,
      symbol,
      side,
      qty,
      price = '1',
    } = orders.length === 0 || random.chance(200_000) ? NOBODYS : random.pick(orders);
    seqIn += 1;
    const execution = {
      ...{
        type: 'execution',
        seqIn,
        execType: random.pick(EXEC_TYPES),
        sentId,
        venueOrderId: `V-${sentId}`,
        execId: `X-${random.upTo(50)}`,
      },
      ...{ symbol, side, orderQty: qty, lastQty: String(random.between(1, 100)), lastPx: price, cumQty: qty, leavesQty: '0' },
      ...{ ordStatus: 'filled', tradeDate: '20261128', execRefId: `X-${random.upTo(50)}`, transactTime: Date.now() * 1_000 },
    };
    const reject = { type: 'requestReject', seqIn, sentId, origSentId: sentId, request: 'cancel', rejectReason: 'tooLate' };
    return spoiled(random, random.chance(100_000) ? reject : execution);
  };
  return { lie, came: (order: Order): void => void orders.push(order) };
};

const NOBODYS: Order = { sentId: 'NOBODYS', symbol: 'ACME', side: 'buy', qty: '100', price: '240.00' };

export const spoiled = (random: Random, frame: Frame): Frame => {
  const result: Record<string, unknown> = { ...frame };
  for (let n = random.between(0, 3); n > 0; n -= 1) {
    const field = random.pick(Object.keys(OTHERWISE));
    if (random.chance(200_000)) delete result[field];
    else result[field] = random.pick(OTHERWISE[field] as readonly unknown[]);
  }
  return result;
};
