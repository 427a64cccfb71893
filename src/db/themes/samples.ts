import type { Queryable } from '../client.ts';

/** Some sentences of a theme. */
interface ThemeSample {
  readonly themeId: number;
  /** Sentences of the theme that have an embedding. */
  readonly sentences: number;
  /** Embeddings of the sample, little-endian half floats. */
  readonly embeddings: Buffer;
  /** Language of most of the sample's texts; null if none is known. */
  readonly language: string | null;
}

/** At most about `most` sentences of each theme of a model, evenly over its documents. The same rows give the same sample. */
export async function themeSamples(
  database: Queryable,
  modelId: number,
  dimensions: number,
  most: number,
): Promise<ThemeSample[]> {
  const { rows } = await database.query<ThemeSample>(
    `with placed as (
       select t.theme_id, t.document_id, t.ordinal, count(*) over (partition by t.theme_id) as n,
              row_number() over (partition by t.theme_id order by t.document_id, t.ordinal) as place
         from verbatim.theme_segment t where t.model_id = $1 and t.theme_id is not null
     )
     select p.theme_id as "themeId", max(p.n)::bigint as sentences,
            string_agg(s.embedding, '' order by p.place) as embeddings,
            mode() within group (order by d.language) as language
       from placed p
       join verbatim.segment s on (s.document_id, s.model_id, s.ordinal) = (p.document_id, $1, p.ordinal)
       join verbatim.document d on d.id = p.document_id
      where p.place % ceil(p.n / $3::numeric)::bigint = 0 and octet_length(s.embedding) = $2
      group by p.theme_id order by p.theme_id`,
    [modelId, 2 * dimensions, most],
  );
  return rows;
}
