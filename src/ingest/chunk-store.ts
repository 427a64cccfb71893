import { chunkTransaction, Overtaken } from '../db/chunk-transaction.ts';
import type { Connection } from '../db/client.ts';
import {
  advanceImport,
  countFingerprints,
  type DocumentWrite,
  findDocuments,
  findFeedback,
  insertDocuments,
  insertFeedback,
  insertRejects,
} from '../db/import-writes.ts';
import { codePointLength, documentHash, normaliseText } from '../domain/document.ts';
import type { Feedback, ImportCounts, Reject } from '../domain/feedback.ts';
import type { Chunk } from './chunk-reader.ts';
import { identityOfId, identityOfRow } from './identity.ts';
import { type Row, storable } from './rows.ts';

export interface ChunkOutcome extends ImportCounts {
  /** Those of the chunk and those that the stored rows made. */
  readonly rejects: readonly Reject[];
}

interface Text {
  readonly hash: string;
  readonly document: DocumentWrite;
}

/** Stores a chunk in one transaction; what became of its rows. */
export function storeChunk(
  connection: Connection,
  target: { importId: number; source: string },
  chunk: Chunk,
): Promise<ChunkOutcome> {
  // Hashing is not repeated when the transaction is.
  const texts = textsOf(chunk.rows);
  return chunkTransaction(connection, async () => {
    const identities = await identitiesOf(connection, chunk.rows);
    const sorted = await sortOut(connection, target.source, chunk, identities);
    const documents = await storeDocuments(connection, sorted.fresh, texts);
    if (sorted.fresh.length > 0) {
      const writes = sorted.fresh.map(({ row: { feedback }, identity }) => {
        const text = feedback.text === null ? null : texts.get(feedback.text)!;
        return {
          ...feedback,
          identity,
          documentId: text && documents.ids.get(text.hash)!,
          rawText: text && text.document.text !== feedback.text ? feedback.text : null,
        };
      });
      const stored = await insertFeedback(connection, target.importId, target.source, writes);
      if (stored < writes.length) throw new Overtaken();
    }
    if (sorted.rejects.length > 0) await insertRejects(connection, target.importId, sorted.rejects);
    const outcome = {
      read: chunk.rows.length + chunk.rejects.length,
      accepted: sorted.fresh.length,
      duplicates: sorted.duplicates,
      rejected: sorted.rejects.length,
      withoutText: sorted.fresh.filter(({ row }) => row.feedback.text === null).length,
      newDocuments: documents.added,
      rejects: sorted.rejects,
    };
    await advanceImport(connection, target.importId, outcome, chunk.lastLine);
    return outcome;
  });
}

/** Every text of the rows with its document, hashed once. */
function textsOf(rows: readonly Row[]): Map<string, Text> {
  const texts = new Map<string, Text>();
  for (const { feedback } of rows) {
    if (feedback.text === null || texts.has(feedback.text)) continue;
    const text = normaliseText(feedback.text);
    const hash = documentHash(text);
    texts.set(feedback.text, {
      hash: hash.toString('hex'),
      document: { hash, text, characters: codePointLength(text) },
    });
  }
  return texts;
}

async function identitiesOf(connection: Connection, rows: readonly Row[]): Promise<string[]> {
  const counts = new Map<string, number>();
  for (const { feedback } of rows) {
    if (feedback.externalId !== null) continue;
    counts.set(feedback.fingerprint, (counts.get(feedback.fingerprint) ?? 0) + 1);
  }
  const ordinals = counts.size > 0 ? await countFingerprints(connection, counts) : counts;
  return rows.map(({ feedback: { externalId, fingerprint } }) => {
    if (externalId !== null) return identityOfId(externalId);
    const ordinal = ordinals.get(fingerprint)!;
    ordinals.set(fingerprint, ordinal + 1);
    return identityOfRow(fingerprint, ordinal);
  });
}

interface SortedOut {
  readonly fresh: { row: Row; identity: string }[];
  readonly duplicates: number;
  readonly rejects: readonly Reject[];
}

/** Which rows are new, which are stored already (or stand earlier in the chunk), and which contradict those. */
async function sortOut(
  connection: Connection,
  source: string,
  chunk: Chunk,
  identities: readonly string[],
): Promise<SortedOut> {
  const known = identities.length > 0 ? await findFeedback(connection, source, identities) : new Map();
  const fresh: { row: Row; identity: string }[] = [];
  const conflicts: Reject[] = [];
  let duplicates = 0;
  chunk.rows.forEach((row, at) => {
    const identity = identities[at]!;
    const stored = known.get(identity);
    if (stored === undefined) {
      known.set(identity, row.feedback.fingerprint);
      fresh.push({ row, identity });
    } else if (stored === row.feedback.fingerprint) {
      duplicates++;
    } else {
      conflicts.push(conflict(row.feedback, row.raw));
    }
  });
  const rejects = [...chunk.rejects, ...conflicts].sort((a, b) => a.line - b.line);
  return { fresh, duplicates, rejects };
}

function conflict(feedback: Feedback, raw: string): Reject {
  const detail = 'this id is already stored with other content';
  return { line: feedback.line, column: null, reason: 'id_conflict', detail, raw: storable(raw) };
}

/** hash → id of the documents of these rows, stored where they were not. */
async function storeDocuments(
  connection: Connection,
  rows: SortedOut['fresh'],
  texts: ReadonlyMap<string, Text>,
): Promise<{ ids: Map<string, number>; added: number }> {
  const wanted = new Map<string, DocumentWrite>();
  for (const { row } of rows) {
    const text = row.feedback.text === null ? undefined : texts.get(row.feedback.text)!;
    if (text) wanted.set(text.hash, text.document);
  }
  if (wanted.size === 0) return { ids: new Map(), added: 0 };
  const missing = (ids: ReadonlyMap<string, number>) => {
    const hashes = [...wanted.keys()].filter((hash) => !ids.has(hash)).sort();
    return hashes.map((hash) => wanted.get(hash)!);
  };
  const ids = await findDocuments(
    connection,
    [...wanted.values()].map(({ hash }) => hash),
  );
  const unknown = missing(ids);
  if (unknown.length === 0) return { ids, added: 0 };
  const added = await insertDocuments(connection, unknown);
  for (const [hash, id] of added) ids.set(hash, id);
  const overtaken = missing(ids);
  if (overtaken.length > 0) {
    const stored = await findDocuments(
      connection,
      overtaken.map(({ hash }) => hash),
    );
    for (const [hash, id] of stored) ids.set(hash, id);
  }
  return { ids, added: added.size };
}
