import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { type Database, inTransaction } from '../db/client.ts';
import { advanceImport, insertRejects } from '../db/import-writes.ts';
import { type ClaimedUpload, noteBytesRead, type UploadFormat } from '../db/uploads.ts';
import type { Reject } from '../domain/feedback.ts';
import { type ImportOptions, type ImportSummary, importFile } from '../ingest/import-file.ts';
import { jsonTable } from './json-rows.ts';

/** A spool file as the input of an import. */
export interface UploadInput {
  readonly input: Readable;
  /** What is known of the input, whatever the sender said. */
  readonly known: Pick<ImportOptions, 'delimiter' | 'encoding'>;
  /** Lines that are no rows; complete at the end of the input. */
  readonly rejects: readonly Reject[];
}

/** @throws VerbatimError FILE_EMPTY, UPLOAD_INVALID, for a file of JSON */
export async function openUpload(path: string, format: UploadFormat, file: string): Promise<UploadInput> {
  if (format === 'csv') {
    return { input: createReadStream(path, { highWaterMark: 256 * 1024 }), known: {}, rejects: [] };
  }
  const { csv, rejects } = await jsonTable(path, file);
  return { input: csv, known: { delimiter: ',', encoding: 'utf-8' }, rejects };
}

/** Imports one upload from its spool file; its progress is in Postgres. Throws as `importFile` does. */
export async function importUpload(
  database: Database,
  { id, fileName, format, settings, bytes }: ClaimedUpload,
  path: string,
  signal: AbortSignal,
): Promise<ImportSummary> {
  const { input, known, rejects } = await openUpload(path, format, fileName);
  let noted = Promise.resolve();
  const summary = await importFile(database, {
    ...{ ...settings, ...known, file: fileName, input, uploadId: id, signal },
    onProgress: ({ bytesRead }) => {
      noted = noteBytesRead(database, id, Math.min(bytesRead, bytes)).catch(() => {});
    },
  });
  await noted;
  if (rejects.length > 0) await addRejects(database, summary.importId!, rejects);
  return summary;
}

/** Lines that are no rows count as read and rejected. */
async function addRejects(database: Database, importId: number, rejects: readonly Reject[]): Promise<void> {
  const none = { accepted: 0, duplicates: 0, withoutText: 0, newDocuments: 0 };
  const counts = { ...none, read: rejects.length, rejected: rejects.length };
  await inTransaction(database, async (connection) => {
    await insertRejects(connection, importId, rejects);
    await advanceImport(connection, importId, counts, rejects.at(-1)!.line);
  });
}
