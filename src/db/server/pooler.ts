import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Database, serverName } from '../client.ts';
import { announcedPid, RELIED_ON } from './session-settings.ts';

/** What stands between a client and the server: nothing that shares connections, or a pooler in one of two modes. */
export type Pooling = 'none' | 'session' | 'transaction';

// In transaction mode the first look shows it, unless other clients come in between.
const LOOKS = 5;

/**
 * Whether connections are those of the server. A pooler announces numbers of its own for server processes; in
 * transaction mode, two clients meet the same server process.
 * @param database a pool of at least two connections
 */
export async function poolingOf(database: Database): Promise<Pooling> {
  const first = await database.connect();
  const second = await database.connect().catch((error) => {
    first.release();
    throw error;
  });
  const pidOf = async (client: typeof first) =>
    (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;
  try {
    if ((await pidOf(first)) === announcedPid(first)) return 'none';
    for (let look = 0; look < LOOKS; look++) {
      const before = await pidOf(first);
      await second.query('begin');
      const shared = (await pidOf(second)) === before || (await pidOf(first)) !== before;
      await second.query('rollback');
      if (shared) return 'transaction';
    }
    return 'session';
  } finally {
    first.release();
    second.release();
  }
}

/**
 * A pooled connection has the settings that its role and database give it.
 * @throws VerbatimError DATABASE_SETTINGS when one is not what the statements rely on
 */
export async function assertSettings(database: Database, databaseUrl: string): Promise<void> {
  const { rows } = await database.query<{ name: string; setting: string }>(
    'select name, setting from pg_settings where name = any($1::text[])',
    [Object.keys(RELIED_ON)],
  );
  const wrong = rows.filter(({ name, setting }) => !RELIED_ON[name]!.includes(setting));
  if (wrong.length === 0) return;
  throw new VerbatimError('DATABASE_SETTINGS', {
    server: serverName(databaseUrl),
    settings: wrong.map(({ name, setting }) => `${name} = ${setting}`).join(', '),
  });
}

/**
 * The queue in Postgres waits for jobs by LISTEN, which needs a session of its own.
 * @throws VerbatimError QUEUE_POOLED
 */
export async function assertOwnSessions(database: Database, databaseUrl: string): Promise<void> {
  if ((await poolingOf(database)) !== 'transaction') return;
  throw new VerbatimError('QUEUE_POOLED', { server: serverName(databaseUrl) });
}
