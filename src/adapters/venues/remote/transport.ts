import type { Socket } from 'node:net';
import { type ClientOptions, type RawData, WebSocket } from 'ws';
import { SOCKET_BYTES_MAX } from '../protocol/codec.ts';

/** One connection, as far as we can see it. */
export type Wire = Readonly<{
  /** Hands bytes to the socket; or says why it refused them, and then they never left. */
  send(text: string): string | undefined;
  /** Ends it in order: what was handed over goes out first. Nothing is heard of it any more. */
  end(): void;
  /** Ends it at once. Nothing is heard of it any more. */
  kill(): void;
}>;
export type WireEvents = Readonly<{
  opened(): void;
  heard(data: string): void;
  /** What came is not text. */
  heardBytes(data: Uint8Array): void;
  /** Once, also when it never opened. */
  closed(reason: string): void;
}>;
export type Dial = (url: string, on: WireEvents) => Wire;
export type Fetched = Readonly<{ status: number; text: string }>;
export type Fetch = (url: string, signal: AbortSignal) => Promise<Fetched>;

const HANDSHAKE_MS_MAX = 5_000;
const CLOSE_MS_MAX = 1_000;
/** With so much unsent the other end does not read, and more would only wait here. */
const UNSENT_BYTES_MAX = 1024 * 1024;
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

const bytesOf = (data: RawData): Uint8Array => (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer));

/** The only I/O of this folder, over WebSocket … */
export const dialWebSocket: Dial = (url, on) => {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), {
    handshakeTimeout: HANDSHAKE_MS_MAX,
    maxPayload: SOCKET_BYTES_MAX,
    perMessageDeflate: false,
    followRedirects: false,
    closeTimeout: CLOSE_MS_MAX, // Which its types do not know yet.
  } as ClientOptions);
  let bytes: Socket | undefined;
  let isOurs = true;
  let why = '';
  const letGo = (): void => {
    isOurs = false;
  };
  socket.on('upgrade', (response) => {
    bytes = response.socket;
  });
  socket.on('open', () => isOurs && on.opened());
  socket.on('message', (data, isBinary) => {
    if (!isOurs) return;
    if (isBinary) on.heardBytes(bytesOf(data));
    else on.heard(String(data));
  });
  socket.on('error', (error) => {
    why = error.message;
  });
  socket.on('close', (code, reason) => {
    if (!isOurs) return;
    letGo();
    on.closed(why || `closed by the other end (${code}${reason.length > 0 ? `, ${reason}` : ''})`);
  });
  return {
    send: (text) => {
      if (socket.readyState !== WebSocket.OPEN) return 'the socket is not open';
      if (bytes?.writable !== true) return 'the socket takes nothing any more';
      if (socket.bufferedAmount > UNSENT_BYTES_MAX) return 'the socket is full';
      socket.send(text, () => {}); // Whether it arrives is not known here; a failure closes the socket, which is heard.
      return undefined;
    },
    end: () => {
      letGo();
      if (socket.readyState === WebSocket.OPEN) socket.close();
      else socket.terminate();
    },
    kill: () => {
      letGo();
      socket.terminate();
    },
  };
};

/** … and over HTTP. An answer that is longer than anything sensible is not read to its end. */
export const fetchText: Fetch = async (url, signal) => {
  const response = await fetch(url, { signal, redirect: 'error' });
  let text = '';
  let length = 0;
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > ANSWER_BYTES_MAX) throw new Error(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return { status: response.status, text: text + decoder.decode() };
};
