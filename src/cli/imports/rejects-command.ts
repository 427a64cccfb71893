import { open } from 'node:fs/promises';
import type { App } from '../../app/open.ts';
import { writeOut } from '../../app/streams.ts';
import type { Database } from '../../db/client.ts';
import { importLayout, openRejects, type StoredReject } from '../../db/imports/rejects.ts';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import { REJECTS_HEADER, rejectsCsv } from '../../ingest/store/rejects-file.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { done, type Outcome } from '../output.ts';

type Which = Parameters<typeof openRejects>[1];

/** `verbatim rejects`: open rejects as CSV, to be mended and imported again. */
export async function rejectsCommand(
  { database }: App,
  flags: { import?: number; source?: string; output?: string; json?: boolean },
): Promise<Outcome> {
  if (flags.import !== undefined && !(await importLayout(database, flags.import))) {
    throw new VerbatimError('IMPORT_UNKNOWN', { id: flags.import });
  }
  const which = { source: flags.source, imports: flags.import === undefined ? undefined : [flags.import] };
  if (flags.output !== undefined) {
    const rejects = await writeRejects(database, which, flags.output);
    return done({ rejects, file: flags.output }, `${count(rejects, 'reject')} in ${flags.output}.`);
  }
  if (flags.json) {
    const rejects: StoredReject[] = [];
    for await (const page of openRejects(database, which)) rejects.push(...page);
    return done({ rejects }, '');
  }
  await writeOut(REJECTS_HEADER);
  let rejects = 0;
  for await (const page of openRejects(database, which)) {
    rejects += page.length;
    await writeOut(rejectsCsv(page));
  }
  return done({ rejects }, '');
}

/** Writes open rejects to a file, over one of that name; how many there were. */
export async function writeRejects(database: Database, which: Which, path: string): Promise<number> {
  let rejects = 0;
  try {
    // Rejects are feedback: for the eyes of their owner alone.
    const file = await open(path, 'w', 0o600);
    try {
      await file.write(REJECTS_HEADER);
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
