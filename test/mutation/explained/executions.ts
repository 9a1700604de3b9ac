import { type Explanation, inFile } from './explanation.ts';

const EPOCH = 'no venue tells the time of the first microsecond of 1970';
const COMPILER = 'the question is for the compiler';

/** Executions as they are amended or kept in suspense, what the fold does with them, and questions about a status. */
export const executions: readonly Explanation[] = [
  ...inFile('src/domain/oms/decide/amend.ts', [
    {
      line: 'const mine = ownId === undefined ? undefined : ownExecution(',
      mutants: ['false'],
      because: `no execution goes by an id that is undefined; ${COMPILER}`,
    },
    {
      line: 'if (toldAt !== undefined && transactTime !== undefined && transactTime < toldAt) return;',
      mutants: ['toldAt !== undefined || transactTime !== undefined'],
      because: `no time is before or after one that is undefined; ${COMPILER}`,
    },
    { line: 'transactTime >= (counted?.at ?? 0));', mutants: ['1'], because: EPOCH },
    { line: 'at === undefined || at > (toldAt ?? 0);', mutants: ['1'], because: EPOCH },
    { line: 'aliases: [],', mutants: ['["Stryker was here"]'], because: 'nobody asks under which names nothing goes' },
    { line: 'amended: false,', mutants: ['true'], because: 'nobody asks whether nothing was amended' },
  ]),
  ...inFile('src/domain/oms/decide/strays.ts', [
    {
      line: 'symbol === undefined ? undefined : draft.config.instruments.get(symbol)',
      mutants: ['false'],
      because: `there is no instrument of a name that is undefined; ${COMPILER}`,
    },
  ]),
  ...inFile('src/domain/oms/decide/ask-status.ts', [
    {
      line: 'draft.session(venue)?.up !== true',
      mutants: ['draft.session(venue).up'],
      because: 'a venue of the configuration has a session; the question mark is for the compiler',
    },
    {
      line: "execType: 'orderStatus', text, sentId: query?.sentId });",
      mutants: ['query.sentId'],
      because: 'it is the time of a question that is over, so there is one; the question mark is for the compiler',
    },
    {
      line: 'if (isInDoubt(child)) askStatus(draft, child, (query?.attempt ?? 0) + 1, query?.firstSeqOut);',
      mutants: ['query.attempt', 'query.firstSeqOut', '1'],
      because: 'it is the time of a question that is over, so there is one; the rest is for the compiler',
    },
  ]),
  ...inFile('src/domain/oms/evolve/common.ts', [
    {
      line: "const [kind, id = ''] = timerId.split(':');",
      mutants: ['"Stryker was here!"'],
      because: 'neither is the id of an order, nor the name of a venue',
    },
    {
      line: "if (kind === 'resend') {",
      mutants: ['true'],
      because: 'the ids of orders and of child orders are not the names of venues',
    },
    {
      line: 'if (session !== undefined) session.resendAt = undefined;',
      mutants: ['true'],
      because: `a session is never forgotten; ${COMPILER}`,
    },
    {
      line: "const childId = kind === 'again' ? parseChildId(id) : undefined;",
      mutants: ['true'],
      because: 'nothing else that a timer is named after reads as the id of a child order',
    },
    {
      line: 'const order = orderId === undefined ? undefined : state.orders.get(orderId);',
      mutants: ['false'],
      because: `there is no order of an id that is undefined; ${COMPILER}`,
    },
    {
      line: 'else if (order.held !== undefined) order.held =',
      mutants: ['true'],
      because: `the timer of a held order ends with the holding; ${COMPILER}`,
    },
    {
      line: 'if (child.timeoutAt === undefined) return;',
      mutants: ['false'],
      because: 'a timer that is gone can be cancelled again: slower, not other',
    },
    {
      line: 'if (child.againAt !== undefined) state.timers.cancel(againId(child.childId));',
      mutants: ['true'],
      because: 'a timer that is not set can be cancelled too: slower, not other',
    },
    {
      line: 'if (at !== undefined && at > (child.toldAt ?? 0)) child.toldAt = at;',
      mutants: ['at >= (child.toldAt ?? 0)', '1'],
      because: `of equals it matters not which; and ${EPOCH}`,
    },
    {
      line: 'const rate = state.config?.accounts.get(account)?.rate ?? rateOf(1, 1);',
      mutants: ['0', 'state.config?.accounts.get(account).rate', 'state.config.accounts'],
      because: 'what is accepted is of an account of an adopted configuration; the rest is for the compiler',
    },
    {
      line: 'state.rates.set(account, take(rate, state.rates.get(account) ?? 0, at));',
      mutants: ['1'],
      because: 'either was over long before anything is asked',
    },
  ]),
  ...inFile('src/domain/oms/evolve/executions.ts', [
    ...[
      'charge(position, old.feeCurrency, -(feeUnits(old.fee) ?? 0n));',
      'charge(position, feeCurrency, feeUnits(fee) ?? 0n);',
      'charge(position, event.oldFeeCurrency, -(feeUnits(event.oldFee) ?? 0n));',
    ].map((line) => ({ line, mutants: ['1n'], because: 'a fee that cannot be read is not written down' })),
    {
      line: "if (!event.provisional && state.config?.venues.get(child.venue)?.terms.executionKey === 'venue')",
      mutants: ['state.config.venues'],
      because: 'executions are of orders, which are accepted under a configuration; the question mark is for the compiler',
    },
  ]),
];
