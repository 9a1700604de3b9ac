import { describe, expect, it } from 'vitest';
import type { Micros } from '../../../src/domain/kernel/units.ts';
import type { Events } from '../../../src/domain/oms/catalogue.ts';
import type { BreakReason } from '../../../src/domain/order/words.ts';
import { closedBy } from '../../../src/domain/reconcile/closed-by.ts';
import { configTerms, Desk, venueTerms } from '../../support/desk.ts';
import { askingDesk, holds, levelDesk, lists, tellsFills } from '../asking.ts';
import {
  acked,
  answers,
  canceled,
  cancels,
  declares,
  disconnects,
  fills,
  given,
  givenDesk,
  hears,
  places,
  refuses,
  replaces,
  session,
  settles,
  type Words,
  waits,
} from '../given.ts';

const at = (seconds: number) => seconds as Micros;
/** The venue ends the order and counts so much executed. */
const ends = (cumQty: string, seconds = 50, execType: 'canceled' | 'expired' = 'canceled'): Words =>
  hears(execType, { cumQty, leavesQty: '0', transactTime: at(seconds) });
const trades = (execId: string, lastQty: string, over: Partial<Events['ExecutionReported']> = {}): Words =>
  hears('trade', { execId, lastQty, lastPx: '10.00', ...over });

/** How each break comes about, and what then settles it: nothing, where that is for a person to say. */
type Story = Readonly<{ history: readonly Words[]; raises: Words; settles: Words | undefined; ending?: string; desk?: Desk }>;
const STORIES: Readonly<Record<BreakReason, Story>> = {
  unknownOrder: {
    history: [],
    raises: (desk) => strays('THEIRS', '40')(desk),
    settles: (desk) => strays('THEIRS', '40', { execType: 'tradeCancel', execId: 'E2', execRefId: 'E1' })(desk),
    ending: 'ALPHA has taken it back',
  },
  externalOrder: {
    history: [session('up')],
    raises: lists([{ sentId: 'SCREEN1', symbol: 'ACME', side: 'buy', qty: '100', price: '9.90', cumQty: '0', leavesQty: '100' }]),
    settles: (desk) => hearsOfNobody(desk, { sentId: 'SCREEN1' }),
    ending: 'C-20261121-1: it is canceled',
    desk: askingDesk(),
  },
  unexpectedAck: {
    history: [places(), acked, ends('0')],
    raises: answers('new', { cumQty: '0', transactTime: at(51) }),
    settles: ends('0', 52),
    ending: 'C-20261121-1: it is canceled, and ALPHA counts 0 executed, as we do',
  },
  unexpectedFill: {
    history: [places(), acked, canceled],
    raises: fills('E1', 40),
    settles: answers('canceled', { cumQty: '40', transactTime: at(51) }),
    ending: 'C-20261121-1: it is canceled, and ALPHA counts 40 executed, as we do',
  },
  unexpectedClose: {
    history: [places(), acked, fills('E1', 100)],
    raises: canceled,
    settles: answers('canceled', { cumQty: '100', transactTime: at(51) }),
  },
  unexpectedReplace: { history: [places(), acked], raises: hears('replaced', { orderQty: '80' }), settles: ends('0') },
  overfill: {
    history: [places(), acked],
    raises: fills('E1', 130),
    settles: hears('tradeCorrect', { execId: 'E2', execRefId: 'E1', lastQty: '100', lastPx: '10.00' }),
    ending: 'C-20261121-1: 100 are booked, which is within its quantity',
  },
  sameExecutionOtherTerms: { history: [places(), acked, fills('E1', 40)], raises: fills('E1', 41), settles: undefined },
  bustOfUnknownExecution: {
    history: [places(), acked],
    raises: hears('tradeCancel', { execId: 'E9', execRefId: 'E1' }),
    settles: ends('0'),
  },
  unreadableReport: { history: [places(), acked], raises: trades('E1', '1.5'), settles: undefined },
  tradeContradictsOrder: { history: [places(), acked], raises: trades('E1', '10', { side: 'sell' }), settles: undefined },
  venueQuarantined: {
    desk: new Desk(configTerms({ venues: [venueTerms('ALPHA', { nonsense: { limit: 1, windowMs: 1_000 } })] })),
    history: [places()],
    raises: (desk) =>
      desk.say({
        type: 'UnreadableReported',
        venue: 'ALPHA',
        session: 'ALPHA-1',
        channel: 'order',
        reason: 'notJson',
        detail: 'a frame is one JSON object',
        length: 3,
        hash: '',
        head: '{{{',
      }),
    settles: undefined,
  },
  sequenceGap: {
    history: [places(), acked, trades('E3', '5', { seqIn: 4 })],
    raises: waits(1_000),
    settles: (desk) => [
      ...trades('E1', '5', { seqIn: 2, possDup: true })(desk),
      ...trades('E2', '5', { seqIn: 3, possDup: true })(desk),
    ],
    ending: 'ALPHA has said everything up to its number 3',
  },
  correctionOfBusted: {
    history: [places(), acked, fills('E1', 40), hears('tradeCancel', { execId: 'E9', execRefId: 'E1' })],
    raises: hears('tradeCorrect', { execId: 'E10', execRefId: 'E1', lastQty: '30', lastPx: '10.00' }),
    settles: ends('30'),
  },
  executionMissing: {
    history: [places(), acked],
    raises: ends('40'),
    settles: fills('E1', 40),
    ending: 'C-20261121-1: 40 are booked, and ALPHA had counted 40',
  },
  cancelUnanswered: {
    history: [places(), acked, cancels()],
    raises: waits(60_000),
    desk: new Desk(configTerms({ venues: [venueTerms('ALPHA', { queryById: false })] })),
    settles: canceled,
    ending: 'C-20261121-1: it is canceled',
  },
  notCanceled: {
    history: [
      places(),
      acked,
      (desk) => desk.say({ type: 'KillRequested', clOrdId: 'k', scope: 'desk', id: '*', reason: 'stop' }),
      (desk) => desk.settle(),
    ],
    raises: refuses({ rejectReason: 'other' }),
    settles: canceled,
    ending: 'C-20261121-1: it is canceled',
  },
  declarationContradicted: {
    history: [places(), acked, replaces({ qty: '150' }), waits(1_000), declares('done', 1)],
    raises: (desk) => refuses({ sentId: desk.child().sentIds[1] as string, request: 'replace' })(desk),
    settles: ends('0'),
  },
  positionDiffers: {
    desk: levelDesk({ positionScope: 'desk', positionsEveryMs: 60_000, openOrdersEveryMs: 60_000 }),
    history: [places(), acked, fills('E1', 40), holds({ ACME: '70' }), waits(1_000)],
    raises: holds({ ACME: '70' }),
    settles: (desk) => [...waits(60_000)(desk), ...lists([1])(desk), ...desk.settle(), ...holds({ ACME: '40' })(desk)],
    ending: 'ALPHA holds 40 of ACME for us, as we have booked',
  },
  absentAtVenue: {
    desk: levelDesk(),
    history: [places(), acked, disconnects(), session('up'), settles(), lists(), settles(), tellsFills(), waits(1_000)],
    raises: (desk) => [...lists()(desk), ...desk.settle()],
    settles: answers('new'),
    ending: 'C-20261121-1: ALPHA has it',
  },
  queryUnanswered: {
    desk: askingDesk({ queryTimeoutMs: 1_000 }),
    history: [session('up'), waits(15_000)],
    raises: waits(60_000),
    settles: lists(),
    ending: 'ALPHA has answered',
  },
};

const hearsOfNobody = (desk: Desk, over: Partial<Events['ExecutionReported']> = {}) =>
  desk.say({
    type: 'ExecutionReported',
    venue: 'ALPHA',
    session: 'ALPHA-1',
    seqIn: 1,
    channel: 'order',
    execType: 'canceled',
    sentId: 'THEIRS',
    ...over,
  });

const strays =
  (sentId: string, lastQty: string, over: Partial<Events['ExecutionReported']> = {}): Words =>
  (desk) =>
    hearsOfNobody(desk, {
      execType: 'trade',
      sentId,
      execId: 'E1',
      symbol: 'ACME',
      side: 'buy',
      lastQty,
      lastPx: '10.00',
      ...over,
    });
const busts = (execRefId: string): Words => hears('tradeCancel', { execId: 'X', execRefId });

const raisedIn = (desk: Desk, what: BreakReason) => [...desk.state.breaks.values()].filter((found) => found.what === what);

describe('what settles a break without a person', () => {
  for (const what of Object.keys(closedBy) as BreakReason[]) {
    const { history, raises, settles: settling, ending, desk: fresh = new Desk() } = STORIES[what];
    it(`${what}: ${closedBy[what]}`, () => {
      const { desk } = givenDesk(fresh, ...history).when(raises);
      const [found] = raisedIn(desk, what);
      expect(found).toMatchObject({ what, state: found?.explanation === undefined ? 'open' : 'explained' });
      expect(settling === undefined).toBe(closedBy[what] === 'person');
      if (settling === undefined) {
        // Whatever becomes of its order: nobody has looked at it.
        givenDesk(desk, ...(what === 'unknownOrder' ? [places()] : []), acked, canceled);
        expect(raisedIn(desk, what)[0]).toMatchObject({ state: 'open' });
        return;
      }
      const from = desk.records.length;
      givenDesk(desk).when(settling);
      const [closed] = desk.records.slice(from).filter(({ event }) => event.type === 'BreakClosed');
      expect(closed?.event).toMatchObject({
        breakId: found?.breakId,
        evidencePosition: closed?.causationId,
        ...(ending === undefined ? {} : { cause: ending }),
      });
      expect(raisedIn(desk, what)[0]).toMatchObject({ state: 'closed', ending: expect.stringMatching(/./) });
      expect(desk.state.openBreaks.size).toBe(0);
    });
  }
});

describe('a break about missing executions', () => {
  const counts = (cumQty: string, over: Partial<Events['ExecutionReported']> = {}): Words =>
    answers('partiallyFilled', { cumQty, ...over });

  it('is open until all that the venue counted is booked, of an order that lives too', () => {
    const { desk } = given(places(), acked, counts('40')).when(fills('E1', 39)).concludes('ExecutionBooked');
    givenDesk(desk)
      .when(fills('E2', 1))
      .concludes('ExecutionBooked', 'BreakClosed')
      .saying('BreakClosed', { cause: 'C-20261121-1: 40 are booked, and ALPHA had counted 40' });
  });
  it('is not closed by a count of before, nor by what is booked of an order that the venue counts beyond its quantity', () => {
    given(places(), acked, trades('E1', '10', { cumQty: '10', transactTime: at(5) }))
      .when(counts('40'))
      .concludes('ChildRemarked', 'BreakRaised', 'FillsAsked');
    given(places(), acked, ends('150')).when(fills('E1', 100)).concludes('ExecutionBooked', 'BreakRaised', 'OrderClosed');
  });
  it('is closed when the venue takes back what we had not heard of, and counts as we do', () => {
    given(places(), acked, fills('E1', 10), ends('40', 50))
      .when(hears('tradeCancel', { execId: 'E3', execRefId: 'E2', cumQty: '10', leavesQty: '0', transactTime: at(51) }))
      .saying('BreakClosed', { breakId: 1 });
  });
});

describe('a break about what does not fit an order that is over', () => {
  const flagged = [places(), acked, ends('0', 50), fills('E1', 40)] as const;
  it('stays while the venue counts something else than we do, or nothing at all', () => {
    given(...flagged)
      .when(answers('canceled'))
      .concludes('ChildRemarked');
    given(...flagged)
      .when(answers('canceled', { cumQty: '30', transactTime: at(51) }))
      .concludes('ChildRemarked');
    const { desk } = given(...flagged).when(answers('canceled', { cumQty: '60', transactTime: at(51) }));
    expect(raisedIn(desk, 'unexpectedFill')[0]).toMatchObject({ state: 'open' });
    givenDesk(desk).when(fills('E2', 20)).saying('BreakClosed', { breakId: 1 });
  });
  it('stays while the order lives', () => {
    const { desk } = given(...flagged).when(answers('new', { cumQty: '40', transactTime: at(51) }));
    expect(raisedIn(desk, 'unexpectedFill')[0]).toMatchObject({ state: 'open' });
  });
  it('is closed at once by a word that says what we say', () => {
    given(places(), acked, ends('0', 50))
      .when(trades('E1', '40', { cumQty: '40', leavesQty: '0', transactTime: at(51) }))
      .concludes('ExecutionBooked', 'BreakRaised', 'BreakClosed')
      .saying('BreakClosed', { atOnce: true });
  });
});

describe('a break about an overfill', () => {
  it('is closed by a replace for as much that the venue has done, and not by one that is only asked for', () => {
    const { desk } = given(places(), acked, fills('E1', 130)).when(replaces({ qty: '150' }));
    expect(raisedIn(desk, 'overfill')[0]).toMatchObject({ state: 'open' });
    const sentId = desk.child().requests[0]?.sentId;
    expect(sentId).toBeDefined();
    givenDesk(desk)
      .when(hears('replaced', { sentId, orderQty: '150' }))
      .saying('BreakClosed', { cause: 'C-20261121-1: 130 are booked, which is within its quantity' });
  });
});

describe('a break about silence', () => {
  const silent = (): Desk =>
    givenDesk(
      new Desk(configTerms({ venues: [venueTerms('ALPHA', { queryById: false })] })),
      places(),
      acked,
      cancels(),
      waits(60_000),
    ).desk;
  it('is closed when the venue has answered every cancel, though it refuses', () => {
    const desk = silent();
    const lost = desk.child().requests.map(({ sentId }) => sentId);
    expect(lost).toHaveLength(5);
    for (const sentId of lost.slice(1)) desk.refuseRequest({ sentId });
    expect(raisedIn(desk, 'cancelUnanswered')[0]).toMatchObject({ state: 'open' });
    givenDesk(desk)
      .when(refuses({ sentId: lost[0] as string }))
      .saying('BreakClosed', { cause: 'C-20261121-1: ALPHA has answered the cancels' });
  });
});

describe('a break about numbers of a session', () => {
  const missing = [places(), acked, trades('E3', '5', { seqIn: 5 }), waits(1_000)] as const;
  const says = (seqIn: number): Words => trades(`S${seqIn}`, '1', { seqIn, possDup: true });
  it('is open until the last of them has come', () => {
    given(...missing)
      .when(says(2), says(3))
      .concludes('ExecutionBooked', 'ExecutionBooked');
    given(...missing, says(2), says(3))
      .when(says(4))
      .concludes('ExecutionBooked', 'BreakClosed');
  });
  it('stays for a person when the session begins anew: the same numbers are other messages then', () => {
    const { desk } = given(...missing)
      .when((to) => to.say({ type: 'SessionChanged', venue: 'ALPHA', session: 'ALPHA-1', state: 'up', nextSeqIn: 1 }))
      .saying('BreakExplained', { cause: 'the session of ALPHA has begun anew at 1: what is missing will not be said any more' });
    givenDesk(desk, says(1), says(2), says(3), says(4), says(5), says(6)).when().concludes();
    expect(raisedIn(desk, 'sequenceGap')[0]).toMatchObject({ state: 'explained' });
  });
});

describe('where a break probably came from', () => {
  const cause = (desk: Desk) => [...desk.state.breaks.values()].at(-1)?.explanation;
  it.each([
    [
      'execution THEIRS/buy/E1/2026-11-21, which is in suspense, may be of it',
      [places(), acked, strays('THEIRS', '40'), strays('OTHER', '41')],
      ends('40'),
    ],
    ['execution E1/2026-11-21 was taken back', [places(), acked, fills('E1', 40), busts('E1')], ends('40')],
    ['numbers 2 to 5 of the session are missing', [places(), acked], hears('canceled', { cumQty: '40', seqIn: 6 })],
    ['number 2 of the session is missing', [places(), acked], hears('canceled', { cumQty: '40', seqIn: 3 })],
    ['the session of ALPHA is down', [places(), acked, disconnects()], hears('canceled', { cumQty: '40', channel: 'dropCopy' })],
    [
      'a replace of ours, T1M9A000100002, is under way',
      [places(), acked, replaces({ qty: '150' })],
      hears('replaced', { orderQty: '80' }),
    ],
    [
      'a replace of ours, T1M9A000100002, is in doubt',
      [places(), acked, replaces({ qty: '150' }), waits(1_000)],
      hears('replaced', { orderQty: '80' }),
    ],
    [
      'it names T1M9A000100002, a request of ours that was no replace under way',
      [places(), acked, replaces({ qty: '150' }), canceled],
      hears('replaced', { sentId: 'T1M9A000100002', orderQty: '150' }),
    ],
    [
      'a person had said what became of T1M9A000100002',
      [places(), acked, cancels(), waits(1_000), declares('done', 1)],
      answers('new'),
    ],
  ] as [string, Words[], Words][])('%s', (expected, history, raises) => {
    const { desk } = given(...history).when(raises);
    expect(cause(desk)).toBe(expected);
  });
  it('is not said where nothing that is known suggests it', () => {
    for (const raises of [ends('40'), hears('replaced', { orderQty: '80' })])
      expect(cause(given(places(), acked).when(raises).desk)).toBeUndefined();
    // Of another side, more than is missing, or taken back: it cannot be that one.
    for (const other of [strays('THEIRS', '40', { side: 'sell' }), strays('THEIRS', '41')])
      expect(cause(given(places(), acked, other).when(ends('40')).desk)).toBeUndefined();
  });
});
