import { type Connection, type Database, inTransaction } from './client.ts';

/**
 * Runs `work` in a read-only snapshot of the database.
 * @param seconds time limit of a statement ({@link isTimeout}); null for the server's own
 */
export function inSnapshot<T>(
  database: Database,
  seconds: number | null,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  return inTransaction(database, async (connection) => {
    await connection.query('set transaction isolation level repeatable read, read only');
    if (seconds !== null) {
      await connection.query(`select set_config('statement_timeout', $1, true)`, [String(seconds * 1000)]);
    }
    return work(connection);
  });
}

/** Whether a statement was cancelled (query_canceled) by this limit, or by one of the server or role. */
export const isTimeout = (error: unknown): boolean => (error as { code?: string } | null)?.code === '57014';
