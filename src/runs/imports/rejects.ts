import { open } from 'node:fs/promises';
import type { App } from '../../app/open.ts';
import { openRejects } from '../../db/imports/rejects.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import type { ImportSummary } from '../../ingest/store/import-file.ts';
import { rejectsCsv, rejectsHeader } from '../../ingest/store/rejects-file.ts';

/**
 * Writes open rejects to a CSV file, replacing a file of that name. Only its owner may read it: rejects are feedback.
 * @param bom starts the file with a byte order mark, by which Excel knows UTF-8
 * @returns how many rejects it holds
 * @throws VerbatimError FILE_UNWRITABLE
 */
export async function writeRejects(
  { database }: App,
  which: Parameters<typeof openRejects>[1],
  path: string,
  bom = true,
): Promise<number> {
  let rejects = 0;
  try {
    const file = await open(path, 'w', 0o600);
    try {
      await file.write(rejectsHeader(bom));
      for await (const page of openRejects(database, which)) {
        rejects += page.length;
        await file.write(rejectsCsv(page));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new VerbatimError('FILE_UNWRITABLE', { file: path, detail: detailOf(error) }, { cause: error });
  }
  return rejects;
}

/** Writes the rejects of these imports to a file, if one is named. @throws VerbatimError FILE_UNWRITABLE */
export async function writeRejectsOf(
  app: App,
  imports: readonly ImportSummary[],
  file: string | undefined,
): Promise<void> {
  if (file === undefined) return;
  const ids = imports.flatMap(({ importId }) => (importId === null ? [] : [importId]));
  await writeRejects(app, { imports: ids }, file);
}
