import type { Queryable } from '../client.ts';

/** What the feedback of a document says of it. */
export interface DocumentClues {
  readonly documentId: number;
  /** As the files state it, in the order of the alphabet; empty where none does. */
  readonly languages: readonly string[];
  /** Sources that have it, in the order of the alphabet. */
  readonly sources: readonly string[];
}

/** Comments of a document that are looked at: millions may say "good". */
const LOOKED_AT = 1_000;

/** Clues of some documents; those without feedback have none. */
export async function documentClues(
  database: Queryable,
  documentIds: readonly number[],
): Promise<DocumentClues[]> {
  const { rows } = await database.query<DocumentClues>(
    `select d.id as "documentId",
            coalesce(array_agg(distinct f.language order by f.language) filter (where f.language <> ''), '{}')
              as languages,
            array_agg(distinct f.source order by f.source) as sources
       from unnest($1::bigint[]) as d (id) cross join lateral (
         select source, language from verbatim.feedback where document_id = d.id limit ${LOOKED_AT}) f
      group by d.id`,
    [documentIds],
  );
  return rows;
}

/** Longest beginning of a text that a sample holds: what is told of a source is told by it. */
const BEGINNING = 1_000;

/**
 * Texts of a source, one for each of some of its comments. The comments are those whose identity, a hash, comes first:
 * a sample that looks at few rows and hardly changes as the source grows.
 */
export async function sampleOfSource(
  database: Queryable,
  source: string,
  comments: number,
): Promise<string[]> {
  const { rows } = await database.query<{ text: string }>(
    `select left(d.text, ${BEGINNING}) as text
       from (select document_id from verbatim.feedback where source = $1 order by identity limit $2) f
       join verbatim.document d on d.id = f.document_id`,
    [source, comments],
  );
  return rows.map(({ text }) => text);
}
