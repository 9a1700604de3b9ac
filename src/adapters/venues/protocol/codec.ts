import type { z } from 'zod';
import { type DeskFrame, deskFrame } from './desk-frames.ts';
import { type VenueFrame, venueFrame } from './venue-frames.ts';

/** A longer frame is refused at either end. Sockets give up at `SOCKET_BYTES_MAX`, before they have read it whole. */
export const FRAME_BYTES_MAX = 64 * 1024;
export const SOCKET_BYTES_MAX = 256 * 1024;

export type BadFrame = Readonly<{ ok: false; code: 'tooLarge' | 'notText' | 'notJson' | 'malformed'; text: string }>;
export type Decoded<Frame> = Readonly<{ ok: true; frame: Frame }> | BadFrame;

export const encode = (frame: DeskFrame | VenueFrame): string => JSON.stringify(frame);
export const decodeDeskFrame = (data: string): Decoded<DeskFrame> => decode(deskFrame, data);
export const decodeVenueFrame = (data: string): Decoded<VenueFrame> => decode(venueFrame, data);

const decode = <Frame>(schema: z.ZodType<Frame>, data: string): Decoded<Frame> => {
  const bytes = Buffer.byteLength(data);
  if (bytes > FRAME_BYTES_MAX) return bad('tooLarge', `${bytes} bytes are more than ${FRAME_BYTES_MAX}`);
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return bad('notJson', 'a frame is one JSON object');
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? { ok: true, frame: parsed.data } : bad('malformed', reasonText(parsed.error));
};

const bad = (code: BadFrame['code'], text: string): BadFrame => ({ ok: false, code, text });

const REASON_CHARACTERS_MAX = 400;
/** What zod objects to, in one line. */
export const reasonText = ({ issues }: z.ZodError): string =>
  issues
    .map(({ path, message }) => `${path.join('.') || 'frame'}: ${message}`)
    .join('; ')
    .slice(0, REASON_CHARACTERS_MAX);
