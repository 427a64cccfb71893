import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownDefinitions, knownMigrations } from '../src/db/migrations/files.ts';

/** The first line of schema.sql: it names the files that the database was made of. */
export function schemaHeading(): string {
  const digest = createHash('sha256');
  for (const { hash } of [...knownMigrations(), ...knownDefinitions()]) digest.update(hash);
  return `-- The schema that migrations/ makes (${digest.digest('hex').slice(0, 16)}). Renew it with: npm run schema\n`;
}

// Part of `npm run check`, which has no database: a test compares the text with one.
if (
  import.meta.main &&
  !readFileSync(join(import.meta.dirname, '../schema.sql'), 'utf8').startsWith(schemaHeading())
) {
  console.error('schema.sql is older than migrations/. Renew it with: npm run schema');
  process.exitCode = 1;
}
