import { chmodSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { type EncodedPage, hashOf } from '../../src/adapters/journal/codec/page.ts';
import { COLUMNS, pageOf, type Row, rowOf, SELECTED } from '../../src/adapters/journal/sqlite/day-file.ts';

/** Ways in which a day file comes to harm, by accident or by hand. */

export const flipBit = (file: string, at: number, bit: number): void => {
  chmodSync(file, 0o644);
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  writeFileSync(file, bytes);
};

export const cutTo = (file: string, bytes: number): void => {
  chmodSync(file, 0o644);
  truncateSync(file, bytes);
};

/** As somebody with the sqlite3 tool would. */
export const tamper = (file: string, sql: string): void => {
  chmodSync(file, 0o644);
  const db = new Database(file);
  db.exec(sql);
  db.close();
};

/** As somebody who knows how a page is hashed would: changes it and writes the right hash beside it. */
export const forge = (file: string, number: number, change: (page: EncodedPage) => Partial<EncodedPage>): void => {
  chmodSync(file, 0o644);
  const db = new Database(file);
  const page = pageOf(
    db.prepare<[number], Row>(`SELECT ${SELECTED} FROM page WHERE number = ?`).raw().get(number) ?? [],
    file,
  ) as EncodedPage;
  const changed = { ...page, ...change(page) };
  db.prepare('DELETE FROM page WHERE number = ?').run(number);
  const row = rowOf({ ...changed, hash: hashOf(changed) });
  db.prepare<unknown[]>(`INSERT INTO page (${COLUMNS}) VALUES (${row.map(() => '?').join(', ')})`).run(...row);
  db.close();
};

/** Every file of a folder with its content and when it was written: nothing was touched when this is the same. */
export const fingerprint = (folder: string, except: (name: string) => boolean = () => false): unknown =>
  readdirSync(folder)
    .filter((name) => !except(name))
    .sort()
    .map((name) => [name, statSync(join(folder, name)).mtimeMs, readFileSync(join(folder, name)).toString('latin1')]);
