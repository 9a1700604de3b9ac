import { choice, type EventOf, fact, input, list, orderId, text, uint } from '../kernel/schema.ts';

export const shutdownInputs = {
  ShutdownRequested: input(
    55,
    'ShutdownRequested',
    'Somebody ends the process in order: nothing new is taken, and orders are cancelled or left as this says.',
    { clOrdId: text, orders: choice('cancel', 'leave'), day: choice('leave', 'seal'), waitMs: uint(), reason: text },
  ),
  ShutdownEnds: input(56, 'ShutdownEnds', 'Every answer that was waited for is in, or its time is over: the process ends.', {}),
};

export const shutdownFacts = {
  ShutdownReported: fact(192, 'ShutdownReported', 'What the process leaves behind as it ends in order.', {
    /** Working at a venue, and nothing about them is in doubt. */
    live: uint(),
    /** Something about them is in doubt, or not answered. */
    unknown: uint(),
    /** Waiting in the desk: at no venue. */
    held: uint(),
    /** Of those that are live or unknown, the first. */
    left: list(orderId),
  }),
};

type ShutdownDefinitions = typeof shutdownInputs & typeof shutdownFacts;
export type ShutdownEvents = { [K in keyof ShutdownDefinitions]: EventOf<ShutdownDefinitions[K]> };
