import type { Queryable } from './client.ts';

/** One cell of a report; times come as text. */
export type Cell = string | number | null;

/** Runs one named report. @param sql a file of src/reporting/sql, never text from a user */
export async function runReport(
  database: Queryable,
  sql: string,
  parameters: readonly unknown[],
): Promise<Record<string, Cell>[]> {
  const { rows } = await database.query<Record<string, Cell>>(sql, [...parameters]);
  return rows;
}

export async function hasFeedback(database: Queryable, source: string | null): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    'select exists (select from verbatim.feedback where $1::text is null or source = $1) as found',
    [source],
  );
  return rows[0]!.found;
}

/** Whether any feedback of the source has the attribute. */
export async function hasAttribute(
  database: Queryable,
  source: string | null,
  name: string,
): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    `select exists (select from verbatim.feedback where attributes ? $2 and ($1::text is null or source = $1)) as found`,
    [source, name],
  );
  return rows[0]!.found;
}

/** Names of all attributes that any feedback of the source has. */
export async function attributeNames(database: Queryable, source: string | null): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select distinct jsonb_object_keys(attributes) as name from verbatim.feedback
      where $1::text is null or source = $1 order by name`,
    [source],
  );
  return rows.map((row) => row.name);
}

/** Feedback that the active model of feedback set aside for its language. @param rolledUp roll-ups are fresh */
export async function countUnserved(
  database: Queryable,
  source: string | null,
  rolledUp: boolean,
): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    rolledUp
      ? `select coalesce(sum(unsupported), 0)::bigint as n from verbatim.rollup_day
          where attribute = '' and ($1::text is null or source = $1)`
      : `select count(*) as n
       from verbatim.failure x
       join verbatim.model m on m.id = x.model_id and m.active and m.task = 'feedback'
       join verbatim.feedback f on f.document_id = x.document_id
      where x.code = 'LANGUAGE_UNSUPPORTED' and ($1::text is null or f.source = $1)`,
    [source],
  );
  return rows[0]!.n;
}

/** Feedback that the active model of feedback judged in translation. */
export async function countTranslated(database: Queryable, source: string | null): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    `select count(*) as n
       from verbatim.analysis a
       join verbatim.model m on m.id = a.model_id and m.active and m.task = 'feedback'
       join verbatim.feedback f on f.document_id = a.document_id
      where a.translator_id is not null and ($1::text is null or f.source = $1)`,
    [source],
  );
  return rows[0]!.n;
}
