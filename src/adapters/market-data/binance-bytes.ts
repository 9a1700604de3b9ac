import { Worker } from 'node:worker_threads';

/**
 * Hands pieces of a file from the worker that unpacks it to the thread that plays it, which waits for each. Played in virtual time, a
 * recording must be read synchronously, and Node unpacks synchronously only whole files: this is how a day of any length takes 256 KiB.
 *
 * Layout: 0 state i32 | 4 length i32 | 8 the piece, at most `PIECE_BYTES`.
 */
export class Handover {
  readonly shared: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #piece: Uint8Array;

  constructor(shared = new SharedArrayBuffer(HEADER_BYTES + PIECE_BYTES)) {
    this.shared = shared;
    this.#header = new Int32Array(shared, 0, 2);
    this.#piece = new Uint8Array(shared, HEADER_BYTES);
  }

  /** Worker: waits until the piece before was taken. */
  put(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) this.#say(PIECE, bytes.subarray(from, from + PIECE_BYTES));
  }

  /** Worker: the file is over, or cannot be read on. */
  end(error?: string): void {
    if (error === undefined) this.#say(END, new Uint8Array());
    else this.#say(FAILED, new TextEncoder().encode(error).subarray(0, PIECE_BYTES));
  }

  #say(state: number, bytes: Uint8Array): void {
    for (let now = Atomics.load(this.#header, STATE); now !== EMPTY; now = Atomics.load(this.#header, STATE))
      Atomics.wait(this.#header, STATE, now);
    this.#piece.set(bytes);
    this.#header[LENGTH] = bytes.length;
    Atomics.store(this.#header, STATE, state);
    Atomics.notify(this.#header, STATE);
  }

  /** Reader: a copy of the next piece; undefined at the end. Throws what the worker could not read. */
  take(): Uint8Array | undefined {
    const waited = Atomics.wait(this.#header, STATE, EMPTY, PIECE_WITHIN_MS);
    if (waited === 'timed-out') throw new Error(`nothing was read for ${PIECE_WITHIN_MS} ms`);
    const state = Atomics.load(this.#header, STATE);
    const bytes = this.#piece.slice(0, this.#header[LENGTH]);
    Atomics.store(this.#header, STATE, EMPTY);
    Atomics.notify(this.#header, STATE);
    if (state === FAILED) throw new Error(new TextDecoder().decode(bytes));
    return state === END ? undefined : bytes;
  }
}

const HEADER_BYTES = 8;
const PIECE_BYTES = 256 * 1_024;
/** A disk that says nothing for so long has failed. */
const PIECE_WITHIN_MS = 30_000;
const [STATE, LENGTH] = [0, 1];
const [EMPTY, PIECE, END, FAILED] = [0, 1, 2, 3];

export type UnpackTask = Readonly<{ path: string; shared: SharedArrayBuffer }>;

/** Beside this file, with its ending: `.ts` in the checkout, `.js` in the published build. */
const UNPACKER = new URL(`binance-unpacker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/** A file's bytes, piece by piece; one that ends in `.gz` is unpacked. Throws when it cannot be read on; ends its worker however it is left. */
export function* unpackedBytes(path: string): Generator<Uint8Array, void, undefined> {
  const handover = new Handover();
  const task: UnpackTask = { path, shared: handover.shared };
  const worker = new Worker(UNPACKER, { workerData: task, execArgv: [] });
  worker.unref(); // A recording that nobody plays to its end keeps no process alive.
  try {
    for (let piece = handover.take(); piece !== undefined; piece = handover.take()) yield piece;
  } finally {
    void worker.terminate();
  }
}
