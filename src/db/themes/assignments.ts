import type { Connection } from '../client.ts';

/** Themes of segments, as lists of equal length; null for a segment without an embedding. */
export interface Assignments {
  readonly documentIds: readonly number[];
  readonly ordinals: readonly number[];
  readonly themeIds: readonly (number | null)[];
  /** Cosines to the themes' centroids, −1..1. */
  readonly similarities: readonly (number | null)[];
}

/** Stores assignments; does not write unchanged rows. */
export async function writeAssignments(
  connection: Connection,
  modelId: number,
  { documentIds, ordinals, themeIds, similarities }: Assignments,
): Promise<void> {
  await connection.query(
    `insert into verbatim.theme_segment as old (document_id, model_id, ordinal, theme_id, similarity)
     select row.document_id, $1, row.ordinal, row.theme_id, row.similarity
       from unnest($2::bigint[], $3::int[], $4::bigint[], $5::real[])
            as row (document_id, ordinal, theme_id, similarity)
         on conflict (document_id, model_id, ordinal)
         do update set theme_id = excluded.theme_id, similarity = excluded.similarity
      where (old.theme_id, old.similarity) is distinct from (excluded.theme_id, excluded.similarity)`,
    [modelId, documentIds, ordinals, themeIds, similarities],
  );
}

/** Updates the planner's statistics of the table, after most of its rows have changed. */
export async function refreshStatistics(connection: Connection): Promise<void> {
  await connection.query('analyze verbatim.theme_segment');
}

/** The quantile of the similarities of a model's assigned segments; 0 without any. @param share 0..1 */
export async function similarityQuantile(
  connection: Connection,
  modelId: number,
  share: number,
): Promise<number> {
  const { rows } = await connection.query<{ quantile: number | null }>(
    `select percentile_disc($2::float8) within group (order by similarity) as quantile
       from verbatim.theme_segment where model_id = $1 and theme_id is not null`,
    [modelId, share],
  );
  return rows[0]!.quantile ?? 0;
}
