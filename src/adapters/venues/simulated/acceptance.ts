import type { Listing } from '../../../domain/instrument/instrument.ts';
import { isMultipleOf } from '../../../domain/kernel/integers.ts';
import type { Micros } from '../../../domain/kernel/units.ts';
import type { VenueTerms } from '../../../domain/oms/events.ts';
import type { ReplaceOrder, SubmitOrder } from '../../../domain/ports/venue.ts';

/** Why the venue says no, in its own words; `rejectReason` of its reports. */
export type RejectReason =
  | 'marketClosed'
  | 'unknownSymbol'
  | 'duplicateOrder'
  | 'duplicateRequest'
  | 'unsupportedOrdType'
  | 'unsupportedTimeInForce'
  | 'unsupportedMinQty'
  | 'unsupportedReplace'
  | 'expireTimeMissing'
  | 'expireTimePassed'
  | 'priceMissing'
  | 'offTick'
  | 'offLot'
  | 'belowMinQty'
  | 'unknownOrder'
  | 'tooLate'
  | 'simulatedReject';

/** The first objection to a new order, or undefined. */
export const objectionTo = (
  order: SubmitOrder,
  terms: VenueTerms,
  listing: Listing | undefined,
  now: Micros,
): RejectReason | undefined => {
  if (listing === undefined) return 'unknownSymbol';
  if (!terms.ordTypes.includes(order.ordType) || (order.ordType !== 'market' && order.ordType !== 'limit'))
    return 'unsupportedOrdType';
  if (!terms.timeInForces.includes(order.timeInForce)) return 'unsupportedTimeInForce';
  if (order.minQty !== undefined && terms.kind === 'lit') return 'unsupportedMinQty';
  if (order.timeInForce === 'gtd' && order.expireTime === undefined) return 'expireTimeMissing';
  if (order.timeInForce === 'gtd' && order.expireTime !== undefined && order.expireTime <= now) return 'expireTimePassed';
  if (order.ordType === 'limit' && order.price === undefined) return 'priceMissing';
  return sizeObjection(order, listing);
};

/** The first objection to the new terms of an order that is there and working. */
export const objectionToReplace = (replace: ReplaceOrder, terms: VenueTerms, listing: Listing): RejectReason | undefined =>
  terms.replace === 'atomic' ? sizeObjection(replace, listing) : 'unsupportedReplace';

const sizeObjection = ({ qty, price }: Pick<SubmitOrder, 'qty' | 'price'>, listing: Listing): RejectReason | undefined => {
  if (price !== undefined && !isMultipleOf(price, listing.tick)) return 'offTick';
  if (!isMultipleOf(qty, listing.lot)) return 'offLot';
  return qty < listing.minQty || qty <= 0 ? 'belowMinQty' : undefined;
};
