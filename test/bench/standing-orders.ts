import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Events, Recorded } from '../../src/domain/oms/catalogue.ts';
import type { State } from '../../src/domain/oms/state.ts';
import type { Day, Turn } from './days.ts';
import { passive, UNNUMBERED } from './scripts.ts';

/** Orders that rest at their venues when the desk dies: each was sent and acknowledged, and nothing more has happened to it. */
export function* standingOrders(day: Day, count: number): Generator<Turn> {
  while (day.state.live.size < count) {
    const turn = day.play(passive(day), 'algo:1');
    yield turn;
    const child = routedIn(turn);
    if (child !== undefined) yield day.play(acknowledgement(day, child), `venue:${child.venue}`);
  }
}
const routedIn = (turn: readonly Recorded[]): Events['ChildRouted'] | undefined =>
  turn.find(({ event }) => event.type === 'ChildRouted')?.event as Events['ChildRouted'] | undefined;

const acknowledgement = (day: Day, child: Events['ChildRouted']): Events['ExecutionReported'] => ({
  type: 'ExecutionReported',
  venue: child.venue,
  session: child.session,
  seqIn: UNNUMBERED,
  channel: 'order',
  execType: 'new',
  ordStatus: 'new',
  sentId: child.sentId,
  venueOrderId: `V-${child.sentId}`,
  execId: day.name(child.venue),
  symbol: child.symbol,
  side: child.side,
  orderQty: String(child.qty),
  cumQty: '0',
  leavesQty: String(child.qty),
  transactTime: day.now,
});

/**
 * What the exchange remembers of them, as the truth files that its process takes up: the same orders open, as many messages received
 * and said as the desk has sent and heard, and no word of what is long over.
 */
export const writeTruthFiles = (dir: string, { children, sessions }: State): void => {
  mkdirSync(dir, { recursive: true });
  for (const [venue, { lastSeqIn, lastSeqOut }] of sessions) {
    const ours = [...children].filter((child) => child.venue === venue && child.status === 'working');
    const message = { kind: 'submit', sentId: 'LAST', seqOut: lastSeqOut, at: 0 };
    const said = { type: 'ExecutionReported', execType: 'calculated', sentId: 'LAST' };
    const act = [
      { did: 'receive', message },
      { did: 'say', said, numbers: Array.from({ length: lastSeqIn }, (_, n) => n + 1) },
      ...ours.flatMap(({ sentId, venueOrderId, symbol, side, qty, price, cumQty, ordType, timeInForce }) => [
        {
          did: 'hold',
          order: {
            venueOrderId,
            symbol,
            side,
            ordType,
            timeInForce,
            sentIds: [sentId],
            qty,
            price,
            cumQty,
            paid: '0',
            status: 'working',
          },
        },
        { did: 'queue', venueOrderId },
      ]),
    ];
    writeFileSync(
      join(dir, `${venue}.truth.jsonl`),
      `${JSON.stringify({ truthOf: venue, version: 1 })}\n${JSON.stringify(act)}\n`,
    );
  }
};
