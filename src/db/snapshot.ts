import { type Connection, type Database, inTransaction } from './client.ts';

/**
 * Runs `work` over one moment of the database, which it cannot change.
 * @param seconds after which a statement is given up ({@link isTimeout}); null: as the server has it
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

/** Whether a statement was given up (query_canceled): by this timeout, or by one that the server or the role has. */
export const isTimeout = (error: unknown): boolean => (error as { code?: string } | null)?.code === '57014';
