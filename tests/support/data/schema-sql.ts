import { type Database, inTransaction } from '../../../src/db/client.ts';

const PARTS = `
with own as (select oid, nspname from pg_namespace where nspname in ('verbatim', 'verbatim_scratch', 'reporting')),
relation as (
  select c.oid, relkind, relname, own.nspname, format('%I.%I', own.nspname, relname) as name
    from pg_class c join own on own.oid = relnamespace where relkind in ('r', 'v', 'm') and nspname <> 'verbatim_scratch'
),
attribute as (
  select r.oid, r.name, attnum, quote_ident(attname) as attname, format_type(atttypid, atttypmod) as type,
         format('%s %s%s%s%s', quote_ident(attname), format_type(atttypid, atttypmod),
           case when attidentity = 'a' then ' GENERATED ALWAYS AS IDENTITY' else '' end,
           coalesce(' DEFAULT ' || pg_get_expr(adbin, adrelid), ''), case when attnotnull then ' NOT NULL' else '' end) as line
    from relation r join pg_attribute on attrelid = r.oid and attnum > 0 and not attisdropped
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
),
-- Foreign keys follow all tables: they may point at each other.
foreign_key as (
  select r.oid, conname, format('ALTER TABLE %s ADD CONSTRAINT %I %s;', r.name, conname, pg_get_constraintdef(c.oid)) as line
    from relation r join pg_constraint c on conrelid = r.oid and contype = 'f'
),
described as (
  select r.oid, 0 as place, format('COMMENT ON TABLE %s IS %L;', r.name, obj_description(r.oid, 'pg_class')) as line
    from relation r where obj_description(r.oid, 'pg_class') is not null
   union all
  select a.oid, attnum, format('COMMENT ON COLUMN %s.%s IS %L;', name, attname, col_description(a.oid, attnum))
    from attribute a where col_description(a.oid, attnum) is not null
)
select 1 as part, nspname::text as name,
       concat_ws(E'\\n', format('CREATE SCHEMA %I;', nspname),
         format('COMMENT ON SCHEMA %I IS %L;', nspname, obj_description(oid, 'pg_namespace'))) as sql from own
 union all
select 2, name, concat_ws(E'\\n',
       format(E'CREATE TABLE %s (\\n  %s\\n);', name, concat_ws(E',\\n  ',
         (select string_agg(line, E',\\n  ' order by attnum) from attribute a where a.oid = r.oid),
         (select string_agg(format('CONSTRAINT %I %s', conname, pg_get_constraintdef(c.oid)), E',\\n  '
                            order by contype = 'p' desc, conname)
            from pg_constraint c where conrelid = r.oid and contype in ('p', 'u', 'c')))),
       (select string_agg(pg_get_indexdef(indexrelid) || ';', E'\\n' order by indexrelid::regclass::text) from pg_index
         where indrelid = r.oid and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))),
       (select string_agg(line, E'\\n' order by place) from described d where d.oid = r.oid))
  from relation r where relkind = 'r'
 union all
select 3, '', string_agg(line, E'\\n' order by oid::regclass::text, conname) from foreign_key
 union all
select 4, name, format(E'-- %s (\\n%s\\n-- )%s', name,
         (select string_agg(format('--   %s %s', attname, type), E'\\n' order by attnum) from attribute a where a.oid = r.oid),
         (select ' WITH ' || array_to_string(reloptions, ', ') from pg_class c where c.oid = r.oid))
  from relation r where relkind in ('v', 'm')
 union all
select 5, p.oid::regprocedure::text,
       concat_ws(E'\\n', format('-- %s RETURNS %s %s', p.oid::regprocedure, pg_get_function_result(p.oid),
         case provolatile when 'i' then 'IMMUTABLE' when 's' then 'STABLE' else 'VOLATILE' end || case when prosecdef then ' SECURITY DEFINER' else '' end),
         (select string_agg('-- ' || pg_get_triggerdef(t.oid), E'\\n' order by tgrelid::regclass::text, tgname)
            from pg_trigger t where tgfoid = p.oid and not tgisinternal))
  from pg_proc p join own on own.oid = pronamespace
 order by 1, 2`;

const TITLES: Readonly<Record<number, string>> = {
  1: 'Schemas',
  2: 'Tables, with their indexes and comments',
  3: 'Foreign keys',
  4: 'Columns of the views, which are defined in migrations/views/',
  5: 'Functions and triggers, which are defined in migrations/views/',
};

/** A database's schema as text: the same from every version of Postgres, and whatever way led to it. */
export function schemaSql(database: Database): Promise<string> {
  return inTransaction(database, async (connection) => {
    // With an empty path all names are written in full.
    await connection.query(`select set_config('search_path', '', true)`);
    const { rows } = await connection.query<{ part: number; sql: string }>(PARTS);
    return Object.entries(TITLES)
      .map(([part, title]) => {
        const texts = rows.filter((row) => row.part === Number(part)).map(({ sql }) => sql);
        return `-- ${title}\n\n${texts.join('\n\n')}\n`;
      })
      .join('\n');
  });
}
