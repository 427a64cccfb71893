import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { repairClocks } from '../../../src/jobs/clock-repair.ts';
import { openQueue } from '../../../src/jobs/queue.ts';
import { analyseMissing, queueMissing } from '../../../src/runs/analysis/missing.ts';
import { startAnalyseWorker } from '../../../src/workers/analyse-worker.ts';
import { BACKENDS, comments, insertDocuments, queueTarget, testEngine } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

let made: Awaited<ReturnType<typeof testEngine>>;
beforeAll(async () => {
  made = await testEngine(1);
});
afterAll(() => made.engine.close());

async function setUp(backend: (typeof BACKENDS)[number], texts: readonly string[]) {
  const { database, url } = await testDatabase();
  await insertDocuments(database, texts);
  const modelId = await made.register(database);
  const target = await queueTarget(backend, url, database);
  const queue = openQueue(target, made.engine.model.hash);
  const options = {
    ...{ database, queue, modelId, trigger: 'test', device: 'cpu', runtime: 'test', batchCharacters: 500 },
  };
  const events: [string, Record<string, unknown>][] = [];
  const start = (engine = made.engine, lockMs = 2_000) =>
    startAnalyseWorker({
      ...{ database, engine, target, concurrency: 2, lockMs },
      log: (event, facts) => void events.push([event, facts]),
    });
  return { database, target, queue, options, events, start };
}

describe.each(BACKENDS)('a worker on %s', (backend) => {
  const available = () => backend === 'postgres' || inject('redis') !== null;

  test('that cannot finish hands its batches back when its time is up, at once for others', async ({
    skip,
  }) => {
    if (!available()) skip();
    const { options, queue, events, start } = await setUp(backend, comments(40));
    await queueMissing(options);
    let begun = 0;
    const never = () => {
      begun++;
      return new Promise<never>(() => {});
    };
    const endless = { ...made.engine, analyse: never };
    // A lock of a minute: what comes back before was handed back.
    const stuck = await start(endless, 60_000);
    await expect.poll(() => begun).toBe(2);
    await stuck.close(500);
    expect(events.filter(([event]) => event === 'returned')).toHaveLength(2);
    expect(await queue.counts()).toMatchObject({ active: 0, failed: 0 });
    const other = await start();
    await expect
      .poll(() => queue.counts(), { timeout: 180_000 })
      .toEqual({ waiting: 0, active: 0, failed: 0 });
    expect(await analyseMissing(options)).toMatchObject({ runId: null });
    await other.close(5_000);
    await queue.close();
  }, 400_000);

  test('whose Postgres is away for longer than three attempts loses no batch', async ({ skip }) => {
    if (!available()) skip();
    const { options, queue, events, start } = await setUp(backend, comments(20));
    let away = 6;
    const database = options.database;
    const flaky = {
      ...made.engine,
      analyse: async (documents: Parameters<typeof made.engine.analyse>[0]) => {
        if (away-- > 0) throw Object.assign(new Error('terminating connection'), { code: '57P01' });
        return made.engine.analyse(documents);
      },
    };
    const worker = await start(flaky);
    expect(await analyseMissing({ ...options, database })).toMatchObject({ analysed: 20 });
    expect(events.map(([event]) => event)).not.toContain('failed');
    await worker.close(5_000);
    await queue.close();
  }, 400_000);
});

test('times that a clock ahead has left in the queue are set back', async () => {
  const { database, target, options, queue } = await setUp('postgres', comments(5));
  if (target.kind !== 'postgres') throw new Error('not the Postgres backend');
  await queueMissing(options);
  const day = 86_400_000;
  await database.query(
    `update bullmq.job set state = 'active', locked_until_ms = $1, lock_token = 'gone', stalled_marked = true`,
    [Date.now() + day],
  );
  await database.query(
    `insert into bullmq.meta (queue, field, value) select distinct queue, 'stalled-check', $1 from bullmq.job
                        on conflict (queue, field) do update set value = excluded.value`,
    [String(Date.now() + day)],
  );
  expect(Math.abs(await repairClocks(target.pool, 2_000))).toBeLessThan(1_000);
  const { rows } = await database.query(
    `select max(locked_until_ms) as locked, (select max(value::bigint) from bullmq.meta where field = 'stalled-check') as checked
       from bullmq.job`,
  );
  expect(rows[0].locked).toBeLessThan(Date.now() + 10_000);
  expect(rows[0].checked).toBeLessThan(Date.now() + 10_000);
  await queue.close();
});
