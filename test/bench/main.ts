import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { append } from './append.ts';
import type { Benchmark } from './benchmark.ts';
import { fanout } from './fanout.ts';
import type { Settings } from './harness.ts';
import { http } from './http.ts';
import { machineNow, machineText } from './machine.ts';
import { installPeers } from './peers.ts';
import { pipeline } from './pipeline.ts';
import { recovery } from './recovery.ts';
import { replay } from './replay.ts';
import { asMarkdown, asText, type Report } from './report.ts';
import { risk } from './risk.ts';
import { verify } from './verify.ts';

const BENCHMARKS: readonly Benchmark[] = [append, pipeline, replay, recovery, verify, risk, http, fanout];

const HELP = `npm run bench -- [--only NAME]… [--json | --markdown] [--quick | --full] [--seed N]

  --only NAME      ${BENCHMARKS.map(({ name }) => name).join(', ')}; more than once for several
  --json           one JSON document on stdout
  --markdown       the tables of the README
  --quick          shorter rounds and fewer of them: the whole in about half a minute
  --full           also the day of five million events
  --seed N         another day (default 7)
  --install-peers  installs what Daybook is measured against, then ends

Progress goes to stderr. A missed budget is said, and does not fail the run.`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

const optionsOf = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      seed: { type: 'string', default: '7' },
      'install-peers': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`--seed ${values.seed} is not a whole number`);
  if (values.quick && values.full) throw new Error('--quick and --full exclude each other');
  const names = values.only.flatMap((some) => some.split(','));
  const unknown = names.find((name) => !BENCHMARKS.some((each) => each.name === name));
  if (unknown !== undefined)
    throw new Error(`there is no benchmark ${unknown}; there are ${BENCHMARKS.map(({ name }) => name).join(', ')}`);
  return { ...values, seed, wanted: BENCHMARKS.filter(({ name }) => names.length === 0 || names.includes(name)) };
};
type Options = ReturnType<typeof optionsOf>;

/** In this process: what a profiler should see, and what a child does. */
const runHere = async ({ name, about, run }: Benchmark, settings: Settings): Promise<Report> => {
  const began = performance.now();
  const findings = await run(settings);
  return { benchmark: name, about, ...findings, seconds: (performance.now() - began) / 1000 };
};

/** In a process of its own, so that no benchmark inherits the heap or the optimised code of another. */
const runApart = async ({ name }: Benchmark, { quick, full, seed }: Options): Promise<Report> => {
  const flags = [...(quick ? ['--quick'] : []), ...(full ? ['--full'] : [])];
  const child = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), '--only', name, '--json', '--seed', String(seed), ...flags],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise((done, failed) => child.on('error', failed).on('close', done));
  if (code !== 0) throw new Error(`benchmark ${name} ended with exit code ${String(code)}`);
  const [report] = (JSON.parse(output) as { benchmarks: readonly Report[] }).benchmarks;
  if (report === undefined) throw new Error(`benchmark ${name} reported nothing`);
  return report;
};

const main = async (): Promise<void> => {
  const options = optionsOf(process.argv.slice(2));
  if (options.help) return print(HELP);
  if (options['install-peers']) return installPeers(say);

  const machine = machineNow();
  const { json, markdown, quick, full, seed, wanted } = options;
  if (!json) print(`${machineText(machine)}\n`);
  const reports: Report[] = [];
  for (const benchmark of wanted) {
    const report =
      wanted.length === 1 ? await runHere(benchmark, { quick, full, seed, say }) : await runApart(benchmark, options);
    reports.push(report);
    if (!json && !markdown) print(`${asText(report)}\n`);
  }
  if (json) print(JSON.stringify({ machine, seed, quick, full, benchmarks: reports }, null, 2));
  if (markdown) print(asMarkdown(reports));
};

try {
  await main();
} catch (error) {
  say(`bench: ${(error as Error).message}`);
  process.exitCode = 1;
}
