import type { Queryable } from '../client.ts';

/** Languages and sources of a document's feedback. */
interface DocumentClues {
  readonly documentId: number;
  /** From the files, in alphabetical order; empty if no file has them. */
  readonly languages: readonly string[];
  /** In alphabetical order. */
  readonly sources: readonly string[];
}

/** Most comments read per document: millions may say "good". */
const LOOKED_AT = 1_000;

/** Clues of documents; omits documents without feedback. */
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

/** Characters of each sampled text: enough to detect a language or an answer without content. */
const BEGINNING = 1_000;

/**
 * A sample of a source's texts: those of the comments with the lowest identities, which are hashes. Such a sample reads
 * few rows and changes little as the source grows.
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
