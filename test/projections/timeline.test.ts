import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Micros } from '../../src/domain/kernel/units.ts';
import { apply } from '../../src/projections/projection.ts';
import { type Step, timelineOf } from '../../src/projections/timeline.ts';
import { emptyLexicon, learnWords } from '../../src/projections/words/lexicon.ts';
import { sentence } from '../../src/projections/words/sentence.ts';
import { clockTime, isoTime } from '../../src/projections/words/time.ts';
import { DAY, Desk, O, OPENS } from '../support/desk.ts';
import { stories } from './story.ts';

const storyOf = ({ records }: Desk, orderId = O(1)): readonly Step[] => {
  const timeline = timelineOf(orderId);
  const view = timeline.initial();
  for (const record of records) apply(timeline, view, record);
  return view.steps;
};
const told = (steps: readonly Step[]): readonly string[] => steps.map(({ what }) => what);

describe('the timeline of an order', () => {
  it('tells its whole life, in plain words', () => {
    const desk = new Desk();
    desk.place();
    desk.hear('new', { venueOrderId: 'V1' });
    desk.hear('trade', { execId: 'E1', lastQty: '40', lastPx: '10.00', fee: '0.12', feeCurrency: 'USD', liquidity: 'added' });
    desk.cancel({ reason: 'enough' });
    desk.hear('canceled', { text: 'by the user' });
    const { sentId, sentIds } = desk.child();
    expect(told(storyOf(desk))).toEqual([
      'account A1 asks to buy 100 ACME at 10.00 (limit, day, direct to ALPHA) as c1',
      'the desk takes the order on, every check passed: buy 100 ACME at 10.00, limit, day, direct to ALPHA',
      `C-20261121-1 goes to ALPHA as ${sentId}: buy 100 ACME at 10.00, limit, day`,
      `ALPHA reports new on ${sentId}`,
      'C-20261121-1 at ALPHA is in the book as V1',
      `ALPHA reports trade of 40 at 10.00 on ${sentId}`,
      'C-20261121-1 at ALPHA executed 40 ACME at 10.00 (E1, fee 0.12 USD, liquidity added)',
      'account A1 asks to cancel O-20261121-1 as c2: enough',
      'the desk will cancel the order: enough',
      `cancel ${sentIds[1]} of ${sentId} goes out for C-20261121-1 at ALPHA`,
      `ALPHA reports canceled on ${sentId}: by the user`,
      'C-20261121-1 at ALPHA is over: canceled: by the user; 60 will never trade',
      'the order is over: canceled: enough',
    ]);
  });

  it('has the market that each decision saw beside it', () => {
    const desk = new Desk();
    desk.place({ route: { strategy: 'best' }, price: '10.01' });
    const steps = storyOf(desk);
    expect(steps[0]?.evidence).toEqual([
      'reference 10.00 (mid, 14:30:00.000000)',
      'ALPHA 14:30:00.000000: bid 100 × 10.00, 100 × 9.99 | ask 100 × 10.02, 100 × 10.03',
      'BETA 14:30:00.000000: bid 100 × 9.99 | ask 100 × 10.01, 100 × 10.03',
    ]);
    const [asked] = steps;
    expect(steps.find(({ type }) => type === 'ChildRouted')?.evidence).toEqual([
      `plan best, attempt 1: expects 100, no worse than 10.01; the market it saw is at position ${asked?.position}`,
    ]);
  });

  it('has the rule beside a refusal, and says when no market was seen', () => {
    const desk = new Desk();
    desk.place({ evidence: undefined });
    const [asked, refused] = storyOf(desk);
    expect(asked?.evidence).toEqual(['no market was seen']);
    expect(refused?.what).toMatch(/^the desk refuses the order \(referenceFresh\): there is no reference price/);
    expect(refused?.evidence).toEqual(['rule referenceFresh of instrument ACME: limit 1000 ms, value none']);
  });

  it('tells a mass cancel to each order that it reached, and to no other', () => {
    const desk = new Desk();
    desk.place();
    desk.hear('canceled');
    desk.place();
    desk.place();
    desk.say({ type: 'MassCancelRequested', clOrdId: 'm1', scope: 'account', id: 'A1', reason: 'lunch' }, 'operator');
    desk.settle();
    const goesOn = 'the mass cancel of account A1 (lunch) goes on';
    expect(told(storyOf(desk, O(1)))).not.toContain(goesOn);
    for (const n of [2, 3])
      expect(told(storyOf(desk, O(n))).slice(-3)).toEqual([goesOn, 'the desk will cancel the order: lunch', expect.any(String)]);
  });

  it('says that somebody refused only where somebody did', () => {
    const cancelThat = (act: (desk: Desk) => unknown): string | undefined => {
      const desk = new Desk();
      desk.place();
      desk.hear('new', { venueOrderId: 'V1' });
      desk.cancel();
      act(desk);
      return storyOf(desk).findLast(({ type }) => type === 'ChildRequestRejected')?.what;
    };
    const cancel = 'T1M9A000100002';
    const named = { venue: 'ALPHA', sentId: cancel, request: 'cancel' } as const;
    const refused = { session: 'ALPHA-1', seqIn: 2, channel: 'order', rejectReason: 'tooLate' } as const;
    expect(cancelThat((desk) => desk.say({ type: 'RequestRejectReported', ...named, ...refused }))).toBe(
      `cancel ${cancel} of C-20261121-1 at ALPHA was refused: tooLate; the child order is as it was`,
    );
    expect(cancelThat((desk) => desk.say({ type: 'NotSentReported', ...named, reason: 'no socket' }))).toBe(
      `cancel ${cancel} of C-20261121-1 at ALPHA came to nothing: not sent: no socket; the child order is as it was, and the cancel is tried again at 14:30:01.000000`,
    );
  });

  it('tells what a venue guarantees, for how long an order sleeps, how it stands, and what is yet to be heard of', () => {
    const last = (timeInForce: 'day' | 'gtc', ...said: readonly Parameters<Desk['hear']>[]): string | undefined => {
      const desk = new Desk();
      desk.place({ timeInForce });
      desk.hear('new', { venueOrderId: 'V1' });
      for (const words of said) desk.hear(...words);
      return storyOf(desk).findLast(({ type }) => type.startsWith('Child') || type.startsWith('Execution'))?.what;
    };
    const child = 'C-20261121-1 at ALPHA';
    const fill = ['trade', { execId: 'E1', lastQty: '100', lastPx: '10.00', fee: '0.12', feeCurrency: 'USD' }] as const;
    expect(last('day', ['stopped', { lastQty: '60', lastPx: '10.00' }])).toBe(
      `${child} is said to be stopped, 60 at 10.00 guaranteed`,
    );
    expect(last('day', ['suspended', { text: 'a halt' }])).toBe(`${child} is said to be suspended: a halt`);
    expect(last('gtc', ['doneForDay', {}])).toBe(`${child} is said to be done for the day, and good for another`);
    expect(last('day', ['doneForDay', {}])).toBe(`${child} is over: doneForDay; 100 will never trade`);
    expect(last('day', ['canceled', { cumQty: '40' }])).toBe(
      `${child} is over: canceled; 60 will never trade, and 40 that the venue counts as executed are yet to be heard of`,
    );
    expect(last('day', [...fill], ['tradeCancel', { execRefId: 'E1', leavesQty: '100' }])).toBe(
      'the venue takes back 100 ACME at 10.00 (E1/2026-11-21, fee 0.12 USD); there is something left to trade again',
    );
  });

  it('has a question, its answer and what was missing in it', () => {
    const desk = new Desk();
    desk.place();
    desk.wait(1_000);
    const { query, venue, session, sentIds } = desk.child();
    const said = { venue, session, seqIn: 0, channel: 'query', sentId: sentIds[0] } as const;
    desk.say({ type: 'ExecutionReported', ...said, execType: 'orderStatus', queryId: query?.sentId, ordStatus: 'new' });
    expect(told(storyOf(desk))).toEqual(
      expect.arrayContaining([
        'the venue is asked how C-20261121-1 at ALPHA stands',
        'asked how C-20261121-1 at ALPHA stands: new',
      ]),
    );
  });

  it('is the records about the order, each under its cause', () =>
    fc.assert(
      fc.property(stories({ rolls: false }), ({ desk }) => {
        for (const { orderId } of desk.state.orders) {
          const steps = storyOf(desk, orderId);
          const about = desk.records.filter(
            (record) => record.correlationId === orderId || ('orderId' in record.event && record.event.orderId === orderId),
          );
          const positions = steps.map(({ position }) => position);
          expect(positions).toEqual([...positions].sort((a, b) => a - b));
          expect(positions).toEqual(expect.arrayContaining(about.map(({ position }) => position)));
          for (const { causedBy } of steps) expect(positions).toContain(causedBy);
        }
      }),
    ));
});

describe('sentences', () => {
  it('say every record of any day, and never "undefined"', () =>
    fc.assert(
      fc.property(stories(), ({ days }) => {
        const view = { lexicon: emptyLexicon() };
        for (const record of days.flat()) {
          const learn = learnWords[record.event.type] as ((...args: unknown[]) => void) | undefined;
          learn?.(view, record.event, record);
          expect(sentence(record.event, view.lexicon)).toMatch(/^(?!.*(undefined|NaN|\[object)).{10,}$/s);
        }
      }),
    ));
});

describe('times', () => {
  it('have all their microseconds', () => {
    expect(isoTime(OPENS)).toBe('2026-11-21T14:30:00.000000Z');
    expect(isoTime((OPENS + 1) as Micros)).toBe('2026-11-21T14:30:00.000001Z');
    expect(clockTime((DAY * 86_400_000_000 + 86_399_999_999) as Micros)).toBe('23:59:59.999999');
  });
  it('agree with the platform', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
        expect(isoTime((ms * 1_000) as Micros)).toBe(new Date(ms).toISOString().replace('Z', '000Z'));
      }),
    ));
});
