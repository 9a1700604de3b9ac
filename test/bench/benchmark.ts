import type { Settings } from './harness.ts';
import type { Findings } from './report.ts';

export type Benchmark = Readonly<{ name: string; about: string; run: (settings: Settings) => Promise<Findings> }>;
