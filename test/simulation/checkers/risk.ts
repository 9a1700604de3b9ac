import { feeUnits } from '../../../src/domain/position/position.ts';
import type { World } from '../world.ts';
import { OurExecutions, theirExecutions } from './books.ts';

/** Bought and sold of each symbol. */
class Sums {
  readonly of = new Map<string, { buys: number; sells: number }>();
  add(symbol: string, buys: boolean, qty: number): void {
    let sum = this.of.get(symbol);
    if (sum === undefined) this.of.set(symbol, (sum = { buys: 0, sells: 0 }));
    if (buys) sum.buys += qty;
    else sum.sells += qty;
  }
}
const books = new WeakMap<World, OurExecutions>();

/**
 * While the desk is at rest: what it counts as bought and as perhaps still to be bought is no less than what the venues have
 * bought for it and may still buy; the same for sales. What a venue executes beyond an order, or for none of ours, nobody could have
 * counted.
 */
export const sampleRisk = (world: World): void => {
  const { process, venues, durable, findings, clock } = world;
  if (process.desk === undefined) return;
  const ours = (books.get(world) ?? (books.set(world, new OurExecutions()).get(world) as OurExecutions)).catchUp(durable);
  const counted = new Sums();
  for (const { symbol, buys, qty } of ours.of.values()) counted.add(symbol, buys, qty);
  for (const { symbol, buy, sell } of process.desk.engine.state.exposure) {
    counted.add(symbol, true, buy);
    counted.add(symbol, false, sell);
  }
  const claimed = new Sums();
  for (const venue of venues) {
    const { orders } = venue.truth();
    for (const { sentIds, symbol, side, qty, cumQty, status } of orders) {
      // What one that is not ours had executed before it was found is no fill that the desk could know.
      const before = durable.adopted.get(sentIds[0] as string) ?? (durable.sentIds.has(sentIds[0] as string) ? 0 : undefined);
      if (before !== undefined)
        claimed.add(symbol, side === 'buy', Math.max(0, (status === 'working' ? qty : Math.min(qty, cumQty)) - before));
    }
  }
  for (const [symbol, { buys, sells }] of claimed.of) {
    const has = counted.of.get(symbol) ?? { buys: 0, sells: 0 };
    const find = (what: string, there: number, here: number): void =>
      findings.add('risk', `${what} of ${symbol} at ${clock.now()}: the venues may come to ${there}, the desk counts ${here}`);
    if (has.buys < buys) find('buys', buys, has.buys);
    if (has.sells < sells) find('sells', sells, has.sells);
  }
};

/** Once nothing works anywhere, nothing is counted as perhaps still to be executed, but for what is unknown or forgotten. */
export const checkReleased = ({ process, venues, findings }: World): void => {
  const state = process.desk?.engine.state;
  if (state === undefined) return;
  const forgotten = new Set<string>();
  for (const venue of venues)
    for (const { status, sentIds } of venue.truth().orders)
      if (status === 'forgotten') for (const sentId of sentIds) forgotten.add(sentId);
  let excused = 0;
  for (const { children, reserved } of state.live)
    if (
      children.some(
        ({ certain, requests, sentIds }) =>
          !certain || requests.some((request) => !request.certain) || forgotten.has(sentIds[0] as string),
      )
    )
      excused += reserved;
  let counted = 0;
  for (const { buy, sell } of state.exposure) counted += buy + sell;
  if (counted > excused)
    findings.add('risk', `at the end the desk still counts ${counted} as open, and no more than ${excused} of it is in doubt`);
};

/** Positions that the desk tells, and decides by, against the venues' own. */
export const checkPositions = async (world: World): Promise<void> => {
  const { process, venues, durable, findings, door } = world;
  const theirs = new Map<string, number>();
  for (const venue of venues)
    for (const { symbol, buys, qty } of theirExecutions(venue.truth()).values())
      theirs.set(symbol, (theirs.get(symbol) ?? 0) + (buys ? qty : -qty));
  const ours = new Map<string, number>();
  for (const { account, symbol, buys, qty } of new OurExecutions().catchUp(durable).of.values()) {
    const key = `${account} ${symbol}`;
    ours.set(key, (ours.get(key) ?? 0) + (buys ? qty : -qty));
  }
  checkFees(world);
  const told = await door.read('/v1/positions');
  const decided = process.desk?.engine.state.positions;
  for (const [key, qty] of ours) {
    const [account, symbol] = key.split(' ') as [string, string];
    const inState = decided?.get(account, symbol)?.qty ?? 0;
    if (inState !== qty) findings.add('positions', `${key}: the desk decides by ${inState}, its executions add up to ${qty}`);
    const row = told.body.positions.find(
      (one: { account: string; symbol: string }) => one.account === account && one.symbol === symbol,
    );
    if (Number(row?.qty ?? 0) !== qty)
      findings.add('positions', `${key}: the desk tells ${row?.qty}, its executions add up to ${qty}`);
  }
  for (const [symbol, qty] of theirs) {
    const sum = [...ours].filter(([key]) => key.endsWith(` ${symbol}`)).reduce((total, [, one]) => total + one, 0);
    if (sum !== qty) findings.add('positions', `${symbol}: ${sum} in our books, ${qty} at the venues`);
  }
};

/** Each account pays for the executions that are its own, and for no other. */
const checkFees = ({ durable, process, findings }: World): void => {
  const due = new Map<string, bigint>();
  for (const { account, symbol, qty, fee } of new OurExecutions().catchUp(durable).of.values())
    if (qty > 0) due.set(`${account} ${symbol}`, (due.get(`${account} ${symbol}`) ?? 0n) + (feeUnits(fee) ?? 0n));
  for (const [key, fees] of due) {
    const [account, symbol] = key.split(' ') as [string, string];
    let paid = 0n;
    for (const fee of process.desk?.engine.state.positions.get(account, symbol)?.fees.values() ?? []) paid += fee;
    if (paid !== fees) findings.add('positions', `${key}: its executions cost ${fees}, and it has paid ${paid}`);
  }
};
