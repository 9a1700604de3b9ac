import { describe, expect, it } from 'vitest';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { configTerms, Desk, venueTerms } from '../../support/desk.ts';
import { acked, fills, given, givenDesk, hears, places, strays, type Words } from '../given.ts';

type Report = Partial<Events['ExecutionReported']>;
const trades = (over: Report): Words => hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', ...over });

describe('an execution of no order of ours', () => {
  it('is ours all the same: it goes to suspense, and a person must look', () => {
    given()
      .when(strays())
      .concludes('StrayExecutionBooked', 'BreakRaised')
      .saying('BreakRaised', { what: 'unknownOrder' })
      .holds(40, 'SUSPENSE')
      .holds(0);
    given()
      .when(strays({ side: 'sellShort' }))
      .holds(-40, 'SUSPENSE');
  });
  it('told twice is booked once', () => {
    given(strays())
      .when(strays({ possDup: true }))
      .concludes()
      .holds(40, 'SUSPENSE');
  });
  it('does not hide another one, of another order, with the same id', () => {
    given(strays())
      .when(strays({ sentId: 'THEIRS-2' }))
      .concludes('StrayExecutionBooked', 'BreakRaised')
      .holds(80, 'SUSPENSE');
    given(strays())
      .when(strays({ side: 'sell' }))
      .concludes('StrayExecutionBooked', 'BreakRaised')
      .holds(0, 'SUSPENSE');
    given(places(), acked, strays()).when(fills('E1', 40)).concludes('ExecutionBooked').holds(40);
  });
  it('is taken back when the venue takes it back, once, and its fee with it', () => {
    const fees = (desk: Desk) => Object.fromEntries(desk.state.positions.get('SUSPENSE', 'ACME')?.fees ?? []);
    const paid = strays({ fee: '0.12', feeCurrency: 'USD' });
    const bust = strays({ execType: 'tradeCancel', execId: 'E2', execRefId: 'E1', side: undefined });
    const { desk } = given(paid).when(bust).concludes('StrayExecutionAmended', 'BreakClosed').holds(0, 'SUSPENSE');
    expect(fees(desk)).toEqual({ USD: 0n });
    givenDesk(desk).when(bust).concludes().holds(0, 'SUSPENSE');
    givenDesk(desk).when(paid).concludes().holds(0, 'SUSPENSE');
    const tomorrow = given(paid).desk.tomorrow();
    givenDesk(tomorrow).when(bust).concludes('StrayExecutionAmended', 'BreakClosed').holds(0, 'SUSPENSE');
  });
  it('is corrected when the venue corrects it', () => {
    const correct = strays({ execType: 'tradeCorrect', execId: 'E2', execRefId: 'E1', lastQty: '30', lastPx: '9.99' });
    const { desk } = given(strays()).when(correct).concludes('StrayExecutionAmended').holds(30, 'SUSPENSE');
    givenDesk(desk).when(correct).concludes();
  });
  it('may be taken back before it comes, and is then not booked', () => {
    const { desk } = given()
      .when(strays({ execType: 'tradeCancel', execId: 'E2', execRefId: 'E1' }))
      .concludes('BreakRaised', 'StrayExecutionAmended')
      .saying('BreakRaised', { what: 'bustOfUnknownExecution' });
    givenDesk(desk).when(strays()).concludes().holds(0, 'SUSPENSE');
  });
  it('for an order of ours, of another side than it, is taken back from suspense too', () => {
    given(places(), acked, trades({ side: 'sell' }))
      .when(hears('tradeCancel', { execRefId: 'E1', execId: 'E2' }))
      .concludes('StrayExecutionAmended', 'BreakClosed')
      .holds(0, 'SUSPENSE')
      .holds(0);
  });
  it('is the same one at a venue whose execution ids are unique by themselves', () => {
    const numbered = new Desk(configTerms({ venues: [venueTerms('ALPHA', { executionKey: 'venue', strays: 'allow' })] }));
    givenDesk(numbered, strays())
      .when(strays({ sentId: 'THEIRS-2' }))
      .concludes()
      .holds(40, 'SUSPENSE');
    givenDesk(numbered, places(), acked).when(fills('E1', 40)).concludes().holds(0);
  });
  it('that turns out to be of an order of ours is not booked again', () => {
    const nameless = { sentId: undefined, venueOrderId: 'V1' };
    const { desk } = given(places(), strays(nameless), hears('new', { venueOrderId: 'V1' }));
    givenDesk(desk)
      .when(trades({ sentId: undefined, venueOrderId: 'V1' }))
      .concludes()
      .holds(0)
      .holds(40, 'SUSPENSE');
    givenDesk(desk)
      .when(trades({ venueOrderId: 'V1' }))
      .concludes()
      .holds(0);
  });
  it('that names no side or no instrument cannot be booked, and says so', () => {
    for (const over of [
      { side: undefined },
      { symbol: undefined },
      { symbol: 'NONE' },
      { lastQty: undefined },
      { lastPx: 'x' },
    ] as const)
      given().when(strays(over)).saying('BreakRaised', { what: 'unreadableReport' }).holds(0, 'SUSPENSE');
  });
  it('may come without a word of its order at all', () => {
    given()
      .when(strays({ sentId: undefined }))
      .concludes('StrayExecutionBooked', 'BreakRaised')
      .holds(40, 'SUSPENSE');
  });
});

describe('an execution that a closed order still gets', () => {
  it('is found by the id of the venue alone', () => {
    const { desk } = given(places(), hears('new', { venueOrderId: 'V1' }), hears('canceled'));
    givenDesk(desk)
      .when(trades({ sentId: undefined, venueOrderId: 'V1' }))
      .concludes('ExecutionBooked', 'BreakRaised')
      .holds(40);
  });
});

describe('an execution whose numbers do not fit', () => {
  it('is booked with what fits, and a break says what was cut', () => {
    given(places(), acked)
      .when(trades({ lastPx: '10.0075' }))
      .concludes('BreakRaised', 'ExecutionBooked')
      .saying('BreakRaised', { what: 'unreadableReport' })
      .saying('ExecutionBooked', { lastPx: 1_000 });
    given(places(), acked)
      .when(trades({ lastQty: '40.5' }))
      .concludes('BreakRaised', 'ExecutionBooked')
      .saying('ExecutionBooked', { lastQty: 40 });
  });
  it('loses an unreadable fee, but not itself', () => {
    given(places(), acked)
      .when(trades({ fee: 'free' }))
      .concludes('BreakRaised', 'ExecutionBooked')
      .saying('ExecutionBooked', { fee: '0' });
  });
  it.each([
    { lastQty: 'many' },
    { lastQty: undefined },
    { lastQty: '0' },
    { lastQty: '-5' },
    { lastPx: '1e2' },
    { lastQty: '99999999999999999999' },
  ])('cannot be booked without a number: %j', (over) => {
    given(places(), acked)
      .when(trades(over as Report))
      .saying('BreakRaised', { what: 'unreadableReport' })
      .leaves({ cumQty: 0, reserved: 100 })
      .holds(0);
  });
  it('is told from the next one that cannot be read either', () => {
    const { desk } = given(places(), acked, trades({ lastQty: 'x' }));
    const breaks = desk.state.breaks.size;
    givenDesk(desk)
      .when(trades({ lastQty: 'x' }))
      .concludes();
    givenDesk(desk).when(trades({ lastQty: 'x', execId: 'E2' }));
    expect(desk.state.breaks.size).toBeGreaterThan(breaks);
  });
});

describe('a word about no order of ours', () => {
  it('is written down, and a person must look, once', () => {
    given()
      .when(strays({ execType: 'canceled' }))
      .concludes('BreakRaised')
      .saying('BreakRaised', { what: 'unknownOrder', detail: 'ALPHA reports canceled of THEIRS' });
    given(strays({ execType: 'canceled' }))
      .when(strays({ execType: 'canceled' }))
      .concludes();
    given()
      .when((desk) =>
        desk.say({
          type: 'RequestRejectReported',
          venue: 'ALPHA',
          session: 'ALPHA-1',
          seqIn: 1,
          channel: 'order',
          sentId: 'X',
          request: 'cancel',
          rejectReason: 'unknownOrder',
        }),
      )
      .concludes('BreakRaised');
    given()
      .when((desk) => desk.say({ type: 'NotSentReported', venue: 'ALPHA', sentId: 'X', request: 'submit', reason: 'refused' }))
      .concludes('BreakRaised');
  });
  it('is not about ours because another venue uses the same id', () => {
    const { desk } = given(places(), acked);
    const { sentId } = desk.child();
    givenDesk(desk)
      .when(strays({ venue: 'BETA', session: 'BETA-1', sentId }))
      .concludes('StrayExecutionBooked', 'BreakRaised')
      .holds(0)
      .holds(40, 'SUSPENSE');
  });
});
