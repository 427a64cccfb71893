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

/** Names of all attributes that any feedback of the source has. */
export async function attributeNames(database: Queryable, source: string | null): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select distinct jsonb_object_keys(attributes) as name from verbatim.feedback
      where $1::text is null or source = $1 order by name`,
    [source],
  );
  return rows.map((row) => row.name);
}
