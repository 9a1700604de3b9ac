import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Faults } from '../../../../src/adapters/venues/simulated/faults.ts';
import type { Micros } from '../../../../src/domain/kernel/units.ts';
import type { VenueTerms } from '../../../../src/domain/oms/events.ts';
import type { Report } from '../../../../src/domain/order/events.ts';
import { type Quotes, snapshot } from '../../../support/market.ts';
import { type OpenVenue, openVenue } from '../../../support/simulated-venue.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

type Step =
  | Readonly<{
      do: 'submit';
      side: 'buy' | 'sell';
      ticks: number;
      lots: number;
      timeInForce: 'day' | 'gtd' | 'ioc' | 'fok';
      market: boolean;
    }>
  | Readonly<{ do: 'cancel'; which: number }>
  | Readonly<{ do: 'replace'; which: number; ticks: number; lots: number }>
  | Readonly<{ do: 'repeat'; which: number }>
  | Readonly<{ do: 'show'; bids: Quotes; asks: Quotes }>
  | Readonly<{ do: 'wait'; micros: number }>
  | Readonly<{ do: 'night' }>;

const ticks = fc.integer({ min: 197, max: 203 });
const lots = fc.integer({ min: 1, max: 8 });
const which = fc.nat(20);
const quotes = fc.array(
  fc.tuple(ticks, fc.nat(4)).map(([at, n]) => [at * 5, n * 10] as const),
  { maxLength: 4 },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('submit'),
      side: fc.constantFrom('buy', 'sell'),
      ticks,
      lots,
      timeInForce: fc.constantFrom('day', 'day', 'gtd', 'ioc', 'fok'),
      market: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('show'), bids: quotes, asks: quotes }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('replace'), which, ticks, lots }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel'), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat'), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), micros: fc.integer({ min: 1, max: 60_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('night') }) },
);
const script = fc.array(step, { maxLength: 30 });
/** Long enough that an order may be killed, restored and amended first. */
const GOOD_FOR_MICROS = 45_000;

/** Step `n` of a script; every id and number follows from `n`, so that two desks can say the same. */
const play = ({ venue, clock, settle, submit, cancel, replace }: OpenVenue, one: Step, n: number): void => {
  const id = { sentId: `S${n}`, seqOut: n };
  const old = (back: number): string => `S${n - 1 - (back % Math.max(1, n))}`;
  switch (one.do) {
    case 'submit': {
      const { side, timeInForce } = one;
      const until = timeInForce === 'gtd' ? { expireTime: (clock.now() + GOOD_FOR_MICROS) as Micros } : {};
      const ordType = one.market ? 'market' : 'limit';
      submit({ ...id, side, timeInForce, ordType, qty: one.lots * 10, price: one.ticks * 5, ...until });
      break;
    }
    case 'repeat':
      submit({ ...id, sentId: old(one.which) });
      break;
    case 'cancel':
      cancel(old(one.which), id);
      break;
    case 'replace':
      replace(old(one.which), { ...id, qty: one.lots * 10, price: one.ticks * 5 });
      break;
    case 'show':
      venue.onBook(snapshot({ at: clock.now(), bids: one.bids, asks: one.asks }));
      break;
    case 'wait':
      settle(one.micros);
      break;
    case 'night':
      venue.closeSession();
      settle();
      venue.openSession();
  }
  settle();
};

const { dir, remove } = temporaryFolder();
afterAll(remove);
let files = 0;
const newFile = (): string => join(dir, `${(files += 1)}.jsonl`);

type World = Readonly<{ terms?: Partial<VenueTerms>; faults?: Partial<Faults> }>;
/** Without jitter, since dice do not survive their process. */
const open = (truthFile: string, world: World): OpenVenue =>
  openVenue({
    ...world,
    truthFile,
    toVenue: { minMicros: 100, jitterMicros: 0 },
    toDesk: { minMicros: 100, jitterMicros: 0 },
  });

/** A venue as its process would find it that was killed at this moment, on a clock that shows the same time. */
const killedAndRestored = (desk: OpenVenue, file: string, world: World): OpenVenue => {
  const copy = newFile();
  copyFileSync(file, copy);
  const restored = open(copy, world);
  restored.clock.runUntil(desk.clock.now());
  return restored;
};

/** Everything that can be asked of a venue. */
const askedOf = async ({ venue, settle }: OpenVenue) => {
  const answers = Promise.all([venue.openOrders(), venue.fillsSince(0 as Micros), venue.positions()]);
  settle();
  return [venue.truth(), ...(await answers).map(({ rows }) => rows)];
};
const unflagged = (reports: readonly Report[]) => reports.map((report) => ({ ...report, possDup: undefined }));
const worlds: fc.Arbitrary<World> = fc.record({
  terms: fc.record({
    dedupes: fc.constantFrom('day', 'open', 'never'),
    kind: fc.constantFrom('lit', 'dark'),
  }),
});

describe('a venue that is killed at any point of any history', () => {
  it('comes back as it was, and says every report again under its number', async () => {
    const faults: Partial<Faults> = { rejectPpm: 200_000, silentAckPpm: 200_000, dropPpm: 100_000, duplicatePpm: 300_000 };
    await fc.assert(
      fc.asyncProperty(script, worlds, fc.boolean(), async (steps, { terms }, faulty) => {
        const world: World = { ...(terms && { terms }), ...(faulty && { faults }) };
        const file = newFile();
        const desk = open(file, world);
        desk.connect();
        steps.forEach((one, n) => void play(desk, one, n));
        if (faulty) desk.settle(GOOD_FOR_MICROS); // Nothing is left to expire, and to be said by other dice, while we compare.

        const restored = killedAndRestored(desk, file, world);
        restored.venue.connect(1);
        desk.settle();
        restored.settle();
        expect(await askedOf(restored)).toEqual(await askedOf(desk));
        expect(unflagged(restored.reports)).toEqual(unflagged(desk.reports));
        const seqs = restored.reports.map((report) => ('seqIn' in report ? report.seqIn : 0));
        expect(seqs).toEqual(seqs.map((_, at) => at + 1));
      }),
    );
  });

  it('goes on as one that was never stopped', async () => {
    await fc.assert(
      fc.asyncProperty(script, script, worlds, async (before, after, world) => {
        const file = newFile();
        const desk = open(file, world);
        desk.connect();
        before.forEach((one, n) => void play(desk, one, n));

        const restored = killedAndRestored(desk, file, world);
        const heard = desk.reports.length;
        restored.venue.connect(heard + 1);
        for (const { venue, settle } of [desk, restored]) {
          settle();
          venue.onBook(snapshot({})); // What was taken of the book is not kept: both begin with a new one.
        }
        for (const [at, one] of after.entries()) for (const each of [desk, restored]) play(each, one, before.length + at);
        expect(await askedOf(restored)).toEqual(await askedOf(desk));
        expect(unflagged(restored.reports)).toEqual(unflagged(desk.reports.slice(heard)));
      }),
    );
  });
});
