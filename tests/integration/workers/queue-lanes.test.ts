import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { readUpload } from '../../../src/db/uploads/lists.ts';
import { openQueue } from '../../../src/jobs/queue.ts';
import { queueMissing } from '../../../src/runs/analysis/missing.ts';
import { queueUploadDocuments } from '../../../src/runs/analysis/uploads.ts';
import { startAnalyseWorker } from '../../../src/workers/analyse-worker.ts';
import { BACKENDS, comments, insertDocuments, queueTarget, testEngine } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { csvOf, serverDatabase, testUploads } from '../../support/servers/upload-server.ts';

let made: Awaited<ReturnType<typeof testEngine>>;
beforeAll(async () => {
  made = await testEngine();
});
afterAll(() => made.engine.close());

const BACKFILL = 1_000;

describe.each(BACKENDS)('two lanes on %s', (backend) => {
  test('documents of an upload are taken before a thousand batches that wait, and end their run', async ({
    skip,
  }) => {
    if (backend === 'redis' && inject('redis') === null) skip();
    const { url } = await testDatabase();
    const database = await serverDatabase(url);
    await insertDocuments(database, comments(BACKFILL));
    const modelId = await made.register(database);
    const target = await queueTarget(backend, url, database);
    const queue = openQueue(target, made.engine.model.hash);
    const options = { database, queue, modelId, device: 'cpu', runtime: 'test', batchCharacters: 1 };
    await queueMissing({ ...options, trigger: 'backfill' });
    expect((await queue.counts()).waiting).toBe(BACKFILL);

    // Each batch that a worker takes, by its first document; a batch waits until it is let through.
    const taken: number[] = [];
    let through = Promise.resolve();
    const engine = {
      ...made.engine,
      analyse: async (documents: Parameters<typeof made.engine.analyse>[0]) => {
        taken.push(documents[0]!.id);
        await through;
        return made.engine.analyse(documents);
      },
    };
    const { desk } = await testUploads(database, {
      analyse: (id) => queueUploadDocuments({ ...options, batchCharacters: 64_000 }, id),
    });
    const upload = async (word: string) => {
      const content = Readable.from([Buffer.from(csvOf(20, (i) => `${word} ${i}`))]);
      const about = { fileName: `${word}.csv`, format: 'csv' } as const;
      const received = await desk.receive(about, content, new AbortController().signal);
      const { id } = await desk.queue(received, {}, null);
      await expect
        .poll(async () => (await readUpload(database, id))!.analysis, { timeout: 180_000 })
        .not.toBeNull();
      return id;
    };
    const first = await upload('early');
    expect((await queue.counts()).waiting).toBe(BACKFILL + 1);

    let open = () => {};
    through = new Promise((resolve) => {
      open = resolve;
    });
    const worker = await startAnalyseWorker({ database, engine, target, concurrency: 1, log: () => {} });
    await expect.poll(() => taken.length, { timeout: 180_000 }).toBe(1);
    // While the worker is at one batch, another upload comes.
    const second = await upload('late');
    open();
    await expect.poll(() => taken.length, { timeout: 180_000 }).toBeGreaterThan(4);
    await worker.close(10_000);
    expect(taken[0]).toBe(BACKFILL + 1);
    expect(taken[1]).toBe(BACKFILL + 21);
    // Within the backfill, first come, first served.
    expect(taken.slice(2)).toEqual(taken.slice(2).map((_, i) => i + 1));
    for (const id of [first, second]) {
      await expect
        .poll(async () => (await readUpload(database, id))!.analysis, { timeout: 180_000 })
        .toMatchObject({ status: 'done', documents: 20, analysed: 20, failed: 0 });
    }
    await queue.close();
  });
});
