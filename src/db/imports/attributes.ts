import type { AttributeDefinition } from '../../domain/attribute-definition.ts';
import type { Queryable } from '../client.ts';

/** Defines an attribute by another name or in bands; an earlier definition of that name is replaced. */
export async function defineAttribute(database: Queryable, definition: AttributeDefinition): Promise<void> {
  await database.query(
    `insert into verbatim.derived_attribute (name, from_attribute, cuts) values ($1, $2, $3)
         on conflict (name) do update set from_attribute = excluded.from_attribute, cuts = excluded.cuts`,
    [definition.name, definition.from, definition.cuts],
  );
}

/** Defined attributes, by name. */
export async function definedAttributes(database: Queryable): Promise<AttributeDefinition[]> {
  const { rows } = await database.query<AttributeDefinition>(
    `select name, from_attribute as "from", cuts from verbatim.derived_attribute order by name`,
  );
  return rows;
}

export async function dropAttribute(database: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await database.query('delete from verbatim.derived_attribute where name = $1', [name]);
  return rowCount === 1;
}

/** Which of these are keys of some feedback's attributes; found by one row each, not by reading all. */
export async function knownColumns(database: Queryable, names: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `select name from unnest($1::text[]) as wanted (name)
      where exists (select from verbatim.feedback f where f.attributes ? name)`,
    [names],
  );
  return rows.map(({ name }) => name);
}
