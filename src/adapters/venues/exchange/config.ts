import { z } from 'zod';
import { configFaults } from '../../../domain/oms/config.ts';
import type { VenueTerms } from '../../../domain/oms/events.ts';
import { httpForm, instrumentForm, logForm, venueForm } from '../../runtime/config.ts';
import { ConfigError } from '../../runtime/errors.ts';
import { readJsonFile } from '../../runtime/json-file.ts';
import { faultsForm, type VenueFaults } from './fault-form.ts';
import { limitsForm, type VenueLimits } from './limits.ts';

const count = z.int().positive();
const SEED_MAX = 2 ** 32 - 1;

const hours = z.strictObject({
  timezone: z.string().describe('Time zone of the trading day.'),
  rollAt: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM')
    .describe('When the day rolls on the clocks of that zone: the venues close two seconds before, and open again.'),
});
const hidden = z.strictObject({
  meanEveryMs: count.default(400).describe('On average so often somebody comes, on either side.'),
  lotsMax: count.default(400).describe('And wants at most so many lots.'),
  staysMs: count.default(1_000).describe('What finds no one at once waits this long, then goes.'),
  bookMaxAgeMs: count.default(5_000).describe('Lit books older than this give no midpoint.'),
});

/** The file of `daybook venue --config`. */
export const exchangeFile = z.strictObject({
  http: httpForm.default(httpForm.parse({ port: 0 })).describe('Where it listens.'),
  log: logForm.default(logForm.parse({})).describe('Its log.'),
  seed: z.int().min(0).max(SEED_MAX).default(1).describe('What the market, the faults and the latencies are drawn from.'),
  market: z
    .enum(['seeded', 'none'])
    .default('seeded')
    .describe('"seeded": books that a seed makes; "none": only those that an operator shows by POST …/book.'),
  truthDir: z
    .string()
    .min(1)
    .optional()
    .describe('Where each venue keeps its truth through the death of the process; without it they forget.'),
  hours: hours.optional().describe('Trading hours; without them the venues are always open.'),
  hidden: hidden.default(hidden.parse({})).describe('Who else trades at dark venues.'),
  instruments: z.array(instrumentForm).min(1).describe('What can be traded; as in the configuration of the desk.'),
  venues: z
    .array(
      venueForm.extend({
        limits: limitsForm.default(limitsForm.parse({})).describe('How much it takes, and how it punishes.'),
        faults: faultsForm.default(faultsForm.parse({})).describe('What goes wrong there from the start.'),
      }),
    )
    .min(1)
    .describe('The venues; as in the configuration of the desk, and two keys more.'),
});

export type ExchangeConfig = Readonly<
  Omit<z.infer<typeof exchangeFile>, 'venues'> & {
    venues: readonly Readonly<{ terms: VenueTerms; limits: VenueLimits; faults: VenueFaults }>[];
  }
>;

/** Checks a whole configuration; throws a ConfigError that lists every fault there is. */
export const readExchangeConfig = (value: unknown, where: string): ExchangeConfig => {
  const parsed = exchangeFile.safeParse(value);
  if (!parsed.success)
    throw new ConfigError(
      where,
      parsed.error.issues.map(({ path, message }) => `${path.length === 0 ? 'the file' : path.join('.')}: ${message}`),
    );
  const venues = parsed.data.venues.map(({ limits, faults, ...terms }) => ({ terms, limits, faults }));
  const faults = configFaults({
    ...NO_DESK,
    instruments: parsed.data.instruments,
    venues: venues.map(({ terms }) => terms),
  });
  if (faults.length > 0) throw new ConfigError(where, faults);
  return { ...parsed.data, venues };
};

/** The part of a desk's configuration that an exchange has no use for. */
const NO_DESK = {
  accounts: [{ account: 'SUSPENSE', tradable: false, ordersPerSecond: 1, ordersBurst: 1 }],
  limits: [],
  suspenseAccount: 'SUSPENSE',
  routeAttemptsMax: 1,
  replacesInFlightMax: 1,
  bookMaxAgeMs: 1,
  carryDays: 1,
};

export const loadExchangeConfig = (file: string): ExchangeConfig => {
  return readExchangeConfig(readJsonFile(file), file);
};

type Node = Readonly<{ description?: string; properties?: Readonly<Record<string, Node>>; items?: Node; default?: unknown }>;

/** Every key with what it means, one a line, for --help. */
export const exchangeKeys = (): readonly string[] => {
  const lines: string[] = [];
  const walk = (node: Node, path: string): void => {
    for (const [key, inner] of Object.entries(node.properties ?? {})) {
      const { description = '', default: otherwise } = inner;
      const plain = otherwise !== undefined && typeof otherwise !== 'object' ? ` (${JSON.stringify(otherwise)})` : '';
      const name = `${path}${key}${inner.items?.properties === undefined ? '' : '[]'}`;
      lines.push(`${name}: ${description}${plain}`);
      walk(inner.items ?? inner, `${name}.`);
    }
  };
  walk(z.toJSONSchema(exchangeFile, { io: 'input', unrepresentable: 'any' }) as Node, '');
  return lines;
};
