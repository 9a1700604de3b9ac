import { describe, expect, it } from 'vitest';
import type { DayNumber } from '../../../src/domain/kernel/units.ts';
import { rollOver } from '../../../src/domain/oms/carry.ts';
import type { Event, Recorded } from '../../../src/domain/oms/catalogue.ts';
import { evolve } from '../../../src/domain/oms/evolve/evolve.ts';
import { breakLife } from '../../../src/domain/reconcile/break-life.ts';
import type { BreakState, BreakStep } from '../../../src/domain/reconcile/events.ts';
import { DAY, type Desk } from '../../support/desk.ts';
import { acked, canceled, fills, given, givenDesk, hears, places, resolves, type Words } from '../given.ts';
import { restored } from '../invariants.ts';

/** A fill after a cancel by a venue that counts nothing: only a person can say that this is right. */
const raised: readonly Words[] = [places(), acked, canceled, fills('E1', 40)];
const breakOf = (desk: Desk, breakId = 1) => desk.state.breaks.get(breakId);

const LEADS_TO: Readonly<Record<BreakState, readonly Words[]>> = {
  open: raised,
  explained: [...raised, resolves('explain', { reason: 'their mistake' })],
  closed: [...raised, resolves('close', { reason: 'checked' })],
};
const SAYS = { own: 'BreakOwned', explain: 'BreakExplained', close: 'BreakClosed' } as const;

describe('every state of a break, and every step', () => {
  for (const state of Object.keys(breakLife) as BreakState[])
    for (const step of Object.keys(breakLife[state]) as BreakStep[]) {
      const to = breakLife[state][step];
      it(`${state}, ${step}: ${to}`, () => {
        const { desk } = given(...LEADS_TO[state]);
        expect(breakOf(desk)).toMatchObject({ state });
        givenDesk(desk)
          .when(resolves(step))
          .concludes(to === 'never' ? 'AskRefused' : SAYS[step]);
        expect(breakOf(desk)).toMatchObject({ state: to === 'never' ? state : to });
      });
      if (to === 'never')
        it(`${state}, ${step}: is no record of a sound journal`, () => {
          const { desk } = given(...LEADS_TO[state]);
          const about = { breakId: 1, cause: 'none', owner: 'Ann', reason: 'none' };
          const record = { ...(desk.records.at(-1) as Recorded), position: desk.state.position + 1 };
          expect(() => evolve(desk.state, { ...record, event: { type: SAYS[step], ...about } as Event })).toThrow(
            `${step} may follow ${state} of break 1`,
          );
        });
    }
});

describe('a named person', () => {
  it('takes a break on, and another may take it over', () => {
    const { desk } = given(...raised)
      .when(resolves('own', { reason: 'mine' }))
      .saying('BreakOwned', { breakId: 1, venue: 'ALPHA', owner: 'Ann', reason: 'mine' });
    expect(breakOf(desk)).toMatchObject({ owner: 'Ann', state: 'open' });
    givenDesk(desk, resolves('own', {}, 'Bob'));
    expect(breakOf(desk)).toMatchObject({ owner: 'Bob' });
  });
  it('explains it, and closes it, and answers for both', () => {
    const { desk } = given(...raised, resolves('own'))
      .when(resolves('explain', { reason: 'the fill beat the cancel' }), resolves('close', { reason: 'they agree' }, 'Bob'))
      .saying('BreakExplained', { cause: 'the fill beat the cancel', by: 'Ann' })
      .saying('BreakClosed', { cause: 'they agree', by: 'Bob' });
    expect(breakOf(desk)).toMatchObject({
      state: 'closed',
      owner: 'Ann',
      explanation: 'the fill beat the cancel',
      ending: 'they agree',
    });
  });
  it.each([
    [
      'unknownBreak | break | a break of this day | 9 | there is no break 9, or it was closed long ago',
      resolves('own', { breakId: 9 }),
    ],
    [
      'reasonMissing | break 1 | a reason |  | nobody could tell later why break 1 was touched',
      resolves('close', { reason: ' \t' }),
    ],
    ['clOrdId', resolves('close', { clOrdId: '' })],
  ])('is told no, and why: %s', (why, ask) => {
    const { desk, events } = given(...raised).when(ask);
    const [said] = events;
    expect(said?.type === 'AskRefused' ? [said.check, said.scope, said.limit, said.value, said.text].join(' | ') : '').toContain(
      why,
    );
    expect([breakOf(desk)?.state, breakOf(desk)?.owner]).toEqual(['open', undefined]);
  });
  it('is told how a closed one ended', () => {
    given(...LEADS_TO.closed)
      .when(resolves('explain', { reason: '' }))
      .saying('AskRefused', {
        ask: 'resolveBreak',
        check: 'breakClosed',
        scope: 'break 1',
        limit: 'a break that is not closed',
        value: 'closed',
        text: 'break 1 is closed: checked',
      });
  });
  it('asks twice and has asked once; another ask under the same id is refused, whatever it was about', () => {
    const { desk } = given(...raised, resolves('close', { clOrdId: 'x' }));
    givenDesk(desk)
      .when(resolves('close', { clOrdId: 'x' }))
      .concludes('AskRepeated');
    givenDesk(desk)
      .when(resolves('own', { clOrdId: 'x' }))
      .saying('AskRefused', { check: 'clOrdIdReused' });
    givenDesk(desk.tomorrow())
      .when(resolves('close', { clOrdId: 'x' }))
      .concludes('AskRepeated');
    const refused = given(...raised, resolves('own', { clOrdId: 'y', breakId: 9 }));
    givenDesk(refused.desk)
      .when(resolves('own', { clOrdId: 'y', breakId: 9 }))
      .concludes('AskRepeated');
  });
});

describe('a break that is closed', () => {
  it('is another one when it happens again', () => {
    const stray = hears('canceled', { sentId: 'THEIRS', venue: 'ALPHA' });
    given(places(), acked, stray).when(stray).concludes();
    const { desk } = given(places(), acked, stray, resolves('close')).when(stray).concludes('BreakRaised').saying('BreakRaised', {
      breakId: 2,
    });
    givenDesk(desk).when(stray).concludes();
    expect([...desk.state.breaks.values()].map(({ breakId, state }) => [breakId, state])).toEqual([
      [1, 'closed'],
      [2, 'open'],
    ]);
  });
  it('settled by the very word that raised it is no news when that word is said again', () => {
    const fill = { execId: 'E1', lastQty: '40', lastPx: '10.00', cumQty: '40', transactTime: 9 as never };
    const replaced = hears('replaced', { cumQty: '0', transactTime: 9 as never });
    const { desk } = given(places(), acked, canceled)
      .when(replaced)
      .concludes('BreakRaised', 'BreakClosed')
      .saying('BreakClosed', { atOnce: true });
    givenDesk(desk).when(replaced).concludes();
    expect(restored(desk.state).breakTexts).toEqual(desk.state.breakTexts);
    given(places(), acked, canceled, hears('trade', fill)).when(hears('trade', fill)).concludes();
  });
  it('stays behind when the day rolls, and what is not closed goes on, with who has it and what is known of it', () => {
    const stray = (sentId: string): Words => hears('canceled', { sentId });
    const { desk } = given(
      ...raised,
      stray('X1'),
      stray('X2'),
      resolves('close'),
      resolves('own', { breakId: 2 }),
      resolves('explain', { breakId: 2, reason: 'theirs' }),
    );
    const next = desk.tomorrow();
    expect([...next.state.breaks.values()]).toMatchObject([
      { breakId: 2, state: 'explained', owner: 'Ann', explanation: 'theirs', at: breakOf(desk, 2)?.at },
      { breakId: 3, state: 'open' },
    ]);
    givenDesk(next).when(resolves('own')).saying('AskRefused', { check: 'unknownBreak' });
    givenDesk(next)
      .when(resolves('close', { breakId: 2 }))
      .concludes('BreakClosed');
    expect(rollOver(next.state, (DAY + 2) as DayNumber).filter(({ type }) => type === 'CarriedBreak')).toHaveLength(1);
    expect(next.state.next.break).toBe(4);
  });
  it('is in the description of the day with all that became of it', () => {
    const { desk } = given(...raised, resolves('own'), resolves('explain'), resolves('close'));
    expect(restored(desk.state).breaks).toEqual(desk.state.breaks);
    expect(restored(desk.state).openBreaks).toEqual(desk.state.openBreaks);
    expect(desk.state.openBreaks.size).toBe(0);
  });
});
