import { describe, expect, it } from 'vitest';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import type { Desk } from '../../support/desk.ts';
import { acked, fills, given, givenDesk, hears, places, type Words } from '../given.ts';

type Report = Partial<Events['ExecutionReported']>;
/** ALPHA executes, takes back or corrects what is none of ours. */
const tells =
  (over: Report): Words =>
  (desk) =>
    desk.say({
      type: 'ExecutionReported',
      venue: 'ALPHA',
      session: 'ALPHA-1',
      seqIn: 0,
      channel: 'order',
      execType: 'trade',
      sentId: 'THEIRS',
      symbol: 'ACME',
      side: 'buy',
      ...over,
    });
const strays = (over: Report = {}): Words => tells({ execId: 'E1', lastQty: '40', lastPx: '10.00', ...over });
const busts = (over: Report = {}): Words => tells({ execType: 'tradeCancel', execId: 'E2', execRefId: 'E1', ...over });
const corrects = (lastQty: number, lastPx: string, over: Report = {}): Words =>
  tells({ execType: 'tradeCorrect', execId: 'E2', execRefId: 'E1', lastQty: String(lastQty), lastPx, ...over });
const fees = (desk: Desk) => Object.fromEntries(desk.state.positions.get('SUSPENSE', 'ACME')?.fees ?? []);
const CENT = 10n ** 16n;

describe('an execution in suspense', () => {
  it('is remembered beside the others of its venue', () => {
    given(strays(), strays({ execId: 'E2' }))
      .when(strays())
      .concludes()
      .holds(80, 'SUSPENSE');
  });
  it('pays the fee that its correction names, in the currency that it names', () => {
    const { desk } = given(strays({ fee: '0.01', feeCurrency: 'USD' })).when(
      corrects(40, '10.01', { fee: '0.02', feeCurrency: 'EUR' }),
    );
    expect(fees(desk)).toEqual({ USD: 0n, EUR: 2n * CENT });
    givenDesk(desk).when(busts({ execRefId: 'E1' }));
    expect(fees(desk)).toEqual({ USD: 0n, EUR: 0n });
  });
  it('is a break of its own', () => {
    const { desk } = given(strays(), strays({ execId: 'E2' }));
    expect([...desk.state.breaks.keys()]).toEqual([1, 2]);
  });
  it('may be of a venue at which this desk does not trade', () => {
    const nowhere = { venue: 'NOWHERE', session: 'N-1' };
    const { desk } = given()
      .when(strays(nowhere))
      .concludes('StrayExecutionBooked', 'BreakRaised')
      .saying('BreakRaised', { what: 'unknownOrder', venue: 'NOWHERE' })
      .holds(40, 'SUSPENSE');
    givenDesk(desk).when(strays(nowhere)).concludes();
    givenDesk(desk).when(busts(nowhere)).concludes('StrayExecutionAmended', 'BreakClosed').holds(0, 'SUSPENSE');
  });
  it('says which order the venue means, if it means any', () => {
    const said = 'ALPHA executed a buy of 40 ACME at 10.00 (E1/2026-11-21) for';
    for (const [over, order] of [
      [{ venueOrderId: 'V1' }, 'THEIRS'],
      [{ sentId: undefined, venueOrderId: 'V1' }, 'V1'],
      [{ sentId: undefined }, 'no order of ours'],
    ] as const)
      given()
        .when(strays(over))
        .saying('BreakRaised', { detail: `${said} ${order}; it is in suspense`, venue: 'ALPHA' });
  });
  it('is kept under a key that older journals hold too: its order, its side, its id and its date', () => {
    given().when(strays()).saying('StrayExecutionBooked', { executionKey: 'THEIRS/buy/E1/2026-11-21' });
    given()
      .when(strays({ sentId: undefined }))
      .saying('StrayExecutionBooked', { executionKey: '/buy/E1/2026-11-21' });
  });
  it('of no side, or in nothing that the desk knows, is a break of that venue', () => {
    given()
      .when(strays({ side: undefined }))
      .concludes('BreakRaised')
      .saying('BreakRaised', { detail: 'execution E1 names no order and no side', venue: 'ALPHA' });
    given()
      .when(strays({ symbol: 'NONE' }))
      .concludes('BreakRaised')
      .saying('BreakRaised', { detail: 'execution E1 is in NONE, which this desk does not know', venue: 'ALPHA' });
  });
});

describe('a bust of an execution in suspense', () => {
  it('finds it without its side, whichever that is', () => {
    for (const side of ['buy', 'sell', 'sellShort'] as const)
      given(strays({ side }))
        .when(busts({ side: undefined }))
        .concludes('StrayExecutionAmended', 'BreakClosed')
        .saying('StrayExecutionAmended', { side, oldQty: 40, lastQty: 0 })
        .holds(0, 'SUSPENSE');
  });
  it('takes back the one of the side that it names', () => {
    given(strays(), strays({ side: 'sell', lastQty: '30' }))
      .when(busts({ side: 'sell' }))
      .holds(40, 'SUSPENSE');
    given(strays(), strays({ side: 'sell', lastQty: '30' }))
      .when(busts({ side: 'buy' }))
      .holds(-30, 'SUSPENSE');
  });
  it('takes back the one of the trade date that it names', () => {
    const yesterday = { tradeDate: '2026-11-20' };
    given(strays({ ...yesterday, lastQty: '30' }), strays())
      .when(busts(yesterday))
      .holds(40, 'SUSPENSE');
  });
  it('takes back a single share', () => {
    given(strays({ lastQty: '1' }))
      .when(busts())
      .holds(0, 'SUSPENSE');
  });
  it('leaves our own orders alone, and one of an order of ours leaves suspense alone', () => {
    const wrongSide = hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', side: 'sell' });
    const bust = hears('tradeCancel', { execId: 'E2', execRefId: 'E1' });
    given(places(), acked, fills('E1', 40), strays()).when(busts()).holds(0, 'SUSPENSE').holds(40);
    given(places(), acked, fills('E1', 30), wrongSide)
      .when(bust)
      .concludes('ExecutionBusted')
      .leaves({ cumQty: 0 })
      .holds(0)
      .holds(-40, 'SUSPENSE');
  });
});

describe('a bust of what is in no book', () => {
  const meaning = (over: Report, detail: string): void => {
    given()
      .when(busts(over))
      .concludes('BreakRaised', 'StrayExecutionAmended')
      .saying('BreakRaised', { what: 'bustOfUnknownExecution', detail, venue: 'ALPHA' })
      .holds(0, 'SUSPENSE');
  };
  it('says which execution of which order the venue means', () => {
    meaning({ venueOrderId: 'V1' }, 'ALPHA reports tradeCancel of E1 for THEIRS, which we never booked');
    meaning({ sentId: undefined, venueOrderId: 'V1' }, 'ALPHA reports tradeCancel of E1 for V1, which we never booked');
    meaning({ sentId: undefined }, 'ALPHA reports tradeCancel of E1 for no order of ours, which we never booked');
    meaning({ execRefId: undefined }, 'ALPHA reports tradeCancel of E2 for THEIRS, which we never booked');
  });
  it('that does not say of what it is cannot be remembered: the trade is booked when it comes', () => {
    for (const over of [{ symbol: undefined }, { symbol: 'NONE' }, { side: undefined }]) {
      const { desk } = given().when(busts(over)).concludes('BreakRaised');
      givenDesk(desk).when(strays()).concludes('StrayExecutionBooked', 'BreakRaised').holds(40, 'SUSPENSE');
    }
  });
});

describe('a correction of an execution in suspense', () => {
  it('may change its price alone, be it of a single share', () => {
    for (const qty of [40, 1])
      given(strays({ lastQty: String(qty) }))
        .when(corrects(qty, '9.99'))
        .concludes('StrayExecutionAmended')
        .saying('StrayExecutionAmended', { oldQty: qty, oldPx: 1_000, lastQty: qty, lastPx: 999 })
        .holds(qty, 'SUSPENSE');
  });
  it('may leave a single share of it', () => {
    given(strays()).when(corrects(1, '10.00')).holds(1, 'SUSPENSE');
  });
  it('that cannot be read changes nothing, and a person must look', () => {
    given(strays())
      .when(corrects(30, 'ten'))
      .concludes('BreakRaised', 'BreakRaised')
      .saying('BreakRaised', { what: 'unreadableReport', venue: 'ALPHA' })
      .holds(40, 'SUSPENSE');
  });
  it('leaves the fee where it is silent about it, and else puts the new one in its place', () => {
    const paid = strays({ fee: '0.12', feeCurrency: 'USD' });
    expect(fees(given(paid).when(corrects(30, '10.00')).desk)).toEqual({ USD: 12n * CENT });
    const corrected = given(paid).when(corrects(30, '10.00', { fee: '0.06', feeCurrency: 'USD' }));
    expect(fees(corrected.desk)).toEqual({ USD: 6n * CENT });
  });
  it('does not mistake one currency for another', () => {
    const paid = strays({ fee: '0.12', feeCurrency: 'USD' });
    const { desk } = given(paid).when(corrects(30, '10.00', { fee: '0.06', feeCurrency: 'EUR' }));
    expect(fees(desk)).toEqual({ USD: 0n, EUR: 6n * CENT });
  });
  it('that comes first is booked as it stands, under the id of the trade, which then follows and is not booked', () => {
    const { desk } = given()
      .when(corrects(30, '9.99'))
      .concludes('BreakRaised', 'StrayExecutionBooked', 'BreakRaised')
      .saying('StrayExecutionBooked', { execId: 'E1', lastQty: 30, lastPx: 999 })
      .holds(30, 'SUSPENSE');
    givenDesk(desk).when(strays()).concludes().holds(30, 'SUSPENSE');
    givenDesk(desk).when(busts()).concludes('StrayExecutionAmended', 'BreakClosed').holds(0, 'SUSPENSE');
  });
});
