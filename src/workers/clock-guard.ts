import { VerbatimError } from '../errors/verbatim-error.ts';
import { repairClocks } from '../jobs/clock-repair.ts';
import type { QueuePool } from '../jobs/queue.ts';
import type { WorkerGate } from './gate.ts';

/**
 * Stops a worker from taking batches while its clock and that of Postgres differ by more than a third of the lock: it
 * would treat the batches of live workers as lost, or lose its own. Also repairs times that a wrong clock left in the
 * queue. Only for a queue in Postgres: Redis measures locks by its own clock.
 */
export function guardClock(
  gate: WorkerGate,
  pool: QueuePool,
  lockMs: number,
  onTrouble: (error: VerbatimError) => void,
): { stop(): void } {
  const limit = lockMs / 3;
  let skewed = false;
  const look = async () => {
    const skew = await repairClocks(pool, lockMs).catch(() => 0);
    if (Math.abs(skew) > limit && !skewed) {
      skewed = true;
      const seconds = Math.round(Math.abs(skew) / 1000);
      onTrouble(new VerbatimError('CLOCK_SKEWED', { seconds, limit: Math.round(limit / 1000) }));
      gate.shut('clock');
    } else if (Math.abs(skew) <= limit && skewed) {
      skewed = false;
      gate.open('clock');
    }
  };
  const timer = setInterval(() => void look().catch(() => {}), limit);
  void look().catch(() => {});
  return { stop: () => clearInterval(timer) };
}
