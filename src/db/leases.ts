import { randomUUID } from 'node:crypto';
import { VerbatimError } from '../errors/verbatim-error.ts';
import type { Connection, Database, Queryable } from './client.ts';
import { announcedPid } from './server/session-settings.ts';

/**
 * The right to do a task exclusively. Session advisory locks work only on direct connections: behind a transaction
 * pooler, the next user of the server connection keeps them, and any login can take them.
 */
export interface Lease {
  /** Renews it. @throws VerbatimError LEASE_LOST; what pg throws when its connection is lost */
  held(): Promise<void>;
  /** In a transaction: no other process can take it before the transaction ends. @throws VerbatimError LEASE_LOST */
  holdUntilCommit(connection: Connection): Promise<void>;
  /** Releases it. Never throws: an unreleased lease expires. */
  release(): Promise<void>;
}

// Longest time that a holder may lose Postgres or be suspended.
const SECONDS = 30;
const RENEW_MS = 5_000;

/**
 * SQL condition: the lease `l` is valid. Its backend is known only on direct connections; for backends of other users,
 * the server shows the process id but not the start time.
 */
export const LEASE_IN_FORCE = `l.expires_at > clock_timestamp() and (l.backend_pid is null or exists (
  select from pg_stat_activity a
   where a.pid = l.backend_pid and (a.backend_start = l.backend_start or a.backend_start is null)))`;

/**
 * Takes a lease; null if another process has it. Renews it until the release. The lease of a killed process ends with
 * its connection; behind a pooler it expires within 30 seconds.
 * @param connection of the holder, exclusively until the release
 */
export async function takeLease(
  database: Database,
  connection: Connection,
  name: string,
): Promise<Lease | null> {
  const holder = randomUUID();
  const { rowCount } = await connection.query(
    `insert into verbatim.lease as l (name, holder, expires_at, backend_pid, backend_start)
     select $1, $2, clock_timestamp() + make_interval(secs => $3), a.pid, a.backend_start
       from (select 1) one
       left join pg_stat_activity a on a.pid = pg_backend_pid() and a.pid = $4
         on conflict (name) do update
        set holder = excluded.holder, expires_at = excluded.expires_at,
            backend_pid = excluded.backend_pid, backend_start = excluded.backend_start
      where not (${LEASE_IN_FORCE})`,
    [name, holder, SECONDS, announcedPid(connection)],
  );
  if (rowCount === 0) return null;

  const renew = async (through: Queryable) => {
    const renewed = await through.query(
      `update verbatim.lease set expires_at = clock_timestamp() + make_interval(secs => $3)
        where name = $1 and holder = $2`,
      [name, holder, SECONDS],
    );
    if (renewed.rowCount === 0) throw new VerbatimError('LEASE_LOST', { name });
  };
  let renewing: Promise<void> | null = null;
  const timer = setInterval(() => {
    renewing ??= renew(database)
      .catch((error: unknown) => {
        if (error instanceof VerbatimError) clearInterval(timer);
      })
      .finally(() => {
        renewing = null;
      });
  }, RENEW_MS);
  timer.unref();
  return {
    held: () => renew(connection),
    async holdUntilCommit(own) {
      const found = await own.query('select from verbatim.lease where name = $1 and holder = $2 for share', [
        name,
        holder,
      ]);
      if (found.rowCount === 0) throw new VerbatimError('LEASE_LOST', { name });
    },
    async release() {
      clearInterval(timer);
      await renewing;
      await database
        .query('delete from verbatim.lease where name = $1 and holder = $2', [name, holder])
        .catch(() => {});
    },
  };
}

/** Deletes leases that ended without a release. */
export async function dropDeadLeases(database: Queryable): Promise<void> {
  await database.query(`delete from verbatim.lease l where not (${LEASE_IN_FORCE})`);
}

/** In a transaction: waits for the mutex and holds it until the transaction ends. */
export async function lockMutex(
  connection: Connection,
  name: 'model' | 'audit' | 'theme_edit' | 'topic' | 'alert',
): Promise<void> {
  await connection.query('select from verbatim.mutex where name = $1 for update', [name]);
}
