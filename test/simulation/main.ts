import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const HELP = `npm run sim -- [--seed N | --seeds N]
  --seed N    tells the story of one seed
  --seeds N   runs N fresh seeds; each is printed, runs twice, and must be the same both times (default 10)`;

const { values } = parseArgs({ options: { seed: { type: 'string' }, seeds: { type: 'string' }, help: { type: 'boolean' } } });
const wholeNumber = (text: string, what: string): number => {
  const n = Number(text);
  if (Number.isSafeInteger(n) && n >= 0) return n;
  process.stderr.write(`${what} "${text}" is not a whole number.\n${HELP}\n`);
  process.exit(1);
};

if (values.help === true) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
const seeds =
  values.seed === undefined
    ? Array.from({ length: wholeNumber(values.seeds ?? '10', '--seeds') }, () => randomInt(1, 2 ** 31))
    : [wholeNumber(values.seed, '--seed')];

let failed = 0;
const total: Record<string, number> = {};
for (const seed of seeds) {
  const story = await simulate(seed);
  const again = await simulate(seed);
  const faults = [
    ...story.faults,
    ...(story.chainHead === again.chainHead && story.stateDigest === again.stateDigest
      ? []
      : ['two runs of the same seed differ']),
  ];
  for (const [what, n] of Object.entries(story.counts)) total[what] = (total[what] ?? 0) + n;
  if (seeds.length === 1) process.stdout.write(`${JSON.stringify(story, null, 2)}\n`);
  process.stdout.write(`seed ${seed}: ${faults.length === 0 ? 'ok' : 'FAILED'}  ${story.stateDigest.slice(0, 16)}\n`);
  if (faults.length === 0) continue;
  failed += 1;
  for (const fault of faults.slice(0, 10)) process.stdout.write(`  ${fault}\n`);
  process.stdout.write(`  reproduce: npm run sim -- --seed ${seed}\n`);
}
process.stdout.write(
  `${Object.entries(total)
    .map(([what, n]) => `${what}: ${n}`)
    .join(', ')}\n`,
);
process.stdout.write(`${seeds.length - failed} seeds passed, ${failed} seeds failed\n`);
if (failed > 0) process.exitCode = 1;
