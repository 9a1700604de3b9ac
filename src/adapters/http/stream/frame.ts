import { dateOf } from '../../../domain/kernel/ids.ts';
import type { DayNumber } from '../../../domain/kernel/units.ts';
import type { Recorded } from '../../../domain/oms/catalogue.ts';
import { recordJson } from '../bodies/record-json.ts';
import type { Cursor } from '../views.ts';

/** `2026-11-21:17`: how a place in the journal is written in a Last-Event-ID. */
export const eventIdOf = ({ day, position }: Cursor): string => `${dateOf(day)}:${position}`;

/**
 * The records of one commit (or one page of the past) for everybody who follows: said in JSON once, whoever is sent it, and in one
 * write for each client, since the write and not the record is what costs.
 */
export class Frame {
  readonly day: DayNumber;
  readonly records: readonly Recorded[];
  #said: readonly string[] | undefined;
  #sse: Buffer | undefined;
  #message: string | undefined;

  constructor(day: DayNumber, records: readonly Recorded[]) {
    this.day = day;
    this.records = records;
  }

  get first(): number {
    return this.records[0]?.position ?? 0;
  }
  get last(): number {
    return this.records.at(-1)?.position ?? 0;
  }

  /** Without the records up to a position; itself when all of them come after. */
  after(position: number): Frame {
    return this.first > position
      ? this
      : new Frame(
          this.day,
          this.records.filter((record) => record.position > position),
        );
  }

  /** As Server-Sent Events: `id`, `event` (the type of the record) and `data` for each. */
  get sse(): Buffer {
    this.#sse ??= Buffer.from(
      this.records
        .map(({ position, event }, i) => {
          const id = eventIdOf({ day: this.day, position });
          return `id: ${id}\nevent: ${event.type}\ndata: ${this.#texts[i]}\n\n`;
        })
        .join(''),
    );
    return this.#sse;
  }

  /** As one message of a WebSocket. */
  get message(): string {
    const id = eventIdOf({ day: this.day, position: this.last });
    this.#message ??= `{"type":"events","lastEventId":"${id}","events":[${this.#texts.join(',')}]}`;
    return this.#message;
  }

  get #texts(): readonly string[] {
    this.#said ??= this.records.map((record) => JSON.stringify(recordJson(record)));
    return this.#said;
  }
}
