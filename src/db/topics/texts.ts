import { createHash } from 'node:crypto';
import { decodeHalfFloats, encodeHalfFloats } from '../../domain/half-float.ts';
import type { Queryable } from '../client.ts';

/** Name of a text in the table. */
export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Embeddings of texts that were stored before: hash → vector. */
export async function readTextVectors(
  database: Queryable,
  modelId: number,
  hashes: readonly string[],
): Promise<Map<string, Float32Array>> {
  const { rows } = await database.query<{ hash: string; embedding: Buffer }>(
    `select encode(t.hash, 'hex') as hash, t.embedding
       from verbatim.topic_text t
      where t.model_id = $1 and t.hash = any (select decode(unnest($2::text[]), 'hex'))`,
    [modelId, hashes],
  );
  return new Map(rows.map(({ hash, embedding }) => [hash, decodeHalfFloats(embedding)]));
}

/** Stores embeddings of texts by hash. */
export async function writeTextVectors(
  database: Queryable,
  modelId: number,
  vectors: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const dimensions = vectors.values().next().value?.length ?? 0;
  await database.query(
    `insert into verbatim.topic_text (model_id, hash, embedding)
     select $1, decode(hash, 'hex'), substring($3::bytea from ((place - 1) * $4::int + 1)::int for $4::int)
       from unnest($2::text[]) with ordinality as row (hash, place)
         on conflict (model_id, hash) do nothing`,
    [modelId, [...vectors.keys()], encodeHalfFloats([...vectors.values()], dimensions), dimensions * 2],
  );
}

/** Deletes embeddings of texts that no topic has any more. */
export async function dropTextVectors(
  database: Queryable,
  modelId: number,
  kept: readonly string[],
): Promise<void> {
  await database.query(
    `delete from verbatim.topic_text t
      where t.model_id = $1 and t.hash <> all (select decode(unnest($2::text[]), 'hex'))`,
    [modelId, kept],
  );
}
