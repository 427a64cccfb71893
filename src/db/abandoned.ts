import type { Connection, Database, Queryable } from './client.ts';

/**
 * A process that is killed cannot say so: what it leaves as running is told from what runs by an advisory lock that
 * the living hold on a connection of theirs, and that Postgres frees when the connection ends.
 */
const KEYS = { import: 0x76657264, run: 0x76657265 } as const;

/** Marks the row as one that somebody is at, for as long as the connection lives. */
export async function attend(connection: Connection, table: keyof typeof KEYS, id: number): Promise<void> {
  await connection.query('select pg_advisory_lock($1, $2)', [KEYS[table], id]);
}

/** Ends {@link attend} where the connection goes on living. */
export async function leave(connection: Connection, table: keyof typeof KEYS, id: number): Promise<void> {
  await connection.query('select pg_advisory_unlock($1, $2)', [KEYS[table], id]);
}

/** A connection of the run's own that marks it; null where it cannot be had, which costs only the mark. */
export async function attendRun(database: Database, runId: number): Promise<Connection | null> {
  const connection = await database.connect().catch(() => null);
  try {
    await connection?.query('update verbatim.run set attended = true where id = $1', [runId]);
    if (connection) await attend(connection, 'run', runId);
    return connection;
  } catch {
    connection?.release(true);
    return null;
  }
}

/** Imports and runs whose process is gone get the status interrupted; how many. */
export async function closeAbandoned(database: Queryable): Promise<number> {
  let closed = 0;
  for (const [table, condition] of [
    // The server that claimed its upload lives.
    [
      'import',
      `not exists (select from verbatim.upload u where u.id = upload_id and u.claimed_until > now())`,
    ],
    ['run', 'attended'],
  ] as const) {
    const { rowCount } = await database.query(
      `with running as materialized (
         select id from verbatim.${table} where status = 'running' and ${condition}
       )
       update verbatim.${table} set status = 'interrupted', error_code = 'PROCESS_LOST', finished_at = now()
        where id in (select id from running where pg_try_advisory_xact_lock($1, id::int))`,
      [KEYS[table]],
    );
    closed += rowCount ?? 0;
  }
  return closed;
}
