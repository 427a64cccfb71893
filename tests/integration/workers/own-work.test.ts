import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { countMissing } from '../../../src/db/results/documents.ts';
import { importFile } from '../../../src/ingest/store/import-file.ts';
import { openQueue } from '../../../src/jobs/queue.ts';
import { analyseMissing, queueMissing } from '../../../src/runs/analysis/missing.ts';
import { startAnalyseWorker } from '../../../src/workers/analyse-worker.ts';
import {
  BACKENDS,
  type Backend,
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

const backlog = (count: number) => Array.from({ length: count }, (_, i) => `Backlog ${i} is late and long.`);
const csv = (from: number, to: number, word: string) =>
  `id,text\n${Array.from({ length: to - from }, (_, i) => `${from + i},${word} ${from + i} was fine.`).join('\n')}\n`;

async function setUp(backend: Backend) {
  const { database, url } = await testDatabase();
  const modelId = await made.register(database);
  const target = await queueTarget(backend, url, database);
  const queue = openQueue(target, made.engine.model.hash);
  const options = {
    ...{ database, queue, modelId, trigger: 'test', device: 'cpu', runtime: 'test', batchCharacters: 600 },
  };
  const read = async (source: string, text: string) => {
    const summary = await importFile(database, { file: 'f.csv', source, input: Readable.from([text]) });
    return { ...summary, importId: summary.importId! };
  };
  // One batch at a time, so that much of the backlog is left whenever a small run is done.
  const gate = { documents: Number.POSITIVE_INFINITY };
  const slow = {
    ...made.engine,
    async analyse(documents: Parameters<typeof made.engine.analyse>[0]) {
      gate.documents -= documents.length;
      while (gate.documents < 0) await new Promise((resolve) => setTimeout(resolve, 50));
      return made.engine.analyse(documents);
    },
  };
  const workers: Awaited<ReturnType<typeof startAnalyseWorker>>[] = [];
  const work = async () => {
    const parts = { database, engine: slow, target, concurrency: 1, log: () => {} };
    workers.push(await startAnalyseWorker(parts));
  };
  const close = async () => {
    gate.documents = Number.POSITIVE_INFINITY;
    for (const worker of workers) await worker.close(5_000);
    await queue.close();
  };
  const missingOf = async (source: string) =>
    (
      await database.query<{ n: number }>(
        `select count(*) as n from verbatim.feedback f
          where source = $1 and not exists (select from verbatim.analysis a where a.document_id = f.document_id)`,
        [source],
      )
    ).rows[0]!.n;
  return { database, modelId, queue, options, read, work, missingOf, gate, close };
}

describe.each(BACKENDS)('a run on %s', (backend) => {
  const available = () => backend === 'postgres' || inject('redis') !== null;

  test('ends with its own work, whatever others wait for', async ({ skip }) => {
    if (!available()) skip();
    const { database, modelId, options, read, work, missingOf, gate, close } = await setUp(backend);
    await insertDocuments(database, backlog(600));
    await queueMissing({ ...options, trigger: 'other' });
    const own = await read('own', csv(0, 30, 'Order'));
    const running = analyseMissing({ ...options, imports: () => [own] });
    const queued = `select from verbatim.run where trigger = 'test' and documents = 30`;
    await expect.poll(async () => (await database.query(queued)).rowCount, { timeout: 180_000 }).toBe(1);
    // The backlog cannot end before the run does: the worker stops after some of it.
    gate.documents = 300;
    await work();
    const run = await running;
    expect(run).toMatchObject({ documents: 30, analysed: 30 });
    expect(await missingOf('own')).toBe(0);
    expect(await countMissing(database, modelId)).toBeGreaterThanOrEqual(300);
    const { rows } = await database.query('select trigger, status from verbatim.run order by id');
    expect(rows).toEqual([
      { trigger: 'other', status: 'running' },
      { trigger: 'test', status: 'done' },
    ]);
    gate.documents = Number.POSITIVE_INFINITY;
    expect(await analyseMissing(options)).toMatchObject({ failed: 0 });
    expect(await countMissing(database, modelId)).toBe(0);
    const { rows: ended } = await database.query('select distinct status from verbatim.run');
    expect(ended).toEqual([{ status: 'done' }]);
    await close();
  });

  test('beside another one each ends with its own, also with documents that both have', async ({ skip }) => {
    if (!available()) skip();
    const { queue, options, read, work, missingOf, gate, close } = await setUp(backend);
    const large = await read('large', csv(0, 700, 'Order'));
    const running = analyseMissing({ ...options, imports: () => [large] });
    await expect.poll(async () => (await queue.counts()).waiting, { timeout: 180_000 }).toBeGreaterThan(20);
    // Ten texts of the large one, which are queued for it already, and twenty of its own.
    const small = await read('small', csv(690, 720, 'Order'));
    let largeEnded = false;
    running.then(() => {
      largeEnded = true;
    });
    gate.documents = 1_000;
    await work();
    const run = await analyseMissing({ ...options, imports: () => [small] });
    expect(run.documents).toBe(30);
    expect(await missingOf('small')).toBe(0);
    gate.documents = Number.POSITIVE_INFINITY;
    await running;
    expect(largeEnded).toBe(true);
    expect(await missingOf('large')).toBe(0);
    await close();
  });
});

test('an import that is run again takes what its first time left, and changed texts', async () => {
  const { options, read, work, missingOf, database, close } = await setUp('postgres');
  await read('own', csv(0, 40, 'Order'));
  await insertDocuments(database, backlog(20));
  const again = await read('own', csv(0, 40, 'Order').replaceAll('Order 7 ', 'Parcel 7 '));
  expect(again).toMatchObject({ accepted: 0, duplicates: 39, changed: 1 });
  await work();
  expect(await analyseMissing({ ...options, imports: () => [again] })).toMatchObject({ documents: 40 });
  expect(await missingOf('own')).toBe(0);
  await close();
});

test('asks for all documents once, however long it waits', async () => {
  const { options, read, work, database, close } = await setUp('postgres');
  const own = await read('own', csv(0, 60, 'Order'));
  await insertDocuments(database, backlog(100));
  const asked: string[] = [];
  const listening = new Proxy(database, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name === 'query') asked.push('');
      return (...args: unknown[]) => {
        if (name === 'query') asked[asked.length - 1] = String(args[0]);
        return value.apply(target, args);
      };
    },
  });
  const started = performance.now();
  const running = analyseMissing({ ...options, database: listening, imports: () => [own] });
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  await work();
  await running;
  const seconds = (performance.now() - started) / 1000;
  expect(seconds).toBeGreaterThan(4);
  const whole = asked.filter((sql) => /select count\(\*\) from verbatim\.document/.test(sql));
  expect(whole.length).toBe(1);
  const looks = asked.filter((sql) => sql.includes('unnest($2::bigint[], $3::bigint[])'));
  expect(looks.length).toBeLessThan(2 * seconds + 6);
  await close();
});
