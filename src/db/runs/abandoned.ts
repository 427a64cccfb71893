import type { Connection, Database, Queryable } from '../client.ts';
import { dropDeadLeases, LEASE_IN_FORCE, type Lease, takeLease } from '../leases.ts';

/** The connection and the lease of a run that somebody waits for. */
export interface Attendance {
  end(): Promise<void>;
}

/**
 * Takes the lease of an import, by which others see that its process lives. In the transaction that makes the row, so
 * that nobody sees the one without the other.
 */
export async function attendImport(database: Database, connection: Connection, id: number): Promise<Lease> {
  return (await takeLease(database, connection, `import ${id}`))!;
}

/** Takes the lease of a run on a connection of its own; null where that cannot be had, which costs only the lease. */
export async function attendRun(database: Database, runId: number): Promise<Attendance | null> {
  const connection = await database.connect().catch(() => null);
  if (!connection) return null;
  let lease: Lease | null = null;
  const end = async () => {
    connection.release(true);
    await lease?.release();
  };
  try {
    lease = await takeLease(database, connection, `run ${runId}`);
    await connection.query('update verbatim.run set attended = true where id = $1', [runId]);
    return { end };
  } catch {
    await end();
    return null;
  }
}

/** A process that is killed cannot say so: imports and runs without a lease get the status interrupted; how many. */
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
      `update verbatim.${table} set status = 'interrupted', error_code = 'PROCESS_LOST', finished_at = now()
        where status = 'running' and ${condition}
          and not exists (select from verbatim.lease l
                           where l.name = '${table} ' || verbatim.${table}.id and ${LEASE_IN_FORCE})`,
    );
    closed += rowCount ?? 0;
  }
  await dropDeadLeases(database);
  return closed;
}
