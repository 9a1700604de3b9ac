import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { MODES } from '../../domain/resilience/modes.ts';
import { modeBody } from './bodies/mode-body.ts';
import type { DeskDoor } from './ports.ts';
import { PROBLEM_TYPES, type ProblemName } from './problems/problem-types.ts';
import { venueMetrics } from './venue-metrics.ts';
import type { Commit } from './views.ts';

const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const RECORDS = [1, 3, 10, 30, 100, 300, 1_000];

export type Metrics = Readonly<{
  /** What Prometheus reads. */
  text(): Promise<string>;
  contentType: string;
  answered(route: string, method: string, status: number, ms: number): void;
  problem(kind: ProblemName): void;
  committed(commit: Commit): void;
  /** A stream began; call the answer when it ended. */
  streaming(kind: 'sse' | 'ws'): () => void;
  cutOff(why: string): void;
}>;

/** Counters of this server, in its own registry: two servers in one process do not add up. */
export const createMetrics = (door: DeskDoor): Metrics => {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  const seconds = new Histogram({
    name: 'daybook_http_seconds',
    help: 'Time to answer a request, by route; of a stream, how long it lasted.',
    labelNames: ['method', 'route'],
    buckets: SECONDS,
    registers,
  });
  const responses = new Counter({
    name: 'daybook_http_responses_total',
    help: 'Responses, by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const badInput = new Counter({
    name: 'daybook_bad_input_total',
    help: 'Requests that could not be done as they were, by kind.',
    labelNames: ['kind'],
    registers,
  });
  const unanswered = new Counter({
    name: 'daybook_unanswered_total',
    help: 'Requests that the desk could not serve, by kind.',
    labelNames: ['kind'],
    registers,
  });
  const records = new Counter({ name: 'daybook_records_total', help: 'Records that became durable.', registers });
  const turns = new Counter({ name: 'daybook_turns_total', help: 'Turns of the engine that became durable.', registers });
  const commits = new Histogram({
    name: 'daybook_commit_records',
    help: 'Records in a commit; its count is the number of commits.',
    buckets: RECORDS,
    registers,
  });
  const streams = new Gauge({ name: 'daybook_streams', help: 'Clients that follow.', labelNames: ['kind'], registers });
  const cuts = new Counter({
    name: 'daybook_streams_cut_off_total',
    help: 'Clients that were cut off, by reason.',
    labelNames: ['why'],
    registers,
  });
  new Gauge({
    name: 'daybook_desk',
    help: 'Always 1; says which desk this is, and by which code it decides.',
    labelNames: ['desk', 'build'],
    registers,
    collect() {
      this.set({ desk: door.name, build: door.build }, 1);
    },
  });
  new Gauge({
    name: 'daybook_halted',
    help: '1 when the desk trades no more.',
    registers,
    collect() {
      this.set(door.halted() === undefined ? 0 : 1);
    },
  });
  new Gauge({
    name: 'daybook_mode',
    help: '1 for the mode of the desk, 0 for every other.',
    labelNames: ['mode'],
    registers,
    collect() {
      const now = modeBody(door.views, door.halted()).mode;
      for (const mode of MODES) this.set({ mode }, mode === now ? 1 : 0);
    },
  });
  new Gauge({
    name: 'daybook_position',
    help: 'Position of the last durable record of the day.',
    registers,
    collect() {
      this.set(door.views.head.position);
    },
  });
  new Gauge({
    name: 'daybook_open_orders',
    help: 'Orders that could still trade.',
    registers,
    collect() {
      this.set(door.views.openOrders.open.size);
    },
  });
  const ofVenues = venueMetrics(registry, door);

  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    answered: (route, method, status, ms) => {
      seconds.observe({ method, route }, ms / 1_000);
      responses.inc({ method, route, status });
    },
    problem: (kind) => (PROBLEM_TYPES[kind].status < 500 ? badInput : unanswered).inc({ kind }),
    committed: (commit) => {
      const { records: fresh } = commit;
      ofVenues(commit);
      commits.observe(fresh.length);
      records.inc(fresh.length);
      turns.inc(fresh.filter(({ position, causationId }) => position === causationId).length);
    },
    streaming: (kind) => {
      streams.inc({ kind });
      return () => streams.dec({ kind });
    },
    cutOff: (why) => cuts.inc({ why }),
  };
};
