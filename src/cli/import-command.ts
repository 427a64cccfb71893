import type { ImportOptions } from '../ingest/import-file.ts';
import type { App } from './app.ts';
import { explainImport, importExit, importFiles, totals } from './import-step.ts';
import { done, type Outcome } from './output.ts';

/** `verbatim import FILE…`. */
export async function importCommand(
  app: App,
  files: readonly string[],
  options: Omit<ImportOptions, 'file' | 'onProgress'>,
): Promise<Outcome> {
  const imports = await importFiles(app.database, files, options);
  const counts = totals(imports);
  const next = options.dryRun ? 'Nothing was written (--dry-run).' : 'Next: verbatim analyze.';
  const text = [...imports.map(explainImport), next].join('\n\n');
  return done({ ...counts, dryRun: options.dryRun ?? false, imports }, text, importExit(counts.rejected));
}
