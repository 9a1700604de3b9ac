import { describe, expect, it } from 'vitest';
import type { Desk } from '../../support/desk.ts';

import { askingDesk, failsToAnswer, holds, levelDesk, lists, roundOf, tellsFills } from '../asking.ts';
import { acked, disconnects, fills, givenDesk, hears, places, session, settles, type Words, waits } from '../given.ts';

const asked = { positionScope: 'desk', positionsEveryMs: 60_000, openOrdersEveryMs: 30_000 } as const;
const askedDesk = (): Desk => levelDesk(asked);
/** Bought, and told; the first comparison is under way. */
const bought = (qty: number): Words[] => [places({ qty: '500' }), acked, fills('E1', qty)];
/** The venue says so twice. */
const says = (qty: string): Words[] => [holds({ ACME: qty }), waits(1_000), holds({ ACME: qty })];
const breaksOf = (desk: Desk) => [...desk.state.breaks.values()].filter(({ what }) => what === 'positionDiffers');
const buys = (qty: number) => places({ qty: String(qty) });
const sells = (qty: number) => places({ qty: String(qty), side: 'sell' });

describe('what a venue says that we hold there', () => {
  it('is asked for once the desk is level, so that trading does not wait for it', () => {
    const { desk, when } = givenDesk(askingDesk(asked), session('up'), lists());
    when(tellsFills()).concludes('VenueLevelled', 'QuerySent').saying('QuerySent', { query: 'positions', pass: 1 });
    expect(desk.state.sessions.get('ALPHA')?.level).toBe(true);
    when(holds()).concludes('VenueReconciled');
  });

  it('and from then on with a comparison of open orders, once so much time has passed', () => {
    const { desk, when } = givenDesk(askedDesk(), holds());
    when(waits(30_000), lists()).concludes('QuerySent', 'VenueReconciled');
    when(waits(30_000), lists()).saying('QuerySent', { query: 'positions', cause: 'periodic' });
    expect(roundOf(desk)?.query).toBe('positions');
  });

  it('by itself where nobody asks what is open', () => {
    const { when } = givenDesk(askingDesk({ ...asked, listsOpenOrders: false }));
    when(session('up')).saying('QuerySent', { query: 'positions', cause: 'recovery' });
    when(holds(), waits(60_000)).saying('QuerySent', { query: 'positions', cause: 'periodic' });
  });

  it.each([{ positionScope: 'none' }, { positionsEveryMs: 0 }] as const)('is not asked for where %j', (over) => {
    givenDesk(askingDesk({ ...asked, ...over }), session('up'), lists())
      .when(tellsFills())
      .concludes('VenueLevelled', 'VenueReconciled');
  });

  it('is given up until the next time when nobody answers, and trading goes on', () => {
    const { desk, when } = givenDesk(askedDesk());
    when(waits(5_000 * 31))
      .saying('BreakRaised', { what: 'queryUnanswered' })
      .saying('VenueReconciled', { outcome: 'unanswered' });
    expect(desk.state.sessions.get('ALPHA')?.level).toBe(true);
  });

  it.each([
    ['an old answer', holds({ ACME: '7' }, { asOf: 5 as never })],
    ['one from before what we have not heard', holds({ ACME: '7' }, { seqIn: 99 })],
    ['a partial one', holds({ ACME: '7' }, { total: 3 })],
    ['one that cannot be read', holds({ ACME: 'lots' })],
    ['none', failsToAnswer()],
  ])('concludes nothing from %s', (_, answer) => {
    const { desk, when } = givenDesk(
      askedDesk(),
      places(),
      hears('new', { transactTime: 10 as never }),
      disconnects(),
      session('up'),
    );
    givenDesk(desk, lists([1]), settles(), tellsFills());
    when(answer).concludes('QueryPutOff');
  });
});

describe('a difference', () => {
  it('counts once two answers say the same and nothing was executed in between', () => {
    const { desk, when } = givenDesk(askedDesk(), ...bought(40));
    when(holds({ ACME: '70' }))
      .concludes('PositionCompared', 'QueryPutOff')
      .saying('PositionCompared', { symbol: 'ACME', ours: 40, theirs: 70, conclusion: 'lookAgain' });
    expect(breaksOf(desk)).toEqual([]);
    when(waits(1_000), holds({ ACME: '70' }))
      .saying('PositionCompared', { conclusion: 'differs' })
      .saying('BreakRaised', {
        what: 'positionDiffers',
        venue: 'ALPHA',
        symbol: 'ACME',
        detail: 'ALPHA says that it holds 70 of ACME for us, and 40 are booked',
      });
  });

  it('is none when what was on its way has come', () => {
    const { desk, when } = givenDesk(askedDesk(), ...bought(40), holds({ ACME: '70' }));
    when(fills('E2', 30), waits(1_000), holds({ ACME: '70' })).saying('VenueReconciled', { outcome: 'done' });
    expect(breaksOf(desk)).toEqual([]);
  });

  it('is looked at again when something was executed in between, and the next time when that never ends', () => {
    const { desk, when } = givenDesk(askedDesk(), ...bought(40));
    for (let pass = 1; pass < 5; pass += 1)
      when(holds({ ACME: '70' }), fills(`F${pass}`, 1), waits(1_000)).saying('QuerySent', { query: 'positions', pass: pass + 1 });
    when(holds({ ACME: '70' })).concludes('PositionCompared', 'VenueReconciled');
    expect(breaksOf(desk)).toEqual([]);
  });

  it('is one of what the venue does not list at all, and of what it held before we knew it', () => {
    givenDesk(askedDesk(), ...bought(40))
      .when(holds(), waits(1_000), holds())
      .saying('BreakRaised', { what: 'positionDiffers' });
    givenDesk(askedDesk())
      .when(...says('5'))
      .saying('BreakRaised', { what: 'positionDiffers' });
  });

  it('is raised once, and follows what the venue says from then on', () => {
    const { desk, when } = givenDesk(askedDesk(), ...bought(40), ...says('70'), waits(60_000), lists([1]), settles());
    when(holds({ ACME: '70' })).concludes('VenueReconciled');
    when(waits(60_000), lists([1]), settles(), ...says('60')).saying('PositionCompared', { theirs: 60, conclusion: 'differs' });
    expect(breaksOf(desk)).toHaveLength(1);
    expect(desk.state.held.get('ALPHA', 'ACME')?.differs).toBe(20);
  });

  it('is explained by what is in suspense, missing, or booked provisionally', () => {
    const stray: Words = (desk) =>
      desk.hear('trade', { sentId: 'THEIRS', execId: 'S1', symbol: 'ACME', side: 'buy', lastQty: '5', lastPx: '10.00' });
    givenDesk(askedDesk(), ...bought(40), stray)
      .when(...says('40'))
      .saying('BreakExplained', { cause: 'execution THEIRS/buy/S1/2026-11-21 is in suspense' });
    givenDesk(askedDesk(), ...bought(40), hears('canceled', { cumQty: '70', leavesQty: '0' }))
      .when(...says('70'))
      .saying('BreakExplained', { cause: 'executions of C-20261121-1 are missing, as break 1 says' });
  });

  it('is closed by a person who adjusts what is held there, once the venue is asked again', () => {
    const adjusts: Words = (desk) =>
      desk.say(
        {
          type: 'PositionAdjustRequested',
          clOrdId: 'a',
          inAccount: 'A1',
          symbol: 'ACME',
          qty: '30',
          px: '10',
          reason: 'from before',
          atVenue: 'ALPHA',
        },
        'person:Ann',
      );
    const { desk, when } = givenDesk(askedDesk(), ...bought(40), ...says('70'), adjusts, waits(60_000), lists([1]), settles());
    when(holds({ ACME: '70' })).saying('BreakClosed', { cause: 'ALPHA holds 70 of ACME for us, as we have booked' });
    expect(desk.state.positions.get('A1', 'ACME')?.qty).toBe(70);
    expect(desk.state.held.get('ALPHA', 'ACME')).toMatchObject({ qty: 70, differs: undefined });
  });
});

describe('while a difference is open, risk counts the worse of the two', () => {
  it('for what is bought, when the venue holds more', () => {
    const { when } = givenDesk(askedDesk(), ...bought(500), ...says('800'));
    when(buys(201)).saying('OrderRefused', {
      check: 'positionLimit',
      value: '1001',
      text: 'with every open order filled the position would be 1001 long (300 of it because a venue says that it holds something else for us); the limit is 1000',
    });
    when(buys(200)).saying('OrderAccepted', {});
    when(sells(500)).saying('OrderAccepted', {});
  });

  it('for what is sold, when it holds less', () => {
    const { when } = givenDesk(askedDesk(), ...says('-900'));
    when(sells(101)).saying('OrderRefused', { check: 'positionLimit' });
    when(sells(100)).saying('OrderAccepted', {});
    when(buys(500)).saying('OrderAccepted', {});
  });

  it('until it is closed', () => {
    const { when } = givenDesk(askedDesk(), ...says('900'), waits(60_000), lists(), settles(), holds({ ACME: '0' }));
    when(buys(500)).saying('OrderAccepted', {});
  });

  it('on the next day too', () => {
    const { desk } = givenDesk(askedDesk(), ...says('900'));
    const tomorrow = desk.tomorrow();
    expect(tomorrow.state.held.get('ALPHA', 'ACME')?.differs).toBe(900);
    givenDesk(tomorrow).when(buys(101)).saying('OrderRefused', { check: 'positionLimit' });
  });
});

it('what is executed at one venue is not held at another', () => {
  const { desk } = givenDesk(askedDesk(), ...bought(40));
  expect(desk.state.held.get('ALPHA', 'ACME')?.qty).toBe(40);
  expect(desk.state.held.get('BETA', 'ACME')).toBeUndefined();
});
