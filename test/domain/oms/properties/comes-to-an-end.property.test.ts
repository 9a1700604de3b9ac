import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Micros } from '../../../../src/domain/kernel/units.ts';
import type { Events } from '../../../../src/domain/oms/catalogue.ts';
import { isOpen } from '../../../../src/domain/order/lifecycle.ts';
import { type Child, mayTrade, worstLeavesQty } from '../../../../src/domain/order/order.ts';
import { type Act, hostileActs, hostileConfig, lawfulActs, VENUES } from '../../../support/arbitrary-acts.ts';
import { childrenOf, perform } from '../../../support/arbitrary-inputs.ts';
import { Desk } from '../../../support/desk.ts';
import { always } from '../../../support/property.ts';
import { checkDesk } from '../../invariants.ts';

type Way = 'fills' | 'cancels' | 'rejects';
type Word = Partial<Events['ExecutionReported']> & Pick<Events['ExecutionReported'], 'execType'>;
/** What a venue says of a child order: it tells what it counted and had not told, grants every request, else it fills or ends what it has. */
const answer = (child: Child, way: Way, n: number): Word => {
  const { sentId, requests, status, cumQty, unheardQty } = child;
  if (unheardQty > 0) return { execType: 'trade', sentId, execId: `END${n}`, lastQty: String(unheardQty), lastPx: '10.00' };
  const [pending] = requests;
  if (pending?.kind === 'replace')
    return { execType: 'replaced', sentId: pending.sentId, orderQty: String(Math.max(pending.qty ?? 0, cumQty)) };
  if (pending !== undefined) return { execType: 'canceled', sentId: pending.sentId };
  if (way === 'fills')
    return { execType: 'trade', sentId, execId: `END${n}`, lastQty: String(worstLeavesQty(child)), lastPx: '10.00' };
  return { execType: way === 'rejects' && status === 'sent' ? 'rejected' : 'canceled', sentId };
};

/** A person has looked at what is in suspense: it may stay there. */
const assignStrays = (desk: Desk): void => {
  for (const [venue, keys] of [...desk.state.unassigned])
    for (const executionKey of [...keys])
      desk.say({
        type: 'StrayAssignRequested',
        clOrdId: `end ${executionKey}`,
        venue,
        executionKey,
        toAccount: 'SUSPENSE',
        reason: 'seen',
      });
};

/** The runtime does its work, sessions are up, venues open, timers fire, and venues answer, until nothing is open any more. */
const bringToAnEnd = (desk: Desk, way: Way): void => {
  assignStrays(desk);
  for (const venue of VENUES) {
    const until = (desk.now + 86_400_000_000) as Micros;
    desk.say({ type: 'VenueHoursChanged', venue, state: 'open', until });
  }
  for (let n = 0; n < 400; n += 1) {
    const open = [...desk.state.orders].filter(({ status }) => isOpen(status));
    const child = childrenOf(desk.state).find((found) => mayTrade(found) || found.unheardQty > 0);
    if (open.length === 0 && child === undefined) return;
    if (child !== undefined) {
      const { venue, session } = child;
      desk.say({ type: 'ExecutionReported', venue, session, seqIn: 10_000 + n, channel: 'order', ...answer(child, way, n) });
    } else
      for (const venue of VENUES)
        for (const state of ['down', 'up'] as const) desk.say({ type: 'SessionChanged', venue, session: `${venue}-1`, state });
    desk.settle();
    desk.wait(100);
  }
  expect.fail(
    `these never end: ${JSON.stringify(
      [...desk.state.orders].filter(({ status }) => isOpen(status)),
      (_, value) => (typeof value === 'bigint' ? String(value) : value),
    )}`,
  );
};

const ends = (claim: string, acts: fc.Arbitrary<readonly Act[]>): void =>
  always(claim, fc.tuple(acts, fc.constantFrom<Way>('fills', 'cancels', 'rejects')), ([past, way]) => {
    const { desk } = perform(new Desk(hostileConfig()), past);
    bringToAnEnd(desk, way);
    desk.settle();
    expect(
      [...desk.state.exposure].every(({ buy, sell, orders }) => buy === 0 && sell === 0 && orders === 0),
      'nothing is exposed',
    ).toBe(true);
    checkDesk(desk);
  });

describe('every order comes to an end once venues answer', () => {
  ends('whatever clients did while the venues were slow', lawfulActs());
  ends('and however wrong the venues had been', hostileActs());
});
