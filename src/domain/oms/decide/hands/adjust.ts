import { parseDecimal } from '../../../kernel/decimal.ts';
import type { Price, Qty } from '../../../kernel/units.ts';
import type { Events } from '../../catalogue.ts';
import type { Draft } from '../draft.ts';
import { byHand, refusal } from './ask.ts';
import { readUnsigned } from './read.ts';

/**
 * A person changes a position that no execution explains (a transfer, a fee in kind, a trade by telephone) as if so much had been
 * traded at that price: what is closed is profit or loss, what is opened has that cost.
 */
export const adjustPosition = (draft: Draft, ask: Events['PositionAdjustRequested']): void =>
  byHand(draft, 'adjust', ask, (onWhoseWord) => {
    const { inAccount: account, symbol, atVenue: venue } = ask;
    const instrument = draft.config.instruments.get(symbol);
    if (!draft.config.accounts.has(account))
      return refusal(
        undefined,
        'unknownAccount',
        'account',
        'an account of this desk',
        account,
        `${account} is no account of this desk`,
      );
    if (instrument === undefined)
      return refusal(
        undefined,
        'unknownInstrument',
        'symbol',
        'an instrument of this desk',
        symbol,
        `${symbol} is no instrument of this desk`,
      );
    if (venue !== undefined && !draft.config.venues.has(venue))
      return refusal(undefined, 'unknownVenue', 'venue', 'a venue of this desk', venue, `${venue} is no venue of this desk`);
    const qty = parseDecimal(ask.qty, instrument.qtyScale);
    if (!qty.ok || qty.units === 0)
      return refusal(
        undefined,
        'qty',
        'qty',
        `a decimal with at most ${instrument.qtyScale} digits after the point, not 0`,
        ask.qty,
        `qty "${ask.qty}" cannot be booked`,
      );
    const px = readUnsigned('px', ask.px, instrument.priceScale);
    if (typeof px !== 'number') return px;
    const side = qty.units > 0 ? 'buy' : 'sell';
    draft.say({
      type: 'PositionAdjusted',
      account,
      symbol,
      side,
      qty: Math.abs(qty.units) as Qty,
      px: px as Price,
      venue,
      ...onWhoseWord,
    });
    return undefined;
  });
