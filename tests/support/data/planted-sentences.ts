import type { Database } from '../../../src/db/client.ts';
import { activateModel, recordModel } from '../../../src/db/results/models.ts';
import { startRun } from '../../../src/db/runs/runs.ts';
import { encodeHalfFloats } from '../../../src/domain/half-float.ts';
import { drawUniform, generatorOf } from '../../../src/statistics/distributions/random.ts';

export const DIMENSIONS = 48;

/** Unit vectors in random directions. */
export function randomVectors(seed: number, count: number, dimensions = DIMENSIONS): Float32Array[] {
  const random = generatorOf(seed);
  return Array.from({ length: count }, () => {
    const values = Array.from({ length: dimensions }, () => drawUniform(random) + drawUniform(random) - 1);
    const length = Math.hypot(...values);
    return Float32Array.from(values, (value) => value / length);
  });
}

/** A model with embeddings, active. */
export async function embeddingModel(database: Database, name: string): Promise<number> {
  const id = await recordModel(database, {
    ...{ name, version: '1', hash: name.padEnd(64, '0'), task: 'feedback', precision: 'fp32', maxLength: 64 },
    ...{ manifest: {}, labels: [], folder: `/${name}` },
  });
  await activateModel(database, id);
  return id;
}

/** Stores documents of one sentence each, with their embeddings, in a run of their own. @returns their ids */
export async function storeSentences(
  database: Database,
  modelId: number,
  vectors: readonly Float32Array[],
): Promise<number[]> {
  const runId = await startRun(database, { trigger: 'test', modelId, device: 'cpu', runtime: 'test' });
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.document (hash, text, characters)
     select sha256(convert_to(text, 'UTF8')), text, char_length(text)
       from (select 'Sentence ' || gen_random_uuid() as text from generate_series(1, $1::int)) made returning id`,
    [vectors.length],
  );
  const ids = rows.map(({ id }) => id);
  await analyse(database, modelId, runId, ids, vectors);
  return ids;
}

/** Stores results of a model for documents. */
export async function analyse(
  database: Database,
  modelId: number,
  runId: number,
  ids: readonly number[],
  vectors: readonly Float32Array[],
): Promise<void> {
  const embeddings = vectors.map((vector) => encodeHalfFloats([vector], vector.length));
  await database.query(
    `insert into verbatim.analysis (document_id, model_id, run_id, emotions, emotion_probabilities, tokens, windows, truncated)
     select id, $1, $2, '{}', '{}', 3, 1, false from unnest($3::bigint[]) id`,
    [modelId, runId, ids],
  );
  await database.query(
    `insert into verbatim.segment (document_id, model_id, ordinal, start_offset, end_offset, sentiment, negative, neutral,
       positive, score, tokens, embedding)
     select id, $1, 0, 0, 8, 'neutral', 0, 1, 0, 0, 3, embedding from unnest($2::bigint[], $3::bytea[]) s (id, embedding)`,
    [modelId, ids, embeddings],
  );
  await database.query(
    `update verbatim.run set analysed = analysed + $2, status = 'done', finished_at = now() where id = $1`,
    [runId, ids.length],
  );
}

export const dropDocuments = (database: Database, ids: readonly number[]): Promise<unknown> =>
  database.query(
    `with gone as (delete from verbatim.analysis where document_id = any($1)) delete from verbatim.document where id = any($1)`,
    [ids],
  );

/** Ids of the documents whose sentences are nearest, best first, by cosines in double precision. */
export const nearestOf = (
  question: Float32Array,
  ids: readonly number[],
  vectors: readonly Float32Array[],
  most: number,
): number[] =>
  ids
    .map((id, i) => ({ id, cosine: vectors[i]!.reduce((sum, value, d) => sum + value * question[d]!, 0) }))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, most)
    .map(({ id }) => id);
