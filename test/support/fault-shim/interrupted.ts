/** Something was told that the disk failed, as it should be told, and stopped. What it holds is still open. */
export class Interrupted extends Error {
  readonly close: () => Promise<void>;
  constructor(cause: unknown, close: () => Promise<void>) {
    super(String(cause), { cause });
    this.close = close;
  }
}
