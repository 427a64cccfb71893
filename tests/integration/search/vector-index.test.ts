import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { dropVectorTable } from '../../../src/db/search/vector-table.ts';
import { migrateQueue } from '../../../src/jobs/queue.ts';
import { VectorIndex } from '../../../src/runs/search/vector-index.ts';
import {
  makeVectorIndex,
  updateVectorIndex,
  vectorIndexStatus,
} from '../../../src/runs/search/vector-index-upkeep.ts';
import {
  dropDocuments,
  embeddingModel,
  nearestOf,
  randomVectors,
  storeSentences,
} from '../../support/data/planted-sentences.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { type Stop, withDatabase } from '../../support/servers/services.ts';
import { startVectorPostgres, VECTOR_PROGRAMS } from '../../support/servers/vector-postgres.ts';

const never = new AbortController().signal;

test('a server without pgvector is refused with what to install, and has no index', async () => {
  const { database } = await testDatabase();
  const support = await vectorIndexStatus(database);
  expect(support.index).toBeNull();
  expect(await updateVectorIndex(database, 1, never)).toBeNull();
  expect(await new VectorIndex(database).nearest(randomVectors(1, 1)[0]!, { modelId: 1, most: 3 })).toEqual({
    notes: [],
  });
  if (support.available !== null) return;
  await expect(makeVectorIndex(database, never, {})).rejects.toMatchObject({
    code: 'VECTOR_EXTENSION_MISSING',
  });
});

describe.skipIf(VECTOR_PROGRAMS === null)('with pgvector', () => {
  const stops: Stop[] = [];
  let server: string;
  let admin: Database;
  let made = 0;

  beforeAll(async () => {
    server = await startVectorPostgres(VECTOR_PROGRAMS!, stops);
    admin = await openDatabase(server, { connections: 1, name: 'tests' });
  }, 120_000);
  afterAll(async () => {
    await admin.end();
    for (const stop of stops) await stop();
  });

  async function vectorDatabase(): Promise<Database> {
    const name = `vectors_${++made}`;
    await admin.query(`create database ${name}`);
    const database = await openDatabase(withDatabase(server, name), { connections: 4, name: 'tests' });
    onTestFinished(() => database.end());
    await migrate(database, migrateQueue);
    return database;
  }

  async function idsNear(
    index: VectorIndex,
    question: Float32Array,
    options: { modelId: number; most: number; within?: readonly number[] },
  ): Promise<number[]> {
    const near = await index.nearest(question, options);
    if (!('sentences' in near)) throw new Error(`no index: ${near.notes.join()}`);
    return near.sentences.map(({ documentId }) => documentId);
  }

  test('is made in batches and finds the nearest, of all and of some documents', async () => {
    const database = await vectorDatabase();
    const modelId = await embeddingModel(database, 'ab');
    const vectors = randomVectors(21, 2_500);
    const ids = await storeSentences(database, modelId, vectors);
    const filled: number[] = [];
    let indexing = 0;
    const on = { onFilled: (n: number) => filled.push(n), onIndexing: () => indexing++ };
    expect(await makeVectorIndex(database, never, on)).toBe(2_500);
    expect([filled, indexing]).toEqual([[1_000, 2_000, 2_500], 1]);
    expect(await vectorIndexStatus(database)).toMatchObject({
      index: { modelId, usable: true, indexed: 2_500, sentences: 2_500 },
    });
    const index = new VectorIndex(database);
    let hits = 0;
    for (const question of randomVectors(22, 10)) {
      const expected = nearestOf(question, ids, vectors, 10);
      hits += (await idsNear(index, question, { modelId, most: 10 })).filter((id) =>
        expected.includes(id),
      ).length;
      const chosen = ids.map((_, i) => i).filter((i) => i % 9 === 4);
      const some = chosen.map((i) => ids[i]!);
      const own = chosen.map((i) => vectors[i]!);
      expect(await idsNear(index, question, { modelId, most: 10, within: some })).toEqual(
        nearestOf(question, some, own, 10),
      );
    }
    expect(hits / 100).toBeGreaterThanOrEqual(0.97);
    const { rows } = await database.query<{ plan: string }>(
      `explain select document_id from verbatim.sentence_vector
        order by embedding <=> (select embedding from verbatim.sentence_vector limit 1) limit 10`,
    );
    expect(rows.map((row) => JSON.stringify(row)).join()).toContain('sentence_vector_nearest');
  });

  test('new sentences are found at once and added by night; deleted ones leave it', async () => {
    const database = await vectorDatabase();
    const modelId = await embeddingModel(database, 'ab');
    const [question, ...vectors] = randomVectors(23, 101) as [Float32Array, ...Float32Array[]];
    const ids = await storeSentences(database, modelId, vectors);
    await makeVectorIndex(database, never, {});
    const index = new VectorIndex(database);
    const own = (await idsNear(index, question, { modelId, most: 5 })).slice();
    expect(own).toEqual(nearestOf(question, ids, vectors, 5));
    const [added] = await storeSentences(database, modelId, [question]);
    expect(await idsNear(index, question, { modelId, most: 5 })).toEqual([added, ...own.slice(0, 4)]);
    expect(await idsNear(index, question, { modelId, most: 5, within: ids })).toEqual(own);
    expect((await vectorIndexStatus(database)).index).toMatchObject({ indexed: 100, sentences: 101 });
    expect(await updateVectorIndex(database, modelId, never)).toBe(1);
    expect(await updateVectorIndex(database, modelId, never)).toBe(0);
    expect(await idsNear(new VectorIndex(database), question, { modelId, most: 5 })).toEqual([
      added,
      ...own.slice(0, 4),
    ]);
    await dropDocuments(database, [added!, own[0]!]);
    expect(await idsNear(index, question, { modelId, most: 4 })).toEqual(own.slice(1));
    expect((await vectorIndexStatus(database)).index).toMatchObject({ indexed: 99, sentences: 99 });
  });

  test('is not used for another model until it is made anew, goes on after a stop, and can be dropped', async () => {
    const database = await vectorDatabase();
    const first = await embeddingModel(database, 'ab');
    const [question, ...vectors] = randomVectors(24, 31) as [Float32Array, ...Float32Array[]];
    await storeSentences(database, first, vectors);
    const stop = new AbortController();
    stop.abort('SIGINT');
    await expect(makeVectorIndex(database, stop.signal, {})).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect((await vectorIndexStatus(database)).index).toMatchObject({ usable: false, indexed: 0 });
    expect(await makeVectorIndex(database, never, {})).toBe(30);
    const second = await embeddingModel(database, 'cd');
    const others = randomVectors(25, 30);
    const ids = await storeSentences(database, second, others);
    const index = new VectorIndex(database);
    const near = await index.nearest(question, { modelId: second, most: 3 });
    expect(near).not.toHaveProperty('sentences');
    expect(near.notes.join()).toContain('next nightly run');
    expect(await updateVectorIndex(database, second, never)).toBe(30);
    expect(await idsNear(index, question, { modelId: second, most: 3 })).toEqual(
      nearestOf(question, ids, others, 3),
    );
    await dropVectorTable(database);
    expect((await vectorIndexStatus(database)).index).toBeNull();
    expect(await new VectorIndex(database).nearest(question, { modelId: second, most: 3 })).toEqual({
      notes: [],
    });
  });

  test('a role that may not create the extension is told what to run', async () => {
    const database = await vectorDatabase();
    const modelId = await embeddingModel(database, 'ab');
    await storeSentences(database, modelId, randomVectors(26, 2));
    await database.query(`create role plain_${made} login; grant usage on schema verbatim to plain_${made}`);
    const url = new URL(withDatabase(server, `vectors_${made}`));
    url.username = `plain_${made}`;
    const plain = await openDatabase(url.href, { connections: 1, name: 'tests' });
    onTestFinished(() => plain.end());
    await expect(makeVectorIndex(plain, never, {})).rejects.toMatchObject({
      code: 'VECTOR_EXTENSION_REFUSED',
    });
  });
});
