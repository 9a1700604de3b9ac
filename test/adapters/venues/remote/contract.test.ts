import { afterAll } from 'vitest';
import { wallClock } from '../../../../src/adapters/runtime/wall-clock.ts';
import type { Dial } from '../../../../src/adapters/venues/remote/transport.ts';
import { workerTransport } from '../../../../src/adapters/venues/remote/worker-transport.ts';
import type { Price, Qty } from '../../../../src/domain/kernel/units.ts';
import { venueContract } from '../../../support/contracts/venue.ts';
import type { VenueBench } from '../../../support/contracts/venue-bench.ts';
import { snapshot } from '../../../support/market.ts';
import { acme } from '../../../support/simulated-venue.ts';
import { openExchange } from '../exchange-rig.ts';

const PRICE = 1_000 as Price;
const QTY = 100 as Qty;

const rig = await openExchange();
afterAll(rig.close);

/** Somebody shows half our quantity at our price for a moment. */
const bench = (dial?: Dial): VenueBench => {
  const { hosted, terms } = rig.list();
  const { venue, settle } = rig.dial(terms, dial === undefined ? {} : { dial });
  return {
    venue,
    instrument: acme,
    price: PRICE,
    qty: QTY,
    settle,
    somebodyTrades: async (withSide) => {
      const shown = { venue: terms.venue, at: wallClock.now() };
      hosted.venue.onBook(snapshot({ ...shown, [withSide === 'buy' ? 'asks' : 'bids']: [[PRICE, 50]] }));
      hosted.venue.onBook(snapshot(shown));
      await settle();
    },
  };
};

venueContract('a venue over a real socket', () => bench());
/** One thread for all benches: it takes longer to start one than to trade. */
const { dial } = workerTransport();
venueContract('a venue over a socket in a thread of its own', () => bench(dial));
