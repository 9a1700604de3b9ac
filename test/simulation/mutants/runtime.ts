import { type Mutant, mutant, mutantOf } from './mutant.ts';

const ENGINE = 'adapters/runtime/engine.ts';
const DESK = 'adapters/runtime/desk.ts';
const APPEND = '      await this.#edges.journal.append(';

/** What the shell could get wrong: the order of things, and the way back after a crash. */
export const runtimeMutants: readonly Mutant[] = [
  mutantOf(
    'sent before it is durable',
    ENGINE,
    [
      APPEND,
      `      for (const { effects, sessionChanges } of turns) for (const effect of effects) this.#let(effect, sessionChanges);\n${APPEND}`,
    ],
    [
      '      this.#edges.publish(records);\n      for (const { effects, sessionChanges } of turns) for (const effect of effects) this.#let(effect, sessionChanges);\n',
      '      this.#edges.publish(records);\n',
    ],
  ),
  mutantOf(
    'answered before it is durable',
    ENGINE,
    [
      '      this.#edges.publish(records);\n      for (const { effects, sessionChanges }',
      '      for (const { effects, sessionChanges }',
    ],
    ['      for (const { answer } of turns) answer?.();\n', ''],
    [APPEND, `      this.#edges.publish(records);\n      for (const { answer } of turns) answer?.();\n${APPEND}`],
  ),
  mutant(
    'effects of an earlier commit are sent again',
    ENGINE,
    '    this.#edges.lease.confirm(this.#edges.clock.mono());\n',
    `    this.#edges.lease.confirm(this.#edges.clock.mono());
    if (effect.kind === 'submit' && effect.message.seqOut % 50 === 0) this.#edges.venues.get(effect.venue)?.send(effect.message);
`,
  ),
  mutant(
    'recovery skips the last page',
    DESK,
    '  for await (const { records } of journal.read(day)) for (const record of records) evolve(state, record);\n  return state;',
    `  const pages: (readonly Recorded[])[] = [];
  for await (const { records } of journal.read(day)) pages.push(records);
  for (const records of pages.slice(0, Math.max(1, pages.length - 1))) for (const record of records) evolve(state, record);
  return state;`,
  ),
  mutant(
    'timers are not armed again after a restart',
    DESK,
    '  engine.armTimers();\n',
    '  if (state.orders.size === 0) engine.armTimers();\n',
  ),
];
