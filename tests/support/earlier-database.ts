import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import type { Database } from '../../src/db/client.ts';
import { ROOT } from './cli.ts';
import { testDatabase } from './servers/database.ts';

/**
 * A database of the version before the baseline (commit 56761bb, migrations 0000 to 0033), with what its commands
 * stored: six imports, one of them undone, one an update; analyses, themes, an edited one among them, two nightly runs,
 * audits with a baseline, digests, roll-ups, labels, keys. pg_dump --inserts, without owners and privileges.
 */
const DUMP = gunzipSync(readFileSync(join(ROOT, 'tests/fixtures/database-0033.sql.gz'))).toString();

/** A database that has the dump, until the test is done. */
export async function earlierDatabase(): Promise<{ url: string; database: Database }> {
  const made = await testDatabase();
  // Of its own, and closed: the dump empties the search path.
  const client = new pg.Client({ connectionString: made.url });
  await client.connect();
  await client.query(
    'drop schema verbatim, reporting, verbatim_scratch, drizzle cascade; drop schema if exists bullmq cascade',
  );
  await client.query(DUMP);
  await client.end();
  return made;
}
