import { setTimeout as pause } from 'node:timers/promises';
import pRetry from 'p-retry';
import { asDatabaseError, type Database } from '../db/client.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** True when Postgres was away, or ended the statement for reasons that pass: a deadlock, a full disk, a time-out. */
export function isOutage(error: unknown): boolean {
  const known = asDatabaseError(error);
  // 40: serialisation and deadlocks; 58: files of the server.
  return (
    known?.retryable || (known?.code === 'DATABASE_FAILED' && /^(40|58)/.test(String(known.params.sqlstate)))
  );
}

/**
 * Waits until Postgres answers, with growing pauses that differ from worker to worker; not longer than `limitMs`.
 * Pauses are by the steady clock: a jump of the wall clock does not stretch them.
 * @param before outages of the same work in a row. A server that answers and yet ends each statement is not asked at
 *   once: the first pause grows with them
 */
export async function waitForDatabase(
  database: Database,
  limitMs: number,
  before = 0,
  signal?: AbortSignal,
): Promise<void> {
  const longest = Math.min(limitMs, FIRST_PAUSE_MS * 2 ** before, LONGEST_PAUSE_MS);
  await pause(longest * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {});
  await pRetry(() => database.query('select 1'), {
    ...{ retries: Number.POSITIVE_INFINITY, maxRetryTime: limitMs, randomize: true, signal },
    ...{ minTimeout: FIRST_PAUSE_MS, maxTimeout: LONGEST_PAUSE_MS },
  });
}
