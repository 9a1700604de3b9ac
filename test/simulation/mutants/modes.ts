import { type Mutant, mutant } from './mutant.ts';

const RISK_VIEW = 'domain/oms/decide/risk-view.ts';

/** What the desk could get wrong about its modes and its kill switches. */
export const modeMutants: readonly Mutant[] = [
  mutant(
    'the mode is not looked at when a held order is released',
    RISK_VIEW,
    '    mode: modeFor(state, wanted),\n',
    '    mode: counted ? NORMAL : modeFor(state, wanted),\n',
  ),
  mutant('the kill switch of the firm is ignored', RISK_VIEW, "  if (isKilled(state, 'firm', '*')) return 'the firm';\n", ''),
  mutant(
    'a kill reports that all is cancelled',
    'domain/oms/decide/mass-cancel.ts',
    '    const fate = fateOf(draft.state, orderId);\n',
    "    const fate = fateOf(draft.state, orderId) === 'filled' ? 'filled' : 'canceled';\n",
  ),
  mutant(
    'reduceOnly ignores open orders',
    'domain/risk/mode-checks.ts',
    '-position - openBuy : position - openSell',
    '-position : position',
  ),
  mutant(
    'a replace that was taken on goes out whatever was forbidden since',
    'domain/oms/decide/review.ts',
    ' && !dropBarred(draft, order))\n',
    ')\n',
  ),
];
