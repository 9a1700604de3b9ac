import type { SelfTrades } from '../../../../src/adapters/venues/simulated/lit.ts';
import type { Price, Qty } from '../../../../src/domain/kernel/units.ts';
import { venueContract } from '../../../support/contracts/venue.ts';
import type { VenueBench } from '../../../support/contracts/venue-bench.ts';
import { snapshot } from '../../../support/market.ts';
import { acme, openVenue } from '../../../support/simulated-venue.ts';

const PRICE = 1_000 as Price;
const QTY = 100 as Qty;

/** Somebody shows half our quantity at our price for a moment. */
const lit = (selfTrades: SelfTrades): VenueBench => {
  const { venue, settle, clock } = openVenue({ selfTrades });
  return {
    venue,
    instrument: acme,
    price: PRICE,
    qty: QTY,
    settle: async () => settle(),
    somebodyTrades: async (withSide) => {
      const at = clock.now();
      venue.onBook(snapshot({ at, [withSide === 'buy' ? 'asks' : 'bids']: [[PRICE, 50]] }));
      venue.onBook(snapshot({ at }));
      settle();
    },
  };
};

/** The lit market stands around our price for as long as it takes that somebody hidden comes, once for either side. */
const dark = (): VenueBench => {
  const { venue, settle, clock, reports } = openVenue({
    terms: { kind: 'dark', replace: 'atomic' },
    dark: { meanEveryMs: 20, lotsMax: 5, staysMs: 0, bookMaxAgeMs: 60_000 },
  });
  return {
    venue,
    instrument: acme,
    price: PRICE,
    qty: QTY,
    settle: async () => settle(),
    somebodyTrades: async () => {
      venue.onBook(snapshot({ venue: 'XL', at: clock.now(), bids: [[PRICE - 5, 100]], asks: [[PRICE + 5, 100]] }));
      const before = reports.length;
      for (let i = 0; i < 20 && reports.length === before; i += 1) settle(20_000);
      venue.onBook(snapshot({ venue: 'XL', at: clock.now() }));
      settle();
    },
  };
};

venueContract('simulated lit venue', () => lit('prevent'));
venueContract('simulated lit venue where our own orders meet', () => lit('match'));
venueContract('simulated dark venue', dark);
