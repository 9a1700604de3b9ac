import { type Explanation, inFile } from './explanation.ts';

/**
 * Assertions that can only fail by a bug of ours: what they would say is for the one who finds it. Those that a damaged journal
 * can make fail are tested (turn.test.ts, impossible-records.test.ts), to the letter.
 */
const claims = (file: string, ...lines: readonly string[]): readonly Explanation[] =>
  inFile(
    `src/domain/oms/${file}`,
    lines.map((line) => ({
      line,
      mutants: ['""', '``', '() => undefined'],
      because: 'the claim of an assertion that nothing said to a desk can make fail',
    })),
  );

export const neverHeard: readonly Explanation[] = [
  ...claims('decide/amend.ts', "known(draft.state.day, 'the day is open')", 'is an instrument`'),
  ...claims('decide/desk.ts', 'names a child order`', 'names an order`'),
  ...claims('decide/draft.ts', 'has a session`', 'is a venue of this desk`', "known(this.state.day, 'the day is open')"),
  ...claims('decide/report.ts', "'a child order has its client order'", 'is an instrument`'),
  ...claims('decide/request.ts', "'a child order has its client order'"),
  ...claims('decide/restate.ts', 'is an instrument`'),
  ...claims('decide/status.ts', 'is an instrument`'),
  ...claims('decide/trade.ts', "known(draft.state.day, 'the day is open')"),
  ...claims('effects.ts', "'a request is about a child order'"),
  ...claims('turn.ts', 'a turn has at most'),
];
