import type { Events } from '../../domain/oms/catalogue.ts';
import { isSettled, unlikeAsked } from '../../domain/oms/decide/shutdown.ts';
import type { Desk } from './desk.ts';
import { DeskStopping } from './errors.ts';

const LOOK_EVERY_MS = 20;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Ends a desk in order, once its `ShutdownRequested` is durable: takes nothing new, waits for answers, but not for ever, writes down what
 * is left, and seals the day or leaves it open. Returns what is not as it was asked, in words.
 */
export const endInOrder = async (
  { engine, close, stop }: Desk,
  { orders, day, waitMs, reason }: Events['ShutdownRequested'],
): Promise<string | undefined> => {
  engine.takeNothingNew(new DeskStopping(`the desk is ending: ${reason}`));
  let waited = 0;
  do {
    await pause(LOOK_EVERY_MS); // Whoever asked is answered meanwhile.
    waited += LOOK_EVERY_MS;
  } while (waited < waitMs && engine.halt === undefined && !isSettled(engine.state, orders));
  const { facts } = await engine.ask({ type: 'ShutdownEnds' }, 'desk');
  const report = facts.find((fact) => fact.type === 'ShutdownReported');
  if (day === 'seal') await close();
  else await stop();
  return report?.type === 'ShutdownReported' ? unlikeAsked(orders, report) : 'what is left could not be written down';
};
