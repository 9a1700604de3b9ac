import { choice, decimal, flag, input, optional, orderId, text, time, uint, word } from '../kernel/schema.ts';
import { evidence } from '../market/events.ts';
import {
  channel,
  execType,
  liquidity,
  ordType,
  request,
  restatementReason,
  route,
  side,
  timeInForce,
  venueOrdStatus,
} from './words.ts';

/** Who stands behind an order: what RTS 24, CAT and 17a-4 exports ask for. */
export const accountability = {
  strategy: optional(word),
  algo: optional(word),
  decisionMaker: optional(word),
  reason: optional(text),
};

/** Clients ask. Prices and quantities are here exactly as they were said; the domain parses them and may refuse. */
export const asks = {
  NewOrderRequested: input(1, 'NewOrderRequested', 'A client asks for a new order (FIX NewOrderSingle).', {
    clOrdId: text,
    account: word,
    symbol: word,
    side,
    ordType,
    /** Either a quantity or an amount of money in the currency of the quote, of which the desk makes a quantity. */
    qty: optional(decimal),
    cashOrderQty: optional(decimal),
    price: optional(decimal),
    stopPx: optional(decimal),
    timeInForce,
    expireTime: optional(time),
    route: optional(route),
    displayQty: optional(decimal),
    minQty: optional(decimal),
    postOnly: optional(flag),
    reduceOnly: optional(flag),
    ...accountability,
    evidence: optional(evidence),
  }),
  CancelRequested: input(2, 'CancelRequested', 'A client asks to cancel an order (FIX OrderCancelRequest).', {
    clOrdId: text,
    account: word,
    orderId: optional(orderId),
    origClOrdId: optional(text),
    reason: optional(text),
  }),
  ReplaceRequested: input(
    3,
    'ReplaceRequested',
    'A client asks to change an order (FIX OrderCancelReplaceRequest). `qty` is the new total.',
    {
      clOrdId: text,
      account: word,
      orderId: optional(orderId),
      origClOrdId: optional(text),
      qty: optional(decimal),
      price: optional(decimal),
      reason: optional(text),
      evidence: optional(evidence),
    },
  ),
};

/** People settle what nothing else can. */
export const declarations = {
  OutcomeDeclared: input(
    4,
    'OutcomeDeclared',
    'A named person says what became of a request that is in doubt, and answers for it.',
    { clOrdId: text, sentId: text, outcome: choice('done', 'notDone'), reason: text },
  ),
};

/** What every word of a venue carries: where it came from, its session number, and whether the venue flags it as said before. */
const fromVenue = {
  venue: word,
  session: word,
  seqIn: uint(),
  channel,
  possDup: optional(flag),
  possResend: optional(flag),
};

/** Venues tell. Whatever they say is written down first and understood afterwards. */
export const reports = {
  ExecutionReported: input(20, 'ExecutionReported', 'A venue tells what became of an order (FIX ExecutionReport).', {
    ...fromVenue,
    execType,
    /** Where the order then stands, in the venue's words. Only an answer to a status request is read by it. */
    ordStatus: optional(venueOrdStatus),
    restatementReason: optional(restatementReason),
    /** The question that it answers (FIX OrdStatusReqID). */
    queryId: optional(text),
    sentId: optional(text),
    origSentId: optional(text),
    venueOrderId: optional(text),
    execId: optional(text),
    execRefId: optional(text),
    symbol: optional(word),
    side: optional(side),
    orderQty: optional(decimal),
    price: optional(decimal),
    lastQty: optional(decimal),
    lastPx: optional(decimal),
    cumQty: optional(decimal),
    leavesQty: optional(decimal),
    avgPx: optional(decimal),
    fee: optional(decimal),
    feeCurrency: optional(word),
    liquidity: optional(liquidity),
    tradeDate: optional(word),
    transactTime: optional(time),
    rejectReason: optional(word),
    text: optional(text),
  }),
  RequestRejectReported: input(21, 'RequestRejectReported', 'A venue refuses a cancel or a replace (FIX OrderCancelReject).', {
    ...fromVenue,
    sentId: text,
    origSentId: optional(text),
    venueOrderId: optional(text),
    request,
    rejectReason: word,
    transactTime: optional(time),
    text: optional(text),
  }),
  NotSentReported: input(22, 'NotSentReported', 'The transport refused a message in this process life: it provably never left.', {
    venue: word,
    sentId: text,
    request,
    reason: word,
  }),
};
