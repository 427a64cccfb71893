import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { start, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { dockerAnswers, type Stop, startRedis } from '../../support/servers/services.ts';

const QUEUES = [['Postgres', ''] as const, ['Redis', process.env.REDIS_URL ?? ''] as const];

test.each(QUEUES.filter(([name, url]) => name === 'Postgres' || url))(
  'a schedule on %s stays when its process ends, and a night that was missed is made once',
  async (_, redis) => {
    const { url, database } = await testDatabase();
    const environment = { DATABASE_URL: url, REDIS_URL: redis, VERBATIM_LOG_LEVEL: 'error' };
    const nights = async () =>
      (await database.query(`select count(*)::int as n from verbatim.run where runtime is not null`)).rows[0]
        .n as number;
    const keep = () =>
      start(['nightly', '--schedule', '0 3 * * *', '--tz', 'Europe/Berlin', '--period', 'all'], environment);
    await verbatim(['import', '-', '--source', 'shop'], environment, 'text\nIt broke after a day.\n');

    const first = keep();
    for (;;) {
      const shown = await verbatim(['nightly', '--schedule', '--json'], environment);
      if (JSON.parse(shown.stdout).schedule) break;
      await sleep(50);
    }
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    // A new schedule has missed nothing.
    expect(await nights()).toBe(0);

    const second = keep();
    while ((await nights()) === 0) await sleep(50);
    await expect
      .poll(
        () => database.query(`select from verbatim.run where as_of is not null`).then((it) => it.rowCount),
        { timeout: 300_000 },
      )
      .toBe(1);
    second.child.kill('SIGTERM');
    expect((await second.ended).stderr).toContain('A nightly run was missed');

    const status = await verbatim(['status', '--json'], environment);
    const { schedule, night } = JSON.parse(status.stdout);
    expect(schedule).toMatchObject({ pattern: '0 3 * * *', zone: 'Europe/Berlin' });
    expect(night.newer).toBe(0);
    const gone = await verbatim(['nightly', '--unschedule', '--json'], environment);
    expect(JSON.parse(gone.stdout)).toEqual({ removed: true });
    const refused = await verbatim(['nightly', '--schedule', 'at night', '--json'], environment);
    expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([2, 'SCHEDULE_INVALID']);
  },
);

test('a Redis that loses its data has the schedule again, and one that was ended stays ended', async ({
  skip,
}) => {
  const stops: Stop[] = [];
  const address = await startRedis(dockerAnswers(), stops);
  if (!address) return skip();
  onTestFinished(async () => {
    for (const stop of stops) await stop();
  });
  const { url, database } = await testDatabase();
  const environment = { DATABASE_URL: url, REDIS_URL: address, VERBATIM_LOG_LEVEL: 'error' };
  const keeper = start(['nightly', '--schedule', '0 3 * * *', '--period', 'all'], environment);
  await keeper.saw('Nightly runs at');
  const redis = new Redis(address);
  onTestFinished(() => redis.disconnect());
  const schedulers = async () => (await redis.keys('*:nights:repeat')).length;
  await expect.poll(schedulers).toBe(1);
  // A night was due since the last one that was made: it is made as soon as the loss is noticed.
  await redis.flushall();
  await keeper.saw('The queue had lost the schedule');
  expect(await schedulers()).toBe(1);
  await expect
    .poll(
      () => database.query('select from verbatim.run where as_of is not null').then((it) => it.rowCount),
      {
        timeout: 240_000,
      },
    )
    .toBe(1);
  // What `--schedule` shows needs no queue.
  await redis.flushall();
  const shown = await verbatim(['nightly', '--schedule', '--json'], environment);
  expect(JSON.parse(shown.stdout).schedule).toMatchObject({ pattern: '0 3 * * *', zone: 'UTC' });
  const gone = await verbatim(['nightly', '--unschedule', '--json'], environment);
  expect(JSON.parse(gone.stdout)).toEqual({ removed: true });
  await new Promise((resolve) => setTimeout(resolve, 17_000));
  expect(await schedulers()).toBe(0);
  keeper.child.kill('SIGTERM');
  expect((await keeper.ended).code).toBe(0);
}, 400_000);
