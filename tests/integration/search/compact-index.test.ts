import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { startRun } from '../../../src/db/runs/runs.ts';
import type { Nearest } from '../../../src/domain/search/sentence-index.ts';
import { CompactIndex } from '../../../src/runs/search/compact-index.ts';
import {
  analyse,
  DIMENSIONS,
  dropDocuments,
  embeddingModel,
  nearestOf,
  randomVectors,
  storeSentences,
} from '../../support/data/planted-sentences.ts';
import { testDatabase } from '../../support/servers/database.ts';

function opened(database: Database, megabytes = 1): CompactIndex {
  const index = new CompactIndex(database, megabytes);
  onTestFinished(() => index.close());
  return index;
}

/** Searches when the copy is up to date. */
async function found(
  index: CompactIndex,
  vector: Float32Array,
  options: { modelId: number; most: number; within?: readonly number[] },
): Promise<Nearest> {
  while (!(await index.prepare({ modelId: options.modelId, dimensions: DIMENSIONS }, 60_000)));
  const near = await index.nearest(vector, options);
  if (!('sentences' in near)) throw new Error(near.notes.join());
  return near;
}

const idsOf = ({ sentences }: Nearest): number[] => sentences.map(({ documentId }) => documentId);

test('finds the nearest, in the order of their cosines, of all and of some documents', async () => {
  const { database } = await testDatabase();
  const modelId = await embeddingModel(database, 'ab');
  const vectors = randomVectors(11, 1_500);
  const ids = await storeSentences(database, modelId, vectors);
  const index = opened(database);
  let hits = 0;
  for (const question of randomVectors(12, 10)) {
    const near = await found(index, question, { modelId, most: 10 });
    expect(near).toMatchObject({ searched: 1_500, notes: [] });
    const place = new Map(nearestOf(question, ids, vectors, 1_500).map((id, i) => [id, i]));
    const places = idsOf(near).map((id) => place.get(id)!);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    hits += places.filter((it) => it < 10).length;
    const best = vectors[ids.indexOf(idsOf(near)[0]!)]!;
    const cosine = best.reduce((sum, value, d) => sum + value * question[d]!, 0);
    expect(near.sentences[0]!.similarity).toBeCloseTo(cosine, 3);
    const chosen = ids.map((_, i) => i).filter((i) => i % 7 === 2);
    const some = chosen.map((i) => ids[i]!);
    const within = await found(index, question, { modelId, most: 10, within: some });
    const own = chosen.map((i) => vectors[i]!);
    expect(idsOf(within)).toEqual(nearestOf(question, some, own, 10));
    expect(within.searched).toBe(some.length);
  }
  // 48 signs say less than 384, and directions at random are the hardest case.
  expect(hits / 100).toBeGreaterThanOrEqual(0.95);
});

test('new sentences are found at once; deleted ones never, and they leave the copy', async () => {
  const { database } = await testDatabase();
  const modelId = await embeddingModel(database, 'ab');
  const [question, ...vectors] = randomVectors(13, 41) as [Float32Array, ...Float32Array[]];
  const ids = await storeSentences(database, modelId, vectors);
  const index = opened(database);
  expect((await found(index, question, { modelId, most: 3 })).searched).toBe(40);

  const [added] = await storeSentences(database, modelId, [question]);
  const near = await found(index, question, { modelId, most: 3 });
  expect(idsOf(near)[0]).toBe(added);
  expect(near.searched).toBe(41);

  await dropDocuments(database, [added!, ids[5]!]);
  expect(idsOf(await found(index, question, { modelId, most: 41 }))).toEqual(
    nearestOf(question, ids, vectors, 40).filter((id) => id !== ids[5]),
  );
  // The server counts deleted rows within ten seconds.
  await expect
    .poll(async () => (await found(index, question, { modelId, most: 3 })).searched, { timeout: 60_000 })
    .toBe(39);
});

test('searches results of one model alone, and of another after it has read them', async () => {
  const { database } = await testDatabase();
  const first = await embeddingModel(database, 'ab');
  const [question, ...vectors] = randomVectors(14, 31) as [Float32Array, ...Float32Array[]];
  const ids = await storeSentences(database, first, vectors);
  const index = opened(database);
  expect(idsOf(await found(index, question, { modelId: first, most: 1 }))).toEqual(
    nearestOf(question, ids, vectors, 1),
  );
  const second = await embeddingModel(database, 'cd');
  const run = await startRun(database, { trigger: 'test', modelId: second, device: 'cpu', runtime: 'test' });
  const others = randomVectors(15, 30);
  await analyse(database, second, run, ids, others);
  expect(idsOf(await found(index, question, { modelId: second, most: 5 }))).toEqual(
    nearestOf(question, ids, others, 5),
  );
});

test('says when sentences do not fit, and searches again when they do', async () => {
  const { database } = await testDatabase();
  const modelId = await embeddingModel(database, 'ab');
  const vectors = randomVectors(16, 200);
  const ids = await storeSentences(database, modelId, vectors);
  // 200 sentences of 8 + 12 bytes.
  const index = opened(database, 3_500 / 2 ** 20);
  await index.prepare({ modelId, dimensions: DIMENSIONS }, 60_000);
  const none = await index.nearest(vectors[0]!, { modelId, most: 3 });
  expect(none).not.toHaveProperty('sentences');
  expect(none.notes.join()).toMatch(/^200 sentences do not fit into VERBATIM_SEARCH_MB=/);
  await dropDocuments(database, ids.slice(100));
  await expect
    .poll(() => index.nearest(vectors[0]!, { modelId, most: 3 }), { timeout: 60_000 })
    .toMatchObject({ searched: 100 });
});

test('says what it lacks while it is being made, and while newer sentences are read', async () => {
  const { database } = await testDatabase();
  const modelId = await embeddingModel(database, 'ab');
  const vectors = randomVectors(17, 20);
  await storeSentences(database, modelId, vectors);
  const index = opened(database);
  const blocker = await database.connect();
  await blocker.query('begin; lock table verbatim.segment in access exclusive mode');
  const early = await index.nearest(vectors[0]!, { modelId, most: 3 });
  expect(early).not.toHaveProperty('sentences');
  expect(early.notes.join()).toContain('is being made');
  await blocker.query('commit');
  blocker.release();
  expect((await found(index, vectors[0]!, { modelId, most: 3 })).notes).toEqual([]);

  // Later, what it holds is searched.
  const writer = await database.connect();
  await writer.query('begin; lock table verbatim.run in access exclusive mode');
  const late = await index.nearest(vectors[0]!, { modelId, most: 3 });
  expect(late).toMatchObject({ searched: 20 });
  expect(late.notes.join()).toMatch(/^Sentences that were analysed since \d\d:\d\d UTC are not searched/);
  await writer.query('commit');
  writer.release();
});
