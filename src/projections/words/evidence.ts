import type { Evidence, Level } from '../../domain/market/events.ts';
import type { Event, Events } from '../../domain/oms/catalogue.ts';
import { type Lexicon, priceOf, qtyOf } from './lexicon.ts';
import { clockTime } from './time.ts';

/** What a step rests on, a line each: the market as it was seen, the rule that was broken, the venue's own words. */
export const evidenceOf = (event: Event, lexicon: Lexicon): readonly string[] => {
  switch (event.type) {
    case 'NewOrderRequested':
    case 'ReplaceRequested':
    case 'EvidenceGiven':
      return marketSeen(event.evidence, lexicon);
    case 'OrderRefused':
    case 'AskRefused':
      return [`rule ${event.check} of ${event.scope}: limit ${event.limit}, value ${event.value}`];
    case 'ChildRouted':
      return [plan(event, lexicon)];
    case 'ExecutionReported':
    case 'RequestRejectReported':
    case 'NotSentReported':
      return [`as said: ${words(event)}`];
    default:
      return [];
  }
};

const marketSeen = (evidence: Evidence | undefined, lexicon: Lexicon): readonly string[] => {
  if (evidence === undefined) return ['no market was seen'];
  const { symbol, reference, books } = evidence;
  const side = (levels: readonly Level[]): string =>
    levels.map(({ price, qty }) => `${qtyOf(lexicon, symbol, qty)} × ${priceOf(lexicon, symbol, price)}`).join(', ') || 'nothing';
  return [
    reference === undefined
      ? 'no reference price'
      : `reference ${priceOf(lexicon, symbol, reference.price)} (${reference.source}, ${clockTime(reference.at)})`,
    ...books.map(({ venue, at, bids, asks }) => `${venue} ${clockTime(at)}: bid ${side(bids)} | ask ${side(asks)}`),
  ];
};

const plan = ({ because, symbol }: Events['ChildRouted'], lexicon: Lexicon): string => {
  const { strategy, attempt, expectedQty, worstPrice, evidenceAt } = because;
  const worst = worstPrice === undefined ? '' : `, no worse than ${priceOf(lexicon, symbol, worstPrice)}`;
  return `plan ${strategy}, attempt ${attempt}: expects ${qtyOf(lexicon, symbol, expectedQty)}${worst}; the market it saw is at position ${evidenceAt}`;
};

const words = ({ type: _, ...said }: Events['ExecutionReported' | 'RequestRejectReported' | 'NotSentReported']): string =>
  Object.entries(said)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${key === 'transactTime' ? clockTime(value as Parameters<typeof clockTime>[0]) : value}`)
    .join(', ');
