import type { Queryable } from '../client.ts';

/** A value that comments have. */
export interface StoredValue {
  /** Null: the source. */
  readonly attribute: string | null;
  readonly value: string;
  readonly comments: number;
}

/** Comments whose attributes are read; of more, an even sample. */
const MOST_READ = 100_000;
/** Longer values are texts, and so is an attribute of which nearly each value is another. */
const LONGEST = 60;
const MOST_VALUES = 1_000;

/** Sources, languages of texts and values of attributes that few enough values name, with about how many have them. */
export async function storedValues(database: Queryable): Promise<StoredValue[]> {
  const { rows: size } = await database.query<{ n: number }>(
    `select greatest(reltuples, 0)::float8 as n from pg_class where oid = 'verbatim.feedback'::regclass`,
  );
  const share = Math.min(100, (100 * MOST_READ) / Math.max(1, size[0]!.n));
  const { rows } = await database.query<StoredValue>(
    `with read as materialized (
       select f.attributes from verbatim.feedback f ${share < 100 ? 'tablesample system ($1::real) repeatable (1)' : 'where $1::real > 0'}
     ), own as (
       select a.name, a.value, count(*) as n
         from read cross join lateral jsonb_each_text(read.attributes) as a (name, value)
        where a.value <> '' and length(a.value) <= ${LONGEST} and length(a.name) <= ${LONGEST}
        group by a.name, a.value
     ), fit as (
       select name from own group by name having count(*) <= ${MOST_VALUES} and count(*) * 2 <= greatest(sum(n), 20)
     )
     select null as attribute, f.source as value, count(*) as comments from verbatim.feedback f group by f.source
      union all
     select own.name, own.value, own.n from own join fit using (name)
      union all
     select 'language', d.language, count(*) from verbatim.document d
      where d.language is not null and not exists (select from own where own.name = 'language') group by d.language
      order by 3 desc, 1, 2`,
    [share],
  );
  return rows;
}
