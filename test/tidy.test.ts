import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as tidy from './support/tidy-rules.ts';

const under = (folder: string, ending: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
        .filter((file) => file.endsWith(ending) && !file.includes('/node_modules/'))
        .sort()
    : [];
const read = (file: string): string => readFileSync(file, 'utf8');

const code = ['src', 'test', 'journal'].flatMap((folder) => under(folder, '.ts'));
const prose = [
  ...['src', 'test', 'journal'].flatMap((folder) => under(folder, '.md')),
  ...['README.md', 'ARCHITECTURE.md'].filter(existsSync),
];
const readmes = new Map(prose.filter((file) => file.endsWith('/README.md')).map((file) => [dirname(file), read(file)]));
const sources = code.map((file) => tidy.parse(file, read(file)));

/** A failure lists what is wrong, where, and what to do. */
const expectNone = (complaints: readonly string[]): void => expect(complaints.join('\n')).toBe('');

describe('the tree', () => {
  it('is where these rules look for it', () => {
    for (const folder of ['src/domain', 'src/adapters', 'test'])
      expect(code.filter((file) => file.startsWith(`${folder}/`))).not.toEqual([]);
  });
  for (const [name, rule] of Object.entries(tidy.RULES)) it(name, () => expectNone(sources.flatMap(rule)));
  it('prose is finished too', () => expectNone(prose.flatMap((file) => tidy.workIsFinished({ file, text: read(file) }))));
  it('a folder of weight explains itself', () => expectNone(tidy.foldersExplainThemselves([...code, ...prose], readmes)));
  it('src has four folders', () => expectNone(tidy.srcHasFourFolders(readdirSync('src'))));
});

/** A rule that cannot object proves nothing: each meets what it must refuse and what it must let pass. */
type Case = readonly [file: string, text: string];
const domain = 'src/domain/order/order.ts';
const kernel = 'src/domain/kernel/integers.ts';
const model = 'src/domain/routing/model/fill.ts';
const view = 'src/projections/blotter.ts';
const replay = 'src/replay/verify.ts';
const venue = 'src/adapters/venues/simulated/lit.ts';
const runtime = 'src/adapters/runtime/clock.ts';
const suite = 'test/domain/order.test.ts';

const examples: Readonly<Record<string, { refuses: readonly Case[]; allows: readonly Case[] }>> = {
  'imports point inward': {
    refuses: [
      [domain, "import { z } from 'zod';"],
      [domain, "import { createHash } from 'node:crypto';"],
      [domain, "import type { View } from '../../projections/view.ts';"],
      [domain, "export * from '../../adapters/cli/main.ts';"],
      [domain, "import { x } from '../../domains/x.ts';"],
      [domain, "import '../../../test/support/desk.ts';"],
      [domain, "type Z = import('zod').ZodType;"],
      [domain, "const z = import('zod');"],
      [domain, 'const z = import(name);'],
      [domain, "import z = require('zod');"],
      [domain, "const z = require('zod');"],
      [view, "import { replay } from '../replay/replay.ts';"],
      [view, "import { of } from 'rxjs';"],
      [view, "import { createHash } from 'node:crypto';"],
      [replay, "import { open } from '../adapters/journal/sqlite/store.ts';"],
      [replay, "import { readFileSync } from 'node:fs';"],
      [venue, "import { daybook } from '../../../index.ts';"],
      [venue, "import { Desk } from '../../../../test/support/desk.ts';"],
    ],
    allows: [
      [domain, "import { assert } from '../kernel/assert.ts'; export { price } from './price.ts'; // import 'zod'"],
      [domain, 'const text = "import { z } from \'zod\'"; export const z = text;'],
      [view, "import type { Order } from '../domain/order/order.ts'; import { fold } from './projection.ts';"],
      ['src/projections/stream.ts', "import { Observable } from 'rxjs';"],
      [
        replay,
        "import { createHash } from 'node:crypto'; import { pnl } from '../projections/pnl.ts'; import { evolve } from '../domain/oms/evolve.ts';",
      ],
      [
        venue,
        "import { z } from 'zod'; import { digest } from '../../../replay/digest.ts'; import { decide } from '../../../domain/oms/decide.ts';",
      ],
      ['src/index.ts', "export { compose } from './adapters/runtime/compose.ts';"],
    ],
  },
  'rxjs has one home': {
    refuses: [
      [venue, "import { of } from 'rxjs';"],
      [domain, "import { map } from 'rxjs/operators';"],
    ],
    allows: [
      ['src/projections/stream.ts', "import { of } from 'rxjs';"],
      [suite, "import { of } from 'rxjs';"],
    ],
  },
  'only the runtime asks the time': {
    refuses: [
      [venue, 'const at = Date.now();'],
      [venue, "const at = Date['now']();"],
      [venue, 'const { now } = Date;'],
      [venue, 'const at = new Date();'],
      [venue, 'const at = Date();'],
      [venue, 'const at = performance.now();'],
      [venue, 'const at = process.hrtime.bigint();'],
      [venue, "import { hrtime } from 'node:process'; const at = hrtime();"],
      [venue, 'const at = Temporal.Now.instant();'],
      [view, 'export const stamp = () => Date.now();'],
    ],
    allows: [
      [runtime, 'const at = Date.now() + performance.now();'],
      [suite, 'const at = Date.now();'],
      [venue, 'const day = new Date(at / 1000).toISOString(); const ms = Date.UTC(2026, 10, 21);'],
      [venue, 'type When = { performance: Performance; at: Date }; const x = { performance: 1 }; // Date.now()'],
      [venue, 'const when = Temporal.Instant.fromEpochMilliseconds(at);'],
    ],
  },
  'the domain is pure': {
    refuses: [
      [domain, 'const at = Date.now();'],
      [domain, 'const at = new Date(0);'],
      [domain, 'const at = Temporal.Now.instant();'],
      [domain, 'const at = performance.now();'],
      [domain, 'const id = Math.random();'],
      [domain, 'const id = crypto.randomUUID();'],
      [domain, "const price = parseFloat('0.1');"],
      [domain, "const price = Number.parseFloat('0.1');"],
      [domain, 'const text = price.toFixed(2);'],
      [domain, 'const home = process.env.HOME;'],
      [domain, 'const home = { process };'],
      [domain, 'const f = async () => 1;'],
      [domain, 'async function f() { await g(); }'],
      [domain, 'class A { async f() {} }'],
      [domain, 'await g();'],
      [domain, 'for await (const x of xs) use(x);'],
      [domain, 'setTimeout(f, 1);'],
      [domain, 'const t = setInterval(f, 1);'],
      [domain, '(setImmediate as Later)(f);'],
      [domain, 'names.sort((a, b) => a.localeCompare(b));'],
      [domain, 'const here = import.meta.url;'],
      [domain, 'const d = globalThis;'],
    ],
    allows: [
      [
        domain,
        '/** Date.now(), Math.random(), await, process.env: none of it here. */ export const text = "new Date() " + `setTimeout await`;',
      ],
      [
        domain,
        'export type Clock = { now(): Promise<Date>; process: string; performance?: number }; export const x = { process: 1, async: false }; x.process;',
      ],
      [domain, 'export const isText = /await process\\.env/;'],
      [runtime, 'export const later = async () => { await g(); setTimeout(f, Math.random()); };'],
    ],
  },
  'the domain counts in whole numbers': {
    refuses: [
      [domain, 'const fee = 0.5;'],
      [domain, 'const fee = 1e-3;'],
      [domain, 'const big = 1e300;'],
      [domain, 'const mean = sum / n;'],
      [domain, 'let x = 4; x /= 3;'],
      [domain, 'const half = Math.floor(sum / n + rest);'],
      [domain, 'const x = (a - b % c) / c;'],
      [domain, 'const x = 10 ** -2;'],
      [domain, 'const x = Math.sqrt(2);'],
      [domain, 'const { sqrt } = Math, y = Math["round"](x);'],
      [domain, '/** An exact division of whole numbers. */ const mean = sum / n;'],
      [kernel, 'const mean = sum / n;'],
    ],
    allows: [
      [domain, 'const x = 1_000 * 2 ** 27 + 1e6 + 0x1f; // 0.5, a / b'],
      [domain, 'const path = "a/b 0.5"; const re = /a\\/0.5/;'],
      [domain, 'const x = Math.floor(a / b) + Math.ceil((a + 1) / b) + Math.trunc((a / b));'],
      [domain, 'const x = (id - (id % DAY)) / DAY;'],
      [domain, 'const x = Number((BigInt(a) * BigInt(b)) / 10n);'],
      [kernel, '/** The division of whole numbers: nothing is left over. */ const x = (a - rest) / b;'],
      [model, 'const p = 0.5 * Math.sqrt(x / y);'],
      [venue, 'const share = a / b + 0.5;'],
    ],
  },
  'files are short': {
    refuses: [[domain, 'f();\n'.repeat(tidy.LONGEST_FILE + 1)]],
    allows: [
      [domain, 'f();\n'.repeat(tidy.LONGEST_FILE)],
      [suite, 'f();\n'.repeat(tidy.LONGEST_FILE + 1)],
    ],
  },
  'work is finished': {
    refuses: [
      [domain, `// ${'TO'}${'DO'} later`],
      [venue, `throw new Error('Not ${'implemented'}');`],
    ],
    allows: [[domain, '// Todos los días: forward, nowhere, hacksaw.']],
  },
  'every test runs': {
    // Spelled with a gap, so that a search for such tests does not find these.
    refuses: [
      [suite, `it.${'only'}('x', f);`],
      [suite, `test.${'skip'}('x', f);`],
      [suite, "describe.concurrent.skip('x', f);"],
      [suite, "it.each([1]).only('x', f);"],
      [suite, "it['only']('x', f);"],
      [suite, `it.${'to'}${'do'}('x');`],
    ],
    allows: [
      [suite, "it.skipIf(!hasDocker)('x', f); it('never says only', () => list.skip(3));"],
      [suite, 'export const skip = stream.only;'],
    ],
  },
};

describe('the rules themselves', () => {
  it('each have examples', () => expect(Object.keys(examples)).toEqual(Object.keys(tidy.RULES)));
  for (const [name, { refuses, allows }] of Object.entries(examples)) {
    const judge = ([file, text]: Case): string => tidy.RULES[name]!(tidy.parse(file, text)).join('\n');
    it(`"${name}" refuses what it must`, () => {
      for (const bad of refuses) expect(judge(bad), bad[1]).toContain(bad[0]);
    });
    it(`"${name}" lets the rest pass`, () => {
      for (const good of allows) expect(judge(good), good[1]).toBe('');
    });
  }
  it('name the line', () =>
    expect(tidy.domainIsPure(tidy.parse(domain, '\n\nf(process.env);'))[0]).toMatch(
      /^src\/domain\/order\/order\.ts:3 uses process/,
    ));
  it('miss a README, and refuse an empty one', () => {
    const files = [
      'src/domain/order/a.ts',
      'src/domain/order/b.ts',
      'src/domain/order/c.ts',
      'src/domain/tca/a.ts',
      'src/replay/a.ts',
    ];
    const full = 'knows\npromises\nnever\nstart\ntests\n';
    expect(tidy.foldersExplainThemselves(files, new Map([['src/replay', full]]))).toEqual([
      expect.stringContaining('src/domain/order has no README.md'),
    ]);
    expect(
      tidy.foldersExplainThemselves(
        files,
        new Map([
          ['src/replay', full],
          ['src/domain/order', '# order\n'],
        ]),
      ),
    ).toHaveLength(1);
    expectNone(
      tidy.foldersExplainThemselves(
        files,
        new Map([
          ['src/replay', full],
          ['src/domain/order', full],
        ]),
      ),
    );
  });
  it('miss a fifth folder', () => {
    expect(tidy.srcHasFourFolders(['domain', 'utils', 'README.md'])).toEqual([expect.stringContaining('src/utils')]);
    expectNone(tidy.srcHasFourFolders(['domain', 'projections', 'replay', 'adapters', 'index.ts']));
  });
  it('do not take a file that does not parse for a tidy one', () =>
    expect(() => tidy.parse(domain, 'const = ;')).toThrow(/does not parse/));
});
