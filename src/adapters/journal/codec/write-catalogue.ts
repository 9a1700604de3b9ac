import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueFiles } from './catalogue-files.ts';

/** `node src/adapters/journal/codec/write-catalogue.ts` writes journal/catalogue anew. A test fails while it is not up to date. */
const folder = join(import.meta.dirname, '../../../../journal/catalogue');
const files = catalogueFiles();
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (name.endsWith('.json') && !files.has(name)) rmSync(join(folder, name));
for (const [name, text] of files) writeFileSync(join(folder, name), text);
process.stdout.write(`${files.size} schemas in ${folder}\n`);
