import type { Queryable } from '../client.ts';

/** A view that the login may read. */
export interface ReadableView {
  readonly name: string;
  readonly about: string;
  /** It has words of customers or single comments: only analysts may read it. */
  readonly comments: boolean;
}

/** Views of the schema `reporting` that the login of a connection may read. */
export async function readableViews(database: Queryable): Promise<ReadableView[]> {
  const { rows } = await database.query<ReadableView>(
    `select c.relname as name, coalesce(obj_description(c.oid, 'pg_class'), '') as about,
            to_regrole('verbatim_reader') is null
              or not has_table_privilege(to_regrole('verbatim_reader'), c.oid, 'select') as comments
       from pg_class c
      where c.relnamespace = to_regnamespace('reporting') and c.relkind in ('v', 'm')
        and has_table_privilege(c.oid, 'select')
      order by 1`,
  );
  return rows;
}

/** What a column of an exported view holds; every type that is not named here is text. */
const KINDS: Readonly<Record<string, ViewColumn['kind']>> = {
  ...{ int2: 'integer', int4: 'integer', int8: 'long', float4: 'real', float8: 'double', numeric: 'double' },
  ...{ bool: 'boolean', date: 'day', timestamptz: 'time', json: 'json', jsonb: 'json' },
  ...{ _text: 'texts', _int8: 'longs' },
};

export interface ViewColumn {
  readonly name: string;
  readonly kind:
    | 'text'
    | 'integer'
    | 'long'
    | 'real'
    | 'double'
    | 'boolean'
    | 'day'
    | 'time'
    | 'json'
    | 'texts'
    | 'longs';
}

/** Columns of a view in their order. */
export async function viewColumns(database: Queryable, view: string): Promise<ViewColumn[]> {
  const { rows } = await database.query<{ name: string; type: string }>(
    `select a.attname as name, t.typname as type
       from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = to_regclass('reporting.' || quote_ident($1)) and a.attnum > 0 and not a.attisdropped
      order by a.attnum`,
    [view],
  );
  return rows.map(({ name, type }) => ({ name, kind: KINDS[type] ?? 'text' }));
}
