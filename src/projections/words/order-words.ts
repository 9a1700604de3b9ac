import { formatChildId, formatOrderId } from '../../domain/kernel/ids.ts';
import type { Price } from '../../domain/kernel/units.ts';
import type { Events } from '../../domain/oms/catalogue.ts';
import type { Asks, Declarations, OrderFacts, Reports } from '../../domain/order/events.ts';
import { childAt, type Lexicon, priceOf, qtyOf } from './lexicon.ts';
import { clockTime } from './time.ts';

type Spoken = Asks & Declarations & Reports & OrderFacts & Pick<Events, 'EvidenceWanted' | 'EvidenceGiven'>;
/** One sentence for each event, in words that a trader would use. */
type Words = { readonly [Type in keyof Spoken]: (event: Spoken[Type], lexicon: Lexicon) => string };

const SIDE = { buy: 'buy', sell: 'sell', sellShort: 'sell short' } as const;
const said = (price: string | undefined): string => (price === undefined ? '' : ` at ${price}`);
const routed = ({ strategy, venue }: Events['OrderAccepted']['route']): string =>
  venue === undefined ? `route ${strategy}` : `${strategy} to ${venue}`;
const because = (reason: string | undefined): string => (reason === undefined || reason === '' ? '' : `: ${reason}`);
const which = ({ orderId, origClOrdId }: Asks['CancelRequested' | 'ReplaceRequested']): string =>
  orderId === undefined ? `clOrdId ${origClOrdId ?? '?'}` : formatOrderId(orderId);
const symbolIn = ({ symbols }: Lexicon, { orderId }: Pick<OrderFacts['OrderReplaced'], 'orderId'>): string | undefined =>
  symbols.get(orderId);

/** " at 10.00", in the scale of the instrument. */
const limit = (lexicon: Lexicon, symbol: string | undefined, price: Price | undefined): string =>
  said(price === undefined ? undefined : priceOf(lexicon, symbol, price));
/** "100 at 10.00" of an event that names its order, in the order's instrument. */
const terms = (lexicon: Lexicon, event: Pick<OrderFacts['OrderReplaced'], 'orderId' | 'qty' | 'price'>): string => {
  const symbol = symbolIn(lexicon, event);
  return `${qtyOf(lexicon, symbol, event.qty)}${limit(lexicon, symbol, event.price)}`;
};
/** "buy 100 ACME at 10.00, limit, day" */
const wanted = (lexicon: Lexicon, event: OrderFacts['OrderAccepted' | 'ChildRouted']): string => {
  const { side, qty, symbol, price, ordType, timeInForce } = event;
  return `${SIDE[side]} ${qtyOf(lexicon, symbol, qty)} ${symbol}${limit(lexicon, symbol, price)}, ${ordType}, ${timeInForce}`;
};
const execution = (
  lexicon: Lexicon,
  { symbol, lastQty, lastPx }: Pick<OrderFacts['ExecutionBooked'], 'symbol' | 'lastQty' | 'lastPx'>,
): string => `${qtyOf(lexicon, symbol, lastQty)} ${symbol} at ${priceOf(lexicon, symbol, lastPx)}`;
const paying = ({ fee, feeCurrency }: Pick<OrderFacts['ExecutionBooked'], 'fee' | 'feeCurrency'>): string =>
  fee === '0' ? 'no fee' : `fee ${fee} ${feeCurrency}`;

const amender = ({ by, provisional }: Pick<OrderFacts['ExecutionBusted'], 'by' | 'provisional'>): string =>
  by ?? (provisional === true ? 'what is now known' : 'the venue');
const again = ({ reopens }: Pick<OrderFacts['ExecutionBusted'], 'reopens'>): string =>
  reopens ? '; there is something left to trade again' : '';

export const orderWords: Words = {
  NewOrderRequested: ({ account, side, qty, cashOrderQty, symbol, ordType, price, timeInForce, route, clOrdId }) =>
    `account ${account} asks to ${SIDE[side]} ${qty ?? `${cashOrderQty} worth of`} ${symbol}${said(price)} (${ordType}, ${timeInForce}${route === undefined ? '' : `, ${routed(route)}`}) as ${clOrdId}`,
  CancelRequested: (ask) => `account ${ask.account} asks to cancel ${which(ask)} as ${ask.clOrdId}${because(ask.reason)}`,
  OutcomeDeclared: ({ sentId, outcome, reason }) =>
    `a person declares ${sentId} ${outcome === 'done' ? 'done' : 'not done'}${because(reason)}`,
  ReplaceRequested: (ask) =>
    `account ${ask.account} asks to change ${which(ask)} to ${ask.qty ?? 'the same quantity'}${said(ask.price)} as ${ask.clOrdId}${because(ask.reason)}`,
  ExecutionReported: ({ venue, execType, sentId, venueOrderId, lastQty, lastPx, text }) => {
    const traded = lastQty === undefined ? '' : ` of ${lastQty}${said(lastPx)}`;
    return `${venue} reports ${execType}${traded} on ${sentId ?? venueOrderId ?? 'an order without an id'}${because(text)}`;
  },
  RequestRejectReported: ({ venue, request, sentId, rejectReason, text }) =>
    `${venue} refuses ${request} ${sentId}${because(text ?? rejectReason)}`,
  NotSentReported: ({ venue, request, sentId, reason }) =>
    `the transport to ${venue} did not send ${request} ${sentId}${because(reason)}`,

  OrderAccepted: (event, lexicon) =>
    `the desk takes the order on, every check passed: ${wanted(lexicon, event)}, ${routed(event.route)}`,
  OrderRefused: ({ check, text }) => `the desk refuses the order (${check}): ${text}`,
  AskRepeated: ({ clOrdId }) => `${clOrdId} was asked before, word for word: it gets the first answer and changes nothing`,
  AskRefused: ({ ask, clOrdId, check, text }) => `the desk refuses ${ask} ${clOrdId} (${check}): ${text}`,
  OrderHeld: ({ why, venue, until }) =>
    `the order waits in the desk for ${venue} (${why})${until === undefined ? '' : `, until ${clockTime(until)}`}; it is at no venue`,
  OrderReleased: () => 'the held order may go: price, time in force and risk were checked again',
  CancelAccepted: ({ reason }) => `the desk will cancel the order${because(reason)}`,
  ReplaceAccepted: (event, lexicon) =>
    `the desk will change the order to ${terms(lexicon, event)}; until then old and new both count`,
  OrderReplaced: (event, lexicon) => `the new terms are in force: ${terms(lexicon, event)}`,
  AskFailed: ({ ask, reason }) => `the ${ask} came to nothing${because(reason)}; the order is as it was`,
  OrderClosed: ({ as, reason }) => `the order is over: ${as}${reason === as ? '' : because(reason)}`,
  OrderReopened: ({ reason }) => `the order has something left to trade again${because(reason)}`,
  OrderRestated: (event, lexicon) => `the order follows its venue: ${terms(lexicon, event)}${because(event.reason)}`,

  ChildRouted: (event, lexicon) =>
    `${formatChildId(event.childId)} goes to ${event.venue} as ${event.sentId}: ${wanted(lexicon, event)}`,
  ChildAcknowledged: ({ childId, venueOrderId }, lexicon) =>
    `${childAt(lexicon, childId)} is in the book${venueOrderId === undefined ? '' : ` as ${venueOrderId}`}`,
  ChildStands: ({ childId }, lexicon) => `${childAt(lexicon, childId)} stands, the venue says`,
  UnheardCounted: (event, lexicon) =>
    `of ${childAt(lexicon, event.childId)} the venue counts ${qtyOf(lexicon, symbolIn(lexicon, event), event.unheardQty)} more executed than was heard of`,
  ChildClosed: (event, lexicon) => {
    const { childId, as, reason, endedQty, unheardQty } = event;
    const symbol = symbolIn(lexicon, event);
    const unheard =
      unheardQty === 0
        ? ''
        : `, and ${qtyOf(lexicon, symbol, unheardQty)} that the venue counts as executed are yet to be heard of`;
    return `${childAt(lexicon, childId)} is over: ${as}${reason === as ? '' : because(reason)}; ${qtyOf(lexicon, symbol, endedQty)} will never trade${unheard}`;
  },
  ChildCancelSent: ({ childId, sentId, origSentId }, lexicon) =>
    `cancel ${sentId} of ${origSentId} goes out for ${childAt(lexicon, childId)}`,
  ChildReplaceSent: (event, lexicon) =>
    `replace ${event.sentId} of ${event.origSentId} goes out for ${childAt(lexicon, event.childId)}: ${terms(lexicon, event)}`,
  ChildReplaced: (event, lexicon) => `${childAt(lexicon, event.childId)} works under new terms: ${terms(lexicon, event)}`,
  // A venue that refuses says why in a word of its own (CxlRejReason). What was not sent, or had no effect, nobody refused.
  ChildRequestRejected: ({ childId, request, sentId, reason, rejectReason, againAt }, lexicon) =>
    `${request} ${sentId} of ${childAt(lexicon, childId)} ${rejectReason === undefined ? 'came to nothing' : 'was refused'}${because(reason)}; the child order is as it was${againAt === undefined ? '' : `, and the ${request} is tried again at ${clockTime(againAt)}`}`,
  ChildRemarked: (event, lexicon) => {
    const { childId, execType, text, lastQty, lastPx } = event;
    if (execType === 'orderStatus') return `asked how ${childAt(lexicon, childId)} stands: ${text}`;
    const symbol = symbolIn(lexicon, event);
    const promise =
      lastQty === undefined ? '' : `, ${qtyOf(lexicon, symbol, lastQty)}${limit(lexicon, symbol, lastPx)} guaranteed`;
    return `${childAt(lexicon, childId)} is said to be ${REMARK[execType] ?? execType}${promise}${text === execType ? '' : because(text)}`;
  },
  ChildStatusAsked: ({ childId, attempt }, lexicon) =>
    `the venue is asked how ${childAt(lexicon, childId)} stands${attempt > 1 ? ` (attempt ${attempt})` : ''}`,
  FillsAsked: ({ venue, since }) => `${venue} is asked for its executions since ${clockTime(since)}`,
  ResendRequested: ({ venue, fromSeq }) => `${venue} is asked to say again everything from its number ${fromSeq} on`,
  ChildRestated: (event, lexicon) =>
    `${childAt(lexicon, event.childId)} is restated: ${terms(lexicon, event)}, ${qtyOf(lexicon, symbolIn(lexicon, event), event.cumQty)} executed${because(event.text)}`,

  ExecutionBooked: (event, lexicon) =>
    event.provisional
      ? `${childAt(lexicon, event.childId)} executed ${execution(lexicon, event)} by the venue's count alone: booked provisionally, as ${event.execId}, until it is told`
      : `${childAt(lexicon, event.childId)} executed ${execution(lexicon, event)} (${event.execId}, ${paying(event)}, liquidity ${event.liquidity})`,
  ExecutionBusted: (event, lexicon) =>
    `${amender(event)} takes back ${execution(lexicon, event)} (${event.executionKey}, ${paying(event)})${again(event)}`,
  ExecutionCorrected: (event, lexicon) => {
    const { symbol, oldQty, oldPx, executionKey } = event;
    return `${amender(event)} corrects ${executionKey}: ${execution(lexicon, event)} instead of ${qtyOf(lexicon, symbol, oldQty)} at ${priceOf(lexicon, symbol, oldPx)}${again(event)}`;
  },
  StrayExecutionBooked: (event, lexicon) =>
    `${event.venue} executed ${execution(lexicon, event)} (${event.execId}, ${paying(event)}) for no order of ours: it is in suspense in ${event.account}`,
  StrayExecutionAmended: (event, lexicon) => {
    const { symbol, venue, lastQty, oldQty, oldPx, account, executionKey } = event;
    const was = `${qtyOf(lexicon, symbol, oldQty)} at ${priceOf(lexicon, symbol, oldPx)}`;
    return lastQty === 0
      ? `${venue} takes back ${was} (${executionKey}), which was in suspense in ${account}`
      : `${venue} corrects ${executionKey} in ${account}: ${execution(lexicon, event)} instead of ${was}`;
  },
  CertaintyLost: ({ childId, request, sentId, cause }, lexicon) =>
    `what became of ${request} ${sentId} of ${childAt(lexicon, childId)} is not known any more (${cause}); it counts at its worst`,
  CertaintyRegained: ({ childId, request, sentId, evidence }, lexicon) =>
    `what became of ${request} ${sentId} of ${childAt(lexicon, childId)} is known again: ${evidence}`,
  BreakRaised: ({ breakId, what, detail }) => `break ${breakId} (${what}): ${detail}`,

  EvidenceWanted: ({ purpose, symbol }) => `the desk wants to see the market of ${symbol} to ${PURPOSE[purpose]}`,
  EvidenceGiven: ({ purpose, evidence }) =>
    evidence === undefined ? `there is no market to be seen to ${PURPOSE[purpose]}` : `the market, to ${PURPOSE[purpose]}`,
};

/** What the word of a remark means here, where it is not plain. The end of a day that ends an order is no remark. */
const REMARK: Partial<Record<OrderFacts['ChildRemarked']['execType'], string>> = {
  doneForDay: 'done for the day, and good for another',
  pendingNew: 'received, and not yet in the book',
  pendingCancel: 'about to be canceled',
  pendingReplace: 'about to be replaced',
};
const PURPOSE: Readonly<Record<Events['EvidenceWanted']['purpose'], string>> = {
  route: 'route the order on',
  release: 'let the held order go',
  replace: 'place the changed order',
  change: 'let the replace go that waited',
};
