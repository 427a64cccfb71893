import { createHash } from 'node:crypto';
import type { Queryable } from '../client.ts';

/**
 * Twelve hexadecimal digits that identify this database, even among copies of it under other names: databases can
 * share a Redis, with separate queues.
 */
export async function installationId(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ name: string }>(
    `select id || '/' || current_database() || '/' || (select oid from pg_database where datname = current_database())
              as name
       from verbatim.installation`,
  );
  return createHash('sha256').update(rows[0]!.name).digest('hex').slice(0, 12);
}
