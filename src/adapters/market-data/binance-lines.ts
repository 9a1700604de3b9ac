import { unpackedBytes } from './binance-bytes.ts';

/** A line of a file, or what is wrong with it. `line` counts from 1. */
export type FileLine = Readonly<{ line: number; text: string }> | Readonly<{ line: number; fault: string }>;

/** A full REST book is some 300 KiB; whatever is longer than this is no line of ours. */
const LINE_LENGTH_MAX = 4 * 1_024 * 1_024;

/**
 * Every line of a file, in order, holding one piece of it at a time. A line that never seems to end is a fault and is skipped to its end; a
 * file that cannot be read on ends with a fault.
 */
export function* linesIn(path: string): Generator<FileLine, void, undefined> {
  const decoder = new TextDecoder();
  let line = 1;
  let begun = '';
  let isTooLong = false;
  try {
    for (const bytes of unpackedBytes(path)) {
      const parts = decoder.decode(bytes, { stream: true }).split('\n');
      for (let i = 0; i < parts.length; i += 1) {
        if (!isTooLong) begun += parts[i];
        if (begun.length > LINE_LENGTH_MAX) [isTooLong, begun] = [true, ''];
        if (i === parts.length - 1) break; // Not ended yet: the rest comes with the next piece.
        yield ended(line, begun, isTooLong);
        [line, begun, isTooLong] = [line + 1, '', false];
      }
    }
  } catch (error) {
    yield { line, fault: `cannot be read on: ${error instanceof Error ? error.message : String(error)}` };
    return;
  }
  if (begun !== '' || isTooLong) yield ended(line, begun, isTooLong);
}

const ended = (line: number, text: string, isTooLong: boolean): FileLine =>
  isTooLong ? { line, fault: `longer than ${LINE_LENGTH_MAX} characters` } : { line, text };
