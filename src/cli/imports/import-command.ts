import type { App } from '../../app/open.ts';
import { analysisSpeed } from '../../db/results/speed.ts';
import type { ImportOptions, ImportSummary } from '../../ingest/store/import-file.ts';
import { count, duration, whole } from '../../reporting/formats/quantities.ts';
import { importExit, importFiles, totals } from '../../runs/imports/import-step.ts';
import { explainImport } from '../../runs/imports/import-text.ts';
import { done, type Outcome } from '../output.ts';
import { writeRejects } from './rejects-command.ts';

/** `verbatim import FILE…`. */
export async function importCommand(
  app: App,
  files: readonly string[],
  options: Omit<ImportOptions, 'file'>,
  rejectsFile?: string,
): Promise<Outcome> {
  const imports = await importFiles(app.database, files, options);
  const counts = totals(imports);
  const exit = importExit(counts.rejected);
  const parts = imports.map(explainImport);
  if (options.dryRun) {
    const speed = await analysisSpeed(app.database);
    const analysisSeconds = speed && counts.newDocuments / speed;
    parts.push(`${describeAnalysis(counts.newDocuments, speed)}\nNothing was written (--dry-run).`);
    return done({ ...counts, dryRun: true, analysisSeconds, imports }, parts.join('\n\n'), exit);
  }
  await writeRejectsOf(app, imports, rejectsFile);
  return done(
    { ...counts, dryRun: false, imports },
    [...parts, 'Next: verbatim analyze.'].join('\n\n'),
    exit,
  );
}

function describeAnalysis(documents: number, speed: number | null): string {
  const what = `Analysis   ${count(documents, 'new text')}`;
  if (documents === 0) return `${what}: nothing to do`;
  if (speed === null) return `${what}; how long is not known before the first run`;
  return `${what}: about ${duration(documents / speed)} (${whole(speed)} a second in earlier runs)`;
}

/** Writes the rejects of these imports to a file, where one is wanted. */
export async function writeRejectsOf(
  { database }: App,
  imports: readonly ImportSummary[],
  file: string | undefined,
): Promise<void> {
  if (file === undefined) return;
  const ids = imports.flatMap(({ importId }) => (importId === null ? [] : [importId]));
  await writeRejects(database, { imports: ids }, file);
}
