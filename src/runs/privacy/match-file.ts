import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { detailOf, VerbatimError } from '../../errors/verbatim-error.ts';
import type { ErasureRequest } from './erasure-request.ts';

type Matched = Pick<ErasureRequest, 'authors' | 'ids' | 'texts'>;

const COLUMNS = { author: 'authors', id: 'ids', text: 'texts' } as const;

/**
 * Reads what a file says to erase: CSV in UTF-8 with a header of `id`, `author`, `text`, or several of these; other
 * columns are not read. A file of one column is a list, one a line.
 * @throws VerbatimError ERASE_FILE_INVALID, FILE_NOT_FOUND
 */
export async function readMatchFile(file: string): Promise<Matched> {
  const invalid = (detail: string) => new VerbatimError('ERASE_FILE_INVALID', { file, detail });
  const matched = { authors: [] as string[], ids: [] as string[], texts: [] as string[] };
  let columns: (keyof typeof matched | null)[] | null = null;
  const rows = createReadStream(file).pipe(
    parse({ bom: true, delimiter: [',', ';', '\t'], relax_column_count: true, skip_empty_lines: true }),
  );
  try {
    for await (const cells of rows as AsyncIterable<string[]>) {
      if (columns === null) {
        columns = cells.map((name) => COLUMNS[name.trim().toLowerCase() as keyof typeof COLUMNS] ?? null);
        if (columns.every((column) => column === null))
          throw invalid('no column is called id, author or text');
        continue;
      }
      for (const [at, column] of columns.entries()) {
        const value = cells[at]?.trim();
        if (column && value) matched[column].push(value);
      }
    }
  } catch (error) {
    if (error instanceof VerbatimError || (error as NodeJS.ErrnoException).syscall) throw error;
    throw invalid(detailOf(error));
  }
  if (Object.values(matched).every((values) => values.length === 0))
    throw invalid('it has no line but the header');
  return matched;
}
