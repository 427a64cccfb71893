import type { Connection } from '../client.ts';

/** Thrown by the work of {@link chunkTransaction}: another transaction was faster; read again. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const UNIQUE_VIOLATION = '23505';
/** An undo deleted a document that was found, or an import took one that an undo wanted to delete. */
const FOREIGN_KEY_VIOLATION = '23503';
/** Each attempt fails because another transaction committed, so only a fault reaches this number. */
const ATTEMPTS = 20;

/**
 * Runs `work` in a transaction on this connection, again after a conflict with another transaction.
 * @param work `attempt` counts from 1; a unique violation is another transaction's doing in the first alone
 */
export async function chunkTransaction<T>(
  connection: Connection,
  work: (attempt: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      await connection.query('begin');
      const result = await work(attempt);
      await connection.query('commit');
      return result;
    } catch (error) {
      await connection.query('rollback').catch(() => {});
      if (attempt === ATTEMPTS || !mayRetry(error, attempt)) throw error;
    }
  }
}

function mayRetry(error: unknown, attempt: number): boolean {
  const { code } = error as { code?: string };
  if (code === UNIQUE_VIOLATION) return attempt === 1;
  return error instanceof Overtaken || isConflict(error);
}

const isConflict = (error: unknown): boolean =>
  [SERIALIZATION_FAILURE, DEADLOCK, FOREIGN_KEY_VIOLATION].includes((error as { code?: string }).code ?? '');

/** Runs a whole transaction, again after a conflict with another. */
export async function againOnConflict<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      if (attempt === ATTEMPTS || !isConflict(error)) throw error;
    }
  }
}
