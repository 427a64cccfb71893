import { randomUUID } from 'node:crypto';
import { VerbatimError } from '../errors/verbatim-error.ts';
import type { Connection, Database, Queryable } from './client.ts';
import { announcedPid } from './server/session-settings.ts';

/**
 * What one process at a time may do. Session advisory locks would do it on a direct connection only: behind a
 * transaction pooler they stay with whoever gets the server connection next, and any login can take them.
 */
export interface Lease {
  /** Renews it. @throws VerbatimError LEASE_LOST; what pg throws when its connection is lost */
  held(): Promise<void>;
  /** Inside of a transaction: nobody else takes it before the transaction ends. @throws VerbatimError LEASE_LOST */
  holdUntilCommit(connection: Connection): Promise<void>;
  /** Frees it. Never throws: a lease that cannot be freed expires. */
  release(): Promise<void>;
}

// A holder may be cut off from Postgres, or stopped by its machine, for as long as this.
const SECONDS = 30;
const RENEW_MS = 5_000;

/**
 * SQL condition: the lease `l` is in force. Its backend is known on a direct connection only; of other users'
 * backends the server shows the number and not the start.
 */
export const LEASE_IN_FORCE = `l.expires_at > clock_timestamp() and (l.backend_pid is null or exists (
  select from pg_stat_activity a
   where a.pid = l.backend_pid and (a.backend_start = l.backend_start or a.backend_start is null)))`;

/**
 * Takes a lease, or null while another process has it. It is renewed until it is released. Behind a pooler, the lease
 * of a killed process expires within 30 seconds; on a direct connection it ends with the connection.
 * @param connection of the holder; must stay its own until the release
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

/** Inside of a transaction: waits until no other one has the mutex, and has it until its end. */
export async function lockMutex(
  connection: Connection,
  name: 'model' | 'audit' | 'theme_edit',
): Promise<void> {
  await connection.query('select from verbatim.mutex where name = $1 for update', [name]);
}
