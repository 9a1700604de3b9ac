import type { Decimal } from 'decimal.js';
import { known } from '../../../src/domain/kernel/assert.ts';
import { PRICE_SCALE } from '../exchange.ts';
import type { World } from '../risk-world.ts';
import { type DecimalBook, type DecimalLimits, type DecimalOrder, ofUnits } from './decimal-ladder.ts';

/** The same desk in decimals. */
export const inDecimals = ({
  state,
  config,
  now,
  wanted,
}: World): Readonly<{ book: DecimalBook; orders: readonly DecimalOrder[] }> => {
  const price = (units: number): Decimal => ofUnits(units, PRICE_SCALE);
  const whole = (units: number): Decimal => ofUnits(units, 0);
  const symbols = [...config.instruments.keys()];
  const held = new Map<string, Map<string, { position: Decimal; openBuy: Decimal; openSell: Decimal }>>();
  for (const { account, symbol, buy, sell } of state.exposure) {
    let bySymbol = held.get(account);
    if (bySymbol === undefined) held.set(account, (bySymbol = new Map()));
    bySymbol.set(symbol, {
      position: whole(state.positions.get(account, symbol)?.qty ?? 0),
      openBuy: whole(buy),
      openSell: whole(sell),
    });
  }
  const limitsOf = (account: string): ReadonlyMap<string, DecimalLimits> =>
    new Map(
      symbols.map((symbol) => {
        const limits = known(config.limits(account, symbol), 'every account has limits');
        return [
          symbol,
          {
            maxOrderQty: whole(limits.maxOrderQty),
            maxOrderNotional: price(Number(limits.maxOrderNotional)),
            maxLong: whole(limits.maxLong),
            maxShort: whole(limits.maxShort),
            collar: ofUnits(limits.collarPpm, 6),
            referenceMaxAgeMicros: limits.referenceMaxAgeMicros,
          },
        ];
      }),
    );
  const tradable = [...config.accounts].filter(([, { terms }]) => terms.tradable);
  const book: DecimalBook = {
    kills: new Set(),
    accounts: new Map(
      tradable.map(([account, { rate }]) => [account, { tradable: true, rate, onSchedule: state.rates.get(account) ?? 0 }]),
    ),
    instruments: new Map(
      [...config.instruments].map(([symbol, { quote, tick, lot, minQty, maxQty }]) => [
        symbol,
        { symbol, quote, tradable: true, tick: price(tick), lot: whole(lot), minQty: whole(minQty), maxQty: whole(maxQty) },
      ]),
    ),
    listings: new Map(
      [...config.venues].map(([venue, { listings }]) => [
        venue,
        new Map(
          [...listings].map(([symbol, { tick, lot, minQty }]) => [
            symbol,
            { tick: price(tick), lot: whole(lot), minQty: whole(minQty) },
          ]),
        ),
      ]),
    ),
    limits: new Map(tradable.map(([account]) => [account, limitsOf(account)])),
    held,
  };
  const orders = wanted.map(
    ({ account, symbol, side, qty, price: units, route, evidence }): DecimalOrder => ({
      now,
      account,
      symbol,
      buys: side === 'buy',
      qty: whole(qty),
      price: price(units),
      venue: route.venue ?? '',
      reference: evidence.reference && { price: price(evidence.reference.price), at: evidence.reference.at },
    }),
  );
  return { book, orders };
};
