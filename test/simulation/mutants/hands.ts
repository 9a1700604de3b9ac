import { type Mutant, mutant, mutantOf } from './mutant.ts';

/** What it could get wrong about what people do by hand, about orders that are not ours, and about what a venue counts and does not tell. */
export const handMutants: readonly Mutant[] = [
  mutant(
    'an execution that is assigned takes its cost along and not its fee',
    'domain/position/position.ts',
    '  charge(to, feeCurrency, feeUnits(fee) ?? 0n);\n};',
    '};',
  ),
  mutant(
    'an order that is not ours is adopted as one that is over',
    'domain/oms/evolve/hands.ts',
    "status: 'working'",
    "status: 'canceled'",
  ),
  mutantOf(
    'a true execution is booked beside the provisional one',
    'domain/oms/decide/provisional.ts',
    [
      '  const latest = provisional === 0 ? undefined : latestCount(draft, child, report);\n',
      '  const latest = provisional >= 0 ? undefined : latestCount(draft, child, report);\n',
    ],
    ['child.provisionalQty === 0) return;', 'child.provisionalQty >= 0) return;'],
  ),
  mutant(
    'a venue with executions in suspense gets orders all the same',
    'domain/oms/decide/opening.ts',
    '  straysWaiting,\n',
    '',
  ),
  mutant(
    'what a person has closed drops its late executions',
    'domain/oms/decide/report.ts',
    "    case 'trade':\n",
    "    case 'trade':\n      if (child.forced) return;\n",
  ),
];
