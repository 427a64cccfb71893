import type { ImportCounts } from '../../domain/feedback.ts';
import type { Queryable } from '../client.ts';
import type { reject } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';
import { COUNTED } from './care.ts';
import type { UploadFault, UploadFormat } from './uploads.ts';

export const UPLOAD_STATES = [
  ...(['receiving', 'queued', 'running', 'done', 'failed', 'cancelled', 'broken_off'] as const),
];
export type UploadState = (typeof UPLOAD_STATES)[number];

/** What is known of an upload: what its sender, and those who watch it, are shown. */
export interface UploadView {
  readonly id: string;
  readonly state: UploadState;
  readonly file: string;
  readonly format: UploadFormat;
  readonly bytes: number;
  readonly bytesRead: number;
  /** Number of the import, in SQL; null before it began. */
  readonly importId: number | null;
  readonly counts: ImportCounts;
  /** Parts that were masked, by kind. */
  readonly masked: Readonly<Record<string, number>>;
  /** Null before the header was read. */
  readonly detected: {
    readonly source: string;
    readonly encoding: string;
    readonly delimiter: string;
    readonly columns: Readonly<Record<string, string | readonly string[]>>;
    /** Name of the preset by which it was read; null: none. */
    readonly preset: string | null;
    readonly attributes: readonly string[];
    readonly unparsed: readonly { column: string; count: number; firstLine: number }[];
  } | null;
  readonly error: UploadFault | null;
  readonly analysis: {
    readonly runId: number;
    readonly status: string;
    readonly documents: number;
    readonly analysed: number;
    readonly failed: number;
  } | null;
  /** Workers that take batches now. */
  readonly workers: number;
  /** Whether the dashboard counts what it stored. */
  readonly counted: boolean;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

// An import that was interrupted took rows which the next one finds stored: for the upload they are no duplicates.
const VIEW = `
  select u.id, u.state, u.file_name as file, u.format, u.bytes, u.bytes_read as "bytesRead", i.id as "importId",
         jsonb_build_object(
           'read', coalesce(i.read, 0),
           'accepted', coalesce(i.accepted + least(i.duplicates, earlier.accepted), 0),
           'duplicates', coalesce(i.duplicates - least(i.duplicates, earlier.accepted), 0),
           'changed', coalesce(i.changed + earlier.changed, 0),
           'rejected', coalesce(i.rejected, 0),
           'erased', coalesce(i.erased, 0),
           'withoutText', coalesce(i.without_text + earlier.without_text, 0),
           'newDocuments', coalesce(i.new_documents + earlier.new_documents, 0)) as counts,
         coalesce(i.masked, '{}') as masked,
         case when i.id is not null then jsonb_build_object(
           'source', i.source, 'encoding', i.encoding, 'delimiter', i.delimiter, 'columns', i.mapping,
           'preset', i.layout ->> 'preset', 'attributes', u.attributes, 'unparsed', u.unparsed) end as detected,
         u.error,
         case when r.id is not null then jsonb_build_object(
           'runId', r.id, 'status', r.status, 'documents', r.documents, 'analysed', r.analysed,
           'failed', r.failed) end as analysis,
         (select count(*) from verbatim.worker w
           where w.left_code is null and w.heard_at > now() - make_interval(secs => w.lock_seconds)) as workers,
         ${COUNTED} as counted,
         to_char(u.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt",
         to_char(u.finished_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "finishedAt"
    from verbatim.upload u
    left join lateral (
      select * from verbatim.import where upload_id = u.id order by id desc limit 1
    ) i on true
    left join lateral (
      select coalesce(sum(accepted), 0)::bigint as accepted, coalesce(sum(without_text), 0)::bigint as without_text,
             coalesce(sum(changed), 0)::bigint as changed,
             coalesce(sum(new_documents), 0)::bigint as new_documents
        from verbatim.import where upload_id = u.id and id < i.id
    ) earlier on true
    left join verbatim.run r on r.id = u.run_id`;

/** @param owner only where it is that key's; null: whosever it is */
export async function readUpload(
  database: Queryable,
  id: string,
  owner: string | null = null,
): Promise<UploadView | null> {
  const { rows } = await database.query<UploadView>(
    `${VIEW} where u.id = $1 and ($2::text is null or u.owner = $2)`,
    [id, owner],
  );
  return rows[0] ?? null;
}

/** Those of these uploads that there are, in no order. */
export async function readUploads(database: Queryable, ids: readonly string[]): Promise<UploadView[]> {
  const { rows } = await database.query<UploadView>(`${VIEW} where u.id = any($1::uuid[])`, [ids]);
  return rows;
}

/** How many uploads wait for the end of their import: their files are still in the spool folder of a server. */
export async function countOpenUploads(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ n: number }>(
    'select count(*) as n from verbatim.upload where finished_at is null',
  );
  return rows[0]!.n;
}

/** The uploads, newest first; of one state, and of one key (`owner`), when that is given. */
export async function listUploads(
  database: Queryable,
  options: { state: UploadState | null; owner: string | null; limit: number },
): Promise<UploadView[]> {
  const { rows } = await database.query<UploadView>(
    `${VIEW} where ${options.state === null ? '$1::text is null' : 'u.state = $1'}
        and ($2::text is null or u.owner = $2)
      order by u.created_at desc, u.id limit $3`,
    [options.state, options.owner, options.limit],
  );
  return rows;
}

/** How many rows of the upload were set aside for which reason. */
export async function rejectsByReason(
  database: Queryable,
  importId: number | null,
): Promise<Record<string, number>> {
  const { rows } = await database.query<{ reason: string; count: number }>(
    `select reason, count(*) from verbatim.reject where import_id = $1 group by reason order by count(*) desc, reason`,
    [importId],
  );
  return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
}

/** A row that was set aside, as it is shown. */
export interface UploadReject extends Row<typeof reject, 'id' | 'line' | 'reason' | 'detail'> {
  readonly column: string | null;
  readonly raw: string;
}

/** Rejects of an import above the number `after`, in the order of the file. */
export async function rejectPage(
  database: Queryable,
  importId: number,
  after: number,
  limit: number,
): Promise<UploadReject[]> {
  const { rows } = await database.query<UploadReject>(
    `select id, line, column_name as "column", reason, detail, raw_row as raw
       from verbatim.reject where import_id = $1 and id > $2 order by id limit $3`,
    [importId, after, limit],
  );
  return rows;
}
