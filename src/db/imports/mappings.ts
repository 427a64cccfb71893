import type { Queryable } from '../client.ts';
import type { mapping } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';

/** A mapping saved under a name. */
export type SavedMapping = Row<typeof mapping, 'columns' | 'options'>;

/** Null when there is none of that name. */
export async function readMapping(database: Queryable, name: string): Promise<SavedMapping | null> {
  const { rows } = await database.query<SavedMapping>(
    'select columns, options from verbatim.mapping where name = $1',
    [name],
  );
  return rows[0] ?? null;
}

export async function mappingNames(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<Row<typeof mapping, 'name'>>(
    'select name from verbatim.mapping order by name',
  );
  return rows.map(({ name }) => name);
}

/** Saves a mapping, over one of the same name. */
export async function saveMapping(
  database: Queryable,
  name: string,
  mapping: { readonly columns: object; readonly options: object },
): Promise<void> {
  await database.query(
    `insert into verbatim.mapping (name, columns, options) values ($1, $2, $3)
     on conflict (name) do update set columns = excluded.columns, options = excluded.options, changed_at = now()`,
    [name, JSON.stringify(mapping.columns), JSON.stringify(mapping.options)],
  );
}
