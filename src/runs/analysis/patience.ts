import { setTimeout as pause } from 'node:timers/promises';
import { asDatabaseError } from '../../db/client.ts';

const PAUSE_MS = 500;

/**
 * What `ask` answers, asked again while Postgres is away or takes nothing. For reads, and writes that may be done twice.
 * @param limitMs how long at most since the first failure
 * @throws what the last attempt threw
 */
export async function patiently<T>(limitMs: number, ask: () => Promise<T>): Promise<T> {
  let end: number | null = null;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      end ??= performance.now() + limitMs;
      if (!asDatabaseError(error)?.retryable || performance.now() > end) throw error;
      await pause(PAUSE_MS);
    }
  }
}
