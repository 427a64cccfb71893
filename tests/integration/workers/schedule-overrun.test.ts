import { setTimeout as pause } from 'node:timers/promises';
import { createPostgresBackend, type Queue, withBackend } from 'bullmq';
import { expect, onTestFinished, test } from 'vitest';
import { openNightlySchedules } from '../../../src/jobs/nightly-schedule.ts';
import { queuePrefix } from '../../../src/jobs/queue.ts';
import { queueTarget } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

const { Queue: PostgresQueue } = withBackend(createPostgresBackend);

test('a run that comes due while the last goes on begins right after it, and knows when it was due', async () => {
  const { url, database } = await testDatabase();
  const target = await queueTarget('postgres', url, database);
  if (target.kind !== 'postgres') throw new Error('a queue in Postgres was asked for');
  const schedules = openNightlySchedules(target);
  onTestFinished(() => schedules.close());
  await schedules.set('* * * * *', 'UTC');
  const begun: { due: Date; at: number }[] = [];
  let running = 0;
  let most = 0;
  const worker = await schedules.work(
    async (due) => {
      most = Math.max(most, ++running);
      begun.push({ due, at: Date.now() });
      // Until the next is due, and a little longer.
      if (begun.length === 1) await pause(60_000 - (Date.now() % 60_000) + 3_000);
      running--;
    },
    (error) => expect.unreachable(String(error)),
  );
  onTestFinished(() => worker.close());
  // The first is not waited for.
  const queue = new PostgresQueue('nights', {
    prefix: queuePrefix(target),
    connection: target.pool,
  }) as unknown as Queue;
  onTestFinished(() => queue.close());
  await (await queue.getDelayed())[0]?.promote();
  await expect.poll(() => begun.length, { timeout: 150_000, interval: 200 }).toBeGreaterThan(1);
  const [first, second] = begun;
  expect(most).toBe(1);
  // It was due while the first went on, and says so.
  expect(second!.due.getTime()).toBeGreaterThanOrEqual(first!.due.getTime());
  expect(second!.due.getTime() % 60_000).toBe(0);
  expect(second!.at).toBeGreaterThan(second!.due.getTime());
}, 240_000);
