import type { Reject } from '../../domain/feedback.ts';
import type { Connection, Queryable } from '../client.ts';
import type { reject } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';

/**
 * Stores rejects. Where an earlier import of the source has rejected the same row, that reject is closed as repeated,
 * and the new one knows it; a row that has been mended is not open again. So a row is open once at most, however
 * often its file is imported.
 */
export async function insertRejects(
  connection: Connection,
  target: { readonly importId: number; readonly source: string },
  rejects: readonly Reject[],
): Promise<void> {
  await connection.query(
    `with given as (
       select *, row_number() over (partition by raw_row order by line) as n
         from unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[])
           as given (line, column_name, reason, detail, raw_row, reject_id)
     ), before as (
       select *, row_number() over (partition by raw_row order by root) as n
         from (select distinct on (coalesce(r.repeats, r.id)) coalesce(r.repeats, r.id) as root, r.raw_row
                 from verbatim.reject r join verbatim.import i on i.id = r.import_id
                where r.closed_as is distinct from 'repeated' and r.import_id <> $1 and i.source = $2
                  and md5(r.raw_row) in (select md5(raw_row) from given)
                order by coalesce(r.repeats, r.id)) last
     ), paired as (
       select given.*, coalesce(named.repeats, named.id, before.root) as root
         from given left join before using (raw_row, n)
         left join verbatim.reject named on named.id = given.reject_id
     ), closed as (
       update verbatim.reject r set closed_as = 'repeated', closed_by = $1, closed_at = now()
         from paired
        where (r.id = paired.root or r.repeats = paired.root) and r.closed_at is null and r.import_id <> $1
     )
     insert into verbatim.reject
       (import_id, line, column_name, reason, detail, raw_row, repeats, closed_as, closed_by, closed_at)
     select $1, paired.line, paired.column_name, paired.reason, paired.detail, paired.raw_row, paired.root,
            mended.closed_as, mended.closed_by, mended.closed_at
       from paired
       left join lateral (
         select r.closed_as, r.closed_by, r.closed_at from verbatim.reject r
          where (r.id = paired.root or r.repeats = paired.root) and r.closed_as = 'mended'
            and paired.reject_id is null
          order by r.id limit 1
       ) mended on true
      order by paired.line`,
    [
      ...[target.importId, target.source],
      rejects.map((reject) => reject.line),
      rejects.map((reject) => reject.column),
      rejects.map((reject) => reject.reason),
      rejects.map((reject) => reject.detail),
      rejects.map((reject) => reject.raw),
      rejects.map((reject) => reject.rejectId ?? null),
    ],
  );
}

/** Closes rejects whose rows were mended, with all that repeat them or that they repeat; how many were open. */
export async function closeMended(
  connection: Connection,
  importId: number,
  ids: readonly number[],
): Promise<number> {
  const { rowCount } = await connection.query(
    `with root as (select coalesce(repeats, id) as id from verbatim.reject where id = any($2::bigint[]))
     update verbatim.reject r set closed_as = 'mended', closed_by = $1, closed_at = now()
       from root where (r.id = root.id or r.repeats = root.id) and r.closed_at is null and r.import_id <> $1`,
    [importId, ids],
  );
  return rowCount ?? 0;
}

/** A reject as it is listed. */
export interface StoredReject extends Row<typeof reject, 'id' | 'importId' | 'line' | 'reason' | 'detail'> {
  /** The import that met the row first: its file is how the row is written. */
  readonly firstImportId: number;
  readonly source: string;
  readonly file: string;
  readonly column: string | null;
  readonly raw: string;
}

const SELECT = `select r.id, r.import_id as "importId", i.source, i.file_name as file, r.line,
   r.column_name as "column", r.reason, r.detail, r.raw_row as raw,
   coalesce((select first.import_id from verbatim.reject first where first.id = r.repeats), r.import_id)
     as "firstImportId"
   from verbatim.reject r join verbatim.import i on i.id = r.import_id`;
const PAGE = 500;

/** Open rejects, of one source or of some imports where those are given; in pages, oldest first. */
export async function* openRejects(
  database: Queryable,
  of: { readonly source?: string | undefined; readonly imports?: readonly number[] | undefined },
): AsyncGenerator<StoredReject[]> {
  for (let last = 0; ; ) {
    const { rows } = await database.query<StoredReject>(
      `${SELECT} where r.closed_at is null and r.id > $1 and ($2::text is null or i.source = $2)
         and ($3::bigint[] is null or i.id = any($3)) order by r.id limit $4`,
      [last, of.source ?? null, of.imports ?? null, PAGE],
    );
    if (rows.length === 0) return;
    last = rows.at(-1)!.id;
    yield rows;
  }
}

/** id → reject, open or closed. */
export async function findRejects(
  database: Queryable,
  ids: readonly number[],
): Promise<Map<number, StoredReject>> {
  const { rows } = await database.query<StoredReject>(`${SELECT} where r.id = any($1::bigint[])`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** How an import's file was read; null when there is no such import. */
export async function importLayout(
  database: Queryable,
  importId: number,
): Promise<{ encoding: string; delimiter: string; mapping: unknown; layout: unknown } | null> {
  const { rows } = await database.query(
    'select encoding, delimiter, mapping, layout from verbatim.import where id = $1',
    [importId],
  );
  return rows[0] ?? null;
}

/** Deletes all rejects of a source. */
export async function deleteRejectsOf(database: Queryable, source: string): Promise<void> {
  await database.query(
    'delete from verbatim.reject r using verbatim.import i where i.id = r.import_id and i.source = $1',
    [source],
  );
}
