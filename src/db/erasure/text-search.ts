import type { WordFinder } from '../../privacy/erased-words.ts';
import type { TextPlace } from '../../privacy/text-places.ts';
import { type Connection, type Database, inTransaction } from '../client.ts';
import { cursorPages } from '../cursor.ts';
import {
  type Cell,
  cellsSql,
  deleteRows,
  redactCell,
  type TextColumn,
  unheldDocuments,
} from './text-columns.ts';

/** What a search of one column found and did. */
export interface SearchedColumn {
  readonly table: string;
  readonly column: string;
  readonly place: TextPlace;
  /** Cells that were read, of codes different ones. */
  cells: number;
  /** Cells that hold what was erased, and that the search left: a leak. */
  found: number;
  redacted: number;
  /** Rows. */
  deleted: number;
}

const PAGE = 1_000;
/** Others' own words first: what is found there is not searched for further. */
const ORDER: readonly TextPlace[] = ['others', 'delete', 'redact', 'comment', 'code', 'hash', 'bytes'];

/** Tables that have cells of files, or what people wrote: elsewhere a value that equals an id is another thing. */
const CELLS = new Set([
  'feedback',
  'feedback_change',
  'reject',
  'label',
  'label_change',
  'import',
  'upload',
  'digest',
  'topic',
]);

/**
 * Searches every column for erased words, one reading each, and removes what is left in columns that people of the
 * company write or that copy cells.
 * @param finder leaves out what others say, too
 * @param results by column, added to
 */
export async function searchColumns(
  database: Database,
  columns: readonly TextColumn[],
  finder: WordFinder,
  results: Map<string, SearchedColumn>,
  next: () => Promise<unknown>,
): Promise<void> {
  const inOrder = columns.toSorted((a, b) => ORDER.indexOf(a.place) - ORDER.indexOf(b.place));
  for (const of of inOrder) {
    const key = `${of.schema}.${of.table}.${of.column}`;
    const { table, column, place } = of;
    const known = results.get(key);
    const result = known ?? {
      ...{ table: of.schema === 'verbatim' ? table : `${of.schema}.${table}`, column, place },
      ...{ cells: 0, found: 0, redacted: 0, deleted: 0 },
    };
    if (!known) results.set(key, result);
    await next();
    if (place === 'bytes' || place === 'hash') continue;
    await inTransaction(database, (connection) => searchColumn(connection, of, finder, result));
  }
}

async function searchColumn(
  connection: Connection,
  of: TextColumn,
  finder: WordFinder,
  result: SearchedColumn,
): Promise<void> {
  await connection.query('set local idle_in_transaction_session_timeout = 0');
  let cells = 0;
  const named = of.schema === 'verbatim' && of.place !== 'code' && CELLS.has(of.table);
  for await (const page of cursorPages<Cell>(connection, cellsSql(of), [], PAGE)) {
    cells += page.length;
    const hits = page.flatMap((cell) => {
      const found =
        of.column === 'raw_row'
          ? finder.findInRow(cell.value as string)
          : of.column === 'file_name'
            ? finder.findInTitle(cell.value as string)
            : finder.find(cell.value, named);
      return found.size > 0 ? [{ ...cell, found }] : [];
    });
    if (hits.length === 0) continue;
    if (of.place === 'redact') {
      for (const { ctid, value } of hits)
        await redactCell(connection, of, ctid!, finder.without(value, of.column === 'file_name'));
      result.redacted += hits.length;
    } else if (of.place === 'delete') {
      await deleteRows(
        connection,
        of,
        hits.map(({ ctid }) => ctid!),
      );
      result.deleted += hits.length;
    } else if (of.place === 'others') {
      if (of.table === 'document') {
        result.found += await unheldDocuments(
          connection,
          hits.map(({ ctid }) => ctid!),
        );
      }
      for (const { found } of hits) {
        if ([...found].some((word) => finder.isOwn(word))) result.found++;
        for (const word of found) finder.leaveOut(word);
      }
    } else result.found += hits.length;
  }
  result.cells = Math.max(result.cells, cells);
}
