import type { App } from '../../app/open.ts';
import { analysisSpeed } from '../../db/results/speed.ts';
import type { ImportOptions } from '../../ingest/store/import-file.ts';
import { count, duration, whole } from '../../reporting/formats/quantities.ts';
import { importExit, importFiles, totals } from '../../runs/imports/files.ts';
import { writeRejectsOf } from '../../runs/imports/rejects.ts';
import { explainImport } from '../../runs/imports/text.ts';
import { done, type Outcome } from '../output.ts';

/** `verbatim import FILE…`. */
export async function importCommand(
  app: App,
  files: readonly string[],
  options: Omit<ImportOptions, 'file'>,
  rejectsFile?: string,
): Promise<Outcome> {
  const imports = await importFiles(app.database, files, { ...options, keyring: app.keyring });
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
