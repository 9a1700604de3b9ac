import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configSchemaText } from './config.ts';

/** `npm run catalogue` writes daybook.config.schema.json anew. A test fails while it is not up to date. */
writeFileSync(join(import.meta.dirname, '../../../daybook.config.schema.json'), configSchemaText());
