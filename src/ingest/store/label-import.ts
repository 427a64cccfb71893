import type { Database } from '../../db/client.ts';
import { type LabelWrite, sourcesOf, storeLabels } from '../../db/imports/labels.ts';
import { openInput } from '../bytes/byte-source.ts';
import { fileName } from '../bytes/file-name.ts';
import type { LayoutOptions } from '../records/file-layout.ts';
import { readRecords } from '../records/record-source.ts';
import { corrupt, openLayout } from './file-plan.ts';
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
 * Reads labels by people from a file and stores them with the feedback of their source and id; the file is taken whole or,
 * when it cannot be read, not at all. The same file again changes nothing.
 * @throws VerbatimError FILE_*, ENCODING_*, LABELS_INVALID
 */
export async function importLabels(
  database: Database,
  file: string,
  options: LabelImportOptions,
): Promise<LabelImport> {
  const input = await openInput(file, options);
  try {
    const { layout, header } = await openLayout(input, options);
    const sources = await sourcesOf(database);
    const reader = new LabelReader(
      header,
      {
        // With one source in all there is no other that could be meant.
        source: options.source ?? (sources.length === 1 ? sources[0]! : null),
        labeller: options.labeller ?? null,
        task: options.task ?? null,
      },
      input.name,
    );
    const labels: (LabelWrite & { line: number })[] = [];
    const rejects: LabelReject[] = [];
    let read = 0;
    for await (const batch of readRecords(input, layout, header).batches) {
      for (const { cells, line, flaw } of batch) {
        read++;
        const taken = cells
          ? reader.read(cells, line)
          : { line, reason: 'unreadable' as const, detail: flaw!.detail };
        if ('reason' in taken) rejects.push(taken);
        else labels.push({ ...taken, line });
      }
    }
    const { unknown, ...counts } = await storeLabels(database, fileName(file), labels);
    for (const place of unknown) {
      const { line } = labels[place]!;
      rejects.push({ line, reason: 'unknown_feedback', detail: 'no feedback of this source has this id' });
    }
    rejects.sort((a, b) => a.line - b.line);
    return { file: input.name, read, ...counts, rejects };
  } catch (error) {
    throw corrupt(input, error);
  } finally {
    await input.close();
  }
}
