import { describe, expect, it } from 'vitest';
import type { DayNumber, Micros } from '../../../src/domain/kernel/units.ts';
import { rollOver } from '../../../src/domain/oms/carry.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { configTerms, DAY, Desk, O, OPENS, venueTerms } from '../../support/desk.ts';
import { acked, canceled, fills, given, givenDesk, hears, places, strays, type Words } from '../given.ts';

type Report = Partial<Events['ExecutionReported']>;
/** A moment of yesterday, when all of this was traded. */
const yesterday = (second: number): Micros => (OPENS + second * 1_000_000) as Micros;
const today = (second: number): Micros => yesterday(second + 86_400);
const tomorrow = (...history: readonly Words[]): Desk => given(...history).desk.tomorrow();
const trade = (over: Report = {}): Words => hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', ...over });
const bust = (over: Report = {}): Words => hears('tradeCancel', { execId: 'E2', execRefId: 'E1', ...over });
const correct = (over: Report = {}): Words =>
  hears('tradeCorrect', { execId: 'E2', execRefId: 'E1', lastQty: '30', lastPx: '9.99', ...over });
const ended = [places(), acked, trade(), canceled] as const;

describe('right after the roll, of an order that ended yesterday', () => {
  it('a fill that comes late is booked, once, and a person hears of it', () => {
    const { desk } = givenDesk(tomorrow(...ended))
      .when(trade({ execId: 'E9', lastQty: '10' }))
      .concludes('ExecutionBooked', 'BreakRaised')
      .leaves({ cumQty: 50, ordStatus: 'canceled' })
      .holds(50);
    givenDesk(desk)
      .when(trade({ execId: 'E9', lastQty: '10' }))
      .concludes()
      .holds(50);
    givenDesk(desk.tomorrow())
      .when(trade({ execId: 'E9', lastQty: '10' }), trade({ execId: 'E9', lastQty: '10', channel: 'dropCopy' }))
      .concludes()
      .holds(50);
  });
  it('an execution id that is told again is not another execution, whether or not anything says that it is old', () => {
    givenDesk(tomorrow(...ended))
      .when(trade())
      .concludes()
      .holds(40);
    givenDesk(tomorrow(...ended).tomorrow())
      .when(trade())
      .concludes()
      .holds(40);
    givenDesk(tomorrow(...ended))
      .when(trade({ lastQty: '41' }))
      .concludes('BreakRaised')
      .saying('BreakRaised', { what: 'sameExecutionOtherTerms' })
      .holds(40);
  });
  it('unless it names a date of its own', () => {
    givenDesk(tomorrow(...ended))
      .when(trade({ tradeDate: '2026-11-22' }))
      .concludes('ExecutionBooked', 'BreakRaised')
      .holds(80);
  });
  it('what is taken back is taken back, and what is corrected is corrected, once', () => {
    for (const [word, left] of [
      [bust(), 0],
      [correct(), 30],
    ] as const) {
      const { desk } = givenDesk(tomorrow(...ended))
        .when(word)
        .leaves({ cumQty: left, ordStatus: 'canceled' })
        .holds(left);
      givenDesk(desk).when(word).concludes().holds(left);
      givenDesk(desk).when(trade()).concludes().holds(left);
      givenDesk(desk.tomorrow()).when(word, trade()).concludes().holds(left);
    }
  });
  it('what was taken back before it came does not come after the roll', () => {
    const before = [places(), acked, bust(), canceled] as const;
    givenDesk(tomorrow(...before))
      .when(trade())
      .concludes()
      .holds(0);
  });
});

describe('right after the roll, of an order that goes on', () => {
  const open = [places({ timeInForce: 'gtc' }), acked, trade()] as const;

  it('what happened yesterday by the venue’s clock is of yesterday', () => {
    givenDesk(tomorrow(...open))
      .when(trade({ transactTime: yesterday(9) }))
      .concludes()
      .holds(40);
    givenDesk(tomorrow(places({ timeInForce: 'gtc' }), acked, bust({ transactTime: yesterday(10) })))
      .when(trade({ transactTime: yesterday(9) }))
      .concludes()
      .holds(0);
  });
  it('what happens today under an id of yesterday’s is an execution of today', () => {
    givenDesk(tomorrow(...open))
      .when(trade({ transactTime: today(9) }))
      .concludes('ExecutionBooked')
      .holds(80);
  });
  it('what was booked on the venue’s count alone gives way to the true one', () => {
    const { desk } = given(
      places(),
      acked,
      hears('canceled', { cumQty: '60', leavesQty: '0', transactTime: yesterday(10) }),
      (on) =>
        on.say({
          type: 'FillsReported',
          venue: 'ALPHA',
          session: 'ALPHA-1',
          queryId: 0,
          asOf: yesterday(60),
          since: OPENS,
          total: 0,
          told: 0,
        }),
    );
    expect(desk.child()).toMatchObject({ provisionalQty: 60, cumQty: 60 });
    const { desk: next } = givenDesk(desk.tomorrow())
      .when(trade({ lastQty: '60', lastPx: '9.99', transactTime: yesterday(9) }))
      .leaves({ cumQty: 60 })
      .holds(60);
    expect(next.child().provisionalQty).toBe(0);
    givenDesk(next)
      .when(trade({ lastQty: '60', lastPx: '9.99', transactTime: yesterday(9) }))
      .concludes()
      .holds(60);
  });
});

describe('right after the roll, of an execution that was in suspense', () => {
  const assigned =
    (to: Partial<Events['StrayAssignRequested']>): Words =>
    (desk) =>
      desk.say(
        {
          type: 'StrayAssignRequested',
          clOrdId: 'a1',
          venue: 'ALPHA',
          executionKey: 'THEIRS/buy/E1/2026-11-21',
          reason: 'their desk called',
          ...to,
        },
        'Ann',
      );
  const again = strays({ transactTime: yesterday(9) });
  const gone = strays({ execType: 'tradeCancel', execId: 'E2', execRefId: 'E1' });

  it('told again it is not booked again, wherever a person has put it; taken back, it is taken from there', () => {
    for (const to of [{ toAccount: 'A1' }, { orderId: O(1) }]) {
      const { desk } = given(places(), acked, canceled, strays(), assigned(to));
      const { desk: next } = givenDesk(desk.tomorrow()).when(again).concludes().holds(40).holds(0, 'SUSPENSE');
      givenDesk(next).when(gone).holds(0).holds(0, 'SUSPENSE');
      givenDesk(next.tomorrow()).when(gone, again).concludes().holds(0).holds(0, 'SUSPENSE');
    }
  });
  it('where execution ids are the venue’s own, an order’s execution is not one of suspense a day later', () => {
    const numbered = new Desk(configTerms({ venues: [venueTerms('ALPHA', { executionKey: 'venue', strays: 'allow' })] }));
    givenDesk(givenDesk(numbered, ...ended).desk.tomorrow())
      .when(again)
      .concludes()
      .holds(40)
      .holds(0, 'SUSPENSE');
  });
  it('is known as long as somebody must look at it, and as closed orders are after that', () => {
    const numbered = () => new Desk(configTerms({ venues: [venueTerms('ALPHA', { executionKey: 'venue', strays: 'allow' })] }));
    const keysAfter = (desk: Desk, days: number): number => {
      let last = desk;
      for (let n = 0; n < days; n += 1) last = last.tomorrow();
      return rollOver(last.state, (DAY + days) as DayNumber).filter(({ type }) => type === 'CarriedStray').length;
    };
    const booked = givenDesk(numbered(), places(), acked, fills('E7', 100)).desk;
    expect(keysAfter(booked, 3)).toBe(1);
    expect(keysAfter(booked, 6)).toBe(0);
    expect(keysAfter(given(strays()).desk, 6)).toBe(1);
    expect(keysAfter(given(strays(), assigned({ toAccount: 'A1' })).desk, 6)).toBe(0);
  });
});

describe('right after the roll, of an order that this desk did not send', () => {
  it('an execution of it is booked where it belongs, once', () => {
    const desk = new Desk(
      configTerms({ venues: [venueTerms('ALPHA', { externalOrders: 'adopt', listsOpenOrders: true }), venueTerms('BETA')] }),
    );
    for (const state of ['down', 'up'] as const) desk.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state });
    const queryId = desk.state.rounds.get('ALPHA')?.queryId ?? 0;
    const row = { sentId: 'SCREEN1', venueOrderId: 'V9', symbol: 'ACME', side: 'buy', ordStatus: 'new' } as const;
    const terms = { qty: '100', price: '9.90', cumQty: '0', leavesQty: '100' };
    const answer = { venue: 'ALPHA', session: 'ALPHA-1', queryId, asOf: yesterday(1), total: 1, part: 1, parts: 1 };
    desk.say({ type: 'OpenOrdersReported', ...answer, rows: [{ ...row, ...terms }] });
    givenDesk(desk, hears('canceled', { sentId: 'SCREEN1', transactTime: yesterday(2) }));
    const late = strays({ sentId: 'SCREEN1', lastPx: '9.90', transactTime: yesterday(2) });
    const { desk: next } = givenDesk(desk.tomorrow()).when(late).holds(40, 'SUSPENSE');
    givenDesk(next).when(late).concludes().holds(40, 'SUSPENSE');
    givenDesk(next.tomorrow()).when(late).concludes().holds(40, 'SUSPENSE');
  });
});
