import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { binanceDemo } from '../../../src/adapters/cli/demo/binance-market.ts';
import { rehearse } from '../../../src/adapters/cli/demo/rehearsal.ts';
import { newTally } from '../../../src/adapters/cli/demo/summary.ts';
import { compareWithVenues } from '../../../src/adapters/cli/demo/truth.ts';
import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { shared } from '../../support/shared.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const raw = shared('data/binance-raw');
const { dir, remove } = temporaryFolder();
afterAll(remove);

const day = async (file: string, run: string) => {
  const said: string[] = [];
  const market = binanceDemo(join(raw.path, file), (what) => said.push(what));
  const journal = openSqliteJournal({ dir: join(dir, run), desk: market.identity.name });
  const tally = newTally();
  const rehearsal = await rehearse({ market, seed: 7, journal, build: 'test', publish: tally.publish, progress: () => {} });
  await journal.close();
  return { market, said, tally, rehearsal, compared: compareWithVenues(rehearsal.state, rehearsal.venues) };
};

describe.skipIf(raw.missing)('a desk on a recording of Binance', () => {
  it.each([
    ['spot_btcusdt_20240808.gz', 'BNC-SPOT', 'BTC/USDT'],
    ['usdm_btcusdt_20240808.gz', 'BNC-USDM', 'BTC/USDT-PERP'],
  ])('trades on %s, and its books are the venue’s', async (file, venue, symbol) => {
    const { market, said, tally, compared } = await day(file, venue);
    expect(market.terms.venues.map((each) => [each.venue, each.listings.map((listed) => listed.symbol)])).toEqual([
      [venue, [symbol]],
    ]);
    expect(compared.differences).toEqual([]);
    expect(tally.counts.fills).toBeGreaterThan(100);
    expect(tally.routing.aggressiveFills).toBeGreaterThan(0);
    expect(said).toEqual([expect.stringMatching(/book updates, \d+ trades, 0 broken chains, 0 bad lines$/)]);
  });

  it('has the same day from the same seed', async () => {
    const [one, two] = [await day('spot_btcusdt_20240808.gz', 'one'), await day('spot_btcusdt_20240808.gz', 'two')];
    expect(one.rehearsal.seal).toEqual(two.rehearsal.seal);
  });

  it('does not trade what its money cannot count: a coin-margined contract', () => {
    expect(() => binanceDemo(join(raw.path, 'cm_btcusd_perp_20240808.gz'), () => {})).toThrow(/coin-margined contract/);
  });
});
