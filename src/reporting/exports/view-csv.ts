import { stringify } from 'csv-stringify/sync';
import type { ViewColumn } from '../../db/views/view-columns.ts';
import type { ViewCell, ViewRow } from '../../db/views/view-rows.ts';
import { safeCell } from '../formats/render.ts';

/**
 * Rows as CSV: an empty text is `""`, no value is nothing. Lists and attributes are JSON. No cell begins as a formula
 * does.
 * @param bom begins with a byte order mark, by which Excel recognises UTF-8
 */
export async function* viewCsv(
  columns: readonly ViewColumn[],
  pages: AsyncIterable<readonly ViewRow[]>,
  bom: boolean,
): AsyncGenerator<Buffer> {
  yield Buffer.from(`${bom ? '\ufeff' : ''}${stringify([columns.map(({ name }) => name)])}`);
  for await (const rows of pages) {
    const cells = rows.map((row) => columns.map(({ name }) => cellOf(row[name] ?? null)));
    yield Buffer.from(stringify(cells, { quoted_match: /^$/, cast: CAST }));
  }
}

// The library writes nothing for true and false alike.
const CAST = { boolean: (value: boolean) => String(value) };

function cellOf(value: ViewCell): string | number | boolean | null {
  if (typeof value === 'string') return safeCell(value) as string;
  return value !== null && typeof value === 'object' ? (safeCell(JSON.stringify(value)) as string) : value;
}
