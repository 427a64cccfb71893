import pg from 'pg';
import { KEEP_ALIVE, surviveLostConnections } from '../client.ts';
import { pinSettings } from './session-settings.ts';

/**
 * The pool for BullMQ's PostgreSQL backend. BullMQ creates its own only under CommonJS; as an ES module it needs one,
 * with its schema `bullmq` first in the search path.
 */
export function openQueuePool(databaseUrl: string, connections: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    application_name: 'verbatim queue',
    connectionTimeoutMillis: 10_000,
    onConnect: pinSettings('bullmq'),
    ...KEEP_ALIVE,
  });
  surviveLostConnections(pool);
  return pool;
}
