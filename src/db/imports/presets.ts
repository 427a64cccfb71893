import type { Queryable } from '../client.ts';
import type { preset } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';

/** Presets that users stored, by name. */
export async function storedPresets(
  database: Queryable,
): Promise<Row<typeof preset, 'name' | 'definition'>[]> {
  const { rows } = await database.query<Row<typeof preset, 'name' | 'definition'>>(
    'select name, definition from verbatim.preset order by name',
  );
  return rows;
}

/** Stores a preset, over one of the same name. */
export async function storePreset(database: Queryable, name: string, definition: string): Promise<void> {
  await database.query(
    `insert into verbatim.preset (name, definition) values ($1, $2)
     on conflict (name) do update set definition = excluded.definition, changed_at = now()`,
    [name, definition],
  );
}

/** False when none of that name is stored. */
export async function removePreset(database: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await database.query('delete from verbatim.preset where name = $1', [name]);
  return rowCount === 1;
}
