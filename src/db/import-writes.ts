import type { ImportCounts } from '../domain/feedback.ts';
import type { Connection, Queryable } from './client.ts';

/** One row of `feedback` as it is written; the document is there already. */
export interface FeedbackWrite {
  readonly line: number;
  readonly identity: string;
  readonly fingerprint: string;
  readonly externalId: string | null;
  readonly documentId: number | null;
  readonly rawText: string | null;
  readonly occurredAt: Date | null;
  readonly rating: number | null;
  readonly language: string | null;
  readonly author: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface DocumentWrite {
  /** SHA-256 of the text. */
  readonly hash: Buffer;
  readonly text: string;
  readonly characters: number;
}

export type ImportStatus = 'done' | 'failed' | 'interrupted';

/** A new `import` row with status running; its id. */
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
  },
): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `insert into verbatim.import (source, file_name, encoding, delimiter, mapping, layout, upload_id)
     values ($1, $2, $3, $4, $5, $6, $7) returning id`,
    [
      ...[row.source, row.fileName, row.encoding, row.delimiter],
      ...[JSON.stringify(row.mapping), JSON.stringify(row.layout), row.uploadId ?? null],
    ],
  );
  return rows[0]!.id;
}

/** Adds a chunk's counts to the import row, within the chunk's transaction. */
export async function advanceImport(
  connection: Connection,
  importId: number,
  counts: ImportCounts,
  committedLine: number,
): Promise<void> {
  await connection.query(
    `update verbatim.import
     set read = read + $2, accepted = accepted + $3, duplicates = duplicates + $4, rejected = rejected + $5,
         without_text = without_text + $6, new_documents = new_documents + $7, committed_line = $8,
         changed = changed + $9
     where id = $1`,
    [
      importId,
      ...[counts.read, counts.accepted, counts.duplicates, counts.rejected],
      ...[counts.withoutText, counts.newDocuments, committedLine, counts.changed],
    ],
  );
}

export async function finishImport(
  database: Queryable,
  importId: number,
  status: ImportStatus,
  errorCode: string | null = null,
): Promise<void> {
  await database.query(
    `update verbatim.import set status = $2, error_code = $3, finished_at = now() where id = $1`,
    [importId, status, errorCode],
  );
}

/** A row that is stored: as which import brought it, and what it was in its file. */
export interface KnownFeedback {
  readonly identity: string;
  readonly fingerprint: string;
  readonly importId: number;
}

/** identity → those rows that are stored. */
export async function findFeedback(
  connection: Connection,
  source: string,
  identities: readonly string[],
): Promise<Map<string, KnownFeedback>> {
  const { rows } = await connection.query<KnownFeedback>(
    `select identity, fingerprint, import_id as "importId" from verbatim.feedback
      where source = $1 and identity = any($2::uuid[])`,
    [source, identities],
  );
  return new Map(rows.map((row) => [row.identity, row]));
}

/** hash (hex) → id of those documents that are stored. */
export async function findDocuments(
  connection: Connection,
  hashes: readonly Buffer[],
): Promise<Map<string, number>> {
  const { rows } = await connection.query<{ hash: string; id: number }>(
    `select encode(hash, 'hex') as hash, id from verbatim.document where hash = any($1::bytea[])`,
    [hashes],
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
     select * from unnest($1::bytea[], $2::text[], $3::integer[])
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

/** Stores rows that {@link findFeedback} did not find; how many of them nobody else stored meanwhile. */
export async function insertFeedback(
  connection: Connection,
  importId: number,
  source: string,
  rows: readonly FeedbackWrite[],
): Promise<number> {
  const { rowCount } = await connection.query(
    `insert into verbatim.feedback (import_id, source, line, identity, fingerprint, external_id, document_id,
       raw_text, occurred_at, rating, language, author, attributes)
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
