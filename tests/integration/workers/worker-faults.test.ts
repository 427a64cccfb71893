import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/db/client.ts';
import { heardWorkers } from '../../../src/db/runs/workers.ts';
import { installationId } from '../../../src/db/server/installation.ts';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import type { Engine } from '../../../src/inference/engines/engine.ts';
import { openQueue, type QueueTarget } from '../../../src/jobs/queue.ts';
import { analyseMissing, queueMissing } from '../../../src/runs/analysis/missing.ts';
import { startAnalyseWorker, type WorkerEvent } from '../../../src/workers/analyse-worker.ts';
import { startProxy } from '../../chaos/tcp-proxy.ts';
import { comments, insertDocuments, testEngine } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { type Stop, startRedis } from '../../support/servers/services.ts';

const LOCK_MS = 3_000;
const PATIENCE = { timeout: 60_000, interval: 100 };

let made: Awaited<ReturnType<typeof testEngine>>;
beforeAll(async () => {
  made = await testEngine(1);
});
afterAll(() => made.engine.close());

/** A worker on wires that can be cut, with a Redis of its own. */
async function setUp(documents: number) {
  const stops: Stop[] = [];
  onTestFinished(async () => {
    for (const stop of stops.reverse()) await stop();
  });
  const redisUrl = (await startRedis(false, stops))!;
  const redis = new Redis(redisUrl);
  stops.push(() => redis.disconnect());
  const { database, url } = await testDatabase();
  await insertDocuments(database, comments(documents));
  const modelId = await made.register(database);
  const installation = await installationId(database);
  const wired = async (address: string) => {
    const changed = new URL(address);
    const wire = await startProxy(Number(changed.port));
    stops.push(() => wire.close());
    changed.port = String(wire.port);
    return { wire, url: changed.href };
  };
  const target: QueueTarget = { kind: 'redis', url: redisUrl, installation };
  const queue = openQueue(target, made.engine.model.hash);
  stops.push(() => queue.close());
  const options = {
    ...{ database, queue, modelId, trigger: 'test', device: 'cpu', runtime: 'test', batchCharacters: 500 },
  };
  const start = async (engine: Engine = made.engine) => {
    const wires = { postgres: await wired(url), redis: await wired(redisUrl) };
    const own = await openDatabase(wires.postgres.url, {
      connections: 3,
      name: 'worker',
      queryTimeout: 60_000,
    });
    stops.push(() => own.end());
    const events: { event: WorkerEvent; facts: Record<string, unknown>; at: number }[] = [];
    const worker = await startAnalyseWorker({
      ...{
        database: own,
        engine,
        target: { ...target, url: wires.redis.url },
        concurrency: 2,
        lockMs: LOCK_MS,
      },
      log: (event, facts) => void events.push({ event, facts, at: performance.now() }),
    });
    stops.push(() => worker.close(0));
    const of = (event: WorkerEvent) => events.filter((it) => it.event === event);
    const codes = () => of('trouble').map(({ facts }) => facts.code);
    return { worker, events, of, codes, wires };
  };
  const count = async (table: 'analysis' | 'failure') =>
    (await database.query<{ n: number }>(`select count(*) as n from verbatim.${table}`)).rows[0]!.n;
  return { database, redis, queue, options, start, count };
}

/** An engine that takes its time: something is under way when the fault comes. */
const slow = (ms: number): Engine => ({
  ...made.engine,
  async analyse(documents) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return made.engine.analyse(documents);
  },
});

test('a Redis whose memory is full: one line, no batch is taken, and all goes on when there is room', async () => {
  const { redis, options, start, count } = await setUp(40);
  const { events, codes, of } = await start();
  await redis.config('SET', 'maxmemory', '1');
  await expect.poll(codes, PATIENCE).toContain('QUEUE_WRITES_REFUSED');
  const run = analyseMissing(options);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(events.length).toBeLessThan(10);
  await redis.config('SET', 'maxmemory', '0');
  expect(await run).toMatchObject({ analysed: 40, failed: 0 });
  expect(of('back').length).toBeGreaterThan(0);
  expect(await count('failure')).toBe(0);
}, 180_000);

test('a Redis that stays full ends a run with a typed error', async () => {
  const { redis, options } = await setUp(5);
  await redis.config('SET', 'maxmemory', '1');
  await expect(analyseMissing(options)).rejects.toMatchObject({
    code: 'QUEUE_WRITES_REFUSED',
    retryable: true,
  });
}, 180_000);

test('a Redis with a new password: said once by its name, and all goes on when the old one is back', async () => {
  const { redis, options, start, queue } = await setUp(40);
  const { events, codes } = await start();
  await queueMissing(options);
  await redis.config('SET', 'requirepass', 'another');
  await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  await expect.poll(codes, PATIENCE).toContain('QUEUE_REFUSED');
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(events.filter(({ event }) => event !== 'batch' && event !== 'returned').length).toBeLessThan(10);
  await redis.config('SET', 'requirepass', '');
  await expect.poll(() => queue.counts(), PATIENCE).toMatchObject({ waiting: 0, active: 0, failed: 0 });
}, 180_000);

test('a worker that cannot reach Postgres hands its batches back within the lock time, and takes none', async () => {
  const { options, queue, start, database, count } = await setUp(40);
  // Its batches reach the fault while they are under way.
  const { worker, of, wires, codes } = await start(slow(1_000));
  await queueMissing(options);
  await expect.poll(() => worker.state.held, PATIENCE).toBe(2);
  const cut = performance.now();
  wires.postgres.wire.swallow();
  await expect.poll(() => of('returned').length, PATIENCE).toBeGreaterThanOrEqual(2);
  // The look before the cut, and the time of a lock; tests share the machine.
  expect(of('returned')[0]!.at - cut).toBeLessThan(LOCK_MS + 2_000);
  expect(codes()).toContain('DATABASE_LOST');
  expect(await queue.counts()).toMatchObject({ active: 0, failed: 0 });
  expect(worker.state.waitsFor).toContain('database');
  const before = of('returned').length;
  await new Promise((resolve) => setTimeout(resolve, LOCK_MS));
  expect(of('returned').length).toBe(before);
  const [seen] = await heardWorkers(database);
  expect(seen).toMatchObject({ heard: false });
  // Another worker takes them meanwhile.
  const other = await start();
  await expect.poll(() => queue.counts(), PATIENCE).toMatchObject({ waiting: 0, active: 0, failed: 0 });
  expect([await count('analysis'), await count('failure')]).toEqual([40, 0]);
  expect(other.of('batch').length).toBeGreaterThan(0);
  wires.postgres.wire.heal();
  await expect.poll(() => worker.state.waitsFor, PATIENCE).toBeNull();
  await expect
    .poll(async () => (await heardWorkers(database)).every(({ heard }) => heard), PATIENCE)
    .toBe(true);
}, 180_000);

test('a worker that cannot reach Redis gives its batches up, and another takes them', async () => {
  const { options, queue, start, count } = await setUp(20);
  const { worker, wires, codes } = await start({
    ...made.engine,
    analyse: () => new Promise<never>(() => {}),
  });
  await queueMissing(options);
  await expect.poll(() => worker.state.held, PATIENCE).toBe(2);
  wires.redis.wire.swallow();
  await expect.poll(codes, PATIENCE).toContain('QUEUE_UNREACHABLE');
  await start();
  await expect.poll(() => queue.counts(), PATIENCE).toMatchObject({ waiting: 0, active: 0, failed: 0 });
  expect([await count('analysis'), await count('failure')]).toEqual([20, 0]);
  wires.redis.wire.heal();
  await expect.poll(() => worker.state, PATIENCE).toMatchObject({ waitsFor: null, held: 0 });
}, 180_000);

test('a worker whose device is gone hands its batches back and says why; no document is set aside', async () => {
  const { options, queue, start, database, count } = await setUp(30);
  const detail = 'CUDA failure 719: unspecified launch failure';
  const analyse = async () => {
    throw new VerbatimError('DEVICE_LOST', { device: 'cuda:0', detail });
  };
  const { worker, of } = await start({ ...made.engine, device: 'cuda:0', analyse });
  await queueMissing(options);
  expect(await worker.left).toMatchObject({ code: 'DEVICE_LOST' });
  await expect.poll(() => worker.state.held, PATIENCE).toBe(0);
  expect(of('left')).toHaveLength(1);
  expect(of('failed')).toEqual([]);
  await expect.poll(async () => (await heardWorkers(database))[0]?.leftCode, PATIENCE).toBe('DEVICE_LOST');
  expect(await queue.counts()).toMatchObject({ active: 0, failed: 0 });
  await start();
  await expect.poll(() => queue.counts(), PATIENCE).toMatchObject({ waiting: 0, active: 0, failed: 0 });
  expect([await count('analysis'), await count('failure')]).toEqual([30, 0]);
  const { rows } = await database.query('select from verbatim.trial');
  expect(rows).toEqual([]);
}, 180_000);

test('an engine that does not work takes no batch at all', async () => {
  const { start } = await setUp(1);
  const prove = async () => {
    throw new VerbatimError('SESSIONS_BROKEN', { detail: 'x' });
  };
  await expect(start({ ...made.engine, prove })).rejects.toMatchObject({ code: 'SESSIONS_BROKEN' });
}, 60_000);
