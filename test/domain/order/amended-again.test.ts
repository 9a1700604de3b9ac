import { describe, expect, it } from 'vitest';
import { types } from '../../support/desk.ts';
import { acked, fills, given, givenDesk, hears, places, type Words } from '../given.ts';

const YESTERDAY = { tradeDate: '20261120' };
const TODAY = { tradeDate: '20261121' };
const busts = (execRefId: string, over = {}): Words => hears('tradeCancel', { execRefId, ...over });
const corrects = (execId: string, execRefId: string, lastQty: number, over = {}): Words =>
  hears('tradeCorrect', { execId, execRefId, lastQty: String(lastQty), lastPx: '10.00', ...over });
const trades = (execId: string, lastQty: number, over = {}): Words =>
  hears('trade', { execId, lastQty: String(lastQty), lastPx: '10.00', ...over });

describe('an amendment that is told again', () => {
  it('leaves what a later word has put in its place', () => {
    const link = corrects('E1a', 'E1', 30);
    const { desk } = given(places(), acked, fills('E1', 40), busts('E1a', { execId: 'E1b' }), link, corrects('E1c', 'E1', 25));
    givenDesk(desk).when(link).concludes().holds(25);
  });
  it('takes nothing back of another day, with an id of its own or without', () => {
    for (const bust of [busts('E1', { execId: 'E1x' }), busts('E1')]) {
      const { desk } = given(places(), acked, trades('E1', 30, YESTERDAY), trades('E1', 10, TODAY))
        .when(bust)
        .holds(30);
      givenDesk(desk).when(bust).concludes().holds(30);
    }
  });
  it('of an order whose first correction has the same id: each is of its own day', () => {
    given(
      places(),
      acked,
      trades('E1', 30, YESTERDAY),
      trades('E1', 10, TODAY),
      corrects('E1a', 'E1', 29, YESTERDAY),
      corrects('E1a', 'E1', 9, TODAY),
    )
      .when(corrects('E1a', 'E1', 9, TODAY), corrects('E1a', 'E1', 29, YESTERDAY))
      .holds(38);
  });
  it('that names the day of the amendment, and not that of the trade', () => {
    const LATER = { tradeDate: '20261122' };
    for (const [word, holds] of [
      [busts('E1', { execId: 'E1x', ...LATER }), 30],
      [corrects('E1x', 'E1', 9, LATER), 39],
    ] as const) {
      const { desk } = given(places(), acked, trades('E1', 30, YESTERDAY), trades('E1', 10, TODAY))
        .when(word)
        .holds(holds);
      givenDesk(desk).when(word).concludes().holds(holds);
    }
  });
  it('without a date means what its id means, whatever day that is of', () => {
    const { desk } = given(places(), acked, trades('E1', 30, YESTERDAY), corrects('E1a', 'E1', 29));
    givenDesk(desk)
      .when(corrects('E1a', 'E1', 29))
      .concludes()
      .holds(29);
    givenDesk(desk)
      .when(busts('E1a', { execId: 'E1b' }))
      .holds(0);
  });
  it('takes back once what a correction left of it', () => {
    const { desk } = given(places(), acked, fills('E1', 40), corrects('E1a', 'E1', 30))
      .when(busts('E1'))
      .holds(0);
    const { events } = givenDesk(desk).when(busts('E1'));
    expect(types(events)).toEqual([]);
  });
});
