import { performance } from 'node:perf_hooks';
import type { Micros, Mono } from '../../src/domain/kernel/units.ts';
import type { Events, Recorded } from '../../src/domain/oms/catalogue.ts';
import { takeTurn } from '../../src/domain/oms/turn.ts';
import { openJsonRows } from './baselines/json-rows.ts';
import type { Benchmark } from './benchmark.ts';
import { Day } from './days.ts';
import { OPENS } from './exchange.ts';
import { type Contender, type Measured, race, type Settings } from './harness.ts';
import { openLedger } from './ledger.ts';
import { AT_RATE, DISK, openLoop } from './open-loop.ts';
import { atLeast, atMost, type Figure, type Findings, medianOf } from './report.ts';
import { inScratch } from './scratch.ts';
import { passive } from './scripts.ts';

const COMMITS = [1, 10, 100, 1_000] as const;
const COMMANDS = 80_000;
const SECONDS = 0.4;
const ROUNDS = 5;
/** Nobody waits so long for a commit; it can only be a queue. */
const OVERRUN_MICROS = 50_000;

type Command = Readonly<{ input: Events['NewOrderRequested']; at: Micros }>;
/** New orders of many clients, each with what the market looked like when it came. */
const commandsOf = (seed: number, count: number): readonly Command[] => {
  const day = new Day({ seed });
  return Array.from({ length: count }, () => {
    day.now = (day.now + day.random.between(5, 35)) as Micros;
    return { input: passive(day), at: day.now };
  });
};

type Store = Readonly<{ append: (records: readonly Recorded[]) => void | Promise<void>; close: () => void | Promise<void> }>;

/** A desk at its opening takes command after command; so many share a commit. Making the next command is not its work, and is not timed. */
const piping = (
  settings: Settings,
  commands: readonly Command[],
  per: number,
  name: string,
  open: (dir: string) => Store | Promise<Store>,
): Contender => ({
  name,
  round: () =>
    inScratch(async (dir): Promise<Measured> => {
      const { append, close } = await open(dir);
      const { state, opening } = new Day({ seed: settings.seed });
      await append(opening.flat());
      const began = performance.now();
      const until = began + (settings.quick ? SECONDS / 2 : SECONDS) * 1000;
      let done = 0;
      while (performance.now() < until && done + per <= commands.length) {
        const records: Recorded[] = [];
        for (const end = done + per; done < end; done += 1) {
          const { input, at } = commands[done] as Command;
          for (const record of takeTurn(state, input, { at, mono: (at - OPENS) as Mono, actor: 'algo:1' })) records.push(record);
        }
        const written = append(records);
        if (written !== undefined) await written;
      }
      const rate = (done * 1000) / (performance.now() - began);
      await close();
      if (state.orders.size !== done) throw new Error(`${done} commands made ${state.orders.size} orders`);
      return { 'commands/s': rate };
    }),
});

const ours = (per: number): string => `Daybook, ${per} per commit`;
const rows = (per: number): string => `JSON rows, ${per} per commit`;
const NOWHERE = 'no journal at all, 1000 per commit';

export const pipeline: Benchmark = {
  name: 'pipeline',
  about:
    'new orders decided (all checks), routed to a child and made durable, in process; and the time from intent to durable at 50,000 a second',
  run: async (settings): Promise<Findings> => {
    settings.say('pipeline: making commands');
    const commands = commandsOf(settings.seed, settings.quick ? COMMANDS / 2 : COMMANDS);
    const figures: Figure[] = [];
    for (const per of COMMITS)
      figures.push(
        ...(await race(
          settings,
          `pipeline, ${per} per commit`,
          [
            piping(settings, commands, per, ours(per), openLedger),
            piping(settings, commands, per, rows(per), openJsonRows),
            ...(per === 1_000 ? [piping(settings, commands, per, NOWHERE, () => ({ append: () => {}, close: () => {} }))] : []),
          ],
          ROUNDS,
        )),
      );
    figures.push(...(await openLoop(settings)));

    const sync = medianOf(figures, DISK, 'p50 µs');
    const acknowledged = medianOf(figures, AT_RATE, 'p50 µs');
    return {
      figures,
      budgets: [
        atLeast(4, 'against the same over JSON rows, 100 per commit', medianOf(figures, ours(100)), medianOf(figures, rows(100))),
        atMost(
          3,
          '× one fdatasync',
          'open loop, 50,000 a second: p50 of intent → durable',
          acknowledged === undefined || sync === undefined ? undefined : acknowledged / sync,
        ),
      ],
      notes: [
        'p99 of the open loop is a SQLite checkpoint or a pause of the garbage collector; it is reported, not budgeted',
        ...(acknowledged !== undefined && acknowledged > OVERRUN_MICROS
          ? ['the desk did not keep up with 50,000 a second here: the time from intent to durable is that of a queue that grows']
          : []),
      ],
    };
  },
};
