import { describe, expect, it } from 'vitest';
import type { Desk } from '../../support/desk.ts';
import { acked, canceled, fills, given, givenDesk, hears, places, type Words } from '../given.ts';

const busts = (execRefId: string, execId: string | undefined, over = {}): Words =>
  hears('tradeCancel', { execRefId, execId, ...over });
const corrects = (execRefId: string, execId: string | undefined, lastQty: number, over = {}): Words =>
  hears('tradeCorrect', { execRefId, execId, lastQty: String(lastQty), lastPx: '10.00', ...over });
const YESTERDAY = { tradeDate: '2026-11-20' };
const TODAY = { tradeDate: '2026-11-21' };
const fillsYesterday = (execId: string, lastQty: number): Words =>
  hears('trade', { execId, lastQty: String(lastQty), lastPx: '10.00', ...YESTERDAY });
/** Under which ids, beside its own, each execution may be amended. */
const names = (desk: Desk) =>
  Object.fromEntries([...(desk.child().executions ?? [])].map(([key, { aliases }]) => [key, aliases]));

describe('an execution', () => {
  it('goes by its own id, and by those of its amendments once each', () => {
    const { desk } = given(places(), acked, fills('E1', 40));
    expect(names(desk)).toEqual({ 'E1/2026-11-21': [] });
    corrects('E1', undefined, 30)(desk);
    expect(names(desk)).toEqual({ 'E1/2026-11-21': [] });
    corrects('E1', 'E1a', 20)(desk);
    corrects('E1', 'E1a', 20)(desk);
    busts('E1', 'E1b')(desk);
    expect(names(desk)).toEqual({ 'E1/2026-11-21': ['E1a', 'E1b'] });
    corrects('E1', 'E1c', 25)(desk);
    busts('E1', 'E1b')(desk);
    expect(names(desk)).toEqual({ 'E1/2026-11-21': ['E1a', 'E1b', 'E1c'] });
    const before = given(places(), acked, busts('E1', undefined)).desk;
    expect(names(before)).toEqual({ 'E1/2026-11-21': [] });
  });
  it('is amended in the order that it is of, though there is another one of that id in suspense', () => {
    const wrongSide = hears('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', side: 'sell' });
    given(places(), acked, fills('E1', 30), wrongSide)
      .when(corrects('E1', 'E1a', 20))
      .concludes('ExecutionCorrected')
      .holds(20)
      .holds(-40, 'SUSPENSE');
  });
});

describe('a correction', () => {
  it('may name the execution by its own id alone', () => {
    const alone = hears('tradeCorrect', { execId: 'E1', lastQty: '30', lastPx: '10.00' });
    const { desk } = given(places(), acked, fills('E1', 40)).when(alone).concludes('ExecutionCorrected').holds(30);
    givenDesk(desk).when(alone).concludes().holds(30);
    given(places(), acked, fills('E1', 30)).when(alone).concludes().holds(30);
    given(places(), acked, fills('E1', 30))
      .when(corrects('E1', 'E1', 30))
      .concludes()
      .holds(30);
  });
  it('may change the price alone', () => {
    const { desk } = given(places(), acked, fills('E1', 40))
      .when(corrects('E1', undefined, 40, { lastPx: '9.99' }))
      .concludes('ExecutionCorrected')
      .holds(40);
    expect(desk.order().cumNotional).toBe(39_960n);
  });
  it('that changes nothing is news all the same for its id, by which the next one names it', () => {
    const { desk } = given(places(), acked, fills('E1', 40))
      .when(corrects('E1', 'E1a', 40))
      .concludes('ExecutionCorrected');
    givenDesk(desk).when(busts('E1a', 'E1b')).concludes('ExecutionBusted').holds(0);
  });
  it('said again after it was taken back itself stays taken back', () => {
    given(places(), acked, fills('E1', 40), corrects('E1', 'E1a', 30), busts('E1a', 'E1b'))
      .when(busts('E1a', 'E1b'), corrects('E1', 'E1a', 30))
      .concludes()
      .holds(0);
  });
});

describe('a correction that the next of its chain has overtaken', () => {
  const second = corrects('E1a', 'E1b', 20);
  const first = corrects('E1', 'E1a', 30);
  it('takes back what it corrects, and that is from here on another name of what stands', () => {
    given(places(), acked, fills('E1', 40), second)
      .when(first)
      .concludes('ExecutionBusted', 'ExecutionCorrected')
      .saying('ExecutionBusted', { executionKey: 'E1/2026-11-21', lastQty: 40 })
      .saying('ExecutionCorrected', { executionKey: 'E1a/2026-11-21', oldQty: 20, lastQty: 20, alias: 'E1' })
      .leaves({ cumQty: 20 })
      .holds(20);
    for (const over of [{}, TODAY])
      given(places(), acked, fills('E1', 40), second, first)
        .when(busts('E1', 'E1c', over))
        .concludes('ExecutionBusted')
        .leaves({ cumQty: 0 })
        .holds(0);
  });
  it('takes nothing back that is taken back already, but still tells its name', () => {
    given(places(), acked, fills('E1', 40), busts('E1', 'E1x'), second).when(first).concludes('ExecutionCorrected').holds(20);
    given(places(), acked, fills('E1', 40), busts('E1', 'E1x'), second, first).when(busts('E1', 'E1c')).holds(0);
  });
  it('is taken back with it if a bust was what overtook it, once', () => {
    const { desk } = given(places(), acked, fills('E1', 40), busts('E1a', 'E1b'))
      .when(first)
      .concludes('ExecutionBusted', 'ExecutionBusted')
      .saying('ExecutionBusted', { executionKey: 'E1/2026-11-21', lastQty: 40 })
      .saying('ExecutionBusted', { executionKey: 'E1a/2026-11-21', lastQty: 0, alias: 'E1' })
      .holds(0);
    givenDesk(desk).when(first).concludes().holds(0);
    givenDesk(desk).when(fills('E1', 40)).concludes().holds(0);
  });
  it('brings no order back to life', () => {
    given(places(), acked, fills('E1', 40), second, canceled)
      .when(first)
      .concludes('ExecutionBusted', 'ExecutionCorrected')
      .leaves({ status: 'canceled', cumQty: 20, reserved: 0 });
  });
});

describe('where a venue uses its ids anew each day', () => {
  const twoDays = [places(), acked, fillsYesterday('E1', 30), fills('E1', 10)];
  it('an amendment without a date means the latest that stands', () => {
    given(...twoDays, busts('E1', 'E1x', TODAY))
      .when(corrects('E1', 'E1a', 25))
      .concludes('ExecutionCorrected')
      .saying('ExecutionCorrected', { executionKey: 'E1/2026-11-20', oldQty: 30, lastQty: 25 })
      .holds(25);
  });
  it('or the latest of all, if none stands', () => {
    given(...twoDays, busts('E1', 'E1x', TODAY), busts('E1', 'E1y', YESTERDAY))
      .when(corrects('E1', 'E1a', 5))
      .saying('ExecutionCorrected', { executionKey: 'E1/2026-11-21', lastQty: 5 })
      .holds(5);
  });
  it('and so does one that names the busts of both days, which had one id', () => {
    given(...twoDays, busts('E1', 'E1x', YESTERDAY), busts('E1', 'E1x', TODAY))
      .when(corrects('E1x', 'E1a', 5))
      .saying('ExecutionCorrected', { executionKey: 'E1/2026-11-21', lastQty: 5 })
      .holds(5);
  });
  it('a bust told twice with its date is done once, and not to the other day', () => {
    given(...twoDays, busts('E1', 'E1x', YESTERDAY))
      .when(busts('E1', 'E1x', YESTERDAY))
      .concludes()
      .holds(10);
  });
  it("today's execution is not the one that a chain of yesterday has put aside", () => {
    const chain = [corrects('E1a', 'E1b', 20, YESTERDAY), corrects('E1', 'E1a', 25, YESTERDAY)];
    given(places(), acked, ...chain, fills('E1', 10))
      .when(busts('E1', 'E1x', TODAY))
      .saying('ExecutionBusted', { executionKey: 'E1/2026-11-21', lastQty: 10 })
      .holds(20);
  });
});
