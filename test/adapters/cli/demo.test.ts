import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { setAside } from '../../../src/adapters/cli/demo/aside.ts';
import { l2Demo } from '../../../src/adapters/cli/demo/l2-market.ts';
import type { DemoMarket } from '../../../src/adapters/cli/demo/market.ts';
import { fillsOutsideRecording } from '../../../src/adapters/cli/demo/recorded-book.ts';
import { rehearse } from '../../../src/adapters/cli/demo/rehearsal.ts';
import { demoConfig, seededDemo } from '../../../src/adapters/cli/demo/seeded-market.ts';
import { linesOf, newTally, summaryOf } from '../../../src/adapters/cli/demo/summary.ts';
import { compareWithVenues } from '../../../src/adapters/cli/demo/truth.ts';
import { openMemoryJournal } from '../../../src/adapters/journal/memory/memory-journal.ts';
import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { configSchemaText, fromEnvironment, loadConfig, overridden, readConfig } from '../../../src/adapters/runtime/config.ts';
import { ConfigError } from '../../../src/adapters/runtime/errors.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../src/domain/kernel/units.ts';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import { shared } from '../../support/shared.ts';

const SESSION_SECONDS = 90;
const shortened = (market: DemoMarket): DemoMarket => ({
  ...market,
  closesAt: (market.opensAt + SESSION_SECONDS * MICROS_PER_SECOND) as Micros,
});
const day = async (seed: number, market = shortened(seededDemo(seed))) => {
  const tally = newTally();
  const records: Recorded[] = [];
  const journal = openMemoryJournal({ desk: 'demo' });
  const publish = (batch: readonly Recorded[]): void => {
    tally.publish(batch);
    records.push(...batch);
  };
  const rehearsal = await rehearse({ market, seed, journal, build: 'test', publish, progress: () => {} });
  return { ...rehearsal, tally, records, rehearsal };
};

describe('a rehearsal', () => {
  it('is the same day to the byte under the same seed, and another under another', async () => {
    const [first, again, other] = [await day(7), await day(7), await day(8)];
    expect(again.seal).toEqual(first.seal);
    expect(other.seal.stateDigest).not.toBe(first.seal.stateDigest);
    expect(other.seal.chainHead).not.toBe(first.seal.chainHead);
  });

  it('ends with books that are the venues’ own, and with something of everything in them', async () => {
    const { state, venues, records } = await day(3);
    const comparison = compareWithVenues(state, venues);
    expect(comparison.differences).toEqual([]);
    expect(comparison.executions).toBeGreaterThan(50);
    const seen = new Set(records.map(({ event }) => event.type));
    for (const type of [
      'OrderRefused',
      'AskRepeated',
      'AskRefused',
      'ChildReplaced',
      'ChildCancelSent',
      'EvidenceGiven',
      'WorkFinished',
      'MarkObserved',
    ])
      expect(seen, type).toContain(type);
    expect([...state.orders].filter(({ status }) => status === 'open' || status === 'held')).toEqual([]);
  });

  it('finds a fill that was lost, doubled or invented', async () => {
    const { state, venues } = await day(3);
    const [child] = [...state.children].filter(({ executions }) => executions !== undefined);
    const key = [...(child?.executions?.keys() ?? [])][0] as string;
    child?.executions?.delete(key);
    expect(compareWithVenues(state, venues).differences.join()).toContain('booked 0 times');
  });

  it('says what a person wants to know', async () => {
    const { tally, rehearsal, state, venues } = await day(5);
    const summary = summaryOf(tally, rehearsal, compareWithVenues(state, venues), {
      market: 'seeded:5',
      seed: 5,
      file: 'x.daybook',
      verified: true,
    });
    const text = linesOf(summary).join('\n');
    for (const words of [
      'orders',
      'fills',
      'events',
      summary.chainHead,
      summary.stateDigest,
      'all as the desk has them',
      'sealed and verified',
    ])
      expect(text).toContain(words);
  });
});

const { path: recording, missing } = shared('data/link-two-venues');
describe.skipIf(missing)('a rehearsal on the recorded hour of LINK/USDT (skipped without ../shared)', () => {
  it('takes a thousand times and never outside the recorded book of that second', async () => {
    const market = l2Demo(recording);
    const { tally, venues, state } = await day(3, market);
    expect(tally.routing.aggressiveFills).toBeGreaterThanOrEqual(1_000);
    expect(fillsOutsideRecording(market.directory, venues)).toBe(0);
    expect(compareWithVenues(state, venues).differences).toEqual([]);
    expect(tally.routing.passiveFills).toBeGreaterThan(0);
  });
});

const work = mkdtempSync(join(tmpdir(), 'daybook-demo-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

it('moves an earlier rehearsal aside, and leaves a desk that somebody is writing where it is', async () => {
  expect(await setAside(work, 'demo')).toBeUndefined();
  const journal = openSqliteJournal({ dir: work, desk: 'demo' });
  const lease = await journal.claim('somebody', 1);
  await expect(setAside(work, 'demo')).rejects.toMatchObject({ code: 'leaseHeld' });
  await lease.release();
  await journal.close();
  expect(await setAside(work, 'demo')).toBe(join(work, '.earlier', 'demo.1'));
});

describe('a configuration', () => {
  const file = (value: unknown): string => {
    const path = join(work, 'config.json');
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
  };
  const good = { desk: demoConfig.identity, ...demoConfig.terms };
  const faultsOf = (value: unknown, env = {}): readonly string[] => {
    try {
      loadConfig(file(value), env);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return error.faults;
      throw error;
    }
  };

  it('is read whole, with defaults', () => {
    expect(loadConfig(file(good), {})).toMatchObject({
      identity: { name: 'demo' },
      http: { port: 8080 },
      log: { level: 'info' },
    });
  });
  it('is refused with every fault at once, each with its key', () => {
    const [limit] = good.limits;
    const bad = {
      ...good,
      desk: { ...good.desk, code: 'il', rollAt: '25:00' },
      carryDays: 0,
      limits: [{ ...limit, maxLong: '1.5.2' }],
      surprise: 1,
    };
    const faults = faultsOf(bad).join('\n');
    for (const key of ['desk.code', 'desk.rollAt', 'carryDays', 'limits.0.maxLong', 'surprise']) expect(faults).toContain(key);
  });
  it('is refused when its parts do not fit together', () => {
    const [instrument] = good.instruments;
    const bad = { ...good, suspenseAccount: 'NOBODY', instruments: [{ ...instrument, tickSize: '0.00001' }] };
    const faults = faultsOf(bad).join('\n');
    for (const words of ['NOBODY', 'tickSize', 'not one of the instruments']) expect(faults).toContain(words);
  });
  it('is refused when it is no JSON, or is not there', () => {
    expect(faultsOf('{')[0]).toMatch(/is not JSON/);
    expect(() => loadConfig(join(work, 'nowhere.json'), {})).toThrow(/cannot be read/);
  });
  it('says where remote venues are, apart from what the desk decides by', () => {
    const [alpha, ...others] = good.venues;
    const remote = { url: 'http://127.0.0.1:9001/v1/venues/ALPHA' };
    const { terms, remotes } = loadConfig(file({ ...good, venues: [{ ...alpha, remote }, ...others] }), {});
    expect(terms.venues).toEqual(loadConfig(file(good), {}).terms.venues);
    expect([...(remotes ?? [])]).toEqual([['ALPHA', { ...remote, dropCopy: false, worker: false, marketWorker: false }]]);
    expect(faultsOf({ ...good, venues: [{ ...alpha, remote: { url: 'ftp://x' } }, ...others] })[0]).toMatch(
      /venues\.0\.remote\.url/,
    );
    const again = fromEnvironment(loadConfig(file({ ...good, venues: [{ ...alpha, remote }, ...others] }), {}), {});
    expect(again.remotes).toEqual(remotes);
  });
  it('has a published schema that is current and says what each key means', () => {
    const text = readFileSync(fileURLToPath(new URL('../../../daybook.config.schema.json', import.meta.url)), 'utf8');
    expect(text, 'run "npm run catalogue"').toBe(configSchemaText());
    const keys = (schema: Record<string, unknown>, path: string): string[] =>
      Object.entries((schema.properties ?? {}) as Record<string, Record<string, unknown>>).flatMap(([key, inner]) => [
        ...(typeof inner.description === 'string' ? [] : [`${path}${key}`]),
        ...keys(inner, `${path}${key}.`),
        ...keys((inner.items ?? {}) as Record<string, unknown>, `${path}${key}[].`),
      ]);
    expect(keys(JSON.parse(text), ''), 'keys without a description').toEqual([]);
  });
  it('gives way to the environment, which may not misspell a key', () => {
    expect(loadConfig(file(good), { DAYBOOK_HTTP_PORT: '9000', DAYBOOK_DESK_NAME: 'emea' })).toMatchObject({
      identity: { name: 'emea' },
      http: { port: 9000 },
    });
    expect(faultsOf(good, { DAYBOOK_HTP_PORT: '1' })[0]).toContain('DAYBOOK_HTP_PORT');
    expect(overridden(good, {}, 'here')).toEqual(good);
    expect(readConfig(good, 'here').terms.venues).toHaveLength(3);
  });
});
