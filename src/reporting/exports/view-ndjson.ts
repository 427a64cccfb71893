import type { ViewRow } from '../../db/views/view-rows.ts';

/** Rows as NDJSON: one object a line, with every column. Attributes and lists are JSON of their own kind. */
export async function* viewNdjson(pages: AsyncIterable<readonly ViewRow[]>): AsyncGenerator<Buffer> {
  for await (const rows of pages) yield Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
