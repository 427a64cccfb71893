import type { Database } from '../../../src/db/client.ts';

/** Columns of Verbatim's own tables that hold one of these texts, as `table.column: text`. */
export async function placesOf(database: Database, needles: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ table: string; column: string; indexed: boolean }>(
    `select format('%I.%I', c.table_schema, c.table_name) as table, format('%I', c.column_name) as column,
            c.data_type = 'tsvector' as indexed
       from information_schema.columns c
       join information_schema.tables t using (table_schema, table_name)
      where t.table_type = 'BASE TABLE' and c.table_schema like 'verbatim%'
        and (c.data_type in ('text', 'jsonb', 'json', 'character varying', 'tsvector') or c.data_type = 'ARRAY')`,
  );
  const found: string[] = [];
  for (const { table, column, indexed } of rows) {
    for (const needle of needles) {
      const { rowCount } = await database.query(
        indexed
          ? `select from ${table} where ${column} @@ (phraseto_tsquery('simple', $1) || phraseto_tsquery('english', $1)) limit 1`
          : `select from ${table} where strpos(lower(${column}::text), lower($1)) > 0 limit 1`,
        [needle],
      );
      if (rowCount) found.push(`${table}.${column}: ${needle}`);
    }
  }
  return found;
}
