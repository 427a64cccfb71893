import type { Database } from '../db/client.ts';
import { type ClaimedUpload, noteBytesRead } from '../db/uploads/upload-claims.ts';
import { type ImportSummary, importFile } from '../ingest/store/import-file.ts';
import { importOptions } from './settings.ts';

/** Imports one upload from its spool file; its progress is in Postgres. Throws as `importFile` does. */
export async function importUpload(
  database: Database,
  server: string,
  { id, fileName: file, format, settings, bytes }: ClaimedUpload,
  path: string,
  signal: AbortSignal,
): Promise<ImportSummary> {
  let noted = Promise.resolve();
  const summary = await importFile(database, {
    ...importOptions(settings, format),
    ...{ file, path, uploadId: id, signal },
    onProgress: ({ bytesRead }) => {
      noted = noteBytesRead(database, server, id, Math.min(bytesRead, bytes)).catch(() => {});
    },
  });
  await noted;
  return summary;
}
