import { openSqliteJournal } from '../../../src/adapters/journal/sqlite/sqlite-journal.ts';
import { DeskHalted } from '../../../src/adapters/runtime/errors.ts';
import { virtualClock } from '../../../src/adapters/runtime/virtual-clock.ts';
import { formatOrderId } from '../../../src/domain/kernel/ids.ts';
import { MICROS_PER_DAY, type Micros, type OrderId } from '../../../src/domain/kernel/units.ts';
import type { Input, Recorded } from '../../../src/domain/oms/catalogue.ts';
import { JournalError } from '../../../src/domain/ports/journal.ts';
import { verifyDays } from '../../../src/replay/verify.ts';
import { OPENS } from '../desk.ts';
import { recordsOf } from '../journal-days.ts';
import { type LiveDesk, liveDesk, newOrder } from '../live-desk.ts';
import { quietVenue } from '../quiet-venue.ts';
import { Interrupted } from './interrupted.ts';
import type { Subject } from './sweep.ts';

/**
 * A whole desk on real files: orders, an acknowledgement, a fill and a cancel, then it is stopped. The next process finds the day over:
 * it closes and seals it, carries over what is open, takes one more order, and closes that day too.
 */
const cancel: Input = { type: 'CancelRequested', clOrdId: 'k1', account: 'A1', origClOrdId: 'c2' };
const gtc = { timeInForce: 'gtc' } as const;
const ASKS: readonly Ask[] = [newOrder('c1', gtc), newOrder('c2', gtc), cancel, newOrder('c3')];
const ORDERS = ['c1', 'c2', 'c3'];
type Ask = Input & Readonly<{ clOrdId: string }>;

type Told = {
  /** Which process of its life it was, from 0. */
  life: number;
  /** What arrived at the venue, by its id. */
  sent: string[];
  /** What clients were answered: by clOrdId, the order it was about. */
  answers: Map<string, OrderId | undefined>;
};
const nothingTold = (): Told => ({ life: 0, sent: [], answers: new Map() });

const openDesk = async (dir: string, life: number, { sent }: Pick<Told, 'sent'>) => {
  const journal = openSqliteJournal({ dir, desk: 'test' });
  const alpha = quietVenue('ALPHA');
  alpha.onMessage = ({ message }) => void sent.push(message.sentId);
  const clock = virtualClock((OPENS + life * MICROS_PER_DAY) as Micros);
  const desk = await liveDesk({ journal, venues: [alpha], clock }).catch(async (error: unknown) => {
    throw inOrder(error) ? new Interrupted(error, () => journal.close()) : error;
  });
  return { desk, alpha };
};
const inOrder = (error: unknown): boolean => error instanceof DeskHalted || error instanceof JournalError;

const ask = async ({ engine }: LiveDesk, input: Ask, told: Told): Promise<void> => {
  const { facts } = await engine.ask(input, 'client');
  const about = facts.find((fact) => 'orderId' in fact && fact.orderId !== undefined);
  told.answers.set(input.clOrdId, about !== undefined && 'orderId' in about ? about.orderId : undefined);
};

const live = async (dir: string, told: Told): Promise<void> => {
  const [c1, c2, k1, c3] = ASKS as [Ask, Ask, Ask, Ask];
  const { desk, alpha } = await openDesk(dir, told.life, told);
  await untilHalted(desk, told, async () => {
    await ask(desk, c1, told);
    const order = { sentId: told.sent[0], venueOrderId: 'V1' };
    alpha.say({ execType: 'new', seqIn: 1, ...order });
    alpha.say({ execType: 'trade', seqIn: 2, ...order, execId: 'E1', lastQty: '40', lastPx: '10.00' });
    await desk.engine.quiet();
    await ask(desk, c2, told);
    await ask(desk, k1, told);
    await desk.stop();
  });
  told.life = 1;
  const { desk: next } = await openDesk(dir, told.life, told);
  await untilHalted(next, told, async () => {
    await ask(next, c3, told);
    await next.close();
  });
};

/** A desk whose disk fails says so, takes nothing more, and nothing leaves it any more. */
const untilHalted = async (desk: LiveDesk, told: Told, act: () => Promise<void>): Promise<void> => {
  try {
    await act();
  } catch (error) {
    if (!inOrder(error)) throw error;
    const sent = told.sent.length;
    const refusal = await desk.engine.ask(newOrder('after'), 'client').then(
      () => 'it was taken',
      (why: unknown) => why,
    );
    if (!(refusal instanceof DeskHalted)) throw new Error(`an ask of a desk that could not write: ${refusal}`);
    if (told.sent.length > sent) throw new Error('a desk that could not write sent something');
    throw new Interrupted(error, () => desk.stop());
  }
};

const faultsLeft = async (dir: string, told: Told): Promise<readonly string[]> => {
  try {
    return [...(await goOn(dir, told)), ...(await atTheEnd(dir, told))];
  } catch (error) {
    return [`${error instanceof Error ? error.stack : error}`];
  }
};

/** The next process: it finds what was told, doubts what it cannot know, sends nothing twice, and answers the same again. */
const goOn = async (dir: string, told: Told): Promise<readonly string[]> => {
  const faults: string[] = [];
  const again = nothingTold();
  const opened = await openDesk(dir, told.life, again).catch((error: unknown) => {
    if (error instanceof Interrupted && /is closed/.test(error.message)) return undefined; // The life had come to its end.
    throw error;
  });
  if (opened === undefined) return [];
  const { desk, alpha } = opened;
  for (const { orderId, status, certain } of desk.engine.state.children)
    if (status === 'sent' && certain)
      faults.push(`nobody knows what became of the child of ${formatOrderId(orderId)}, but the desk does`);
  // It may ask how an order stands, and say again that it wants it canceled; but an order never leaves because the desk starts.
  for (const { kind, message } of alpha.received)
    if (kind === 'submit') faults.push(`order ${message.sentId} left at the start, without having been asked again`);
  for (const input of ASKS) await ask(desk, input, again);
  for (const [clOrdId, orderId] of told.answers)
    if (again.answers.get(clOrdId) !== orderId)
      faults.push(`${clOrdId} was answered ${orderId}, then ${again.answers.get(clOrdId)}`);
  faults.push(...again.sent.filter((sentId) => told.sent.includes(sentId)).map((sentId) => `${sentId} was sent twice`));
  await desk.close();
  return faults;
};

const atTheEnd = async (dir: string, told: Told): Promise<readonly string[]> => {
  const faults: string[] = [];
  const journal = openSqliteJournal({ dir, desk: 'test', readOnly: true });
  const days = await journal.days();
  const records: Recorded[] = [];
  for (const day of days) records.push(...(await recordsOf(journal, day)));
  const routed = new Set(records.flatMap(({ event }) => ('sentId' in event && 'seqOut' in event ? [event.sentId] : [])));
  for (const sentId of told.sent) if (!routed.has(sentId)) faults.push(`${sentId} was sent and is not in the journal`);
  for (const clOrdId of ORDERS) {
    const accepted = records.flatMap(({ event }) =>
      event.type === 'OrderAccepted' && event.clOrdId === clOrdId ? [event.orderId] : [],
    );
    if (accepted.length !== 1) faults.push(`${clOrdId} was accepted ${accepted.length} times`);
    if (told.answers.has(clOrdId) && accepted[0] !== told.answers.get(clOrdId)) faults.push(`${clOrdId} was answered otherwise`);
  }
  for await (const { day, checks, status } of verifyDays(journal, days, { redecideAs: 'test' })) {
    if (status !== 'sealed') faults.push(`${day} is ${status} in the end`);
    faults.push(...checks.filter(({ outcome }) => outcome !== 'proved').map(({ what, where }) => `verify: ${what} (${where})`));
  }
  return faults;
};

export const smallDesk: Subject<Told> = { nothingTold, live, faultsLeft };
