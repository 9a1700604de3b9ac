import {
  createMarketData,
  type DeskParts,
  instrumentOf,
  type Micros,
  openMemoryJournal,
  readConfig,
  simulatedVenue,
  startDesk,
  virtualClock,
} from '../../src/index.ts';

/**
 * Daybook as a library: a desk inside your own process. Outside this repository the first import is `from 'daybook'`.
 * Sends one order to a simulated venue and returns what became of it.
 */
export const embedADesk = async (): Promise<Readonly<{ accepted: boolean; filled: number; records: number }>> => {
  const { identity, terms } = readConfig(
    {
      desk: { name: 'embedded', code: 'E1', timezone: 'UTC', rollAt: '00:00' },
      accounts: [{ account: 'ME' }, { account: 'SUSPENSE', tradable: false }],
      instruments: [
        {
          symbol: 'ACME',
          kind: 'equity',
          quote: 'USD',
          priceScale: 2,
          qtyScale: 0,
          tickSize: '0.01',
          lotSize: '1',
          minQty: '1',
          maxQty: '1000',
        },
      ],
      venues: [
        {
          venue: 'ALPHA',
          kind: 'lit',
          session: 'ALPHA-1',
          listings: [{ symbol: 'ACME', tickSize: '0.01', lotSize: '1', minQty: '1' }],
        },
      ],
      limits: [
        {
          account: 'ME',
          maxOrderQty: '500',
          maxOrderNotional: '10000',
          maxLong: '1000',
          maxShort: '1000',
          collarPpm: 50_000,
          referenceMaxAgeMs: 1_000,
        },
      ],
    },
    'the example',
  );
  const clock = virtualClock(1_795_271_400_000_000 as Micros);
  const instruments = new Map(terms.instruments.map((instrument) => [instrument.symbol, instrumentOf(instrument)]));
  const latency = { minMicros: 100, jitterMicros: 0 };
  const venues = terms.venues.map((venue) =>
    simulatedVenue({ clock, seed: 1, terms: venue, instruments, toVenue: latency, toDesk: latency }),
  );
  const market = createMarketData({ bookMaxAgeMs: 1_000, markEveryMs: 1_000, onMark: () => {} });

  let records = 0;
  const parts: DeskParts = {
    identity,
    config: terms,
    build: 'my strategy 1.0',
    writer: 'my strategy',
    journal: openMemoryJournal({ desk: identity.name }), // openSqliteJournal({ dir, desk }) keeps the days.
    clock, // wallClock in life.
    venues,
    witness: market.witness,
    publish: (committed) => {
      records += committed.length;
    },
    soon: queueMicrotask, // setImmediate in life, so that a commit gathers the turns of a moment.
    halted: (why) => {
      throw why;
    },
  };
  const { engine, close } = await startDesk(parts);
  const settled = async (): Promise<void> => {
    clock.runUntil((clock.now() + 10_000) as Micros);
    await engine.quiet();
  };
  // Until the venue has said what of ours is open there, and what it has executed: orders that come sooner wait, if they can.
  for (let i = 0; i < 10 && engine.state.sessions.get('ALPHA')?.level !== true; i += 1) await settled();

  for (const venue of venues) {
    venue.onShow(market.onUpdate);
    venue.onBook({
      venue: venue.name,
      symbol: 'ACME',
      at: clock.now(),
      kind: 'snapshot',
      bids: [{ price: 999 as never, qty: 300 as never }],
      asks: [{ price: 1_001 as never, qty: 300 as never }],
    });
  }
  const { facts } = await engine.ask(
    {
      type: 'NewOrderRequested',
      clOrdId: 'first',
      account: 'ME',
      symbol: 'ACME',
      side: 'buy',
      ordType: 'limit',
      qty: '100',
      price: '10.01',
      timeInForce: 'ioc',
    },
    'strategy:mine',
  );
  await settled();
  await settled();
  const filled = engine.state.positions.get('ME', 'ACME')?.qty ?? 0;
  await close();
  return { accepted: facts[0]?.type === 'OrderAccepted', filled, records };
};
