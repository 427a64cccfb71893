import { createHash } from 'node:crypto';
import type { Queryable } from '../client.ts';

/** The topic space of a model, as stored. */
export interface StoredSpace {
  readonly hash: string;
  readonly mean: Float32Array;
  readonly projection: Float32Array;
  readonly spread: number;
  /** Sentences that the model had when it was estimated. */
  readonly segments: number;
  /** Texts of topics that there were then. */
  readonly texts: number;
}

export async function readSpace(database: Queryable, modelId: number): Promise<StoredSpace | null> {
  const { rows } = await database.query<{
    hash: string;
    mean: Buffer;
    projection: Buffer;
    spread: number;
    segments: number;
    texts: number;
  }>('select hash, mean, projection, spread, segments, texts from verbatim.topic_space where model_id = $1', [
    modelId,
  ]);
  const [row] = rows;
  return row ? { ...row, mean: floatsOf(row.mean), projection: floatsOf(row.projection) } : null;
}

/** Stores a space in the place of the one before; its hash. */
export async function writeSpace(
  database: Queryable,
  modelId: number,
  space: Omit<StoredSpace, 'hash'> & { readonly sentences: number },
): Promise<void> {
  const { mean, projection, spread, sentences, segments, texts } = space;
  await database.query(
    `insert into verbatim.topic_space (model_id, hash, mean, projection, spread, sentences, segments, texts)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (model_id) do update
        set hash = excluded.hash, mean = excluded.mean, projection = excluded.projection, spread = excluded.spread,
            sentences = excluded.sentences, segments = excluded.segments,
            texts = excluded.texts, made_at = now()`,
    [modelId, spaceHash(space), bytesOf(mean), bytesOf(projection), spread, sentences, segments, texts],
  );
}

export function spaceHash({ mean, projection }: Pick<StoredSpace, 'mean' | 'projection'>): string {
  return createHash('sha256').update(bytesOf(mean)).update(bytesOf(projection)).digest('hex');
}

/** Little-endian floats of 4 bytes; every processor that Node runs on has this order. */
export const bytesOf = (values: Float32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** A copy: the bytes of a buffer of pg may begin at any place. */
export const floatsOf = (bytes: Buffer): Float32Array => new Float32Array(new Uint8Array(bytes).buffer);
