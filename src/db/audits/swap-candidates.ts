import type { Queryable } from '../client.ts';

export interface SwapCandidate {
  readonly feedbackId: number;
  readonly text: string;
}

/** Texts longer than this are no minimal pair whatever is exchanged in them. */
const LONGEST = 2_000;

/** What the file says of the language of a comment, else what was found; unknown ones may be English. */
const ENGLISH = `
  coalesce(nullif(nullif(lower(left(btrim(f.language), 2)), ''), 'un'), d.language, 'en') = 'en'`;

/**
 * English feedback whose text has one of some words, the latest documents first, each document once: a first sieve.
 * @param words whole words of letters, any case
 * @param looked documents that are looked at, at most
 */
export async function swapCandidates(
  database: Queryable,
  words: readonly string[],
  source: string | null,
  { looked, most }: { readonly looked: number; readonly most: number },
): Promise<{ readonly looked: number; readonly candidates: readonly SwapCandidate[] }> {
  const { rows } = await database.query<{ looked: number; candidates: SwapCandidate[] }>(
    `with latest as materialized (
       select d.id, d.text, d.language from verbatim.document d
        where d.characters <= ${LONGEST}
          and ($2::text is null or exists (
                select from verbatim.feedback f where f.document_id = d.id and f.source = $2))
        order by d.id desc limit $3
     ), found as (
       select f.id as "feedbackId", d.text
         from latest d
        cross join lateral (select min(id) as id from verbatim.feedback f
                             where f.document_id = d.id and ($2::text is null or f.source = $2)
                                and ${ENGLISH}) f
        where f.id is not null and d.text ~* ('\\m(' || array_to_string($1::text[], '|') || ')\\M')
        order by d.id desc limit $4
     )
     select (select count(*) from latest) as looked,
            coalesce((select json_agg(found order by "feedbackId") from found), '[]') as candidates`,
    [words, source, looked, most],
  );
  return rows[0]!;
}
