import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LimitTerms } from '../../../src/domain/oms/events.ts';
import { mayTrade, worstLeavesQty } from '../../../src/domain/order/order.ts';
import { hostileConfig, lawfulActs } from '../../support/arbitrary-acts.ts';
import { childrenOf, World } from '../../support/arbitrary-inputs.ts';
import { configTerms, Desk } from '../../support/desk.ts';
import { acked, canceled, cancels, fills, givenDesk, places, refuses, replaces, settles } from '../given.ts';
import { checkState } from '../invariants.ts';

const [LONG, SHORT] = [250, 150];
const tight: LimitTerms = { ...(configTerms().limits[0] as LimitTerms), maxLong: String(LONG), maxShort: String(SHORT) };
const tightDesk = (): Desk => new Desk(hostileConfig({ limits: [tight, { ...tight, account: 'A2' }] }));
const buys = (qty: number) => places({ qty: String(qty) });
const sells = (qty: number) => places({ qty: String(qty), side: 'sell' });

describe('the position limit', () => {
  it('counts what every open order may still execute', () => {
    givenDesk(tightDesk(), buys(200))
      .when(buys(51))
      .concludes('OrderRefused')
      .saying('OrderRefused', { check: 'positionLimit', limit: '250', value: '251' });
    givenDesk(tightDesk(), buys(200)).when(buys(50)).concludes('OrderAccepted', 'ChildRouted');
    givenDesk(tightDesk(), buys(200), acked, fills('E1', 150)).when(buys(51)).concludes('OrderRefused');
    givenDesk(tightDesk(), sells(100)).when(sells(51)).saying('OrderRefused', { check: 'positionLimit' });
  });
  it('does not count a sale as done before it is: a buy may not hide behind it', () => {
    givenDesk(tightDesk(), buys(250), fills('E1', 250), sells(100))
      .when(buys(1))
      .saying('OrderRefused', { check: 'positionLimit' });
    givenDesk(tightDesk(), buys(250), fills('E1', 250), sells(100), fills('E2', 100, '10.00'))
      .when(sells(1))
      .concludes('OrderAccepted', 'ChildRouted');
  });
  it('has room again once an order is over', () => {
    givenDesk(tightDesk(), buys(250), canceled).when(buys(250)).concludes('OrderAccepted', 'ChildRouted');
    givenDesk(tightDesk(), buys(250), cancels()).when(buys(1)).concludes('OrderRefused');
  });
  it('counts a replace at the larger of old and new until the venue has answered', () => {
    const asked = () => givenDesk(tightDesk(), buys(100), acked, replaces({ qty: '200' }));
    asked().when(buys(51)).concludes('OrderRefused');
    givenDesk(asked().desk, refuses()).when(buys(150)).concludes('OrderAccepted', 'ChildRouted');
    givenDesk(tightDesk(), buys(100), acked)
      .when(replaces({ qty: '251' }))
      .saying('AskRefused', { check: 'positionLimit' });
    givenDesk(tightDesk(), buys(100), acked, replaces({ qty: '50' }))
      .when(buys(151))
      .concludes('OrderRefused');
  });
  it('counts what the desk does not know at its worst', () => {
    const lost = givenDesk(tightDesk(), buys(250));
    lost.desk.wait(1_000);
    lost.when(buys(1)).concludes('OrderRefused');
  });
  it('counts a held order, and is asked again before that goes', () => {
    const held = tightDesk();
    held.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'down' });
    const beta = { route: { strategy: 'direct', venue: 'BETA' } } as const;
    givenDesk(held).when(buys(200)).concludes('OrderAccepted', 'OrderHeld');
    givenDesk(held)
      .when(places({ qty: '51', ...beta }))
      .concludes('OrderRefused');
    held.say({ type: 'ConfigAdopted', values: hostileConfig({ limits: [{ ...tight, maxLong: '199' }] }) });
    held.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'up' });
    givenDesk(held)
      .when(settles())
      .concludes('EvidenceWanted', 'WorkFinished', 'OrderClosed')
      .saying('OrderClosed', { as: 'rejected' });
  });

  it('is never exceeded, whatever clients ask, however venues that keep their word execute it, and in whatever order', () => {
    let [largest, accepted] = [0, 0];
    fc.assert(
      fc.property(lawfulActs(80), fc.boolean(), (acts, buySide) => {
        const world = new World(tightDesk());
        const { desk } = world;
        const within = (): void => {
          for (const account of ['A1', 'A2']) {
            const position = desk.state.positions.get(account, 'ACME')?.qty ?? 0;
            const { buy = 0, sell = 0 } = desk.state.exposure.get(account, 'ACME') ?? {};
            expect(position + buy, `${account} could become too long`).toBeLessThanOrEqual(LONG);
            expect(sell - position, `${account} could become too short`).toBeLessThanOrEqual(SHORT);
            largest = Math.max(largest, position + buy);
          }
        };
        for (const act of acts) {
          world.perform(act);
          checkState(desk.state);
          within();
        }
        executeEverything(desk, buySide, within);
        accepted += desk.state.next.order;
      }),
      { numRuns: 3 * (fc.readConfigureGlobal().numRuns ?? 100) },
    );
    expect(largest, 'the limit was reached, or nothing is proved').toBeGreaterThan(LONG - 25);
    expect(accepted).toBeGreaterThan(0);
  });
});

/** The worst that can follow: every venue executes all that it may on one side, and grants every replace. */
const executeEverything = (desk: Desk, buySide: boolean, check: () => void): void => {
  for (let n = 0; n < 500; n += 1) {
    const child = childrenOf(desk.state).find((found) => (found.side === 'buy') === buySide && mayTrade(found));
    if (child === undefined) return;
    const replace = child.requests.find(({ kind }) => kind === 'replace');
    const { venue, session, sentId } = child;
    const heard = { type: 'ExecutionReported', venue, session, seqIn: 1_000 + n, channel: 'order', sentId } as const;
    if (replace !== undefined)
      desk.say({
        ...heard,
        execType: 'replaced',
        sentId: replace.sentId,
        orderQty: String(Math.max(replace.qty ?? 0, child.cumQty)),
      });
    else desk.say({ ...heard, execType: 'trade', execId: `ALL${n}`, lastQty: String(worstLeavesQty(child)), lastPx: '10.00' });
    desk.settle();
    check();
  }
  expect.fail('there is no end to it');
};
