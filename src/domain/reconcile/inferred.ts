import { divHalfEven } from '../kernel/integers.ts';

/** What is held or executed, signed, and what it is worth: average price times quantity, exactly. */
export type Standing = Readonly<{ qty: bigint; notional: bigint }>;

/**
 * The price at which a difference of quantities must have been traded, so that the average comes out as told: the difference of worth over
 * the difference of quantity. Of what was closed no average tells anything: it went out as it had come in. What turned round begins anew.
 * Rounded half-even to whole units; undefined where nothing differs.
 */
export const reconciliationPrice = (now: Standing, told: Standing): bigint | undefined => {
  const qty = told.qty - now.qty;
  if (qty === 0n) return undefined;
  if (told.qty === 0n) return ratio(now.notional, now.qty);
  const turnsRound = now.qty !== 0n && now.qty > 0n !== told.qty > 0n;
  return turnsRound ? ratio(told.notional, told.qty) : ratio(told.notional - now.notional, qty);
};

const ratio = (a: bigint, b: bigint): bigint => (b > 0n ? divHalfEven(a, b) : divHalfEven(-a, -b));
