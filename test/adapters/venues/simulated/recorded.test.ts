import { describe, expect, it } from 'vitest';
import { l2CsvMarket } from '../../../../src/adapters/market-data/l2-csv.ts';
import { inspectL2 } from '../../../../src/adapters/market-data/l2-directory.ts';
import { l2Rows } from '../../../../src/adapters/market-data/l2-rows.ts';
import { seeded } from '../../../../src/adapters/market-data/random.ts';
import { virtualClock } from '../../../../src/adapters/runtime/virtual-clock.ts';
import { simulatedVenue } from '../../../../src/adapters/venues/simulated/venue.ts';
import { instrumentOf } from '../../../../src/domain/instrument/instrument.ts';
import { type ChildId, MICROS_PER_SECOND, type Micros, type Qty } from '../../../../src/domain/kernel/units.ts';
import type { Level } from '../../../../src/domain/market/events.ts';
import { shared } from '../../../support/shared.ts';
import { venueTerms } from '../../../support/simulated-venue.ts';

const link = shared('data/link-two-venues');
const LATENCY = { minMicros: 300, jitterMicros: 700 };

/** Market orders on both venues all through the recorded hour; answers with what the venues executed. */
const tradeTheHour = () => {
  const directory = inspectL2(link.path);
  const [recorded] = directory.instruments;
  if (recorded === undefined) throw new Error('no instrument');
  const { symbol, quote, priceScale, qtyScale, listings } = recorded;
  const sizes = { tickSize: '0.0001', lotSize: '0.001', minQty: '0.001' };
  const instrument = instrumentOf({
    symbol,
    kind: 'spot',
    quote,
    priceScale,
    qtyScale,
    ...sizes,
    maxQty: '100000',
    tradable: true,
  });
  const clock = virtualClock(directory.firstAt);
  const market = l2CsvMarket(clock, directory);
  const venues = listings.map(({ venue, tickSize, lotSize }) => {
    const terms = venueTerms({ venue, session: venue, listings: [{ symbol, tickSize, lotSize, minQty: lotSize }] });
    return simulatedVenue({
      clock,
      seed: 7,
      terms,
      instruments: new Map([[symbol, instrument]]),
      toVenue: LATENCY,
      toDesk: LATENCY,
    });
  });
  market.start((update) => venues.forEach((venue) => venue.onBook(update)));
  for (const venue of venues) venue.connect();
  const random = seeded(7);
  for (let n = 1; n < 3_600; n += 1) {
    clock.runUntil((directory.firstAt + n * MICROS_PER_SECOND + random.upTo(MICROS_PER_SECOND)) as Micros);
    const order = {
      childId: n as ChildId,
      session: 'S',
      seqOut: n,
      symbol,
      side: random.pick(['buy', 'sell'] as const),
      ordType: 'market',
      timeInForce: 'ioc',
    } as const;
    for (const venue of venues)
      venue.send({ ...order, sentId: `D1${String(n).padStart(12, '0')}`, qty: (10 * random.between(1, 20_000)) as Qty });
  }
  clock.runUntil((directory.lastAt + MICROS_PER_SECOND) as Micros);
  return { recorded, truths: venues.map((venue) => venue.truth()) };
};

describe.skipIf(link.missing)('the recorded hour, traded', () => {
  it('gives thousands of aggressive fills, every one inside the recorded book of its second, and no level twice', () => {
    const { recorded, truths } = tradeTheHour();
    for (const { venue, executions } of truths) {
      const rows = new Map<number, Readonly<Record<'bids' | 'asks', readonly Level[]>>>();
      for (const file of recorded.listings.find((listing) => listing.venue === venue)?.files ?? [])
        for (const row of l2Rows(file, recorded)) if (row.ok) rows.set(row.at, row);
      const taken = new Map<string, number>();
      let outside = 0;
      for (const { at, side, price, qty, took } of executions) {
        const second = at - (at % MICROS_PER_SECOND);
        const opposite = side === 'buy' ? 'asks' : 'bids';
        const level = rows.get(second)?.[opposite].find((shown) => shown.price === price);
        const key = `${second} ${opposite} ${price}`;
        taken.set(key, (taken.get(key) ?? 0) + qty);
        if (level === undefined || took?.qty !== level.qty || (taken.get(key) ?? 0) > level.qty) outside += 1;
      }
      expect([venue, outside]).toEqual([venue, 0]);
      expect(executions.length).toBeGreaterThan(5_000);
    }
  });
});
