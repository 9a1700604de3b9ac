import { createHash } from 'node:crypto';
import type { Unreadable } from '../../../domain/ports/venue.ts';
import { type BadFrame, SOCKET_BYTES_MAX } from '../protocol/codec.ts';

/** What an auditor gets of a frame that nobody can read: as much of it as says what it is, and what proves the rest. */
export type Raw = Pick<Unreadable, 'reason' | 'detail' | 'length' | 'hash' | 'head'>;

const HEAD_BYTES = 1_024;

export const rawOf = ({ code, text }: BadFrame, frame: string | Uint8Array): Raw => {
  const bytes = typeof frame === 'string' ? Buffer.from(frame) : Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  const head = bytes.subarray(0, HEAD_BYTES);
  return {
    reason: code,
    detail: text.toWellFormed(),
    length: bytes.length,
    hash: createHash('sha256').update(bytes).digest('hex'),
    // Of a character that is cut in two the first half is not text; bytes that never were are shown one by one.
    head: head.toString(code === 'notText' ? 'latin1' : 'utf8'),
  };
};

/** The socket gave up before it had read the frame: all that is known is that it was too large. */
export const rawOfTooLarge = (reason: string): Raw | undefined =>
  /max payload/i.test(reason) ? { reason: 'tooLarge', detail: reason, length: SOCKET_BYTES_MAX, hash: '', head: '' } : undefined;
