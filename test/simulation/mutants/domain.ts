import { type Mutant, mutant, mutantOf } from './mutant.ts';

const TRADE = 'domain/oms/decide/trade.ts';
const AMEND = 'domain/oms/decide/amend.ts';
const REPORT = 'domain/oms/decide/report.ts';
const DECIDE_DESK = 'domain/oms/decide/desk.ts';
const WORK = 'domain/oms/decide/work.ts';
const REVIEW = 'domain/oms/decide/review.ts';
const SETTLE = 'domain/oms/decide/settle-breaks.ts';
const EXECUTIONS = 'domain/oms/evolve/executions.ts';
const LIFECYCLE = 'domain/order/lifecycle.ts';

/** What the desk could get wrong about executions. */
export const executionMutants: readonly Mutant[] = [
  mutant(
    'an execution said again is booked again',
    TRADE,
    '  sayBooked(draft, order, child, trade, overfilled,',
    "  sayBooked(draft, order, child, { ...trade, executionKey: execId + '.' + report.seqIn + '/' + trade.tradeDate }, overfilled,",
  ),
  mutant(
    'an execution said again after a gap is booked again',
    TRADE,
    '  const execId = execIdOf(report);\n  const unreadable',
    "  const execId = execIdOf(report) + (report.possDup === true ? '+' : '');\n  const unreadable",
  ),
  mutant(
    'a fill after a reject is dropped',
    REPORT,
    "    case 'trade':\n",
    "    case 'trade':\n      if (child.status === 'rejected') return;\n",
  ),
  mutant(
    'a fill after a cancel is dropped',
    REPORT,
    "    case 'trade':\n",
    "    case 'trade':\n      if (child.status === 'canceled') return;\n",
  ),
  mutant(
    'an overfill is clipped',
    TRADE,
    '    executionKey,\n    lastQty,\n    lastPx,\n    overfillQty',
    '    executionKey,\n    lastQty: (lastQty - Math.min(overfilled, lastQty - 1)) as Qty,\n    lastPx,\n    overfillQty',
  ),
  mutant(
    'a bust is ignored',
    REPORT,
    "    case 'bust':\n    case 'correct':\n",
    "    case 'bust':\n      return;\n    case 'correct':\n",
  ),
  mutant(
    'a correction is ignored',
    REPORT,
    "    case 'bust':\n    case 'correct':\n",
    "    case 'correct':\n      return;\n    case 'bust':\n",
  ),
  mutant(
    'a bust that overtakes its trade is forgotten',
    AMEND,
    '  if (old === undefined) raiseUnknown(draft, child, report);\n  const gone',
    '  if (old === undefined) return raiseUnknown(draft, child, report);\n  const gone',
  ),
  mutant(
    'an execution of no order of ours is dropped',
    REPORT,
    "    if (report.execType === 'trade') bookStray(draft, report);\n    else if",
    '    if',
  ),
  mutant(
    'a position follows the status of orders, not executions',
    EXECUTIONS,
    '    bookAt(state, child.venue, position, side, lastQty, lastPx);\n    charge(position, feeCurrency, feeUnits(fee) ?? 0n);\n    settle(state, order);',
    "    if (child.status === 'filled') bookAt(state, child.venue, position, side, child.qty, lastPx);\n    charge(position, feeCurrency, feeUnits(fee) ?? 0n);\n    settle(state, order);",
  ),
  mutant(
    'a late fill re-opens its order',
    LIFECYCLE,
    "    trade: doubt('canceled', 'unexpectedFill'), ",
    "    trade: doubt('working', 'unexpectedFill'), ",
  ),
];

/** What it could get wrong about requests, and about what it does not know. */
export const requestMutants: readonly Mutant[] = [
  mutant(
    'what timed out is sent again under a new id',
    WORK,
    "    draft.say({ type: 'CertaintyLost', orderId, childId, request: 'submit', sentId: submitId, cause });\n",
    `    {
      draft.say({ type: 'CertaintyLost', orderId, childId, request: 'submit', sentId: submitId, cause });
      const { account, symbol, side, ordType, qty, price, timeInForce } = child;
      const because = { strategy: 'again', attempt: 1, expectedQty: qty, worstPrice: price, evidenceAt: 0 };
      const again = { account, symbol, side, ordType, qty, price, timeInForce, expireTime: undefined, because };
      draft.say({ type: 'ChildRouted', orderId, childId: draft.newChildId(), ...draft.toVenue(draft.venue(child.venue)), ...again });
    }
`,
  ),
  mutant(
    'a timeout invents a reject',
    WORK,
    "    draft.say({ type: 'CertaintyLost', orderId, childId, request: 'submit', sentId: submitId, cause });\n",
    "    draft.say({ type: 'ChildClosed', orderId, childId, as: 'rejected', endedQty: child.qty, unheardQty: 0 as Qty, reason: cause, rejectReason: undefined, why: undefined, transactTime: undefined });\n",
  ),
  mutant(
    'silence is not noticed',
    DECIDE_DESK,
    '  if (id === undefined) return timedOut(draft, timerId);\n',
    '  if (id === undefined) return;\n',
  ),
  mutant(
    'certainty comes back with the session',
    DECIDE_DESK,
    '  const orders = [...draft.state.live];\n',
    `  const orders = [...draft.state.live];
  for (const { children } of orders)
    for (const { venue: at, certain, sentIds, orderId, childId } of children)
      if (now === 'up' && at === venue && !certain)
        draft.say({ type: 'CertaintyRegained', orderId, childId, request: 'submit', sentId: sentIds[0] as string, evidence: 'up' });
`,
  ),
  mutant(
    'exposure ignores what is unknown',
    'domain/order/order.ts',
    'export const reservation = (order: OrderFigures): Qty => {\n',
    'export const reservation = (order: OrderFigures): Qty => {\n  if (isUncertain(order)) return ZERO_QTY;\n',
  ),
  mutantOf(
    'exposure ignores a pending replace',
    'domain/order/order.ts',
    ['  for (const { qty } of child.requests) if (qty !== undefined) most = larger(most, qty);\n', ''],
    ['minusToZero(mostWanted(order), order.cumQty)', 'minusToZero(order.qty, order.cumQty)'],
  ),
  mutant(
    'a partial fill forgets the pending cancel',
    EXECUTIONS,
    "    advance(child, 'trade');\n",
    "    advance(child, 'trade');\n    if (child.status !== 'filled') order.cancel = undefined;\n",
  ),
  mutant(
    'a cancel names the first id, not the one in force',
    REVIEW,
    "...draft.toVenue(draft.venue(venue), 'cancel'), origSentId: sentId });",
    '...draft.toVenue(draft.venue(venue), \'cancel\'), origSentId: sentId.replace(/.$/, (last) => (last === "0" ? "1" : "0")) });',
  ),
  mutantOf('the same clOrdId again is a new order', 'domain/oms/decide/place.ts', [
    "  if (repeated(draft, ask, 'new', isSame)) return;\n",
    "  if (ask.clOrdId === '' && repeated(draft, ask, 'new', isSame)) return;\n",
  ]),
];

/** What it could get wrong about the numbers of a session. */
export const sessionMutants: readonly Mutant[] = [
  mutant(
    'a gap in the numbers of a venue is not noticed',
    'domain/oms/decide/gap.ts',
    '  if (report.seqIn > session.lastSeqIn + 1) askResend(draft, session);\n',
    '',
  ),
];

/** What it could get wrong about breaks. */
export const breakMutants: readonly Mutant[] = [
  mutant(
    'a break of an overfill is closed by a replace that is only asked for',
    SETTLE,
    '    child !== undefined && child.cumQty <= child.qty\n',
    '    child !== undefined && child.cumQty <= Math.max(child.qty, ...child.requests.map(({ qty }) => qty ?? 0))\n',
  ),
  mutant(
    'a break that is settled later than in its own turn stays open',
    SETTLE,
    '  if (ending === undefined) return;\n',
    '  if (ending === undefined || !isNew) return;\n',
  ),
];

const COMPARE = 'domain/oms/decide/compare-orders.ts';

/** What it could get wrong about the books of its venues. */
export const levelMutants: readonly Mutant[] = [
  mutant(
    'risk does not count the worse of two positions',
    'domain/oms/decide/risk-view.ts',
    '  (positions.get(account, symbol)?.qty ?? 0) + held.unexplained(symbol, isBuy(side));',
    '  (positions.get(account, symbol)?.qty ?? 0) + (held === undefined ? Number(isBuy(side)) : 0);',
  ),
  mutant(
    'positions count as different when they are told so once',
    'domain/oms/decide/compare-positions.ts',
    'doubted.get(symbol) !== theirs',
    'doubted.size < 0',
  ),
  mutant(
    'an execution that is assigned to an order counts twice at its venue',
    'domain/oms/evolve/hands.ts',
    '    if (childId !== undefined) moveAt(',
    '    if (childId === 0) moveAt(',
  ),
  mutant(
    'orders go to a venue before the desk is level with it',
    'domain/oms/decide/opening.ts',
    'isOpenFor(state, terms.venue) ? undefined',
    'state.sessions.has(terms.venue) ? undefined',
  ),
  mutant(
    'what is absent at its venue is closed',
    COMPARE,
    "  if (certain) draft.say({ type: 'CertaintyLost', orderId, childId, request: 'submit', sentId, cause: 'absent' });\n",
    "  if (certain)\n    draft.say({ type: 'ChildClosed', orderId, childId, as: 'canceled', endedQty: child.qty, unheardQty: 0 as Qty, reason: 'absent' });\n",
  ),
  mutantOf(
    'orders in flight count in a comparison, and once is enough',
    COMPARE,
    [
      '  !touched.has(childId) &&\n  timeoutAt === undefined &&\n',
      '  (touched.has(childId) || timeoutAt === undefined || true) &&\n',
    ],
    ['  requests.every((request) => request.timeoutAt === undefined) &&\n', '  (requests.length >= 0) &&\n'],
    [
      '    if (pass > 1 && round.suspects.has(childId)) loseSight(draft, child);\n',
      '    if (pass >= 1) loseSight(draft, child);\n',
    ],
  ),
];
