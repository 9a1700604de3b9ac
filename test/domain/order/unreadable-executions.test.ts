import { describe, expect, it } from 'vitest';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { C, O } from '../../support/desk.ts';
import { acked, canceled, fills, given, hears, places, type Words } from '../given.ts';

type Report = Partial<Events['ExecutionReported']>;
const trades = (over: Report = {}): Words => hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', ...over });
/** ALPHA executes for an order that is none of ours. */
const strays =
  (over: Report): Words =>
  (desk) => {
    const said = { venue: 'ALPHA', session: 'ALPHA-1', seqIn: 0, channel: 'order', sentId: 'THEIRS' } as const;
    return desk.say({
      type: 'ExecutionReported',
      ...said,
      execType: 'trade',
      execId: 'E1',
      lastQty: '40',
      lastPx: '10.00',
      ...over,
    });
  };
/** What a person who looks at the breaks of such an execution reads. */
const details = (...words: readonly Words[]): readonly string[] =>
  given(places(), acked)
    .when(...words)
    .events.flatMap((event) => (event.type === 'BreakRaised' ? [event.detail] : []));

describe('an execution with more digits than we keep', () => {
  it('is booked to the digit that we keep, not rounded, and the break quotes what was said', () => {
    given(places({ price: '10.02' }), acked)
      .when(trades({ lastPx: '10.019' }))
      .concludes('BreakRaised', 'ExecutionBooked')
      .saying('ExecutionBooked', { lastQty: 40, lastPx: 1_001 });
    expect(details(trades({ lastPx: '10.019' }))).toEqual([
      'execution E1 says "10.019" where a decimal with at most 2 digits after the point belongs',
    ]);
    expect(details(trades({ lastQty: '40.5' }))).toEqual([
      'execution E1 says "40.5" where a decimal with at most 0 digits after the point belongs',
    ]);
  });
});

describe('an execution that is no number', () => {
  it('is not booked as the number with which it begins', () => {
    for (const over of [{ lastPx: '10 dollars' }, { lastPx: '10,5' }])
      given(places(), acked).when(trades(over)).concludes('BreakRaised', 'BreakRaised').leaves({ cumQty: 0 }).holds(0);
  });
  it('is quoted to the person who must find out', () => {
    expect(details(trades({ lastQty: 'many' }))).toEqual([
      'execution E1 says "many" where a decimal with at most 0 digits after the point belongs',
      'execution E1 of many at 10.00 cannot be booked',
    ]);
    expect(details(trades({ lastPx: 'dear' })).at(-1)).toBe('execution E1 of 40 at dear cannot be booked');
  });
  it('says so where there is no number at all', () => {
    expect(details(trades({ lastQty: undefined }))).toEqual([
      'execution E1 says "" where a decimal with at most 0 digits after the point belongs',
      'execution E1 of no quantity at 10.00 cannot be booked',
    ]);
    expect(details(trades({ lastPx: undefined }))).toEqual([
      'execution E1 says "" where a decimal with at most 2 digits after the point belongs',
      'execution E1 of 40 at no price cannot be booked',
    ]);
  });
  it('of an order that is over is one matter, not two: what is not booked is not unexpected', () => {
    given(places(), acked, canceled)
      .when(trades({ lastQty: '0' }))
      .concludes('BreakRaised')
      .saying('BreakRaised', { what: 'unreadableReport', childId: C(1) })
      .leaves({ status: 'canceled', cumQty: 0 });
  });
});

describe('an execution whose fee is no number', () => {
  it('is booked without it, and the break quotes it', () => {
    given(places(), acked)
      .when(trades({ fee: 'free' }))
      .concludes('BreakRaised', 'ExecutionBooked')
      .saying('ExecutionBooked', { fee: '0' })
      .saying('BreakRaised', {
        detail: 'execution E1 says fee "free", which is no decimal of at most 18 digits after the point',
      });
  });
});

describe('an execution of no order of ours, in what this desk does not trade', () => {
  it('names the instrument, or says that it names none', () => {
    expect(details(strays({ symbol: 'OTHER', side: 'buy' }))).toEqual([
      'execution E1 is in OTHER, which this desk does not know',
    ]);
    expect(details(strays({ side: 'buy' }))).toEqual(['execution E1 is in no instrument, which this desk does not know']);
  });
});

describe('an execution that names what it is of', () => {
  it('is booked where that is what was ordered; a short sale is a sale', () => {
    given(places(), acked)
      .when(trades({ symbol: 'ACME', side: 'buy' }))
      .concludes('ExecutionBooked')
      .holds(40);
    given(places({ side: 'sellShort' }), acked)
      .when(trades({ symbol: 'ACME', side: 'sell' }))
      .concludes('ExecutionBooked')
      .holds(-40);
  });
});

describe('an execution that contradicts its order', () => {
  it('by its side goes to suspense, and the break says what was said and what was ordered', () => {
    given(places(), acked)
      .when(trades({ side: 'sell' }))
      .concludes('BreakRaised', 'StrayExecutionBooked', 'BreakRaised')
      .saying('BreakRaised', {
        what: 'tradeContradictsOrder',
        detail: 'execution E1 is a sell of ACME, and C-20261121-1 is a buy of ACME',
        venue: 'ALPHA',
        orderId: O(1),
        childId: C(1),
      });
  });
  it('by its instrument is not booked to the order', () => {
    given(places(), acked)
      .when(trades({ symbol: 'OTHER' }))
      .concludes('BreakRaised', 'BreakRaised')
      .saying('BreakRaised', {
        what: 'tradeContradictsOrder',
        detail: 'execution E1 is a buy of OTHER, and C-20261121-1 is a buy of ACME',
      })
      .saying('BreakRaised', { what: 'unreadableReport', detail: 'execution E1 is in OTHER, which this desk does not know' })
      .leaves({ cumQty: 0 })
      .holds(0);
  });
  it('after its end does not count as a late fill of it', () => {
    given(places(), acked, canceled)
      .when(trades({ side: 'sell' }))
      .concludes('BreakRaised', 'StrayExecutionBooked', 'BreakRaised')
      .leaves({ cumQty: 0 })
      .holds(-40, 'SUSPENSE');
  });
});

describe('an execution beyond the quantity', () => {
  it('by a single share is one', () => {
    given(places(), acked)
      .when(fills('E1', 101))
      .concludes('ExecutionBooked', 'BreakRaised', 'OrderClosed')
      .saying('BreakRaised', { what: 'overfill', detail: 'C-20261121-1 is executed 1 beyond its quantity by E1' });
  });
});
