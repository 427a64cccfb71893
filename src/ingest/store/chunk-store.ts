import { chunkTransaction, Overtaken } from '../../db/imports/chunk-transaction.ts';
import { changeFeedback, renewFingerprints } from '../../db/imports/feedback-changes.ts';
import { closeMended, insertRejects } from '../../db/imports/rejects.ts';
import { addDocumentHashes, addPlanned, type SeenTables } from '../../db/imports/seen-rows.ts';
import {
  advanceImport,
  copyFeedback,
  type FeedbackWrite,
  findDocuments,
  insertFeedback,
} from '../../db/imports/writes.ts';
import type { ImportCounts, Reject } from '../../domain/feedback.ts';
import type { FeedbackRow } from '../columns/rows.ts';
import type { Chunk } from '../records/chunk-reader.ts';
import { ChunkTexts, storeDocuments } from './chunk-texts.ts';
import { type SortedRows, sortRows } from './row-sorting.ts';

export interface ChunkOutcome extends ImportCounts {
  /** Those of the chunk and those that the rows before made. */
  readonly rejects: readonly Reject[];
}

/** As much of sorted rows as is counted. */
interface CountedRows extends Pick<SortedRows, 'duplicates' | 'rejects'> {
  readonly fresh: readonly { readonly row: FeedbackRow }[];
  readonly changed: readonly { readonly row: FeedbackRow }[];
}

/** Where the rows of a file go. */
export interface ImportTarget {
  readonly importId: number;
  readonly source: string;
  /** True while every row of the file may be new. */
  assumeNew: boolean;
}

/**
 * Stores a chunk in one transaction and returns the outcome of its rows. The first attempt assumes no concurrent writer.
 * On a unique violation of feedback or documents it repeats the chunk with ON CONFLICT.
 * @param texts those of the chunk, hashed once for all attempts
 * @param onSent called when Postgres has all rows; the first attempt alone calls it
 */
export function storeChunk(
  seen: SeenTables,
  target: ImportTarget,
  { chunk, texts }: { readonly chunk: Chunk; readonly texts: ChunkTexts },
  onSent: () => void,
): Promise<ChunkOutcome> {
  const { connection } = seen;
  return chunkTransaction(connection, async (attempt) => {
    const alone = attempt === 1;
    target.assumeNew &&= alone;
    const sorted = await sortRows(seen, target.source, chunk, texts, target);
    const { fresh, changed, renewed, rejects } = sorted;
    const documents = await storeDocuments(connection, texts.documents(writtenRows(sorted)), alone);
    const writeOf = ({ feedback }: FeedbackRow, identity: string): FeedbackWrite => {
      const text = texts.of(feedback);
      const documentId = text && documents.ids.get(text.hash)!;
      return { ...feedback, identity, documentId, rawText: texts.rawText(feedback) };
    };
    const writes = fresh.map(({ row, identity }) => writeOf(row, identity));
    if (writes.length > 0 && alone) {
      await copyFeedback(connection, target.importId, target.source, writes, onSent);
    } else if (writes.length > 0) {
      const stored = await insertFeedback(connection, target.importId, target.source, writes);
      if (stored < writes.length) throw new Overtaken();
    }
    if (changed.length > 0) {
      const changes = changed.map(({ row, stored, oldValues, newValues }) => ({
        ...{ id: stored.id, write: writeOf(row, stored.identity), oldValues, newValues },
      }));
      await changeFeedback(connection, target.importId, changes);
    }
    if (renewed.length > 0) await renewFingerprints(connection, renewed);
    if (rejects.length > 0) await insertRejects(connection, target, rejects);
    const mended = mendedIds(chunk, rejects);
    if (mended.length > 0) await closeMended(connection, target.importId, mended);
    const outcome = outcomeOf(chunk, sorted, documents.added);
    await advanceImport(connection, target.importId, outcome, chunk.lastLine);
    return outcome;
  });
}

/**
 * What {@link storeChunk} would do, without doing it.
 * @param series true when earlier files are planned in these tables, whose rows count as stored
 */
export async function planChunk(
  seen: SeenTables,
  source: string,
  chunk: Chunk,
  series: boolean,
): Promise<ChunkOutcome> {
  const texts = new ChunkTexts(chunk.rows);
  const stored = await sortRows(seen, source, chunk, texts, null);
  const sorted = series ? await besidesPlanned(seen, source, stored) : stored;
  const documents = texts.documents(writtenRows(sorted));
  const hashes = [...documents.keys()];
  const known = hashes.length > 0 ? await findDocuments(seen.connection, hashes) : new Map();
  const unknown = hashes.filter((hash) => !known.has(hash));
  const added = unknown.length > 0 ? await addDocumentHashes(seen, unknown) : 0;
  return outcomeOf(chunk, sorted, added);
}

/** Rows that an earlier file of the dry run would have stored are known, or changed, by this one. */
async function besidesPlanned(seen: SeenTables, source: string, sorted: SortedRows): Promise<CountedRows> {
  const rows = [
    ...sorted.fresh,
    ...sorted.changed.map((change) => ({ row: change.row, identity: change.stored.identity, change })),
  ];
  const given = new Map(rows.map(({ row, identity }) => [identity, row.feedback.fingerprint]));
  if (given.size === 0) return sorted;
  const planned = await addPlanned(seen, source, given);
  const isKnown = (identity: string, row: FeedbackRow) => planned.get(identity) === row.feedback.fingerprint;
  const again = sorted.fresh.filter(({ row, identity }) => planned.has(identity) && !isKnown(identity, row));
  return {
    ...sorted,
    fresh: sorted.fresh.filter(({ identity }) => !planned.has(identity)),
    changed: [...sorted.changed.filter(({ row, stored }) => !isKnown(stored.identity, row)), ...again],
    duplicates: sorted.duplicates + rows.filter(({ row, identity }) => isKnown(identity, row)).length,
  };
}

/** Rejects whose rows are now all accepted. */
function mendedIds({ rows }: Chunk, rejects: readonly Reject[]): number[] {
  const again = new Set(rejects.map(({ rejectId }) => rejectId));
  const ids = new Set(rows.map(({ rejectId }) => rejectId));
  return [...ids].filter((id) => id !== undefined && !again.has(id)) as number[];
}

const writtenRows = ({ fresh, changed }: CountedRows) => [...fresh, ...changed].map(({ row }) => row);

function outcomeOf(chunk: Chunk, sorted: CountedRows, newDocuments: number): ChunkOutcome {
  const { fresh, changed, duplicates, rejects } = sorted;
  return {
    read: chunk.rows.length + chunk.rejects.length,
    ...{ accepted: fresh.length, duplicates, changed: changed.length, rejected: rejects.length },
    withoutText: writtenRows(sorted).filter(({ feedback }) => feedback.text === null).length,
    ...{ newDocuments, rejects },
  };
}
