import { book, charge, feeUnits, moveStray, Positions, unbook } from '../domain/position/position.ts';
import type { Handlers, Projection } from './projection.ts';

type PositionsView = { positions: Positions };

/** For views about positions: books executions, takes busted ones back, and begins with what was carried. */
export const bookExecutions: Handlers<PositionsView> = {
  ExecutionBooked: ({ positions }, { account, symbol, side, lastQty, lastPx, fee, feeCurrency }) => {
    const position = positions.of(account, symbol);
    book(position, side, lastQty, lastPx);
    charge(position, feeCurrency, feeUnits(fee) ?? 0n);
  },
  StrayExecutionBooked: ({ positions }, { account, symbol, side, lastQty, lastPx, fee, feeCurrency }) => {
    const position = positions.of(account, symbol);
    book(position, side, lastQty, lastPx);
    charge(position, feeCurrency, feeUnits(fee) ?? 0n);
  },
  ExecutionBusted: ({ positions }, { account, symbol, side, lastQty, lastPx, fee, feeCurrency }) => {
    const position = positions.of(account, symbol);
    unbook(position, side, lastQty, lastPx);
    charge(position, feeCurrency, -(feeUnits(fee) ?? 0n));
  },
  ExecutionCorrected: ({ positions }, event) => {
    const { account, symbol, side, oldQty, oldPx, lastQty, lastPx } = event;
    const position = positions.of(account, symbol);
    if (oldQty > 0) unbook(position, side, oldQty, oldPx); // Nothing is left of an execution that was busted before.
    book(position, side, lastQty, lastPx);
    charge(position, event.oldFeeCurrency, -(feeUnits(event.oldFee) ?? 0n));
    charge(position, event.feeCurrency, feeUnits(event.fee) ?? 0n);
  },
  StrayExecutionAmended: ({ positions }, event) => {
    const { account, symbol, side, oldQty, oldPx, lastQty, lastPx } = event;
    const position = positions.of(account, symbol);
    unbook(position, side, oldQty, oldPx);
    book(position, side, lastQty, lastPx);
    charge(position, event.oldFeeCurrency, -(feeUnits(event.oldFee) ?? 0n));
    charge(position, event.feeCurrency, feeUnits(event.fee) ?? 0n);
  },
  PositionAdjusted: ({ positions }, { account, symbol, side, qty, px }) => book(positions.of(account, symbol), side, qty, px),
  StrayAssigned: ({ positions }, event) => moveStray(positions, event),
  CarriedPosition: ({ positions }, { account, symbol, fees, qty, cost, realized, bought, sold }) => {
    const position = positions.of(account, symbol);
    Object.assign(position, { qty, cost, realized, bought, sold });
    for (const { currency, amount } of fees) position.fees.set(currency, amount);
  },
};

/** What does each account hold, and what did it cost? */
export const positions: Projection<PositionsView> = {
  name: 'positions',
  initial: () => ({ positions: new Positions() }),
  on: bookExecutions,
};
