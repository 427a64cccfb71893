import type { Connection } from '../../db/client.ts';
import { chunkTransaction, Overtaken } from '../../db/imports/chunk-transaction.ts';
import { changeFeedback, type FeedbackChange, renewFingerprints } from '../../db/imports/feedback-changes.ts';
import { closeMended, insertRejects } from '../../db/imports/rejects.ts';
import { addDocumentHashes, addPlanned, type SeenTables } from '../../db/imports/seen-rows.ts';
import {
  advanceImport,
  copyFeedback,
  type FeedbackWrite,
  findDocuments,
  insertFeedback,
} from '../../db/imports/writes.ts';
import { holdKeys } from '../../db/privacy/keys.ts';
import { storeOriginals } from '../../db/privacy/originals.ts';
import { analyseAgain, textsOfOthers } from '../../db/privacy/shared-texts.ts';
import { addCounts } from '../../domain/counts.ts';
import type { ImportCounts, Reject } from '../../domain/feedback.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import type { RowMasking } from '../masking/row-masking.ts';
import type { Chunk } from '../records/chunk-reader.ts';
import type { Follower } from '../records/follower.ts';
import { ChunkTexts, storeDocuments } from './chunk-texts.ts';
import { withoutErased } from './erased-rows.ts';
import { maskedValues, maskStoredTexts } from './masked-history.ts';
import { type SortedRows, sortRows } from './row-sorting.ts';

export interface ChunkOutcome extends ImportCounts {
  /** Those of the chunk and those that the rows before made. */
  readonly rejects: readonly Reject[];
  /** Parts that were masked in accepted and changed rows, by kind. */
  readonly masked: Readonly<Record<string, number>>;
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
  readonly masking: RowMasking;
  readonly follower?: Follower | undefined;
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
    const { source, masking } = target;
    const { keyring } = masking.plan;
    await holdKeys(connection, keyring);
    const { kept, erased } = await withoutErased(connection, source, chunk, keyring);
    const sorted = await sortRows(seen, source, kept, texts, target, keyring);
    const { fresh, changed, renewed, rejects } = sorted;
    const stored = changed.map((change) => change.stored);
    const masked = stored.length > 0 ? await maskStoredTexts(connection, source, stored, masking) : new Map();
    const wanted = texts.documents(writtenRows(sorted));
    const documents = await storeDocuments(connection, wanted, alone);
    const shared = await textsOfOthers(connection, source, [...documents.ids.values()]);
    const writeOf = ({ feedback }: FeedbackRow, identity: string): FeedbackWrite => {
      const text = texts.of(feedback);
      const documentId = text && documents.ids.get(text.hash)!;
      return { ...feedback, identity, documentId, rawText: texts.rawText(feedback) };
    };
    const writes = fresh.map(({ row, identity }) => writeOf(row, identity));
    if (writes.length > 0 && alone) {
      await copyFeedback(connection, target.importId, source, writes, onSent);
    } else if (writes.length > 0) {
      const stored = await insertFeedback(connection, target.importId, source, writes);
      if (stored < writes.length) throw new Overtaken();
    }
    if (changed.length > 0) {
      const changes = changed.map(
        ({ row, stored, identity, sameRow, newValues, oldValues }): FeedbackChange => {
          const { id, documentId } = stored;
          const before = maskedValues(stored, oldValues, masking);
          // Nothing is kept of a row that the file has as it was, and that is masked now.
          const history = sameRow
            ? null
            : { documentId: masked.get(documentId!) ?? documentId, oldValues: before, newValues };
          return { id, write: writeOf(row, identity), history };
        },
      );
      await changeFeedback(connection, target.importId, changes);
    }
    await analyseAgain(connection, shared);
    if (renewed.length > 0) await renewFingerprints(connection, renewed);
    await keepOriginals(connection, target, sorted);
    if (rejects.length > 0) await insertRejects(connection, target, rejects);
    const mended = mendedIds(chunk, rejects);
    if (mended.length > 0) await closeMended(connection, target.importId, mended);
    const outcome = outcomeOf(chunk, sorted, { added: documents.added, erased });
    await advanceImport(connection, target.importId, outcome, chunk.lastLine);
    await target.follower?.chunk?.(connection, chunk.mark);
    return outcome;
  });
}

/**
 * What {@link storeChunk} would do, without doing it.
 * @param series true when earlier files are planned in these tables, whose rows count as stored
 */
export async function planChunk(
  seen: SeenTables,
  { source, masking }: Pick<ImportTarget, 'source' | 'masking'>,
  chunk: Chunk,
  series: boolean,
): Promise<ChunkOutcome> {
  const { keyring } = masking.plan;
  const { kept, erased } = await withoutErased(seen.connection, source, chunk, keyring);
  const texts = new ChunkTexts(kept.rows);
  const stored = await sortRows(seen, source, kept, texts, null, keyring);
  const sorted = series ? await besidesPlanned(seen, source, stored) : stored;
  const documents = texts.documents(writtenRows(sorted));
  const hashes = [...documents.keys()];
  const known = hashes.length > 0 ? await findDocuments(seen.connection, hashes) : new Map();
  const unknown = hashes.filter((hash) => !known.has(hash));
  const added = unknown.length > 0 ? await addDocumentHashes(seen, unknown) : 0;
  return outcomeOf(chunk, sorted, { added, erased });
}

/** Rows that an earlier file of the dry run would have stored are known, or changed, by this one. */
async function besidesPlanned(seen: SeenTables, source: string, sorted: SortedRows): Promise<CountedRows> {
  const rows = [
    ...sorted.fresh,
    ...sorted.changed.map((change) => ({ row: change.row, identity: change.identity, change })),
  ];
  const given = new Map(rows.map(({ row, identity }) => [identity, row.feedback.fingerprint]));
  if (given.size === 0) return sorted;
  const planned = await addPlanned(seen, source, given);
  const isKnown = (identity: string, row: FeedbackRow) => planned.get(identity) === row.feedback.fingerprint;
  const again = sorted.fresh.filter(({ row, identity }) => planned.has(identity) && !isKnown(identity, row));
  return {
    ...sorted,
    fresh: sorted.fresh.filter(({ identity }) => !planned.has(identity)),
    changed: [...sorted.changed.filter(({ row, identity }) => !isKnown(identity, row)), ...again],
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

/** Where the source keeps them: what was masked of the rows that are stored. */
async function keepOriginals(
  connection: Connection,
  { source, masking }: ImportTarget,
  { fresh, changed }: SortedRows,
): Promise<void> {
  const { rules, keyring } = masking.plan;
  if (!rules.keepOriginal || !keyring) return;
  // The worker masks names in any of the texts.
  const all = rules.names === 'mask' || rules.places === 'mask';
  const originals = [...fresh, ...changed].flatMap(({ row, identity }) =>
    all || row.touched ? [{ identity, cells: row.unmasked.cells() }] : [],
  );
  if (originals.length > 0) await storeOriginals(connection, keyring, source, originals);
}

function outcomeOf(
  chunk: Chunk,
  sorted: CountedRows,
  { added: newDocuments, erased }: { readonly added: number; readonly erased: number },
): ChunkOutcome {
  const { fresh, changed, duplicates, rejects } = sorted;
  return {
    read: chunk.rows.length + chunk.rejects.length,
    ...{ accepted: fresh.length, duplicates, changed: changed.length, rejected: rejects.length, erased },
    withoutText: writtenRows(sorted).filter(({ feedback }) => feedback.text === null).length,
    ...{ newDocuments, rejects, masked: masksOf(writtenRows(sorted)) },
  };
}

function masksOf(rows: readonly FeedbackRow[]): Record<string, number> {
  const masked: Record<string, number> = {};
  for (const { masks } of rows) if (masks) addCounts(masked, masks);
  return masked;
}
