import type { ImportCounts } from '../../domain/feedback.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Connection, Queryable } from '../client.ts';
import { type CopyValue, copyRows } from '../copy-rows.ts';
import type { document, feedback } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';

/** One row of `feedback` as it is written; the document is there already. */
export interface FeedbackWrite
  extends Row<
    typeof feedback,
    | 'line'
    | 'identity'
    | 'fingerprint'
    | 'externalId'
    | 'documentId'
    | 'rawText'
    | 'occurredAt'
    | 'rating'
    | 'language'
    | 'author'
  > {
  readonly attributes: Readonly<Record<string, string>>;
}

export interface DocumentWrite extends Row<typeof document, 'text' | 'characters'> {
  /** SHA-256 of the text, hex. */
  readonly hash: string;
}

export type ImportStatus = 'done' | 'failed' | 'interrupted';

/**
 * A new `import` row with status running; its id.
 * @throws VerbatimError SOURCE_UNDOING while an import of the source is being undone
 */
export async function startImport(
  database: Queryable,
  row: {
    source: string;
    fileName: string;
    encoding: string;
    delimiter: string;
    mapping: object;
    layout: object;
    /** The upload that it belongs to. */
    uploadId?: string | undefined;
    /** Scale of its ratings; null without ratings. */
    ratingScale: object | null;
  },
): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.import (source, file_name, encoding, delimiter, mapping, layout, upload_id, rating_scale)
     select $1::text, $2::text, $3::text, $4::text, $5::jsonb, $6::jsonb, $7::uuid, $8::jsonb
      where not exists (select from verbatim.import where source = $1 and status = 'undoing') returning id`,
    [
      ...[row.source, row.fileName, row.encoding, row.delimiter],
      ...[JSON.stringify(row.mapping), JSON.stringify(row.layout), row.uploadId ?? null],
      row.ratingScale && JSON.stringify(row.ratingScale),
    ],
  );
  if (!rows[0]) throw new VerbatimError('SOURCE_UNDOING', { source: row.source });
  return rows[0].id;
}

/**
 * Adds a chunk's counts to the import row, within the chunk's transaction.
 * @throws VerbatimError INTERRUPTED when another server has taken its upload over
 */
export async function advanceImport(
  connection: Connection,
  importId: number,
  counts: ImportCounts & { readonly masked: Readonly<Record<string, number>> },
  committedLine: number,
): Promise<void> {
  const { rowCount } = await connection.query(
    `update verbatim.import
     set read = read + $2, accepted = accepted + $3, duplicates = duplicates + $4, rejected = rejected + $5,
         without_text = without_text + $6, new_documents = new_documents + $7, committed_line = $8,
         changed = changed + $9, erased = erased + $10,
         masked = case when $11::jsonb = '{}' then masked else (
           select jsonb_object_agg(kind, n) from (
             select kind, sum(n::bigint) as n
               from (select * from jsonb_each_text(masked) union all select * from jsonb_each_text($11::jsonb))
                 as each (kind, n) group by kind) as by_kind) end
     where id = $1 and (upload_id is null or status = 'running' and not exists (
       select from verbatim.import newer where newer.upload_id = import.upload_id and newer.id > import.id))`,
    [
      importId,
      ...[counts.read, counts.accepted, counts.duplicates, counts.rejected],
      ...[counts.withoutText, counts.newDocuments, committedLine, counts.changed],
      ...[counts.erased, JSON.stringify(counts.masked)],
    ],
  );
  if (rowCount === 0) {
    const detail = `the file was read up to line ${committedLine}`;
    throw new VerbatimError('INTERRUPTED', { signal: 'another server', detail });
  }
}

export async function finishImport(
  database: Queryable,
  importId: number,
  status: ImportStatus,
  errorCode: string | null = null,
): Promise<void> {
  await database.query(
    `update verbatim.import set status = $2, error_code = $3, finished_at = now()
      where id = $1 and (status = 'running' or upload_id is null)`,
    [importId, status, errorCode],
  );
}

/** A row that is stored: as which import brought it, and what it was in its file. */
export type KnownFeedback = Row<typeof feedback, 'identity' | 'fingerprint' | 'importId'>;

/** True when the source has feedback. */
export async function isKnownSource(connection: Connection, source: string): Promise<boolean> {
  const { rows } = await connection.query<{ found: boolean }>(
    'select exists (select from verbatim.feedback where source = $1) as found',
    [source],
  );
  return rows[0]!.found;
}

const MOST_HEADERS = 8;

/** Headers that files of the source had, the latest first. */
export async function formerHeaders(database: Queryable, source: string): Promise<string[][]> {
  const { rows } = await database.query<{ header: string[] }>(
    `select layout -> 'header' as header from verbatim.import
      where source = $1 and jsonb_typeof(layout -> 'header') = 'array'
      group by 1 order by max(id) desc limit ${MOST_HEADERS}`,
    [source],
  );
  return rows.map(({ header }) => header);
}

/** identity → those rows that are stored. */
export async function findFeedback(
  connection: Connection,
  source: string,
  identities: readonly string[],
): Promise<Map<string, KnownFeedback>> {
  const { rows } = await connection.query<KnownFeedback>(
    `select identity, fingerprint, import_id as "importId" from verbatim.feedback
      where source = $1 and identity = any(array(select unnest($2::uuid[])))`,
    [source, listed(identities)],
  );
  return new Map(rows.map((row) => [row.identity, row]));
}

// The planner would look at each element of a list that it is given.
/** hash (hex) → id of those documents that are stored. */
export async function findDocuments(
  connection: Connection,
  hashes: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await connection.query<{ hash: string; id: number }>(
    `select encode(hash, 'hex') as hash, id from verbatim.document
      where hash = any(array(select decode(unnest($1::text[]), 'hex')))`,
    [listed(hashes)],
  );
  return new Map(rows.map((row) => [row.hash, row.id]));
}

/**
 * Stores documents; hash (hex) → id of those that were new.
 * @param documents ordered by hash, so that two imports take their locks in one order
 */
export async function insertDocuments(
  connection: Connection,
  documents: readonly DocumentWrite[],
): Promise<Map<string, number>> {
  const { rows } = await connection.query<{ hash: string; id: number }>(
    `insert into verbatim.document (hash, text, characters)
     select decode(hash, 'hex'), text, characters
       from unnest($1::text[], $2::text[], $3::integer[]) as given (hash, text, characters)
     on conflict (hash) do nothing
     returning encode(hash, 'hex') as hash, id`,
    [
      documents.map((document) => document.hash),
      documents.map((document) => document.text),
      documents.map((document) => document.characters),
    ],
  );
  return new Map(rows.map((row) => [row.hash, row.id]));
}

/**
 * Stores documents that {@link findDocuments} did not find, by COPY, for which somebody else who stores one of them at
 * the same time is a unique violation; hash (hex) → id.
 * @param documents as for {@link insertDocuments}
 */
export async function copyDocuments(
  connection: Connection,
  documents: readonly DocumentWrite[],
): Promise<Map<string, number>> {
  const { rows } = await connection.query<{ ids: string }>(
    `select string_agg(nextval('verbatim.document_id_seq')::text, ',') as ids from generate_series(1, $1::integer)`,
    [documents.length],
  );
  const reserved = rows[0]!.ids.split(',');
  const ids = new Map(documents.map(({ hash }, at) => [hash, Number(reserved[at])]));
  function* written(): Generator<CopyValue[]> {
    for (const { hash, text, characters } of documents)
      yield [ids.get(hash)!, `\\x${hash}`, text, characters];
  }
  await copyRows(connection, 'verbatim.document (id, hash, text, characters)', written());
  return ids;
}

/**
 * Stores rows that are not stored, by COPY, for which one that is stored all the same is a unique violation.
 * @param onSent as for {@link copyRows}
 */
export async function copyFeedback(
  connection: Connection,
  importId: number,
  source: string,
  rows: Iterable<FeedbackWrite>,
  onSent: () => void,
): Promise<void> {
  function* written(): Generator<CopyValue[]> {
    for (const row of rows) {
      const { line, identity, fingerprint, externalId, documentId, rawText, rating, language, author } = row;
      yield [
        ...[importId, source, line, identity, fingerprint, externalId, documentId, rawText],
        ...[row.occurredAt?.toISOString() ?? null, rating, language, author, JSON.stringify(row.attributes)],
      ];
    }
  }
  await copyRows(connection, `verbatim.feedback (${FEEDBACK_COLUMNS})`, written(), onSent);
}

const FEEDBACK_COLUMNS =
  'import_id, source, line, identity, fingerprint, external_id, document_id, raw_text, occurred_at, rating, language, author, attributes';

/** Stores rows that {@link findFeedback} did not find; returns how many no other transaction stored first. */
export async function insertFeedback(
  connection: Connection,
  importId: number,
  source: string,
  rows: readonly FeedbackWrite[],
): Promise<number> {
  const { rowCount } = await connection.query(
    `insert into verbatim.feedback (${FEEDBACK_COLUMNS})
     select $1, $2, * from unnest($3::bigint[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::text[],
       $9::timestamptz[], $10::double precision[], $11::text[], $12::text[], $13::jsonb[])
     on conflict (source, identity) do nothing`,
    [
      importId,
      source,
      rows.map((row) => row.line),
      rows.map((row) => row.identity),
      rows.map((row) => row.fingerprint),
      rows.map((row) => row.externalId),
      rows.map((row) => row.documentId),
      rows.map((row) => row.rawText),
      rows.map((row) => row.occurredAt?.toISOString() ?? null),
      rows.map((row) => row.rating),
      rows.map((row) => row.language),
      rows.map((row) => row.author),
      rows.map((row) => JSON.stringify(row.attributes)),
    ],
  );
  return rowCount ?? 0;
}

/** Ids and hashes as an array of Postgres: nothing in them is to be escaped. */
const listed = (values: readonly string[]): string => `{${values.join(',')}}`;
