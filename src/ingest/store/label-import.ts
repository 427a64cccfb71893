import type { Database } from '../../db/client.ts';
import { type LabelWrite, sourcesOf, storeLabels } from '../../db/imports/labels.ts';
import { openInput } from '../bytes/byte-source.ts';
import { fileName } from '../bytes/file-name.ts';
import type { LayoutOptions } from '../records/file-layout.ts';
import { surveyFile } from '../records/file-survey.ts';
import type { ScannedRecord } from '../records/scanned-record.ts';
import { LabelReader, type LabelReject } from './label-rows.ts';

export interface LabelImportOptions extends LayoutOptions {
  readonly source?: string | undefined;
  readonly labeller?: string | undefined;
  readonly task?: string | undefined;
}

export interface LabelImport {
  readonly file: string;
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** By line of the file. */
  readonly rejects: readonly LabelReject[];
}

/**
 * Reads labels by people from a file and stores them with the feedback of their source and id. It stores all of the file
 * or, if the file cannot be read, nothing. The same file again changes nothing.
 * @throws VerbatimError FILE_*, ENCODING_*, LABELS_INVALID
 */
export async function importLabels(
  database: Database,
  file: string,
  options: LabelImportOptions,
): Promise<LabelImport> {
  const input = await openInput(file, options);
  try {
    const sources = await sourcesOf(database);
    const { labels, rejects } = await surveyFile(input, options, async ({ header }, batches) => {
      const reader = new LabelReader(
        header,
        {
          // The only source is the source.
          source: options.source ?? (sources.length === 1 ? sources[0]! : null),
          labeller: options.labeller ?? null,
          task: options.task ?? null,
        },
        input.name,
      );
      return readLabels(reader, batches);
    });
    const read = labels.length + rejects.length;
    const { unknown, ...counts } = await storeLabels(database, fileName(file), labels);
    for (const place of unknown) {
      const { line } = labels[place]!;
      rejects.push({ line, reason: 'unknown_feedback', detail: 'no feedback of this source has this id' });
    }
    rejects.sort((a, b) => a.line - b.line);
    return { file: input.name, read, ...counts, rejects };
  } finally {
    await input.close();
  }
}

async function readLabels(reader: LabelReader, batches: AsyncGenerator<ScannedRecord[]>) {
  const labels: (LabelWrite & { line: number })[] = [];
  const rejects: LabelReject[] = [];
  for await (const batch of batches) {
    for (const { cells, line, flaw } of batch) {
      const made = cells
        ? reader.read(cells, line)
        : { line, reason: 'unreadable' as const, detail: flaw!.detail };
      if ('reason' in made) rejects.push(made);
      else labels.push({ ...made, line });
    }
  }
  return { labels, rejects };
}
