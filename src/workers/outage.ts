import { setTimeout as pause } from 'node:timers/promises';
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
 */
export async function waitForDatabase(
  database: Database,
  limitMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const end = performance.now() + limitMs;
  for (let longest = FIRST_PAUSE_MS; ; longest = Math.min(2 * longest, LONGEST_PAUSE_MS)) {
    await pause(longest * (0.5 + Math.random() / 2), undefined, signal ? { signal } : {});
    try {
      await database.query('select 1');
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}
