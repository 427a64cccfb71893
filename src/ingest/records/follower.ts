import type { Connection } from '../../db/client.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { RowMasking } from '../masking/row-masking.ts';

/** Where a record is in a source that is read on from there. */
export interface Mark {
  readonly cursor: string;
  /** Empty where the column is masked. */
  readonly tie: string;
}

/** Notes in the transactions of an import how far it is. */
export interface Follower {
  /** Column whose values rise from row to row. */
  readonly cursor?: string | undefined;
  /** Column that tells rows with the same cursor apart. */
  readonly tie?: string | undefined;
  /** In the transaction of a chunk. @param mark of its last record; null: no cursor, or no record could be read */
  chunk?(connection: Connection, mark: Mark | null): Promise<void>;
  /** In the transaction that ends the import. */
  end?(connection: Connection): Promise<void>;
}

/** Positions of the columns that a mark is read from. */
export interface MarkColumns {
  readonly cursor: number;
  readonly tie: number | null;
}

/** @throws VerbatimError COLUMN_UNKNOWN */
export function markColumns(
  follower: Follower | undefined,
  header: readonly string[],
  file: string,
): MarkColumns | null {
  if (follower?.cursor === undefined) return null;
  const positionOf = (column: string) => {
    const at = header.indexOf(column);
    if (at === -1) throw new VerbatimError('COLUMN_UNKNOWN', { file, column, columns: header.join(', ') });
    return at;
  };
  return {
    cursor: positionOf(follower.cursor),
    tie: follower.tie === undefined ? null : positionOf(follower.tie),
  };
}

/** The mark of a record. An id that tells who somebody is may be kept nowhere as it is. */
export function markOf(cells: readonly string[], { cursor, tie }: MarkColumns, masking: RowMasking): Mark {
  const cell = tie === null ? '' : (cells[tie] ?? '');
  const shown = tie === null || masking.cell(cell, tie) === cell ? cell : '';
  return { cursor: cells[cursor] ?? '', tie: shown };
}
