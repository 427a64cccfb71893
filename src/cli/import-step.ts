import type { Database } from '../db/client.ts';
import { EXIT } from '../errors.ts';
import { type ImportOptions, type ImportSummary, importFile } from '../ingest/import-file.ts';
import { count, whole } from './output.ts';
import { startProgress } from './progress.ts';

/** Imports files one after the other, with progress on standard error. */
export async function importFiles(
  database: Database,
  files: readonly string[],
  options: Omit<ImportOptions, 'file' | 'onProgress'>,
): Promise<ImportSummary[]> {
  const summaries: ImportSummary[] = [];
  for (const file of files) {
    const progress = startProgress('Import', 'rows');
    let ended = false;
    try {
      const summary = await importFile(database, {
        ...options,
        file,
        onProgress: ({ rows, bytesRead, bytesTotal }) => {
          // Rows are unknown before the end: estimated from the share of bytes read.
          progress.update(rows, bytesTotal && bytesRead ? Math.round((rows * bytesTotal) / bytesRead) : null);
        },
      });
      summaries.push(summary);
      progress.end(describeImport(summary));
      ended = true;
    } finally {
      if (!ended) progress.end('stopped');
    }
  }
  return summaries;
}

/** The counts of several imports, added up. */
export function totals(summaries: readonly ImportSummary[]) {
  const sum = (
    key: 'read' | 'accepted' | 'duplicates' | 'rejected' | 'withoutText' | 'newDocuments',
  ): number => summaries.reduce((total, summary) => total + summary[key], 0);
  return {
    read: sum('read'),
    accepted: sum('accepted'),
    duplicates: sum('duplicates'),
    rejected: sum('rejected'),
    withoutText: sum('withoutText'),
    newDocuments: sum('newDocuments'),
  };
}

export const importExit = (rejected: number): number => (rejected > 0 ? EXIT.partial : EXIT.ok);

function describeImport(summary: ImportSummary): string {
  const parts = [`${whole(summary.accepted)} new`, `${whole(summary.duplicates)} already known`];
  if (summary.rejected > 0) parts.push(`${whole(summary.rejected)} rejected`);
  return `${count(summary.read, 'row')} of ${summary.file}: ${parts.join(', ')}`;
}

/** What the import understood and what it could not take, for a person. */
export function explainImport(summary: ImportSummary): string {
  const lines = [
    `File       ${summary.file} (${summary.encoding}, delimiter ${JSON.stringify(summary.delimiter)})`,
    `Source     ${summary.source}`,
    `Columns    ${Object.entries(summary.columns)
      .map(([field, column]) => `${field} = ${column}`)
      .join(', ')}`,
    `Attributes ${summary.attributes.join(', ') || 'none'}`,
    `Rows       ${whole(summary.read)} read = ${whole(summary.accepted)} accepted + ${whole(summary.duplicates)} already known + ${whole(summary.rejected)} rejected`,
  ];
  if (summary.withoutText > 0) {
    lines.push(`           ${count(summary.withoutText, 'accepted row')} without text: stored, not analysed`);
  }
  for (const { column, count: cells, firstLine } of summary.unparsed) {
    lines.push(
      `           ${count(cells, 'value')} of ${column} not understood (first: line ${firstLine}): kept as attribute`,
    );
  }
  for (const [reason, rows] of Object.entries(summary.rejectsByReason)) {
    lines.push(`Rejected   ${whole(rows)} ${reason}`);
  }
  if (summary.rejected > 0 && summary.importId !== null) {
    lines.push(`           see: select * from verbatim.reject where import_id = ${summary.importId};`);
  }
  return lines.join('\n');
}
