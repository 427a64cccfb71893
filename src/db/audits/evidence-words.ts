import type { Queryable } from '../client.ts';

/** Characters of a comment that are shown beside its id. */
const LONGEST = 200;

/**
 * The beginnings of comments by their ids, for a role that may read them; empty for any other.
 * @param ids of feedback
 */
export async function evidenceWords(
  database: Queryable,
  ids: readonly number[],
): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const { rows: may } = await database.query<{ may: boolean }>(
    `select has_column_privilege('verbatim.document', 'text', 'select')
        and has_column_privilege('verbatim.feedback', 'document_id', 'select') as may`,
  );
  if (!may[0]!.may) return new Map();
  const { rows } = await database.query<{ id: number; words: string; longer: boolean }>(
    `select f.id, left(regexp_replace(left(d.text, 4 * $2), '\\s+', ' ', 'g'), $2) as words,
            length(regexp_replace(left(d.text, 4 * $2), '\\s+', ' ', 'g')) > $2 as longer
       from verbatim.feedback f join verbatim.document d on d.id = f.document_id
      where f.id = any($1::bigint[])`,
    [ids, LONGEST],
  );
  return new Map(rows.map(({ id, words, longer }) => [id, longer ? `${wholeWords(words)} …` : words]));
}

const wholeWords = (text: string) => text.replace(/\s+\S{0,30}$/, '');
