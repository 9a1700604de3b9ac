import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';

/** One seed for the whole run, chosen here so that every test file draws from the same one. */
const seed = process.env.DAYBOOK_SEED ?? String(randomInt(2 ** 31));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', 'node_modules/**'],
    pool: 'forks',
    // Many tests wait for processes of their own, so every core has work.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { DAYBOOK_SEED: seed },
    globalSetup: ['test/support/print-seed.ts'],
    setupFiles: ['test/support/setup-fast-check.ts'],
  },
});
