import { neverHeard } from './explained/claims.ts';
import { deciding } from './explained/deciding.ts';
import { executions } from './explained/executions.ts';
import type { Explanation } from './explained/explanation.ts';
import { kernel } from './explained/kernel.ts';
import { trading } from './explained/trading.ts';

export const EXPLAINED: readonly Explanation[] = [...kernel, ...trading, ...deciding, ...executions, ...neverHeard];
