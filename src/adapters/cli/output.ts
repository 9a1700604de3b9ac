import type { Writable } from 'node:stream';

const FLUSH_AT = 64 * 1024;

/** Text for a program or a person to read. Waits for a slow reader, so that what goes into a pipe is never cut and never piles up. */
export class Output {
  readonly #stream: Writable;
  #waiting = '';

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  async line(text = ''): Promise<void> {
    this.#waiting += `${text}\n`;
    if (this.#waiting.length >= FLUSH_AT) await this.flush();
  }

  async lines(texts: Iterable<string>): Promise<void> {
    for (const text of texts) await this.line(text);
  }

  /** One JSON document on one line. */
  json(value: unknown): Promise<void> {
    return this.line(JSON.stringify(value));
  }

  /** Resolves once the stream has taken everything; rejects with EPIPE when nobody reads it any more. */
  async flush(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    if (text === '') return;
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** Runs a command that prints to standard output, to the last byte. */
export const printing = async (print: (out: Output) => Promise<void>): Promise<void> => {
  const out = new Output(process.stdout);
  try {
    await print(out);
  } finally {
    await out.flush();
  }
};
