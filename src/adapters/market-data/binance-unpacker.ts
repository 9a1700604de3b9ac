import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { workerData } from 'node:worker_threads';
import { createGunzip } from 'node:zlib';
import { Handover, type UnpackTask } from './binance-bytes.ts';

/** The worker behind `unpackedBytes`: reads ahead of whoever plays the file by one piece, and no further. */
const { path, shared }: UnpackTask = workerData;
const handover = new Handover(shared);
const handOver = async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const piece of pieces) handover.put(piece);
};

try {
  const file = createReadStream(path);
  if (path.endsWith('.gz')) await pipeline(file, createGunzip(), handOver);
  else await pipeline(file, handOver);
  handover.end();
} catch (error) {
  handover.end(error instanceof Error ? error.message : String(error));
}
