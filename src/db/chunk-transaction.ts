import type { Connection } from './client.ts';

/** Thrown by the work of {@link chunkTransaction}: another transaction was quicker; look again. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
/** Each attempt is lost to another transaction's commit, so this is reached by nothing but a fault. */
const ATTEMPTS = 20;

/** Runs `work` in a transaction on this connection, again when another transaction got in its way. */
export async function chunkTransaction<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      await connection.query('begin');
      const result = await work();
      await connection.query('commit');
      return result;
    } catch (error) {
      await connection.query('rollback').catch(() => {});
      if (attempt === ATTEMPTS || !mayRetry(error)) throw error;
    }
  }
}

function mayRetry(error: unknown): boolean {
  const { code } = error as { code?: string };
  return error instanceof Overtaken || code === SERIALIZATION_FAILURE || code === DEADLOCK;
}
