import {
  choice,
  type EventOf,
  fact,
  input,
  list,
  optional,
  orderId,
  priceUnits,
  qtyUnits,
  record,
  time,
  uint,
  type ValueOf,
  word,
} from '../kernel/schema.ts';

const levels = list(record({ price: priceUnits, qty: qtyUnits }));

/** One venue's book as the desk saw it: best level first, no deeper than was asked for. */
export const bookSeen = record({ venue: word, at: time, bids: levels, asks: levels });

/**
 * What the market looked like when we decided, captured before the decision and written beside it: an auditor needs no tape.
 * `reference` is the price that collars compare with; absent when no fresh book gives one, and then the answer is no.
 */
export const evidence = record({
  symbol: word,
  takenAt: time,
  reference: optional(record({ price: priceUnits, at: time, source: word })),
  books: list(bookSeen),
});
export type Evidence = ValueOf<typeof evidence>;
export type BookSeen = ValueOf<typeof bookSeen>;
export type Level = BookSeen['bids'][number];

/** Why the desk asks for the market: to place an order, to let a held one go, to place it anew with new terms, to let a replace go that waited. */
export const evidencePurpose = choice('route', 'release', 'replace', 'change');

export const marketInputs = {
  MarkObserved: input(40, 'MarkObserved', 'The runtime passes a throttled reference price on, for valuation.', {
    symbol: word,
    price: priceUnits,
    markedAt: time,
    source: word,
  }),
  EvidenceGiven: input(41, 'EvidenceGiven', 'The runtime answers EvidenceWanted with the market as it now is.', {
    orderId,
    purpose: evidencePurpose,
    wantedAt: uint(),
    evidence: optional(evidence),
  }),
};

export const marketFacts = {
  EvidenceWanted: fact(140, 'EvidenceWanted', 'A reaction needs to see the market before it can go on.', {
    orderId,
    purpose: evidencePurpose,
    symbol: word,
  }),
};

export type MarkObserved = EventOf<typeof marketInputs.MarkObserved>;
