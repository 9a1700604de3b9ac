import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { canonical } from '../../../../src/domain/kernel/canonical.ts';
import { describe as describeState } from '../../../../src/domain/oms/carry.ts';
import type { Input } from '../../../../src/domain/oms/catalogue.ts';
import { hostileActs, hostileConfig } from '../../../support/arbitrary-acts.ts';
import { World } from '../../../support/arbitrary-inputs.ts';
import { Desk, types } from '../../../support/desk.ts';
import { asHeard, deliver, type Stage, story, type Travel, tell, travels } from '../../../support/legal-history.ts';
import { always } from '../../../support/property.ts';
import { checkDesk } from '../../invariants.ts';

/** All that is known, but for what has been heard on a session; a line each, so that a difference can be seen. */
const knownOf = ({ state }: Desk): readonly string[] => [
  ...state.timers.list().map(canonical),
  ...describeState(state).map((record) => canonical(record).replace(/"lastSeqIn":\d+/, '')),
];

/** What only goes on, step by step, or says what is the case now: saying it again is saying something new. */
const GOES_ON: readonly Input['type'][] = ['ContinueWork', 'SessionChanged', 'DeskStarted'];
/** What says that nothing follows; and a question, which may be asked again. */
const REMARKS = ['AskRepeated', 'AskRefused', 'ChildRemarked', 'FillsAsked'];

/** Not held to it yet: a status that contradicts all that was said before may count anew, when it is told again, what is unheard. */
const isStatus = (input: Input): boolean => input.type === 'ExecutionReported' && input.execType === 'orderStatus';

const hostileWorld = (): World => new World(new Desk(hostileConfig()));

describe('saying it twice', () => {
  always('changes nothing, when it is the last thing that was said', hostileActs(30), (acts) => {
    const world = hostileWorld();
    for (const act of acts) {
      const input = world.perform(act);
      if (input === undefined || GOES_ON.includes(input.type) || isStatus(input)) continue;
      const before = knownOf(world.desk);
      const said = types(world.desk.say(input)).filter((type) => !REMARKS.includes(type));
      expect(said, JSON.stringify(input)).toEqual([]);
      expect(knownOf(world.desk)).toEqual(before);
    }
    checkDesk(world.desk);
  });

  always('changes nothing however much later, when a client or a person had asked it', hostileActs(), (acts) => {
    const world = hostileWorld();
    for (const act of acts) world.perform(act);
    const before = knownOf(world.desk);
    for (const input of world.said) if (input.type.endsWith('Requested')) world.desk.say(input);
    expect(knownOf(world.desk)).toEqual(before);
  });

  always('books nothing twice, when a venue had executed it, whatever became of it since', hostileActs(), (acts) => {
    const world = hostileWorld();
    for (const act of acts) world.perform(act);
    const trades = world.said.filter((input) => input.type === 'ExecutionReported' && input.execType === 'trade');
    const before = executedOf(world.desk);
    for (const input of trades) world.desk.say(input);
    expect(executedOf(world.desk)).toEqual(before);
  });

  always(
    'leaves a desk that hears a legal history in order where it is, down to its breaks, whenever it comes again',
    fc.tuple(fc.array(story, { minLength: 1, maxLength: 2 }), travels),
    ([stories, travel]) => {
      const once = tell(stories);
      const twice = tell(stories);
      deliver(once.stage, once.reports, [IN_ORDER]);
      const heard = deliver(
        twice.stage,
        twice.reports,
        travel.map(({ copies }) => ({ ...IN_ORDER, copies })),
      );
      expect(whatIsKnown(twice.stage), asHeard(heard)).toEqual(whatIsKnown(once.stage));
    },
  );
});

const IN_ORDER: Travel = { late: 0, copies: [], pauseMs: 0 };

const executedOf = ({ state }: Desk): unknown => [
  [...state.positions].map(({ account, qty, bought, sold, realized, cost }) => [account, qty, bought, sold, realized, cost]),
  [...state.orders].map(({ orderId, cumQty, cumNotional }) => [orderId, cumQty, cumNotional]),
];

const whatIsKnown = ({ desk }: Stage): unknown => ({
  orders: [...desk.state.orders],
  positions: [...desk.state.positions],
  breaks: [...desk.state.breaks.values()].map(({ what, detail }) => `${what}: ${detail}`),
});
