import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { type FinishedBatch, storeBatch } from '../../../src/db/results/batch-writes.ts';
import { recordModel } from '../../../src/db/results/models.ts';
import { beginWatch, endWatch, lostWorkers, reopenFailures } from '../../../src/db/results/trials.ts';
import { startRun } from '../../../src/db/runs/runs.ts';
import type { DocumentAnalysis } from '../../../src/domain/analysis.ts';
import { documentHash } from '../../../src/domain/document.ts';
import { comments, insertDocuments } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

const analysis = (documentId: number): DocumentAnalysis => ({
  ...{ documentId, sentiment: null, emotions: [], emotion: [], toxicity: null, embedding: null },
  ...{ labels: ['praise'], probabilities: [0.75, 0.25], value: null, segments: [], entities: [] },
  ...{ tokens: 3, windows: 1, truncated: false },
});
const failure = (documentId: number) => ({ documentId, code: 'SESSION_FAILED', message: 'out of luck' });

async function setUp(documents: number) {
  const { database } = await testDatabase();
  const texts = comments(documents);
  await insertDocuments(database, texts);
  const read = texts.map((text, i) => ({ id: i + 1, hash: documentHash(text) }));
  const modelId = await recordModel(database, {
    ...{ name: 'm', version: '1', hash: 'ab', task: 'feedback', precision: 'fp32', maxLength: 8 },
    ...{ manifest: {}, labels: ['praise', 'blame'], folder: '/m' },
  });
  const run = () => startRun(database, { trigger: 'test', modelId, device: 'cpu', runtime: 'test' });
  const batch = (runId: number, part: Partial<FinishedBatch>): FinishedBatch => ({
    ...{ runId, modelId, modelHash: 'ab', documents: read },
    ...{ analyses: [], failures: [], tokens: 0, paddedTokens: 0, ...part },
  });
  return { database, modelId, run, batch, read };
}

async function counts(database: Database) {
  const { rows } = await database.query(
    `select (select count(*) from verbatim.analysis) as analysed, (select count(*) from verbatim.failure) as failed,
            (select count(*) from verbatim.trial) as trials, sum(analysed)::int as "runAnalysed",
            sum(failed)::int as "runFailed" from verbatim.run`,
  );
  return rows[0];
}

test('an analysis takes the place of a failure; a failure that comes later is dropped', async () => {
  const { database, run, batch } = await setUp(1);
  const [first, second] = [await run(), await run()];
  await storeBatch(database, batch(first, { failures: [failure(1)] }));
  expect(await counts(database)).toMatchObject({ analysed: 0, failed: 1, runFailed: 1 });
  await storeBatch(database, batch(second, { analyses: [analysis(1)] }));
  expect(await counts(database)).toMatchObject({ analysed: 1, failed: 0, runAnalysed: 1, runFailed: 0 });
  await storeBatch(database, batch(first, { failures: [failure(1)] }));
  expect(await counts(database)).toMatchObject({ analysed: 1, failed: 0, runAnalysed: 1, runFailed: 0 });
});

test('also when both are stored in the same moment, many times over', async () => {
  const { database, run, batch } = await setUp(40);
  const runId = await run();
  await Promise.all(
    Array.from({ length: 40 }, (_, i) => i + 1).flatMap((id) => [
      storeBatch(database, batch(runId, { failures: [failure(id)] })),
      storeBatch(database, batch(runId, { analyses: [analysis(id)] })),
    ]),
  );
  expect(await counts(database)).toMatchObject({ analysed: 40, failed: 0, runAnalysed: 40, runFailed: 0 });
});

test('a worker that was frozen before a retry cannot set the document aside again', async () => {
  const { database, modelId, run, batch } = await setUp(2);
  const old = await run();
  await storeBatch(database, batch(old, { failures: [failure(1), failure(2)] }));
  const retried = await run();
  expect(await reopenFailures(database, modelId, ['SESSION_FAILED'], retried)).toBe(2);
  await storeBatch(database, batch(old, { failures: [failure(1)] }));
  expect(await counts(database)).toMatchObject({ failed: 0, trials: 2 });
  await storeBatch(database, batch(retried, { failures: [failure(1)], analyses: [analysis(2)] }));
  expect(await counts(database)).toMatchObject({ analysed: 1, failed: 1, trials: 0 });
});

test('a worker is counted as lost on a document until it has a result, or says that it lives', async () => {
  const { database, modelId, run, batch } = await setUp(2);
  await beginWatch(database, modelId, [1, 2]);
  await beginWatch(database, modelId, [1]);
  expect(await lostWorkers(database, modelId, [1, 2])).toEqual(
    new Map([
      [1, 2],
      [2, 1],
    ]),
  );
  await endWatch(database, modelId, [1]);
  expect((await lostWorkers(database, modelId, [1])).get(1)).toBe(1);
  await storeBatch(database, batch(await run(), { analyses: [analysis(1)] }));
  expect(await lostWorkers(database, modelId, [1])).toEqual(new Map());
});

test('results are stored only where the text is still the one that was read; the rest of the batch goes on', async () => {
  const { database, run, batch, read } = await setUp(6);
  const runId = await run();
  // What a failover to an older backup leaves: an id of another text, an id that is gone.
  const [other, gone] = [2, 5];
  await database.query(
    `update verbatim.document set hash = sha256('another text'), text = 'another text' where id = $1`,
    [other],
  );
  await database.query('delete from verbatim.document where id = $1', [gone]);
  const kept = read.map(({ id }) => id).filter((id) => id !== other && id !== gone);
  const results = batch(runId, {
    analyses: read.filter(({ id }) => id !== 6).map(({ id }) => analysis(id)),
    failures: [failure(6)],
    languages: read.map(({ id }) => ({ documentId: id, language: 'en', confidence: 1 })),
  });
  expect(await storeBatch(database, results)).toBe(2);
  expect(await counts(database)).toMatchObject({ analysed: 3, failed: 1, runAnalysed: 3, runFailed: 1 });
  const { rows } = await database.query(
    'select id from verbatim.document where language is not null order by id',
  );
  expect(rows.map(({ id }) => id)).toEqual(kept);
  // Every text is another one: nothing is stored, nothing fails.
  const strange = read.map(({ id }) => ({ id, hash: documentHash('never read') }));
  expect(await storeBatch(database, batch(runId, { documents: strange, analyses: [analysis(1)] }))).toBe(6);
  expect(await counts(database)).toMatchObject({ analysed: 3, failed: 1, runAnalysed: 3, runFailed: 1 });
});

test('a model id that is another model by now is refused, and nothing is stored', async () => {
  const { database, run, batch } = await setUp(1);
  const stale = batch(await run(), { modelHash: 'cd', analyses: [analysis(1)] });
  await expect(storeBatch(database, stale)).rejects.toMatchObject({ code: 'JOB_OUTDATED' });
  expect(await counts(database)).toMatchObject({ analysed: 0, failed: 0 });
});
