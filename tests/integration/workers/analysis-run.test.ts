import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openQueue, queueName, queuePrefix } from '../../../src/jobs/queue.ts';
import { analyseMissing, queueMissing } from '../../../src/runs/analysis/missing.ts';
import { analyseBatch } from '../../../src/workers/analyse-batch.ts';
import { startAnalyseWorker, type WorkerOptions } from '../../../src/workers/analyse-worker.ts';
import {
  BACKENDS,
  type Backend,
  comments,
  insertDocuments,
  queueTarget,
  testEngine,
} from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

let made: Awaited<ReturnType<typeof testEngine>>;
beforeAll(async () => {
  made = await testEngine();
});
afterAll(() => made.engine.close());

async function setUp(backend: Backend, texts: readonly string[]) {
  const { database, url } = await testDatabase();
  await insertDocuments(database, texts);
  const modelId = await made.register(database);
  const target = await queueTarget(backend, url, database);
  const queue = openQueue(target, made.engine.model.hash);
  const events: [string, Record<string, unknown>][] = [];
  const log: WorkerOptions['log'] = (event, facts) => void events.push([event, facts]);
  const options = {
    ...{ database, queue, modelId, trigger: 'test', device: 'cpu', runtime: 'test', batchCharacters: 2_000 },
  };
  const work = (engine = made.engine, lockMs?: number) =>
    startAnalyseWorker({ database, engine, target, concurrency: 3, log, ...(lockMs ? { lockMs } : {}) });
  const count = async (table: 'analysis' | 'failure' | 'segment') =>
    (await database.query<{ n: number }>(`select count(*) as n from verbatim.${table}`)).rows[0]!.n;
  return { database, modelId, target, queue, events, options, work, count };
}

describe.each(BACKENDS)('a run on %s', (backend) => {
  const available = () => backend === 'postgres' || inject('redis') !== null;

  test('analyses every document once and records itself', async ({ skip }) => {
    if (!available()) skip();
    const { database, options, queue, work, count } = await setUp(backend, comments(300));
    const worker = await work();
    const seen: number[] = [];
    const run = await analyseMissing({ ...options, onProgress: ({ done }) => void seen.push(done) });
    expect(run).toMatchObject({ documents: 300, analysed: 300, failed: 0 });
    expect(run.tokens).toBeGreaterThan(300 * 5);
    expect(run.paddedTokens).toBeGreaterThanOrEqual(run.tokens);
    expect(await count('analysis')).toBe(300);
    expect(await count('segment')).toBeGreaterThanOrEqual(300);
    expect(seen.at(-1)).toBe(300);
    const again = await analyseMissing(options);
    expect(again).toMatchObject({ runId: null, documents: 0 });
    const { rows } = await database.query('select status, analysed from verbatim.run');
    expect(rows).toEqual([{ status: 'done', analysed: 300 }]);
    await worker.close(5_000);
    await queue.close();
  });

  test('a queue emptied in the middle is rebuilt from SQL, and jobs that come twice change nothing', async ({
    skip,
  }) => {
    if (!available()) skip();
    const { database, options, queue, work, count, target } = await setUp(backend, comments(200));
    await queueMissing(options); // queued by somebody else
    if (target.kind === 'redis') {
      const { Redis } = await import('ioredis');
      const redis = new Redis(target.url);
      const keys = await redis.keys(`${queuePrefix(target)}:*`);
      expect(keys.length).toBeGreaterThan(0);
      await redis.del(keys);
      redis.disconnect();
    } else {
      await target.pool.query('delete from bullmq.job');
    }
    const worker = await work();
    await queueMissing(options);
    await analyseMissing(options);
    // Each document is counted once, by whichever run analysed it.
    const { rows } = await database.query(
      'select array_agg(distinct status) as status, sum(analysed)::int as analysed from verbatim.run',
    );
    expect(rows).toEqual([{ status: ['done'], analysed: 200 }]);
    expect(await count('analysis')).toBe(200);
    await worker.close(5_000);
    await queue.close();
  });

  test('a batch that fails is tried again; one that keeps failing ends the run with its reason', async ({
    skip,
  }) => {
    if (!available()) skip();
    const { options, queue, work, count, events } = await setUp(backend, comments(20));
    let failures = 2;
    const flaky = {
      ...made.engine,
      analyse: async (documents: Parameters<typeof made.engine.analyse>[0]) => {
        if (failures-- > 0) throw new Error('out of luck');
        return made.engine.analyse(documents);
      },
    };
    const worker = await work(flaky);
    expect(await analyseMissing(options)).toMatchObject({ analysed: 20 });
    expect(events.filter(([event]) => event === 'retry')).toHaveLength(2);
    expect(await count('analysis')).toBe(20);
    await insertDocuments(options.database, ['One more.']);
    failures = 1_000;
    await expect(analyseMissing(options)).rejects.toMatchObject({
      code: 'ANALYSIS_INCOMPLETE',
      params: { missing: 1, detail: 'out of luck' },
    });
    await worker.close(5_000);
    await queue.close();
  }, 400_000);

  test('a document that fails is set aside, its batch is not', async ({ skip }) => {
    if (!available()) skip();
    const { database, options, queue, work, count } = await setUp(backend, [
      ...comments(5),
      '\u200b',
      '\u200b\u200b',
    ]);
    const worker = await work();
    expect(await analyseMissing(options)).toMatchObject({ documents: 7, analysed: 5, failed: 2 });
    expect(await count('failure')).toBe(2);
    const { rows } = await database.query('select distinct code from verbatim.failure');
    expect(rows).toEqual([{ code: 'NO_ANSWER' }]);
    expect(await analyseMissing(options)).toMatchObject({ runId: null });
    await worker.close(5_000);
    await queue.close();
  });

  test('a forged payload is refused once and for all; the rest goes on', async ({ skip }) => {
    if (!available()) skip();
    const { options, queue, work, events, target } = await setUp(backend, comments(5));
    const { Queue, createPostgresBackend } = await import('bullmq');
    const name = queueName(made.engine.model.hash);
    const { Redis } = await import('ioredis');
    const redis = target.kind === 'redis' ? new Redis(target.url, { maxRetriesPerRequest: null }) : null;
    const raw =
      target.kind === 'redis'
        ? new Queue(name, { connection: redis!, prefix: queuePrefix(target) })
        : new Queue(name, { connection: target.pool, prefix: queuePrefix(target) }, createPostgresBackend);
    await raw.add('analyse', { runId: 1, modelId: 1, from: 5, to: 1, text: 'secret' }, { attempts: 3 });
    const worker = await work();
    await analyseMissing(options);
    await expect.poll(() => events.map(([event]) => event), { timeout: 180_000 }).toContain('failed');
    const [, facts] = events.find(([event]) => event === 'failed')!;
    expect(facts).toMatchObject({ code: 'JOB_PAYLOAD_INVALID' });
    expect(events.map(([event]) => event)).not.toContain('retry');
    expect(JSON.stringify(events)).not.toContain('secret');
    await worker.close(5_000);
    await raw.close();
    redis?.disconnect();
    await queue.close();
  });

  test('ends when nothing of its own is missing, whatever others have queued and whoever analysed it', async ({
    skip,
  }) => {
    if (!available()) skip();
    const { database, options, queue, work } = await setUp(backend, comments(30));
    // A run before it has queued the same documents; its batches come first, and count for it.
    await queueMissing(options);
    const running = analyseMissing(options);
    await expect.poll(async () => (await queue.counts()).waiting).toBe(2);
    // The backlog of others: documents that come later, of which the last is never done.
    await insertDocuments(database, ['never', ...comments(5)]);
    await queueMissing(options);
    const engine: typeof made.engine = {
      ...made.engine,
      async analyse(documents) {
        if (documents.some(({ text }) => text === 'never')) return new Promise<never>(() => {});
        return made.engine.analyse(documents);
      },
    };
    // A machine that halts for longer than batches are locked makes them suspects, which wait until they run alone: here
    // for ever.
    const worker = await work(engine, 120_000);
    expect(await running).toMatchObject({ documents: 30 });
    const { rows } = await database.query('select status from verbatim.run order by id');
    // Theirs go on: something of them is missing.
    expect(rows.map(({ status }) => status)).toEqual(['running', 'done', 'running']);
    await worker.close(0);
    await queue.close();
  }, 120_000);

  test('an abort ends the run as interrupted and keeps what is done', async ({ skip }) => {
    if (!available()) skip();
    const { database, options, queue } = await setUp(backend, comments(5));
    const controller = new AbortController();
    setTimeout(() => controller.abort('SIGINT'), 400);
    await expect(analyseMissing({ ...options, signal: controller.signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
      exit: 130,
    });
    const { rows } = await database.query('select status, error_code from verbatim.run');
    expect(rows).toEqual([{ status: 'interrupted', error_code: 'INTERRUPTED' }]);
    await queue.close();
  });
});

test('storing a batch twice, or at once, is storing it once', async () => {
  const { database, modelId, options, count } = await setUp('postgres', comments(40));
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.run (trigger, model_id, documents) values ('test', $1, 40) returning id`,
    [modelId],
  );
  const runId = rows[0]!.id;
  const parts = { database, engine: made.engine };
  const payload = { runId, modelId, from: 1, to: 40 };
  await Promise.all([analyseBatch(parts, payload), analyseBatch(parts, payload)]);
  await analyseBatch(parts, payload);
  expect(await count('analysis')).toBe(40);
  const run = await database.query('select analysed, failed from verbatim.run where id = $1', [runId]);
  expect(run.rows).toEqual([{ analysed: 40, failed: 0 }]);
  await options.queue.close();
});

test('what is stored: probabilities, half-float unit vectors, offsets that slice the text', async () => {
  const text = 'Loved 👍 the dress. Then the zip broke!';
  const { database, options, work } = await setUp('postgres', [text]);
  const worker = await work();
  await analyseMissing(options);
  const { rows } = await database.query(`
    select a.negative + a.neutral + a.positive as sum, a.positive - a.negative - a.score as balance,
           octet_length(a.embedding) as bytes, array_length(a.emotion_probabilities, 1) as emotions,
           a.windows, a.truncated, a.tokens, a.toxicity, a.embedding
      from verbatim.analysis a`);
  expect(rows[0]).toMatchObject({ bytes: 768, emotions: 28, windows: 1, truncated: false });
  expect(rows[0].sum).toBeCloseTo(1, 5);
  expect(rows[0].balance).toBeCloseTo(0, 5);
  const view = new DataView(rows[0].embedding.buffer, rows[0].embedding.byteOffset);
  const vector = Array.from({ length: 384 }, (_, i) => view.getFloat16(2 * i, true));
  expect(Math.hypot(...vector)).toBeCloseTo(1, 2);
  const segments = await database.query(`
    select substring(d.text from start_offset + 1 for end_offset - start_offset) as quote, octet_length(embedding) as bytes
      from verbatim.segment s join verbatim.document d on d.id = s.document_id order by ordinal`);
  expect(segments.rows).toEqual([
    { quote: 'Loved 👍 the dress.', bytes: 768 },
    { quote: 'Then the zip broke!', bytes: 768 },
  ]);
  await worker.close(5_000);
  await options.queue.close();
});
