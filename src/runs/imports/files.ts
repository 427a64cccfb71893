import { startProgress } from '../../app/progress.ts';
import { note } from '../../app/streams.ts';
import type { Database } from '../../db/client.ts';
import { addCounts } from '../../domain/counts.ts';
import type { ImportCounts } from '../../domain/feedback.ts';
import { EXIT } from '../../errors/entry.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { inputFiles } from '../../ingest/bytes/input-files.ts';
import type { OpenedFile } from '../../ingest/records/opened-file.ts';
import {
  type ImportOptions,
  type ImportProgress,
  type ImportSeries,
  type ImportSummary,
  openSeries,
} from '../../ingest/store/import-file.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { traced } from '../../tracing.ts';

/** Called while a file is read, with the counts so far. */
type OnProgress = (progress: ImportProgress, summary: ImportSummary) => void;

/** Imports files, and the files of folders, one after the other, with progress on standard error. */
export async function importFiles(
  database: Database,
  paths: readonly string[],
  options: Omit<ImportOptions, 'file'>,
  onProgress: OnProgress = () => {},
): Promise<ImportSummary[]> {
  const files = await inputFiles(paths, (file) => note(`Skipped    ${printable(file)}: it is empty.`));
  const series = await openSeries(
    database,
    files.map((file) => ({ ...options, file })),
  );
  const summaries: ImportSummary[] = [];
  try {
    for (const file of series.files) summaries.push(await takeShown(series, file, onProgress));
  } finally {
    await series.close();
  }
  return summaries;
}

/** Imports one file, or a stream under its name, with progress on standard error. */
export async function importOne(database: Database, options: ImportOptions): Promise<ImportSummary> {
  const series = await openSeries(database, [options]);
  try {
    return await takeShown(series, series.files[0]!, () => {});
  } finally {
    await series.close();
  }
}

async function takeShown(
  series: ImportSeries,
  file: OpenedFile,
  onProgress: OnProgress,
): Promise<ImportSummary> {
  const progress = startProgress(file.options.dryRun ? 'Dry run' : 'Import', 'rows');
  let ended = 'stopped';
  try {
    const take = () =>
      series.take(file, (now) => {
        const { rows, bytesRead, bytesTotal } = now;
        onProgress(now, file.summary);
        // The number of rows is estimated from the share of bytes read.
        progress.update(rows, bytesTotal && bytesRead ? Math.round((rows * bytesTotal) / bytesRead) : null);
      });
    const summary = await traced('import file', {}, async (span) => {
      const taken = await take();
      const { importId, read, accepted, rejected } = taken;
      span.setAttributes({ read, accepted, rejected, import: importId ?? 0 });
      return taken;
    });
    ended = describeImport(summary);
    return summary;
  } catch (error) {
    if (error instanceof VerbatimError && error.code === 'FILE_NO_ROWS') ended = `no rows in ${file.name}`;
    throw error;
  } finally {
    progress.end(ended);
  }
}

/** The counts of several imports, added up. */
export function totals(summaries: readonly ImportSummary[]) {
  const sum = (key: keyof ImportCounts): number =>
    summaries.reduce((total, summary) => total + summary[key], 0);
  const masked: Record<string, number> = {};
  for (const summary of summaries) addCounts(masked, summary.masked);
  return {
    read: sum('read'),
    accepted: sum('accepted'),
    duplicates: sum('duplicates'),
    changed: sum('changed'),
    rejected: sum('rejected'),
    erased: sum('erased'),
    withoutText: sum('withoutText'),
    newDocuments: sum('newDocuments'),
    masked,
  };
}

export const importExit = (rejected: number): number => (rejected > 0 ? EXIT.partial : EXIT.ok);

function describeImport(summary: ImportSummary): string {
  const parts = [`${whole(summary.accepted)} new`, `${whole(summary.duplicates)} already known`];
  if (summary.changed > 0) parts.push(`${whole(summary.changed)} changed`);
  if (summary.rejected > 0) parts.push(`${whole(summary.rejected)} rejected`);
  if (summary.erased > 0) parts.push(`${whole(summary.erased)} of erased people`);
  return `${count(summary.read, 'row')} of ${summary.file}: ${parts.join(', ')}`;
}
