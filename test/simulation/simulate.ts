import { createHash } from 'node:crypto';
import { judge } from './checkers/judge.ts';
import { sampleRisk } from './checkers/risk.ts';
import { World } from './world.ts';

/** What a seed made happen, and what was wrong with it: nothing, or sentences. */
export type Story = Readonly<{
  seed: number;
  counts: Readonly<Record<string, number>>;
  /** Checker and sentence. */
  faults: readonly string[];
  chainHead: string;
  /** Of everything that was told on the way: two runs of one seed must agree in it. */
  digest: string;
  told: readonly string[];
}>;

const HEALING_MS = 6_000;
const TICKS_MAX = 20;

/**
 * The whole desk under one seed: production code from the client's request to the venue's book, on a virtual clock. A session in
 * which everything fails that can; then the faults heal, and every book must agree.
 */
export const simulate = async (seed: number, { thorough = true } = {}): Promise<Story> => {
  const world = await World.open(seed);
  try {
    world.atRest = () => sampleRisk(world);
    await world.trade();
    world.heal();
    for (let i = 0; i < TICKS_MAX && (i === 0 || world.clients.unanswered > 0); i += 1) await world.run(HEALING_MS / 2);
    await world.run(HEALING_MS / 2);
    world.clients.request({ what: 'cancel-all', clOrdId: 'the-end', body: { scope: 'desk', reason: 'the session is over' } });
    await world.run(HEALING_MS);
    for (const venue of world.venues) venue.closeSession();
    await world.run(HEALING_MS);
    world.stopMarket();
    return await storyOf(world, thorough);
  } finally {
    await world.door.close();
  }
};

const storyOf = async (world: World, thorough: boolean): Promise<Story> => {
  const seal = await judge(world, thorough);
  const { seed, counts, findings, story, durable, clients } = world;
  counts.add('commands', clients.asked.length);
  counts.add(
    'records',
    durable.days.reduce((sum, { records }) => sum + records.length, 0),
  );
  const chainHead = seal?.chainHead ?? '';
  const digest = createHash('sha256')
    .update(`${chainHead} ${seal?.stateDigest} ${story.join('\n')}`)
    .update(JSON.stringify(counts.of))
    .digest('hex');
  return { seed, counts: counts.of, faults: findings.list, chainHead, digest, told: story };
};
