import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import {
  chosenModel,
  engineOptions,
  layoutPlace,
  prepareModel,
  storedFolder,
} from '../../../src/app/model-choice.ts';
import type { Database } from '../../../src/db/client.ts';
import { countMissing } from '../../../src/db/results/documents.ts';
import { limitTokenBudget, storedLayout, storeLayout } from '../../../src/db/results/layouts.ts';
import { activateModel, findModels, listModels } from '../../../src/db/results/models.ts';
import { openEngine } from '../../../src/inference/engines/open-engine.ts';
import { analyseBatch } from '../../../src/workers/analyse-batch.ts';
import { PARITY_FIXTURES } from '../../support/models/parity.ts';
import { comments, insertDocuments } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const TINY = join(FIXTURES, 'tiny-classifier');
const config = (model: string) => readConfig({ VERBATIM_MODEL: model });

/** Analyses all documents with a model folder, as a worker does. */
async function analyse(database: Database, folder: string): Promise<number> {
  const { model, modelId } = await prepareModel({ database, config: config(folder) }, { activate: true });
  const engine = await openEngine(model, { device: 'cpu', sessions: 1, tokenBudget: 512 });
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.run (trigger, model_id) values ('test', $1) returning id`,
    [modelId],
  );
  const payload = { runId: rows[0]!.id, modelId, from: 1, to: 1_000_000 };
  await analyseBatch({ database, engine }, payload);
  await analyseBatch({ database, engine }, payload); // a job may run twice
  await engine.close();
  expect(await countMissing(database, modelId)).toBe(0);
  return modelId;
}

test('several models side by side: each keeps its rows, one is active for each task', async () => {
  const { database } = await testDatabase();
  await insertDocuments(database, [...comments(20), 'Very good, I love it!', 'Awful and late.']);
  const folders = [
    'cls-bert',
    'cls-roberta-multilabel',
    'cls-distilbert',
    'cls-deberta-v2-regression',
    'embed-mpnet',
  ];
  for (const name of folders) await analyse(database, join(PARITY_FIXTURES, name));
  const tiny = await analyse(database, TINY);
  const { rows } = await database.query(
    `select m.name, m.task, m.active, count(*)::int as n, count(a.sentiment)::int as sentiments,
            count(*) filter (where a.labels <> '{}')::int as labelled, count(a.value)::int as numbers,
            count(a.embedding)::int as vectors, max(cardinality(a.label_probabilities)) as probabilities
       from verbatim.analysis a join verbatim.model m on m.id = a.model_id group by m.id order by m.id`,
  );
  const none = { n: 22, sentiments: 0, labelled: 0, numbers: 0, vectors: 0, probabilities: 0 };
  expect(rows).toMatchObject([
    { ...none, name: 'cls-bert', task: 'classification', active: false, labelled: 22, probabilities: 5 },
    {
      ...none,
      name: 'cls-roberta-multilabel',
      task: 'classification',
      active: false,
      labelled: expect.any(Number),
      probabilities: 7,
    },
    {
      ...none,
      name: 'cls-distilbert',
      task: 'feedback',
      active: true,
      sentiments: 22,
      labelled: 22,
      probabilities: 2,
    },
    { ...none, name: 'cls-deberta-v2-regression', task: 'regression', active: true, numbers: 22 },
    { ...none, name: 'embed-mpnet', task: 'embedding', active: true, vectors: 22 },
    {
      ...none,
      name: 'tiny-classifier',
      task: 'classification',
      active: true,
      labelled: 22,
      probabilities: 3,
    },
  ]);
  const { rows: labels } = await database.query(
    `select d.text, a.labels[1] as label from verbatim.analysis a join verbatim.document d on d.id = a.document_id
      where a.model_id = $1 and d.text in ('Very good, I love it!', 'Awful and late.') order by d.text`,
    [tiny],
  );
  expect(labels).toEqual([
    { text: 'Awful and late.', label: 'complaint' },
    { text: 'Very good, I love it!', label: 'praise' },
  ]);
});

test('entities and candidate labels are stored, entities with offsets into the text', async () => {
  const { database } = await testDatabase();
  const text = '😀 Zoë from Łódź wrote to ACME in Berlin about her order.';
  await insertDocuments(database, [text]);
  await analyse(database, join(PARITY_FIXTURES, 'ner-bert-cased'));
  const { rows: entities } = await database.query<{
    start_offset: number;
    end_offset: number;
    label: string;
  }>('select start_offset, end_offset, label from verbatim.entity order by ordinal');
  expect(entities.length).toBeGreaterThan(3);
  const points = [...text];
  for (const { start_offset, end_offset, label } of entities) {
    expect(['MISC', 'PER', 'ORG', 'LOC']).toContain(label);
    expect(end_offset).toBeLessThanOrEqual(points.length);
    expect(points.slice(start_offset, end_offset).join('').trim()).not.toBe('');
  }
  const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-model-')), 'topics');
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  cpSync(join(PARITY_FIXTURES, 'nli-roberta'), folder, { recursive: true });
  const zeroShot = { labels: ['delivery', 'price, or "value"'], multi_label: true };
  writeFileSync(join(folder, 'verbatim.json'), JSON.stringify({ zero_shot: zeroShot }));
  const modelId = await analyse(database, folder);
  const { rows } = await database.query(
    'select m.task, m.labels, a.labels as held, a.label_probabilities as p from verbatim.analysis a join verbatim.model m on m.id = a.model_id where m.id = $1',
    [modelId],
  );
  expect(rows[0]).toMatchObject({ task: 'zero-shot', labels: zeroShot.labels });
  const held = zeroShot.labels.filter((_, i) => rows[0]!.p[i] >= 0.5);
  expect(rows[0]!.held.toSorted()).toEqual(held.toSorted());
});

test('a model that does not pass its checks is not activated, and the active one stays', async () => {
  const { database } = await testDatabase();
  const { modelId } = await prepareModel({ database, config: config(TINY) }, { activate: true });
  const broken = config(join(FIXTURES, 'broken-models/not-a-number'));
  await expect(prepareModel({ database, config: broken }, { activate: true })).rejects.toMatchObject({
    code: 'MODEL_SMOKE_FAILED',
  });
  const models = await listModels(database);
  expect(models.map(({ name, active, checkedAt }) => [name, active, checkedAt !== null])).toEqual([
    ['tiny-classifier', true, true],
    ['not-a-number', false, false],
  ]);
  expect(models[0]!.id).toBe(modelId);
});

test('without a configured model the active one is used; files that changed are noticed', async () => {
  const { database } = await testDatabase();
  const folder = join(mkdtempSync(join(tmpdir(), 'verbatim-model-')), 'sentiment');
  onTestFinished(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  cpSync(join(PARITY_FIXTURES, 'cls-distilbert'), folder, { recursive: true });
  const unset = readConfig({});
  expect((await chosenModel(database, unset)).name).toBe('verbatim-multilingual');
  await prepareModel({ database, config: config(folder) }, { activate: true });
  expect((await chosenModel(database, unset)).name).toBe('sentiment');
  const [stored] = await findModels(database, 'sentiment');
  expect((await storedFolder(stored!)).hash).toBe(stored!.hash);
  writeFileSync(join(folder, 'verbatim.json'), '{"max_length": 64}');
  await expect(chosenModel(database, unset)).rejects.toMatchObject({ code: 'MODEL_CHANGED' });
  rmSync(folder, { recursive: true });
  await expect(chosenModel(database, unset)).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
    fix: expect.stringContaining('--model verbatim-multilingual'),
  });
  const embedded = await prepareModel(
    { database, config: config('verbatim-multilingual') },
    { activate: true },
  );
  expect((await chosenModel(database, unset)).hash).toBe(embedded.model.hash);
});

test('a layout that was measured is used, unless another is given; a lack of memory is remembered', async () => {
  const { database } = await testDatabase();
  const { modelId } = await prepareModel({ database, config: config(TINY) }, { activate: true });
  const place = layoutPlace('cpu');
  expect((await engineOptions(database, config(TINY), modelId)).tokenBudget).toBe(512);
  await storeLayout(database, modelId, place, {
    sessions: 3,
    threads: 2,
    tokenBudget: 1024,
    documentsPerSecond: 9,
  });
  expect(await engineOptions(database, config(TINY), modelId)).toMatchObject({
    sessions: 3,
    threads: 2,
    tokenBudget: 1024,
  });
  const given = readConfig({ VERBATIM_MODEL: TINY, VERBATIM_SESSIONS: '5' });
  expect(await engineOptions(database, given, modelId)).toMatchObject({
    sessions: 5,
    threads: 2,
    tokenBudget: 1024,
  });
  await limitTokenBudget(database, modelId, place, { sessions: 3, threads: 2, tokenBudget: 256 });
  await limitTokenBudget(database, modelId, place, { sessions: 3, threads: 2, tokenBudget: 700 });
  expect(await storedLayout(database, modelId, place)).toMatchObject({
    tokenBudget: 256,
    documentsPerSecond: 9,
  });
  const other = { ...place, device: 'cuda' };
  await limitTokenBudget(database, modelId, other, { sessions: 1, threads: 1, tokenBudget: 4096 });
  expect(await storedLayout(database, modelId, other)).toMatchObject({
    tokenBudget: 4096,
    documentsPerSecond: null,
  });
});

test('models are found by name, by name and version, and by the beginning of their hash', async () => {
  const { database } = await testDatabase();
  const { modelId, model } = await prepareModel({ database, config: config(TINY) }, { activate: false });
  for (const wanted of [
    'tiny-classifier',
    `tiny-classifier ${model.version}`,
    model.hash.slice(0, 12).toUpperCase(),
  ]) {
    expect((await findModels(database, wanted)).map(({ id }) => id)).toEqual([modelId]);
  }
  expect(await findModels(database, model.hash.slice(0, 4))).toEqual([]);
  await activateModel(database, modelId);
  await activateModel(database, modelId);
  expect((await listModels(database))[0]).toMatchObject({ active: true });
});
