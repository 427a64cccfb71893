import type { QueuePool } from './queue.ts';

/**
 * Repairs times in the queue that only a wrong clock can have written. BullMQ's Postgres backend stores times of the
 * worker's machine. If that clock was ahead, they lie in the future: a lock never ends, and the search for stalled jobs
 * never starts. Safe to run at any time, from any process.
 * @returns how far Postgres' clock is ahead of this machine's, in milliseconds
 */
export async function repairClocks(pool: QueuePool, lockMs: number): Promise<number> {
  const before = Date.now();
  const { rows } = await pool.query(
    `with clock as (select (extract(epoch from clock_timestamp()) * 1000)::bigint as now),
     jobs as (
       update job set locked_until_ms = least(locked_until_ms, clock.now + $1::bigint),
                      process_at_ms = least(process_at_ms, clock.now)
         from clock
        where (state = 'active' and locked_until_ms > clock.now + 3 * $1::bigint)
           or (state = 'delayed' and process_at_ms > clock.now + 3600000)
     ), checks as (
       update meta set value = clock.now::text from clock
        where field = 'stalled-check' and value::bigint > clock.now + 3 * $1::bigint
     )
     select now from clock`,
    [lockMs],
  );
  const here = (before + Date.now()) / 2;
  return Number((rows[0] as { now: string | number }).now) - here;
}
