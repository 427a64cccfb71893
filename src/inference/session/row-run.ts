import type { TokenRow } from '../text/sequence-layout.ts';
import type { SessionPool } from './pool.ts';
import { ROW_VALUES, type RowInput } from './protocol.ts';

/** @param width tokens to pad the rows to; at least the longest */
export function rowInput(rows: readonly TokenRow[], width = longest(rows)): RowInput {
  const lengths = Int32Array.from(rows, (row) => row.ids.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const ids = new Int32Array(total);
  const typeIds = new Int32Array(total);
  let at = 0;
  for (const row of rows) {
    ids.set(row.ids, at);
    typeIds.set(row.typeIds, at);
    at += row.ids.length;
  }
  return { ids, typeIds, lengths, width };
}

interface RowRunOptions {
  /** Tokens to pad the rows to. Default: the longest row. */
  readonly width?: number | undefined;
  /** Known good rows of the same lengths (thread-pool.ts). */
  readonly control?: readonly TokenRow[] | undefined;
}

/** One session run. @returns the values of each row: one vector, or one per token */
export async function runTogether(
  pool: SessionPool,
  rows: readonly TokenRow[],
  perToken: boolean,
  { width = longest(rows), control }: RowRunOptions = {},
): Promise<Float32Array[]> {
  const output = await pool.run(rowInput(rows, width), control && rowInput(control, width));
  const values = output[ROW_VALUES]!;
  const vectors = (row: TokenRow) => (perToken ? row.ids.length : 1);
  const size = values.length / rows.reduce((sum, row) => sum + vectors(row), 0);
  let at = 0;
  return rows.map((row) => {
    const from = at;
    at += vectors(row) * size;
    return values.subarray(from, at);
  });
}

const longest = (rows: readonly TokenRow[]): number =>
  rows.reduce((most, row) => Math.max(most, row.ids.length), 0);
