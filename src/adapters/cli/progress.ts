import { SingleBar } from 'cli-progress';

export type Progress = Readonly<{ update(done: number, of: number): void; stop(): void }>;

const SILENT: Progress = { update: () => {}, stop: () => {} };
/** A bar that moves more often than this is not seen, only paid for. */
const EVERY_MS = 100;

/** How far long work has come: a bar on standard error while somebody watches a terminal; nothing anywhere else. */
export const progressBar = (label: string): Progress => {
  if (!process.stderr.isTTY) return SILENT;
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}%`,
    clearOnComplete: true,
    linewrap: true, // Whoever presses Ctrl-C must find the terminal as it was, so no mode of it is changed.
    stream: process.stderr,
    fps: 1_000 / EVERY_MS,
  });
  bar.start(1, 0);
  return {
    update: (done, of) => {
      bar.setTotal(of);
      bar.update(Math.min(done, of));
    },
    stop: () => bar.stop(),
  };
};
