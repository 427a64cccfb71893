import { chunkTransaction, Overtaken } from '../../db/imports/chunk-transaction.ts';
import {
  copyPreparedDocuments,
  copyPreparedFeedback,
  hasPrepared,
} from '../../db/imports/prepared-writes.ts';
import { insertRejects } from '../../db/imports/rejects.ts';
import { countRows, type SeenTables } from '../../db/imports/seen-rows.ts';
import { advanceImport } from '../../db/imports/writes.ts';
import { holdKeys } from '../../db/privacy/keys.ts';
import { analyseAgain, textsOfOthers } from '../../db/privacy/shared-texts.ts';
import { hasTombstones } from '../../db/privacy/tombstones.ts';
import type { ChunkOutcome, ImportTarget } from '../store/chunk-store.ts';
import type { PreparedChunk } from './prepared-chunk.ts';

/**
 * Stores a chunk of which every row is new, in one transaction.
 * @returns null, with nothing stored, if rows have to be looked at one by one: one is stored, or its text is being
 *   stored, or something was erased
 */
export function storePrepared(
  seen: SeenTables,
  target: ImportTarget,
  chunk: PreparedChunk,
): Promise<ChunkOutcome | null> {
  const { connection } = seen;
  const { importId, source, masking } = target;
  const { feedback, documents, documentOf, equal, rejects } = chunk;
  return chunkTransaction(connection, async (attempt) => {
    if (attempt > 1) {
      target.assumeNew = false;
      return null;
    }
    const { keyring } = masking.plan;
    await holdKeys(connection, keyring);
    if (await hasTombstones(connection)) return null;
    if (!target.assumeNew) {
      // With a key, a row may be stored under another name.
      if (keyring || (await hasPrepared(connection, source, feedback, documentOf))) return null;
    }
    if (equal.size > 0) {
      const before = await countRows(seen, equal);
      // Their names have numbers that the thread does not know. What was counted is taken back.
      if ([...before.values()].some((count) => count > 0)) throw new Overtaken();
    }
    const { ids, added: newDocuments } = await copyPreparedDocuments(connection, documents);
    const shared = await textsOfOthers(connection, source, ids);
    await copyPreparedFeedback(connection, importId, feedback, documentOf, ids);
    await analyseAgain(connection, shared);
    if (rejects.length > 0) await insertRejects(connection, target, rejects);
    const outcome = {
      ...{ read: documentOf.length + rejects.length, accepted: documentOf.length, rejected: rejects.length },
      ...{ duplicates: 0, changed: 0, erased: 0, withoutText: chunk.withoutText, newDocuments },
      ...{ rejects, masked: chunk.masked },
    };
    await advanceImport(connection, importId, outcome, chunk.lastLine);
    await target.follower?.chunk?.(connection, chunk.mark);
    return outcome;
  });
}
