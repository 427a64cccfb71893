import { createHash } from 'node:crypto';
import type { Queryable } from '../client.ts';

/**
 * Twelve hexadecimal digits that tell this database from any other, also from a copy of it under another name:
 * two databases may share a Redis without their queues meeting.
 */
export async function installationId(database: Queryable): Promise<string> {
  const { rows } = await database.query<{ name: string }>(
    `select id || '/' || current_database() || '/' || (select oid from pg_database where datname = current_database())
              as name
       from verbatim.installation`,
  );
  return createHash('sha256').update(rows[0]!.name).digest('hex').slice(0, 12);
}
