import { type Explanation, inFile } from './explanation.ts';

const SESSION =
  'a child order was numbered by its session when it was sent, so its venue has one; the question is for the compiler';

/** What a desk decides about orders and their child orders. */
export const deciding: readonly Explanation[] = [
  ...inFile('src/domain/oms/decide/request.ts', [
    {
      line: 'const at = sentId === undefined ? -1 : sentIds.indexOf(sentId);',
      mutants: ['false', '0'],
      because: 'what is undefined is found nowhere, which is -1 as well; and neither -1 nor 0 is above zero',
    },
    {
      line: "if (how !== 'notSent' && draft.session(venue)?.up === true) cancelChild(draft, child);",
      mutants: ['draft.session(venue).up'],
      because: SESSION,
    },
  ]),
  ...inFile('src/domain/oms/decide/review.ts', [
    {
      line: "known(children.at(-1), 'an order that executed has a child order')",
      mutants: ['""'],
      because: 'the claim of an assertion that nothing said to a desk can make fail',
    },
    { line: 'draft.session(venue)?.up === true &&', mutants: ['draft.session(venue).up'], because: SESSION },
    {
      line: "if (last?.status !== 'filled' || last.cumQty < last.qty) return false;",
      mutants: ['last.status'],
      because: 'an order that is open and not held has a child order: it is routed, held or closed in the turn that takes it on',
    },
    {
      line: 'if (last === undefined) return;',
      mutants: ['false'],
      because: 'an order that is open and not held has a child order: it is routed, held or closed in the turn that takes it on',
    },
    {
      line: "live.some(({ requests }) => requests.some(({ kind }) => kind === 'cancel'))",
      mutants: ["live.every(({ requests }) => requests.some(({ kind }) => kind === 'cancel'))"],
      because: 'of one child order some is every; and of several none is replaced in place, nor canceled while one has a request',
    },
    {
      line: 'if (cumQty >= (replaces.at(-1)?.qty ?? order.qty))',
      mutants: ['replaces.at(-1).qty'],
      because: 'it is asked for a replace that waits, so that there is a last one; the question is for the compiler',
    },
  ]),
];
