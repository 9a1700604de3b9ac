import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import type { Events, Input } from '../../../src/domain/oms/catalogue.ts';
import { GUARD_DIGITS } from '../../../src/domain/position/position.ts';
import { type Desk, O, OPENS } from '../../support/desk.ts';
import {
  acked,
  answers,
  canceled,
  cancels,
  disconnects,
  doubts,
  fills,
  given,
  givenDesk,
  hears,
  places,
  settles,
  type Words,
  waits,
} from '../given.ts';

type Over<Type extends Input['type']> = Partial<Extract<Input, { type: Type }>>;
let asked = 0;
const said = () => ({ clOrdId: `h${(asked += 1)}`, reason: 'seen on their screen' });
const forces =
  (over: Over<'OrderForceCloseRequested'> = { orderId: O(1) }): Words =>
  (desk) =>
    desk.say({ type: 'OrderForceCloseRequested', ...said(), as: 'canceled', ...over }, 'Ann');
const forcesRequest =
  (as: 'canceled' | 'rejected' | 'expired' = 'canceled'): Words =>
  (desk) =>
    desk.say({ type: 'OrderForceCloseRequested', ...said(), sentId: desk.child().sentIds[0] as string, as }, 'Ann');
const adjusts =
  (qty: string, px: string, over: Over<'PositionAdjustRequested'> = {}): Words =>
  (desk) =>
    desk.say({ type: 'PositionAdjustRequested', ...said(), inAccount: 'A1', symbol: 'ACME', qty, px, ...over }, 'Ann');
const corrects =
  (lastQty: string, lastPx: string, over: Over<'FillCorrectRequested'> = {}): Words =>
  (desk) =>
    desk.say(
      { type: 'FillCorrectRequested', ...said(), orderId: O(1), executionKey: 'E1/2026-11-21', lastQty, lastPx, ...over },
      'Ann',
    );
const counts =
  (cumQty: string, over: Over<'CountDeclareRequested'> = {}): Words =>
  (desk) =>
    desk.say({ type: 'CountDeclareRequested', ...said(), sentId: desk.child().sentIds[0] as string, cumQty, ...over }, 'Ann');
const later = (ms: number) => (OPENS + ms * 1_000) as Micros;
const silence = waits(1_000);
const refused = (ask: Events['AskRefused']['ask'], check: string, words: Words, ...history: readonly Words[]): void =>
  void given(...history)
    .when(words)
    .concludes('AskRefused')
    .saying('AskRefused', { ask, check });

describe('an order that a person closes', () => {
  it('is over when its fate is in doubt, and the doubt with it', () => {
    const { desk } = given(places(), silence)
      .when(forces())
      .concludes('CertaintyRegained', 'ChildClosed', 'OrderClosed')
      .saying('ChildClosed', {
        as: 'canceled',
        endedQty: 100,
        byPerson: true,
        reason: 'Ann says that it is over: seen on their screen',
      })
      .leaves({ ordStatus: 'canceled', reserved: 0 });
    expect(doubts(desk)).toEqual([]);
  });
  it('as it really ended', () => {
    for (const as of ['canceled', 'rejected', 'expired'] as const)
      given(places(), silence)
        .when(forces({ orderId: O(1), as }))
        .leaves({ ordStatus: as, reserved: 0 });
  });
  it('when a break about it is open, too', () => {
    given(places(), acked, hears('replaced', { orderQty: '80' }))
      .when(forces())
      .leaves({ ordStatus: 'canceled', reserved: 0 });
  });
  it('with what is asked about it', () => {
    given(places(), acked, cancels({ clOrdId: 'k' }), silence)
      .when(forces())
      .concludes('CertaintyRegained', 'ChildClosed', 'OrderClosed')
      .leaves({ ordStatus: 'canceled', reserved: 0 });
    given(places(), acked, (desk) => desk.replace({ clOrdId: 'r', qty: '150' }), silence)
      .when(forces())
      .saying('AskFailed', { clOrdId: 'r', ask: 'replace' })
      .leaves({ ordStatus: 'canceled', reserved: 0 });
  });
  it('still gets the executions that come later', () => {
    given(places(), silence, forces())
      .when(fills('E1', 40))
      .saying('ExecutionBooked', { lastQty: 40 })
      .saying('BreakRaised', { what: 'unexpectedFill' })
      .leaves({ ordStatus: 'canceled', cumQty: 40, reserved: 0 })
      .holds(40);
  });
  it('lives when the venue shows that it does: it counts, and is cancelled there', () => {
    const alive: readonly Words[] = [
      acked,
      hears('new', { transactTime: later(5_000) }),
      hears('restated'),
      hears('stopped'),
      hears('suspended'),
      answers('new'),
      answers('partiallyFilled', { cumQty: '0', leavesQty: '100' }),
    ];
    for (const words of alive)
      for (const as of ['canceled', 'expired', 'rejected'] as const)
        given(places(), silence, forces({ orderId: O(1), as }))
          .when(words)
          .saying('BreakRaised', { what: 'unexpectedAck' })
          .saying('ChildCancelSent', { venue: 'ALPHA' })
          .leaves({ ordStatus: as, reserved: 100 });
    given(places(), silence, forces())
      .when(hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', leavesQty: '60' }))
      .saying('ChildCancelSent', { venue: 'ALPHA' })
      .leaves({ cumQty: 40, reserved: 60 });
    given(places(), silence, forces(), (desk) => desk.hear('restated', { orderQty: '200' }))
      .when(canceled)
      .leaves({ reserved: 0 });
  });
  it('and is over for good once the venue says so itself', () => {
    const { desk } = given(places(), silence, forces()).when(canceled).concludes('ChildClosed').leaves({ reserved: 0 });
    givenDesk(desk).when(acked).concludes().leaves({ reserved: 0 });
  });
  it('goes on overnight as any other does', () => {
    const tomorrow = given(places({ timeInForce: 'gtc' }), silence, forces()).desk.tomorrow();
    givenDesk(tomorrow).when(acked).saying('BreakRaised', { what: 'unexpectedAck' }).leaves({ reserved: 100 });
  });
  it('may be one child order alone: the order goes on without it', () => {
    const best = places({ route: { strategy: 'best' } });
    given(best, settles(), silence)
      .when(forcesRequest('rejected'))
      .concludes('CertaintyRegained', 'ChildClosed', 'EvidenceWanted')
      .leaves({ status: 'open' });
    given(places(), silence).when(forcesRequest('expired')).leaves({ ordStatus: 'expired', reserved: 0 });
  });
  it('is refused where anything else can end it, and where it makes no sense', () => {
    refused('forceClose', 'notInDoubt', forces(), places());
    refused('forceClose', 'notInDoubt', forces(), places(), acked);
    refused('forceClose', 'notInDoubt', forces(), disconnects(), places());
    refused('forceClose', 'alreadyOver', forces(), places(), acked, canceled);
    refused('forceClose', 'alreadyOver', forcesRequest(), places(), acked, canceled);
    refused('forceClose', 'unknownOrder', forces());
    refused('forceClose', 'unknownRequest', forces({ sentId: 'NONE' }));
    refused('forceClose', 'target', forces({ sentId: 'NONE', orderId: O(1) }));
    refused('forceClose', 'target', forces({}));
    refused('forceClose', 'reasonMissing', forces({ orderId: O(1), reason: '' }), places(), silence);
  });
});

describe('a position that a person adjusts', () => {
  const GUARD = 10n ** BigInt(GUARD_DIGITS);
  const of = (desk: Desk) => desk.state.positions.of('A1', 'ACME');
  it('opens at its cost', () => {
    const { desk } = given()
      .when(adjusts('40', '10.00'))
      .concludes('PositionAdjusted')
      .saying('PositionAdjusted', { account: 'A1', side: 'buy', qty: 40, px: 1_000, by: 'Ann', reason: 'seen on their screen' })
      .holds(40);
    expect(of(desk)).toMatchObject({ cost: 40_000n * GUARD, realized: 0n, bought: 40 });
  });
  it('takes the profit of what it closes, and may turn it round', () => {
    const { desk } = given(adjusts('40', '10.00')).when(adjusts('-60', '10.10')).holds(-20);
    expect(of(desk)).toMatchObject({ realized: 400n * GUARD, cost: -20_200n * GUARD, sold: 60 });
    expect(of(desk.tomorrow())).toMatchObject({ qty: -20, realized: 400n * GUARD });
  });
  it('may have cost nothing', () => {
    given().when(adjusts('5', '0')).holds(5);
  });
  it('and said again is done once', () => {
    const once = adjusts('40', '10.00', { clOrdId: 'once' });
    given(once).when(once).concludes('AskRepeated').holds(40);
  });
  it('is refused where it cannot be booked', () => {
    refused('adjust', 'unknownAccount', adjusts('1', '10', { inAccount: 'A9' }));
    refused('adjust', 'unknownInstrument', adjusts('1', '10', { symbol: 'NONE' }));
    for (const qty of ['0', 'x', '1.5', '']) refused('adjust', 'qty', adjusts(qty, '10'));
    for (const px of ['-1', 'x', '10.005']) refused('adjust', 'decimals', adjusts('1', px));
    refused('adjust', 'reasonMissing', adjusts('1', '10', { reason: '' }));
  });
});

describe('an execution that a person corrects', () => {
  const filled = [places(), acked, fills('E1', 40)] as const;
  it('is another one from here on', () => {
    given(...filled)
      .when(corrects('30', '9.99'))
      .concludes('ExecutionCorrected')
      .saying('ExecutionCorrected', { oldQty: 40, lastQty: 30, lastPx: 999, by: 'Ann' })
      .leaves({ cumQty: 30, ordStatus: 'partiallyFilled', reserved: 70 })
      .holds(30);
  });
  it('or is taken back', () => {
    given(...filled)
      .when(corrects('0', '0'))
      .concludes('ExecutionBusted')
      .saying('ExecutionBusted', { lastQty: 40, by: 'Ann' })
      .leaves({ cumQty: 0, reserved: 100 })
      .holds(0);
    given(...filled, corrects('0', '0'))
      .when(corrects('40', '10.00'))
      .leaves({ cumQty: 40 })
      .holds(40);
  });
  it('may be more than was ordered, and that is said', () => {
    given(...filled)
      .when(corrects('130', '10.00'))
      .saying('BreakRaised', { what: 'overfill' })
      .leaves({ cumQty: 130 });
  });
  it('of an order that is over changes what it came to, and nothing works again', () => {
    given(...filled, canceled)
      .when(corrects('35', '10.00'))
      .leaves({ ordStatus: 'canceled', cumQty: 35, reserved: 0 });
    given(places({ qty: '40' }), acked, fills('E1', 40))
      .when(corrects('30', '10.00'))
      .leaves({ cumQty: 30, reserved: 0 });
  });
  it('is as the venue says when the venue corrects it later; its repeat of what it first said changes nothing', () => {
    const theirs = hears('tradeCorrect', { execId: 'E2', execRefId: 'E1', lastQty: '20', lastPx: '10.01' });
    given(...filled, corrects('30', '9.99'))
      .when(fills('E1', 40))
      .concludes()
      .holds(30);
    given(...filled, corrects('30', '9.99'))
      .when(theirs)
      .saying('ExecutionCorrected', { oldQty: 30, lastQty: 20, lastPx: 1_001 })
      .holds(20);
    given(...filled, corrects('0', '0'))
      .when(theirs)
      .saying('BreakRaised', { what: 'correctionOfBusted' })
      .holds(20);
    given(...filled, corrects('30', '9.99'))
      .when(hears('tradeCancel', { execId: 'E2', execRefId: 'E1' }))
      .holds(0);
  });
  it('is refused where it does not fit', () => {
    refused('correctFill', 'unknownOrder', corrects('1', '1'));
    refused('correctFill', 'unknownExecution', corrects('1', '1'), places());
    refused('correctFill', 'noChange', corrects('40', '10.00'), ...filled);
    refused('correctFill', 'noChange', corrects('0', '0'), ...filled, corrects('0', '0'));
    refused('correctFill', 'decimals', corrects('1.5', '1'), ...filled);
    refused('correctFill', 'decimals', corrects('1', 'x'), ...filled);
    refused('correctFill', 'reasonMissing', corrects('1', '1', { reason: ' ' }), ...filled);
  });
});

describe('a count that a person declares', () => {
  const miscounted = [places(), acked, hears('canceled', { cumQty: '60', leavesQty: '0', transactTime: OPENS })] as const;
  it('ends what the venue had counted and will never tell', () => {
    given(...miscounted)
      .when(counts('0'))
      .concludes('CountDeclared', 'BreakClosed')
      .saying('CountDeclared', { cumQty: 0, unheardQty: 0, by: 'Ann', reason: 'seen on their screen' })
      .saying('BreakClosed', { cause: 'seen on their screen', by: 'Ann' })
      .leaves({ ordStatus: 'canceled', reserved: 0 });
  });
  it('lets the order go on with what then is left of it', () => {
    const best = places({ route: { strategy: 'best' }, qty: '60' });
    given(best, settles(), hears('canceled', { cumQty: '60', leavesQty: '0', transactTime: OPENS }))
      .when(counts('0'), settles())
      .saying('EvidenceWanted', { purpose: 'route' });
  });
  it('may leave something missing', () => {
    given(...miscounted)
      .when(counts('10'))
      .concludes('CountDeclared')
      .leaves({ reserved: 10 });
  });
  it('counts what is booked', () => {
    given(...miscounted, fills('E1', 10))
      .when(counts('10'))
      .saying('CountDeclared', { cumQty: 10, unheardQty: 0 })
      .leaves({ cumQty: 10, reserved: 0 });
  });
  it('is overruled by an execution that comes all the same', () => {
    given(...miscounted, counts('0'))
      .when(fills('E1', 60))
      .saying('ExecutionBooked', { lastQty: 60 })
      .leaves({ cumQty: 60, reserved: 0 });
  });
  it('is refused where nothing is missing, and where it is no count', () => {
    refused('declareCount', 'unknownRequest', (desk) =>
      desk.say({ type: 'CountDeclareRequested', ...said(), sentId: 'NONE', cumQty: '0' }, 'Ann'),
    );
    refused('declareCount', 'nothingMissing', counts('0'), places(), acked);
    refused('declareCount', 'nothingMissing', counts('0'), places(), acked, canceled);
    refused('declareCount', 'cumQty', counts('60'), ...miscounted);
    refused('declareCount', 'cumQty', counts('5'), ...miscounted, fills('E1', 10));
    refused('declareCount', 'decimals', counts('x'), ...miscounted);
    refused('declareCount', 'reasonMissing', counts('0', { reason: '' }), ...miscounted);
  });
});
