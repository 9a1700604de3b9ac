import { performance } from 'node:perf_hooks';
import { riskViewOf } from '../../src/domain/oms/decide/risk-view.ts';
import { objection } from '../../src/domain/risk/checks.ts';
import type { RiskView } from '../../src/domain/risk/objection.ts';
import { inDecimals } from './baselines/decimal-desk.ts';
import { type DecimalOrder, decimalObjection } from './baselines/decimal-ladder.ts';
import type { Benchmark } from './benchmark.ts';
import { type Measured, race } from './harness.ts';
import { atLeast, atMost, type Findings, medianOf, quantile } from './report.ts';
import { DECISIONS, INSTRUMENTS, OPEN_ORDERS, REFUSED_PERCENT, type Wanted, worldOf } from './risk-world.ts';

/** A clock that is asked around one decision measures itself. */
const BATCH = 32;

/** Which of the decisions are refused: both ladders must agree, or they do not do the same work. */
const refusals = (decide: (n: number) => boolean): string =>
  Array.from({ length: DECISIONS }, (_, n) => (decide(n) ? 'x' : '.')).join('');

const insist = (refused: number, arrived: number): void => {
  if (refused === 0 || arrived === 0) throw new Error('nothing was refused, so nothing was checked');
};

/** Times batches of decisions; what a batch took, shared out, is one sample. */
const inBatches = (batches: number, arrive: (n: number) => number, decide: (n: number) => boolean): Measured => {
  const samples = new Float64Array(batches);
  let refused = 0;
  let arrived = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const from = (batch * BATCH) % DECISIONS;
    for (let n = from; n < from + BATCH; n += 1) arrived += arrive(n);
    const began = performance.now();
    for (let n = from; n < from + BATCH; n += 1) if (decide(n)) refused += 1;
    samples[batch] = ((performance.now() - began) * 1e6) / BATCH;
  }
  insist(refused, arrived);
  samples.sort();
  return { 'p50 ns': quantile(samples, 0.5), 'p99 ns': quantile(samples, 0.99) };
};

/** Times every decision by itself, less what asking the clock takes: coarse in the middle, honest in the tail. */
const oneByOne = (decisions: number, arrive: (n: number) => number, decide: (n: number) => boolean): Measured => {
  const samples = new Float64Array(decisions);
  const clock = new Float64Array(decisions);
  for (let i = 0; i < decisions; i += 1) {
    const began = performance.now();
    clock[i] = performance.now() - began;
  }
  const asking = quantile(clock.sort(), 0.5);
  let refused = 0;
  let arrived = 0;
  for (let i = 0; i < decisions; i += 1) {
    arrived += arrive(i % DECISIONS);
    const began = performance.now();
    if (decide(i % DECISIONS)) refused += 1;
    samples[i] = (performance.now() - began - asking) * 1e6;
  }
  insist(refused, arrived);
  samples.sort();
  return { 'p50 ns': quantile(samples, 0.5), 'p99 ns': quantile(samples, 0.99) };
};

const OURS = 'whole numbers';
const ALONE = 'whole numbers, one by one';
const DECIMALS = 'decimal.js';

export const risk: Benchmark = {
  name: 'risk',
  about: `all checks of a new order, ${INSTRUMENTS} instruments, ${OPEN_ORDERS} open orders, time per decision, look-ups included`,
  run: async (settings): Promise<Findings> => {
    settings.say('risk: opening the orders');
    const world = worldOf(settings.seed);
    const { state, config, now, wanted } = world;
    const { book, orders } = inDecimals(world);

    const view = (n: number): RiskView => {
      const asked = wanted[n] as Wanted;
      return riskViewOf(state, config, now, asked, asked.evidence, undefined, false);
    };
    const ours = (n: number): boolean => objection(view(n)) !== undefined;
    const decimals = (n: number): boolean => decimalObjection(book, orders[n] as DecimalOrder) !== undefined;
    const lookUps = (n: number): boolean => view(n).killed === undefined;
    // An order that is decided on has just arrived with its evidence, so the processor has it at hand; the desk's thousand instruments it has not.
    const arrive = (n: number): number => {
      const { qty, price, evidence } = wanted[n] as Wanted;
      return qty + price + (evidence.reference?.price ?? 0);
    };
    const arriveInDecimals = (n: number): number => {
      const { qty, price, reference } = orders[n] as DecimalOrder;
      return qty.e + price.e + (reference?.price.e ?? 0) + 1_000;
    };
    if (refusals(ours) !== refusals(decimals)) throw new Error('the two ladders decide differently');

    const batches = settings.quick ? 4_000 : 16_000;
    const figures = await race(settings, 'risk', [
      { name: OURS, round: () => inBatches(batches, arrive, ours) },
      { name: ALONE, round: () => oneByOne(batches * 8, arrive, ours) },
      { name: 'look-ups alone, no check', round: () => inBatches(batches, arrive, lookUps) },
      { name: DECIMALS, round: () => inBatches(batches / 8, arriveInDecimals, decimals) },
    ]);
    const p50 = medianOf(figures, OURS, 'p50 ns');
    return {
      figures,
      budgets: [
        atMost(500, 'ns', 'p50 of a decision', p50),
        atMost(2_000, 'ns', 'p99 of a decision, timed one by one', medianOf(figures, ALONE, 'p99 ns')),
        atLeast(20, 'against the same ladder on decimal.js, p50', medianOf(figures, DECIMALS, 'p50 ns'), p50),
      ],
      notes: [
        `${REFUSED_PERCENT} % of the decisions are refusals; batches of ${BATCH}, because asking the clock takes as long as a check`,
      ],
    };
  },
};
