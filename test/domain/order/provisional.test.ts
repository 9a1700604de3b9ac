import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import { type Desk, O, OPENS } from '../../support/desk.ts';
import { acked, answers, fills, given, givenDesk, hears, places, type Words } from '../given.ts';

const at = (second: number) => (OPENS + second * 1_000_000) as Micros;
/** The venue has told all its executions since the order began. */
const toldAll =
  (over: Partial<Events['FillsReported']> = {}): Words =>
  (desk) =>
    desk.say({
      type: 'FillsReported',
      venue: 'ALPHA',
      session: 'ALPHA-1',
      queryId: 0,
      asOf: at(60),
      since: OPENS,
      total: 0,
      told: 0,
      ...over,
    });
const ends = (cumQty: string, over: Partial<Events['ExecutionReported']> = {}): Words =>
  hears('canceled', { cumQty, leavesQty: '0', transactTime: at(10), ...over });
const trades = (execId: string, lastQty: string, over: Partial<Events['ExecutionReported']> = {}): Words =>
  hears('trade', { execId, lastQty, lastPx: '10.00', ...over });
const assumed = (desk: Desk): number => desk.child().provisionalQty;
const missing = [places(), acked, ends('60')] as const;
const inferred = [...missing, toldAll()] as const;
const KEY = 'inferred/C-20261121-1/1';

describe('what a venue counts and does not tell, asked for all its executions', () => {
  it('is booked provisionally: position and risk have it, and the break about it stays', () => {
    const { desk } = given(...missing)
      .when(toldAll())
      .concludes('ExecutionBooked', 'BreakExplained')
      .saying('ExecutionBooked', {
        execId: KEY,
        executionKey: `${KEY}/2026-11-21`,
        lastQty: 60,
        lastPx: 1_000,
        fee: '0',
        provisional: true,
      })
      .saying('BreakExplained', { cause: `60 are booked provisionally, as ${KEY}` })
      .leaves({ ordStatus: 'canceled', cumQty: 60, reserved: 0 })
      .holds(60);
    expect([...desk.state.breaks.values()]).toMatchObject([{ what: 'executionMissing', state: 'explained' }]);
    givenDesk(desk).when(toldAll()).concludes();
    expect(assumed(desk.tomorrow())).toBe(60);
  });
  it('of what still works, too', () => {
    given(places(), acked, answers('partiallyFilled', { cumQty: '30', leavesQty: '70', transactTime: at(5) }))
      .when(toldAll())
      .saying('ExecutionBooked', { lastQty: 30, provisional: true })
      .leaves({ ordStatus: 'partiallyFilled', cumQty: 30, reserved: 70 });
  });
  it('at the price that makes the average what the venue says; else at the limit', () => {
    given(places(), acked, fills('E1', 20, '9.90'), ends('60', { avgPx: '9.95' }))
      .when(toldAll())
      .saying('ExecutionBooked', { lastQty: 40, lastPx: 998 }); // (60 × 9.95 − 20 × 9.90) / 40 = 9.975, half-even.
    given(places(), acked, fills('E1', 20, '9.90'), ends('60'))
      .when(toldAll())
      .saying('ExecutionBooked', { lastQty: 40, lastPx: 1_000 });
  });
  it('but not on half an answer, on one that is older than the count, or that does not reach back to its beginning', () => {
    for (const over of [
      { total: 3, told: 2 },
      { asOf: at(9) },
      { since: undefined },
      { since: at(1) },
      { seqIn: 99 },
      { venue: 'BETA' },
    ])
      given(...missing)
        .when(toldAll(over as never))
        .concludes()
        .holds(0);
  });
  it('lets the order go on with what is left of it', () => {
    given(places({ route: { strategy: 'best' }, qty: '60' }), (desk) => desk.settle(), ends('60'))
      .when(toldAll())
      .leaves({ status: 'filled', reserved: 0 });
  });
});

describe('a true execution and one that is provisional', () => {
  it('takes its place when the venue counted it already', () => {
    const { desk } = given(...inferred)
      .when(trades('E1', '60', { cumQty: '60', transactTime: at(8) }))
      .saying('ExecutionBusted', { executionKey: `${KEY}/2026-11-21`, provisional: true })
      .saying('ExecutionBooked', { execId: 'E1', lastQty: 60, overfillQty: 0, provisional: false })
      .saying('BreakClosed', { cause: 'C-20261121-1: 60 are booked, and ALPHA had counted 60' })
      .leaves({ cumQty: 60 })
      .holds(60);
    expect(assumed(desk)).toBe(0);
  });
  it('takes as much of its place as it is', () => {
    const { desk } = given(...inferred)
      .when(trades('E1', '20', { cumQty: '20', transactTime: at(3) }))
      .saying('ExecutionCorrected', { oldQty: 60, lastQty: 40, provisional: true })
      .leaves({ cumQty: 60 })
      .holds(60);
    expect(assumed(desk)).toBe(40);
    givenDesk(desk)
      .when(trades('E2', '40', { cumQty: '60', transactTime: at(8) }))
      .leaves({ cumQty: 60 })
      .holds(60);
    expect(assumed(desk)).toBe(0);
  });
  it('stands beside it when the venue counts both', () => {
    const live = [places(), acked, answers('partiallyFilled', { cumQty: '30', leavesQty: '70', transactTime: at(5) }), toldAll()];
    const { desk } = given(...live)
      .when(trades('E9', '10', { cumQty: '40', leavesQty: '60', transactTime: at(70) }))
      .concludes('ExecutionBooked')
      .leaves({ cumQty: 40, reserved: 60 });
    expect(assumed(desk)).toBe(30);
    givenDesk(desk)
      .when(trades('E1', '30', { cumQty: '30', transactTime: at(4) }))
      .leaves({ cumQty: 40 })
      .holds(40);
  });
  it('stands beside it while nothing shows that it is not new, until the next count', () => {
    const live = [places(), acked, answers('partiallyFilled', { cumQty: '30', leavesQty: '70', transactTime: at(5) }), toldAll()];
    const { desk } = given(...live)
      .when(trades('E1', '30'))
      .leaves({ cumQty: 60 });
    givenDesk(desk)
      .when(answers('partiallyFilled', { cumQty: '30', leavesQty: '70', transactTime: at(61) }))
      .saying('ExecutionBusted', { provisional: true })
      .leaves({ cumQty: 30 })
      .holds(30);
  });
  it('takes its place when the order is over, though it says neither when it was nor how much that makes', () => {
    const { desk } = given(...inferred)
      .when(trades('E1', '60'))
      .saying('ExecutionBusted', { executionKey: `${KEY}/2026-11-21`, provisional: true })
      .leaves({ cumQty: 60 })
      .holds(60);
    expect(assumed(desk)).toBe(0);
  });
  it('is no overfill, nor does it end what works', () => {
    const live = [places(), acked, answers('filled', { cumQty: '100', leavesQty: '0', transactTime: at(5) }), toldAll()];
    const { desk } = given(...live)
      .when(trades('E1', '100', { cumQty: '100', leavesQty: '0', transactTime: at(4) }))
      .saying('ExecutionBooked', { overfillQty: 0 })
      .leaves({ ordStatus: 'filled', cumQty: 100, reserved: 0 });
    expect([...desk.state.breaks.values()].filter(({ what }) => what === 'overfill')).toEqual([]);
  });
  it('gives way to a bust of what was never heard of, and to a lower count', () => {
    const bust = hears('tradeCancel', { execId: 'E2', execRefId: 'E1', cumQty: '40', leavesQty: '0', transactTime: at(20) });
    given(...inferred)
      .when(bust)
      .leaves({ cumQty: 40 })
      .holds(40);
    given(...inferred, bust)
      .when(trades('E1', '20', { cumQty: '20', transactTime: at(3) }))
      .leaves({ cumQty: 40 });
    given(...inferred)
      .when(answers('canceled', { cumQty: '10', transactTime: at(61) }))
      .saying('ExecutionCorrected', { lastQty: 10, provisional: true })
      .holds(10);
  });
  it('works again when the venue works what only its count had filled', () => {
    given(places(), acked, answers('filled', { cumQty: '100', leavesQty: '0', transactTime: at(5) }), toldAll())
      .when(hears('tradeCancel', { execId: 'E2', execRefId: 'E1', cumQty: '60', leavesQty: '40', transactTime: at(70) }))
      .leaves({ status: 'open', cumQty: 60, reserved: 40 });
  });
  it('gives way to a correction that comes before its trade: the order is open again, once', () => {
    const full = answers('filled', { cumQty: '100', leavesQty: '0', transactTime: at(5) });
    const corrected = { execId: 'E2', execRefId: 'E1', lastQty: '30', lastPx: '10.00', cumQty: '30', leavesQty: '70' };
    const { events } = given(places(), acked, full, toldAll())
      .when(hears('tradeCorrect', { ...corrected, transactTime: at(70) }))
      .leaves({ cumQty: 30, reserved: 70 });
    expect(events.filter(({ type }) => type === 'OrderReopened')).toHaveLength(1);
  });
  it('comes after the day has rolled as well', () => {
    const tomorrow = given(...inferred).desk.tomorrow();
    givenDesk(tomorrow)
      .when(trades('E1', '60', { cumQty: '60', transactTime: at(8), tradeDate: '2026-11-21' }))
      .saying('ExecutionBusted', { provisional: true })
      .leaves({ cumQty: 60 })
      .holds(60);
    expect(assumed(tomorrow)).toBe(0);
  });
});

describe('by hand', () => {
  it('a person says that there was none, or what it was', () => {
    const counts =
      (cumQty: string): Words =>
      (desk) =>
        desk.say(
          { type: 'CountDeclareRequested', clOrdId: 'x', sentId: desk.child().sentIds[0] as string, cumQty, reason: 'no' },
          'Ann',
        );
    given(...inferred)
      .when(counts('0'))
      .concludes('ExecutionBusted', 'CountDeclared', 'BreakClosed')
      .holds(0);
    given(...inferred)
      .when(counts('25'))
      .saying('ExecutionCorrected', { lastQty: 25, by: 'Ann' })
      .holds(25);
    given(...inferred)
      .when((desk) =>
        desk.say(
          {
            type: 'FillCorrectRequested',
            clOrdId: 'x',
            orderId: O(1),
            executionKey: `${KEY}/2026-11-21`,
            lastQty: '60',
            lastPx: '9.99',
            reason: 'seen',
          },
          'Ann',
        ),
      )
      .saying('ExecutionCorrected', { lastPx: 999, by: 'Ann' });
  });
});
