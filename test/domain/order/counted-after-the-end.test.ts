import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import { OPENS } from '../../support/desk.ts';
import { acked, canceled, fills, given, givenDesk, hears, places, type Words } from '../given.ts';

/** Seconds after the open, by the venue's clock. */
const at = (seconds: number) => ({ transactTime: (OPENS + seconds * 1_000_000) as Micros });
const canceledAt10 = (cumQty: string): Words => hears('canceled', { cumQty, ...at(10) });
/** 20 of 100 are booked, and the venue, when it canceled the rest, had executed 60: 40 are missing. */
const fortyMissing = () => given(places(), acked, fills('E1', 20), canceledAt10('60'));
const trades = (lastQty: number, over = {}): Words =>
  hears('trade', { execId: 'E2', lastQty: String(lastQty), lastPx: '10.00', ...over });
const busts = (over = {}): Words => hears('tradeCancel', { execId: 'E1b', execRefId: 'E1', ...over });
const corrects = (lastQty: number, over = {}): Words =>
  hears('tradeCorrect', { execId: 'E1c', execRefId: 'E1', lastQty: String(lastQty), lastPx: '10.00', ...over });

describe('what the venue counts of an order that is over', () => {
  it('is less missing by each execution that comes, and what was counted is not counted again', () => {
    fortyMissing()
      .when(trades(15, { cumQty: '35', ...at(4) }))
      .concludes('ExecutionBooked', 'BreakRaised')
      .leaves({ cumQty: 35, reserved: 25 });
    fortyMissing()
      .when(trades(40, { cumQty: '60', ...at(5) }))
      .concludes('ExecutionBooked', 'BreakRaised', 'BreakClosed', 'BreakClosed')
      .leaves({ cumQty: 60, reserved: 0 });
  });
  it('goes down with what it takes back later, and as much is missing as before', () => {
    fortyMissing()
      .when(busts({ cumQty: '40', ...at(12) }))
      .concludes('ExecutionBusted')
      .leaves({ cumQty: 0, reserved: 40 });
  });
  it('does not go down with what it had taken back before it counted: that much more is missing', () => {
    fortyMissing()
      .when(busts(at(5)))
      .concludes('ExecutionBusted', 'UnheardCounted')
      .saying('UnheardCounted', { unheardQty: 60 })
      .leaves({ cumQty: 0, reserved: 60 });
  });
  it('at the very moment of its end too: to take back, or to correct, comes after', () => {
    fortyMissing()
      .when(busts({ cumQty: '40', ...at(10) }))
      .concludes('ExecutionBusted')
      .leaves({ reserved: 40 });
    fortyMissing()
      .when(corrects(10, { cumQty: '50', ...at(10) }))
      .concludes('ExecutionCorrected')
      .leaves({ cumQty: 10, reserved: 40 });
  });
  it('may have had the larger quantity of a correction in it, or not: its own word decides', () => {
    fortyMissing()
      .when(corrects(30, { cumQty: '60', ...at(12) }))
      .concludes('ExecutionCorrected')
      .leaves({ cumQty: 30, reserved: 30 });
    fortyMissing()
      .when(corrects(30, { cumQty: '70', ...at(12) }))
      .concludes('ExecutionCorrected', 'UnheardCounted')
      .saying('UnheardCounted', { unheardQty: 40 })
      .leaves({ cumQty: 30, reserved: 40 });
    fortyMissing()
      .when(corrects(15, { cumQty: '55', ...at(12) }))
      .concludes('ExecutionCorrected')
      .leaves({ cumQty: 15, reserved: 40 });
  });
  it('is told by later words as well, and what is then missing is asked for, again and again', () => {
    const { desk } = given(places(), acked, fills('E1', 20), canceledAt10('20'))
      .when(hears('calculated', { cumQty: '50', ...at(12) }))
      .concludes('ChildRemarked', 'UnheardCounted', 'FillsAsked')
      .saying('UnheardCounted', { unheardQty: 30 })
      .leaves({ reserved: 30 });
    expect(desk.child().againAt).toBeGreaterThan(desk.now);
    givenDesk(desk)
      .when(hears('calculated', { cumQty: '20', ...at(13) }))
      .concludes('ChildRemarked', 'UnheardCounted')
      .leaves({ reserved: 0 });
  });
  it('is not told by a word without a time, unless that answers how it stands', () => {
    given(places(), acked, fills('E1', 20), canceled)
      .when(hears('calculated', { cumQty: '90' }))
      .concludes('ChildRemarked')
      .leaves({ reserved: 0 });
    given(places(), acked, fills('E1', 20), canceled)
      .when(hears('orderStatus', { ordStatus: 'canceled', cumQty: '50', channel: 'query' }))
      .concludes('ChildRemarked', 'UnheardCounted', 'FillsAsked')
      .leaves({ reserved: 30 });
  });
});
