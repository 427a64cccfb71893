import type { ViewColumn } from '../../db/views/view-columns.ts';
import type { ViewRow } from '../../db/views/view-rows.ts';
import { viewCsv } from './view-csv.ts';
import { viewNdjson } from './view-ndjson.ts';
import { viewParquet } from './view-parquet.ts';

export const VIEW_FORMATS = ['csv', 'ndjson', 'parquet'] as const;
export type ViewFormat = (typeof VIEW_FORMATS)[number];

/** Rows of a view as the bytes of a file, part by part. */
export function viewFile(
  format: ViewFormat,
  columns: readonly ViewColumn[],
  pages: AsyncIterable<readonly ViewRow[]>,
  { bom, about }: { readonly bom: boolean; readonly about: Readonly<Record<string, string>> },
): AsyncGenerator<Uint8Array> {
  if (format === 'csv') return viewCsv(columns, pages, bom);
  return format === 'ndjson' ? viewNdjson(pages) : viewParquet(columns, pages, about);
}
