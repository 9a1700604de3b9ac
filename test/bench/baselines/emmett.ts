import { join } from 'node:path';
import type { Recorded } from '../../../src/domain/oms/catalogue.ts';
import { peer } from '../peers.ts';

/**
 * Emmett on SQLite (event-driven-io/emmett), the event store of TypeScript that comes nearest. Used as kindly as it lets itself be:
 * one connection kept open (it opens one for each append otherwise, at a fifth of the speed), one stream, so that many events can go
 * in one commit. Its commits are synced, as ours are.
 */
export type Emmett = Readonly<{
  append: (records: readonly Recorded[]) => Promise<void>;
  /** Hands every event to `each` through its consumer, as a projection would get them, until `last`. */
  consume: (last: number, each: (record: Recorded) => void) => Promise<void>;
  close: () => void;
}>;

/** As much of its types as is used; the package is not installed with the project. */
type StoredEvent = Readonly<{ type: string; data: Recorded }>;
type Processor = Readonly<{
  processorId: string;
  startFrom: 'BEGINNING';
  stopAfter: (event: StoredEvent) => boolean;
  eachMessage: (event: StoredEvent) => void;
}>;
type Consumer = Readonly<{ processor: (options: Processor) => unknown; start: () => Promise<void>; close: () => Promise<void> }>;
type EventStore = Readonly<{
  appendToStream: (
    stream: string,
    events: readonly StoredEvent[],
    options: Readonly<{ expectedStreamVersion: bigint }>,
  ) => Promise<unknown>;
  consumer: (options: Readonly<{ pulling: Readonly<{ batchSize: number; pullingFrequencyInMs: number }> }>) => Consumer;
  schema: Readonly<{ migrate: () => Promise<void> }>;
}>;
type Connection = Readonly<{ close: () => void; query: <Row>(sql: string) => Promise<readonly Row[]> }>;
type Package = Readonly<{
  sqliteConnection: (options: Readonly<{ fileName: string }>) => Connection;
  getSQLiteEventStore: (
    options: Readonly<{ fileName: string; connectionOptions: Readonly<{ singleton: true; connection: Connection }> }>,
  ) => EventStore;
}>;

const PACKAGE = '@event-driven-io/emmett-sqlite';
const STREAM = 'desk-day';
const EVENTS_A_PULL = 1_000;
const FULL = 2;

export const hasEmmett = (): boolean => peer(PACKAGE) !== undefined;

export const openEmmett = async (dir: string): Promise<Emmett> => {
  const { getSQLiteEventStore, sqliteConnection } = peer(PACKAGE) as Package;
  const fileName = join(dir, `emmett-${(opened += 1)}.sqlite`);
  const connection = sqliteConnection({ fileName });
  const store = getSQLiteEventStore({ fileName, connectionOptions: { singleton: true, connection } });
  await store.schema.migrate();
  const [found] = await connection.query<{ synchronous: number }>('PRAGMA synchronous');
  if (found?.synchronous !== FULL) throw new Error('Emmett does not sync each commit on this machine, so it cannot be compared');
  let version = 0n;
  return {
    append: async (records) => {
      await store.appendToStream(
        STREAM,
        records.map((record) => ({ type: record.event.type, data: record })),
        { expectedStreamVersion: version },
      );
      version += BigInt(records.length);
    },
    consume: async (last, each) => {
      const consumer = store.consumer({ pulling: { batchSize: EVENTS_A_PULL, pullingFrequencyInMs: 0 } });
      consumer.processor({
        processorId: 'bench',
        startFrom: 'BEGINNING',
        eachMessage: ({ data }) => each(data),
        stopAfter: ({ data }) => data.position >= last,
      });
      await consumer.start();
      await consumer.close();
    },
    close: () => connection.close(),
  };
};
let opened = 0;
