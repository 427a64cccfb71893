import { setTimeout as pause } from 'node:timers/promises';
import pRetry from 'p-retry';
import { asDatabaseError, type Database } from '../db/client.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** True if Postgres was away, or ended the statement for a reason that passes: deadlock, full disk, timeout. */
export function isOutage(error: unknown): boolean {
  const known = asDatabaseError(error);
  // 40: serialisation and deadlocks, 58: files of the server.
  return (
    known?.retryable || (known?.code === 'DATABASE_FAILED' && /^(40|58)/.test(String(known.params.sqlstate)))
  );
}

/**
 * Waits until Postgres answers, at most `limitMs`, with growing, random pauses by the steady clock.
 * @param before consecutive outages of the same work. The first pause grows with them, for a server that answers and yet
 *   ends each statement
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
