import type { WebSocket } from 'ws';
import type { CutOff, Outlet } from './follower.ts';
import type { Frame } from './frame.ts';
import type { StreamLimits } from './sse-outlet.ts';

/** Close codes of RFC 6455: "policy violation" for a client that does not read, "going away" for a desk that stops. */
const CLOSE_CODE: Readonly<Record<CutOff, number>> = { slowConsumer: 1008, closing: 1001 };
const FAREWELL_MS = 1_000;
const LOOK_EVERY_MS = 20;

/** A WebSocket as an outlet of events. `unsubscribed` ends this stream and leaves the socket open for order entry. */
export const socketOutlet = (
  socket: WebSocket,
  unsubscribed: AbortSignal,
  { waitingBytesMax, stalledMs }: StreamLimits,
  cutOff: (why: CutOff) => void,
): Outlet => ({
  gone: unsubscribed,
  write: (frame: Frame) => {
    socket.send(frame.message);
    return socket.bufferedAmount < waitingBytesMax / 2;
  },
  waiting: () => socket.bufferedAmount,
  drained: async () => {
    // A WebSocket does not say when its buffer empties, so we look.
    for (let waited = 0; socket.bufferedAmount >= waitingBytesMax / 2; waited += LOOK_EVERY_MS) {
      if (unsubscribed.aborted) return true;
      if (waited >= stalledMs) return false;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return true;
  },
  end: (why) => {
    if (!unsubscribed.aborted) cutOff(why);
  },
});

/** Says why, and hangs up whether or not it is heard. */
export const hangUp = (socket: WebSocket, why: CutOff): void => {
  socket.send(JSON.stringify({ type: 'cutOff', reason: why }));
  socket.close(CLOSE_CODE[why], why);
  setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
};
