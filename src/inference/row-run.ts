import type { VerbatimError } from '../errors.ts';
import { runOrHalve } from './halving.ts';
import { packByLength } from './packing.ts';
import type { TokenRow } from './sequence-layout.ts';
import type { SessionPool } from './session-pool.ts';
import { ROW_VALUES, type RowInput } from './session-protocol.ts';

/** What became of rows: for each its values, or the error of its run alone. */
export interface RowResults {
  readonly values: readonly (Float32Array | VerbatimError)[];
  /** Tokens that were run, special tokens included, without and with padding. */
  readonly tokens: number;
  readonly paddedTokens: number;
}

/** @param width what the rows are padded to: the longest of them, or more */
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

/**
 * Packs rows of similar length under the token budget and runs them on the session pool.
 * @param budget padded tokens of one session run
 */
export async function runRows(
  pool: SessionPool,
  rows: readonly TokenRow[],
  budget: number,
  perToken: boolean,
): Promise<RowResults> {
  const values = new Array<Float32Array | VerbatimError>(rows.length);
  const lengths = rows.map((row) => row.ids.length);
  let paddedTokens = 0;
  await Promise.all(
    packByLength(
      lengths.map((length) => Math.max(1, length)),
      budget,
    ).map(({ items, paddedLength }) => {
      paddedTokens += items.length * paddedLength;
      return runOrHalve(
        items,
        (some) =>
          runTogether(
            pool,
            some.map((i) => rows[i]!),
            perToken,
          ),
        (i, result) => {
          values[i] = result;
        },
      );
    }),
  );
  return { values, tokens: lengths.reduce((sum, length) => sum + length, 0), paddedTokens };
}

/** One session run: the values of each row, one vector, or one per token of the row. */
export async function runTogether(
  pool: SessionPool,
  rows: readonly TokenRow[],
  perToken: boolean,
  width = longest(rows),
): Promise<Float32Array[]> {
  const output = await pool.run(rowInput(rows, width));
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
