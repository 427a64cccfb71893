import { decodeHalfFloats } from '../../domain/half-float.ts';
import type { Connection, Queryable } from '../client.ts';
import { cursorPages } from '../cursor.ts';

/** Segments with embeddings, ordered by document and ordinal. */
export interface VectorPage {
  readonly documentIds: readonly number[];
  readonly ordinals: readonly number[];
  /** Concatenated; all zeros for a segment without an embedding. */
  readonly vectors: Float32Array;
}

const AT_ONCE = 2_000;

/** Dimensions of a model's embeddings; null if it has none. */
export async function embeddingDimensions(database: Queryable, modelId: number): Promise<number | null> {
  const { rows } = await database.query<{ dimensions: number }>(
    `select octet_length(embedding) / 2 as dimensions from verbatim.segment
      where model_id = $1 and embedding is not null limit 1`,
    [modelId],
  );
  return rows[0]?.dimensions ?? null;
}

// Finds new segments by two indexes before it reads their wide rows.
const SEGMENTS = {
  all: `select s.document_id, s.ordinal, s.embedding from verbatim.segment s
         where s.model_id = $1 order by s.document_id, s.ordinal`,
  new: `with unseen as materialized (
          select s.document_id, s.ordinal from verbatim.segment s
           where s.model_id = $1 and not exists (
                   select from verbatim.theme_segment t
                    where t.document_id = s.document_id and t.model_id = s.model_id and t.ordinal = s.ordinal)
        )
        select s.document_id, s.ordinal, s.embedding
          from unseen u
         cross join lateral (select * from verbatim.segment s
                              where s.document_id = u.document_id and s.model_id = $1 and s.ordinal = u.ordinal
                             offset 0) s
         order by s.document_id, s.ordinal`,
};

/** All segments of a model, or only those without an assignment. */
export async function* segmentVectors(
  connection: Connection,
  modelId: number,
  dimensions: number,
  which: 'all' | 'new',
): AsyncGenerator<VectorPage> {
  for await (const rows of cursorPages<VectorRow>(connection, SEGMENTS[which], [modelId], AT_ONCE)) {
    yield pageOf(rows, dimensions);
  }
}

/** Segments with a theme, with these. */
export async function* themedVectors(
  connection: Connection,
  modelId: number,
  dimensions: number,
): AsyncGenerator<VectorPage & { readonly themeIds: readonly number[] }> {
  const sql = `select s.document_id, s.ordinal, s.embedding, t.theme_id
                 from verbatim.theme_segment t
                 join verbatim.segment s using (document_id, model_id, ordinal)
                where t.model_id = $1 and t.theme_id is not null order by s.document_id, s.ordinal`;
  type Themed = VectorRow & { readonly theme_id: number };
  for await (const rows of cursorPages<Themed>(connection, sql, [modelId], AT_ONCE)) {
    yield { ...pageOf(rows, dimensions), themeIds: rows.map((row) => row.theme_id) };
  }
}

/** The segments of one theme. */
export async function* themeVectors(
  connection: Connection,
  themeId: number,
  dimensions: number,
): AsyncGenerator<VectorPage> {
  const sql = `select s.document_id, s.ordinal, s.embedding
                 from verbatim.theme_segment t
                 join verbatim.segment s using (document_id, model_id, ordinal)
                where t.theme_id = $1 order by s.document_id, s.ordinal`;
  for await (const rows of cursorPages<VectorRow>(connection, sql, [themeId], AT_ONCE)) {
    yield pageOf(rows, dimensions);
  }
}

interface VectorRow {
  readonly document_id: number;
  readonly ordinal: number;
  readonly embedding: Buffer | null;
}

function pageOf(rows: readonly VectorRow[], dimensions: number): VectorPage {
  const vectors = new Float32Array(rows.length * dimensions);
  for (const [i, { embedding }] of rows.entries()) {
    if (embedding?.length === 2 * dimensions) vectors.set(decodeHalfFloats(embedding), i * dimensions);
  }
  return {
    documentIds: rows.map((row) => row.document_id),
    ordinals: rows.map((row) => row.ordinal),
    vectors,
  };
}
