import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { Events } from '../../../../src/domain/oms/catalogue.ts';
import type { Desk } from '../../../support/desk.ts';
import { always } from '../../../support/property.ts';
import { askingDesk, holds, roundOf } from '../../asking.ts';
import { session } from '../../given.ts';
import { checkDesk } from '../../invariants.ts';

/** What happens, in any order: the venue executes or takes back, what it said comes, time passes, it answers. */
type Step = Readonly<{ does: 'buy' | 'sell' | 'bust' | 'hear' | 'wait' | 'answer'; n: number }>;
const steps = (minLength: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(
    fc.record({
      does: fc.constantFrom<Step['does']>('buy', 'sell', 'bust', 'hear', 'hear', 'wait', 'answer', 'answer'),
      n: fc.integer({ min: 1, max: 50 }),
    }),
    { minLength, maxLength: 60 },
  );

/** A venue that has told all that it has executed, though what it told may still be under way. */
class TrueVenue {
  readonly desk: Desk;
  readonly #executed: { execId: string; qty: number }[] = [];
  readonly #underWay: Events['ExecutionReported'][] = [];
  #said = 0;

  constructor() {
    this.desk = askingDesk({ listsOpenOrders: false, positionScope: 'desk', positionsEveryMs: 2_000, strays: 'allow' });
    session('up')(this.desk);
  }

  get held(): number {
    return this.#executed.reduce((sum, { qty }) => sum + qty, 0);
  }

  step({ does, n }: Step): void {
    switch (does) {
      case 'buy':
      case 'sell': {
        const execId = `X${this.#executed.length}`;
        this.#executed.push({ execId, qty: does === 'buy' ? n : -n });
        return this.#say({ execType: 'trade', execId, side: does, symbol: 'ACME', lastQty: String(n), lastPx: '10.00' });
      }
      case 'bust': {
        const standing = this.#executed.filter(({ qty }) => qty !== 0);
        const gone = standing[n % Math.max(1, standing.length)];
        if (gone === undefined) return;
        gone.qty = 0;
        return this.#say({ execType: 'tradeCancel', execId: `B${gone.execId}`, execRefId: gone.execId, symbol: 'ACME' });
      }
      case 'hear':
        for (const report of this.#underWay.splice(0, n % 4)) this.desk.say(report, 'venue:ALPHA');
        return;
      case 'wait':
        this.desk.wait(n * 60);
        return;
      case 'answer':
        this.answer();
    }
  }

  answer(untruth = 0): void {
    if (roundOf(this.desk)?.query === 'positions') holds({ ACME: String(this.held + untruth) }, { seqIn: this.#said })(this.desk);
  }

  /** All comes that is under way, and it is asked again until it has nothing more to say. */
  comeToRest(untruth = 0): void {
    while (this.#underWay.length > 0) this.step({ does: 'hear', n: 3 });
    for (let i = 0; i < 12; i += 1) {
      this.desk.wait(1_000);
      this.answer(untruth);
    }
  }

  #say(over: Omit<Events['ExecutionReported'], 'type' | 'venue' | 'session' | 'seqIn' | 'channel'>): void {
    this.#said += 1;
    const of = { venue: 'ALPHA', session: 'ALPHA-1', seqIn: this.#said, channel: 'order', sentId: 'THEIRS' } as const;
    this.#underWay.push({ type: 'ExecutionReported', ...of, ...over });
  }
}

const differences = (desk: Desk) => [...desk.state.breaks.values()].filter(({ what }) => what === 'positionDiffers');

describe('positions told by a venue', () => {
  always('are never said to differ while it tells what is so, whatever is under way', steps(10), (said) => {
    const venue = new TrueVenue();
    for (const step of said) venue.step(step);
    venue.comeToRest();
    expect(differences(venue.desk)).toEqual([]);
    expect(venue.desk.state.held.get('ALPHA', 'ACME')?.qty ?? 0).toBe(venue.held);
    checkDesk(venue.desk);
  });

  always(
    'differ in one break when it goes on to tell what is not so, which it closes by telling what is',
    fc.tuple(steps(0), fc.integer({ min: 1, max: 900 }), fc.boolean()),
    ([said, by, less]) => {
      const untruth = less ? -by : by;
      const venue = new TrueVenue();
      for (const step of said) venue.step(step);
      venue.comeToRest(untruth);
      expect(differences(venue.desk)).toMatchObject([{ state: expect.stringMatching(/^(open|explained)$/) }]);
      expect(venue.desk.state.held.unexplained('ACME', !less)).toBe(untruth);
      expect(venue.desk.state.held.unexplained('ACME', less)).toBe(0);
      checkDesk(venue.desk);
      venue.comeToRest();
      expect(differences(venue.desk)).toMatchObject([{ state: 'closed' }]);
      expect(venue.desk.state.held.unexplained('ACME', !less)).toBe(0);
    },
  );
});
