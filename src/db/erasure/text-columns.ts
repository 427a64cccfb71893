import { placeOf, type TextPlace } from '../../privacy/text-places.ts';
import type { Connection, Queryable } from '../client.ts';

/** A column that can hold words, and what an erasure does with it. */
export interface TextColumn {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly place: TextPlace;
}

/** Schemas whose tables are ours: stored data, tables of running imports, the queue in Postgres. */
const SCHEMAS = ['verbatim', 'verbatim_scratch', 'bullmq'];
const WORDY = `('text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'text[]', 'character varying[]', 'jsonb[]', 'bytea[]', 'xml', 'tsvector')`;

/** Every column that can hold words, as the catalogue has it; columns of unknown tables must hold nothing. */
export async function textColumns(database: Queryable): Promise<TextColumn[]> {
  const { rows } = await database.query<Omit<TextColumn, 'place'>>(
    `select n.nspname as schema, c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where n.nspname = any($1) and c.relkind in ('r', 'p') and format_type(a.atttypid, null) in ${WORDY}
      order by n.nspname <> 'verbatim', c.relname, a.attnum`,
    [SCHEMAS],
  );
  return rows.map((row) => ({
    ...row,
    place: (row.schema === 'verbatim' ? placeOf(row.table, row.column) : null) ?? 'comment',
  }));
}

/** Rows of each table of {@link SCHEMAS}, by `schema.table`; tables of running imports come and go. */
export async function countRows(database: Queryable): Promise<Record<string, number>> {
  const { rows: tables } = await database.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('verbatim', 'bullmq') and c.relkind in ('r', 'p') order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await database.query<{ n: number }>(`select count(*) as n from ${name}`);
    counts[name] = rows[0]!.n;
  }
  return counts;
}

/** A cell, where its row is, and its value; of `code` columns each different value once, without a place. */
export interface Cell {
  readonly ctid: string | null;
  readonly value: unknown;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** Words of a text that is indexed for search are read as a list. */
const cellOf = ({ column, type }: TextColumn): string =>
  type === 'tsvector' ? `tsvector_to_array(${quoted(column)})` : quoted(column);
const tableOf = ({ schema, table }: TextColumn): string => `${quoted(schema)}.${quoted(table)}`;

export const cellsSql = (of: TextColumn): string =>
  of.place === 'code'
    ? `select null as ctid, to_json(value) as value from (select distinct ${quoted(of.column)}::text as value from ${tableOf(of)} where ${quoted(of.column)} is not null) v`
    : `select ctid::text, ${cellOf(of)} as value from ${tableOf(of)} where ${quoted(of.column)} is not null`;

export async function redactCell(
  connection: Connection,
  of: TextColumn,
  ctid: string,
  value: unknown,
): Promise<void> {
  const stored = of.type.startsWith('json') ? JSON.stringify(value) : value;
  await connection.query(`update ${tableOf(of)} set ${quoted(of.column)} = $2 where ctid = $1::tid`, [
    ctid,
    stored,
  ]);
}

/** Deletes rows; what was learnt from an example of a topic goes with it, and is learnt again without. */
export async function deleteRows(
  connection: Connection,
  of: TextColumn,
  ctids: readonly string[],
): Promise<void> {
  if (of.table === 'topic_example') {
    await connection.query(
      `delete from verbatim.topic_model m using verbatim.topic_example e
        where e.ctid = any($1::tid[]) and m.topic_id = e.topic_id`,
      [ctids],
    );
  }
  await connection.query(`delete from ${tableOf(of)} where ctid = any($1::tid[])`, [ctids]);
}

/** How many of these documents no comment has or had. */
export async function unheldDocuments(connection: Connection, ctids: readonly string[]): Promise<number> {
  const { rows } = await connection.query<{ n: number }>(
    `select count(*) as n from verbatim.document d
      where d.ctid = any($1::tid[])
        and not exists (select from verbatim.feedback f where f.document_id = d.id)
        and not exists (select from verbatim.feedback_change c where d.id in (c.old_document_id, c.new_document_id))`,
    [ctids],
  );
  return rows[0]!.n;
}

/** Deletes embeddings of texts by the hash of these; whoever still has the text has it embedded again. */
export async function deleteTextVectors(database: Queryable, texts: readonly string[]): Promise<number> {
  const { rowCount } = await database.query(
    `delete from verbatim.topic_text where hash = any(array(select sha256(convert_to(t, 'UTF8')) from unnest($1::text[]) as t))`,
    [texts],
  );
  return rowCount ?? 0;
}

/** Gives the space of deleted rows back: to the tables themselves, or, by writing them anew, to the disk. */
export async function vacuumTables(
  database: Queryable,
  tables: readonly string[],
  way: 'plain' | 'full',
): Promise<void> {
  for (const table of tables)
    await database.query(`vacuum (${way === 'full' ? 'full, ' : ''}analyze) ${table}`);
}
