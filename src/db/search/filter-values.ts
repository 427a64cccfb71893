import type { Queryable } from '../client.ts';

export async function sourceNames(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ source: string }>(
    'select distinct source from verbatim.import order by source',
  );
  return rows.map(({ source }) => source);
}

/** Values of more comments first. */
const MOST_VALUES = 2_000;

/** Values of an attribute, those that most comments have; of `language` the languages of texts, too. */
export async function attributeValues(database: Queryable, name: string): Promise<string[]> {
  const { rows } = await database.query<{ value: string }>(
    `select value from (
       select f.attributes ->> $1 as value from verbatim.feedback f where f.attributes ? $1
        union all
       select d.language from verbatim.document d where $1 = 'language' and d.language is not null) v
      group by value order by count(*) desc, value limit ${MOST_VALUES}`,
    [name],
  );
  return rows.map(({ value }) => value);
}
