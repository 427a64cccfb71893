import type { Database } from '../db/client.ts';
import { EXIT } from '../errors.ts';
import { type ImportOptions, type ImportSummary, importFile } from '../ingest/import-file.ts';
import { count, whole } from './output.ts';
import { startProgress } from './progress.ts';

/** Imports files one after the other, with progress on standard error. */
export async function importFiles(
  database: Database,
  files: readonly string[],
  options: Omit<ImportOptions, 'file'>,
): Promise<ImportSummary[]> {
  const summaries: ImportSummary[] = [];
  for (const file of files) {
    const progress = startProgress('Import', 'rows');
    let ended = false;
    try {
      const summary = await importFile(database, {
        ...options,
        file,
        onProgress: (now) => {
          const { rows, bytesRead, bytesTotal } = now;
          options.onProgress?.(now);
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
  const parts =
    summary.importId === null
      ? [`${whole(summary.accepted)} to take`]
      : [`${whole(summary.accepted)} new`, `${whole(summary.duplicates)} already known`];
  if (summary.rejected > 0) parts.push(`${whole(summary.rejected)} rejected`);
  return `${count(summary.read, 'row')} of ${summary.file}: ${parts.join(', ')}`;
}

/** What the import understood and what it could not take, for a person; no line over 80 columns. */
export function explainImport(summary: ImportSummary): string {
  const { read, accepted, duplicates, rejected, importId } = summary;
  const columns = Object.entries(summary.columns).map(([field, column]) => `${field} = ${column}`);
  const rows =
    importId === null
      ? `${whole(read)} read = ${whole(accepted)} to take + ${whole(rejected)} rejected`
      : `${whole(read)} read = ${whole(accepted)} accepted + ${whole(duplicates)} known + ${whole(rejected)} rejected`;
  const lines = [
    entry('File', [`${summary.file} (${summary.encoding}, delimiter ${JSON.stringify(summary.delimiter)})`]),
    entry('Source', [summary.source]),
    entry('Columns', columns),
    entry('Attributes', summary.attributes.length > 0 ? summary.attributes : ['none']),
    entry('Rows', [rows]),
  ];
  if (summary.withoutText > 0) {
    lines.push(
      entry('', [`${count(summary.withoutText, 'accepted row')} without text: stored, not analysed`]),
    );
  }
  for (const { column, count: cells, firstLine } of summary.unparsed) {
    const where = `${count(cells, 'value')} of ${column} not understood (first: line ${firstLine})`;
    lines.push(entry('', [where, 'kept as attribute']));
  }
  for (const [reason, rejects] of Object.entries(summary.rejectsByReason)) {
    lines.push(entry('Rejected', [`${whole(rejects)} ${reason}`]));
  }
  if (rejected > 0 && importId !== null) {
    lines.push(entry('', [`see: select * from verbatim.reject where import_id = ${importId};`]));
  }
  return lines.join('\n');
}

const LABEL = 11;
const WIDTH = 80;

/** A label and its items, wrapped between items. */
function entry(label: string, items: readonly string[]): string {
  const lines: string[] = [];
  let line = label.padEnd(LABEL);
  for (const [i, item] of items.entries()) {
    const piece = i < items.length - 1 ? `${item},` : item;
    const empty = line.length <= LABEL;
    if (!empty && line.length + 1 + piece.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(LABEL) + piece;
    } else {
      line += empty ? piece : ` ${piece}`;
    }
  }
  return [...lines, line].join('\n');
}
