import type { Micros } from '../../../domain/kernel/units.ts';
import type { ExecutionSaid } from '../simulated/reports.ts';
import type { SimulatedVenue } from '../simulated/venue.ts';
import type { Connection, Heard } from './connection.ts';
import { executionFrame } from './to-wire.ts';

/** The name of the drop copy's session. */
export const dropCopySession = (session: string): string => `${session}/copy`;

/**
 * Every execution, bust and correction once more, for whoever clears: a session of its own with numbers of its own, which the faults
 * of the order session do not touch. Whoever logs on with a number hears everything from there; without one, what comes from now on.
 */
export class DropCopy {
  readonly #session: string;
  readonly #said: ExecutionSaid[];
  readonly #listeners = new Set<Connection>();

  constructor(venue: SimulatedVenue, session: string) {
    this.#session = dropCopySession(session);
    this.#said = [...venue.books.fillsSince(0 as Micros)];
    venue.onExecution((said) => {
      this.#said.push(said);
      for (const connection of this.#listeners) connection.say(executionFrame(said, this.#said.length, false));
    });
  }

  hear(connection: Connection, frame: Heard): void {
    if (frame.type === 'logoff') return connection.refuse('closing', 'logged off');
    if (frame.type === 'testRequest' && this.#listeners.has(connection))
      return connection.say({ type: 'heartbeat', id: frame.id });
    if (frame.type === 'resend' && this.#listeners.has(connection)) return this.#sayFrom(connection, frame.fromSeq);
    if (frame.type !== 'logon')
      return connection.complain({ code: 'notLoggedOn', text: 'a drop copy takes no orders: log on and listen' });
    if (frame.session !== this.#session) return connection.refuse('unknownSession', `${frame.session} is not ${this.#session}`);
    if (this.#listeners.has(connection))
      return connection.complain({ code: 'alreadyLoggedOn', text: `${frame.session} is logged on already` });
    connection.beat(frame.heartbeatMs);
    const next = this.#said.length + 1;
    const beginsAnew = frame.nextSeqIn === undefined || frame.nextSeqIn > next;
    connection.say({
      type: 'logonAccepted',
      session: this.#session,
      heartbeatMs: frame.heartbeatMs,
      ...(beginsAnew ? { nextSeqIn: next } : {}),
    });
    this.#listeners.add(connection);
    this.#sayFrom(connection, frame.nextSeqIn ?? next);
  }

  closed(connection: Connection): void {
    this.#listeners.delete(connection);
  }

  #sayFrom(connection: Connection, fromSeq: number): void {
    for (let seq = fromSeq; seq <= this.#said.length; seq += 1)
      connection.say(executionFrame(this.#said[seq - 1] as ExecutionSaid, seq, true));
  }
}
