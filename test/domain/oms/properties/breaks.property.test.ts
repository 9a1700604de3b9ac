import { describe, expect } from 'vitest';
import type { Recorded } from '../../../../src/domain/oms/catalogue.ts';
import type { Break, State } from '../../../../src/domain/oms/state.ts';
import type { Child } from '../../../../src/domain/order/order.ts';
import { type Act, hostileActs, hostileConfig } from '../../../support/arbitrary-acts.ts';
import { perform, World } from '../../../support/arbitrary-inputs.ts';
import { Desk } from '../../../support/desk.ts';
import { always } from '../../../support/property.ts';

const hostileDesk = (): Desk => new Desk(hostileConfig());
const hostile = (claim: string, holds: (acts: readonly Act[]) => void, maxLength = 60): void =>
  always(claim, hostileActs(maxLength), holds);

type Life = { readonly what: string; state: Break['state']; owner: string | undefined };
/** What became of each break, by the records alone. */
const livesOf = (records: readonly Recorded[]): ReadonlyMap<number, Life> => {
  const lives = new Map<number, Life>();
  for (const { event } of records) {
    if (event.type === 'BreakRaised') {
      expect(event.breakId, 'numbers are dense').toBe(lives.size + 1);
      lives.set(event.breakId, { what: event.what, state: 'open', owner: undefined });
    }
    if (event.type !== 'BreakOwned' && event.type !== 'BreakExplained' && event.type !== 'BreakClosed') continue;
    const life = lives.get(event.breakId) as Life;
    expect(life.state, 'what is closed stays closed').not.toBe('closed');
    if (event.type === 'BreakOwned') life.owner = event.owner;
    else life.state = event.type === 'BreakClosed' ? 'closed' : 'explained';
  }
  return lives;
};

const OVER = ['filled', 'canceled', 'rejected', 'expired', 'doneForDay', 'notSent'];
const agrees = ({ status, unheardQty, counted, cumQty }: Child): boolean =>
  OVER.includes(status) && unheardQty === 0 && counted !== undefined && counted.cumQty === cumQty;
/** Is it settled, and nobody has said so? Counted anew, by means of its own. */
const isForgotten = ({ children, sessions }: State, { what, state, childId, venue, seqTo }: Break): boolean => {
  if (state === 'closed') return false;
  if (what === 'sequenceGap') return seqTo !== undefined && (sessions.get(venue ?? '')?.lastSeqIn ?? 0) >= seqTo;
  const child = childId === undefined ? undefined : children.get(childId);
  if (child === undefined) return false;
  if (what === 'cancelUnanswered') return OVER.includes(child.status);
  if (what === 'overfill') return child.cumQty <= child.qty;
  const byPerson = ['unknownOrder', 'sameExecutionOtherTerms', 'unreadableReport', 'tradeContradictsOrder'];
  return !byPerson.includes(what) && agrees(child);
};

/** By these a named person settles a break. */
const PEOPLE_SAY = ['BreakResolveRequested', 'CountDeclareRequested', 'VenueReleaseRequested'];

describe('breaks, whatever is said to a desk', () => {
  hostile('live as their records say, and every one that is closed says why, and on whose word', (acts) => {
    const { desk } = perform(hostileDesk(), acts);
    const lives = livesOf(desk.records);
    expect([...desk.state.breaks.values()].map(({ what, state, owner }) => ({ what, state, owner }))).toEqual([
      ...lives.values(),
    ]);
    const said = new Map(desk.records.map(({ position, event }) => [position, event.type]));
    for (const { event, causationId } of desk.records) {
      if (event.type !== 'BreakClosed' && event.type !== 'BreakExplained') continue;
      expect(event.cause.trim()).not.toBe('');
      const isSaid = said.get(causationId) === 'BreakResolveRequested' || event.by !== undefined;
      if (isSaid) expect(PEOPLE_SAY).toContain(said.get(causationId));
      expect([event.by, event.evidencePosition]).toEqual(isSaid ? ['test', undefined] : [undefined, causationId]);
    }
    for (const { state, ending } of desk.state.breaks.values()) expect(ending !== undefined).toBe(state === 'closed');
  });

  hostile(
    'are closed as soon as what they were about is settled, in the very turn',
    (acts) => {
      const world = new World(hostileDesk());
      for (const act of acts) {
        world.perform(act);
        const { state } = world.desk;
        for (const found of state.breaks.values()) expect(isForgotten(state, found), JSON.stringify(found)).toBe(false);
      }
    },
    40,
  );

  hostile('are not raised again while one like it is open', (acts) => {
    const open = [...perform(hostileDesk(), acts).desk.state.breaks.values()].filter(({ state }) => state !== 'closed');
    const texts = open.map(({ what, venue, childId, detail }) => [what, venue, childId, detail].join());
    expect(new Set(texts).size).toBe(texts.length);
  });

  hostile('go on to the next day unless they are closed, with all that is known of them', (acts) => {
    const { desk } = perform(hostileDesk(), acts);
    const open = [...desk.state.breaks.values()].filter(({ state }) => state !== 'closed');
    expect([...desk.tomorrow().state.breaks.values()]).toEqual(open);
  });
});
