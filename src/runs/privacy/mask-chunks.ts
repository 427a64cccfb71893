import { isDeepStrictEqual } from 'node:util';
import type { Connection, Database } from '../../db/client.ts';
import type { MaskStage } from '../../db/privacy/mask-pass.ts';
import { storeMasks } from '../../db/privacy/name-masks.ts';
import { rowsOfDocuments, type StoredRow, storedRows, writeMasked } from '../../db/privacy/named-rows.ts';
import { giveNumbers, numberKey } from '../../db/privacy/numbers.ts';
import { keepTexts } from '../../db/privacy/originals.ts';
import { repointDocuments } from '../../db/privacy/repoint.ts';
import {
  lockAnalysed,
  REASON_TABLES,
  type StoredChange,
  storedChanges,
  storedReasons,
  storedRejects,
  storedTexts,
  writeChanges,
  writeReasons,
  writeRejects,
} from '../../db/privacy/unmasked-rows.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { looksForNames } from '../../privacy/name-rules.ts';
import { fingerprintOnceMasked } from '../../privacy/row-names.ts';
import type { MaskingRules } from '../../privacy/rules.ts';
import type { NumberOf, StoredMasking } from '../../privacy/stored-masking.ts';
import { isMaskedFingerprint } from '../../privacy/tombstone-macs.ts';
import type { NameFinder } from '../../workers/name-finder.ts';
import { nameDocuments } from '../../workers/named-documents.ts';

/** A chunk of what a source has stored, in a transaction. */
export interface ChunkWork {
  readonly connection: Connection;
  readonly source: string;
  readonly rules: MaskingRules;
  readonly keyring: Keyring | null;
  readonly masking: StoredMasking;
  /** Finds names, where the source looks for them. */
  readonly names: NameFinder;
  readonly database: Database;
  /** Number of what the chunk before ended with. */
  readonly after: number;
  /** The last document that is looked at. A pattern of the user may find something in a mask, again and again. */
  readonly upTo: number;
  /** False: count only. */
  readonly write: boolean;
}

export interface ChunkDone {
  /** Number of what the chunk ends with; null: there is no more. */
  readonly last: number | null;
  /** Comments whose text has masks now. */
  readonly comments: number;
}

const TEXTS_AT_ONCE = 1_000;
const ROWS_AT_ONCE = 5_000;
/** Texts that a model reads while others wait for their documents. */
const NAMED_AT_ONCE = 128;

/** What masks a chunk of each stage. */
export const MASK_CHUNKS: Readonly<Record<MaskStage, (work: ChunkWork) => Promise<ChunkDone>>> = {
  text: maskTexts,
  row: maskRows,
  change: maskChanges,
  reject: maskRejects,
  name: maskNames,
};

async function maskTexts(work: ChunkWork): Promise<ChunkDone> {
  const { connection, source, rules, keyring, masking, after, upTo } = work;
  const texts = await storedTexts(connection, source, { after, upTo, most: TEXTS_AT_ONCE });
  const found = texts
    .map((it) => ({ ...it, found: masking.find(it.text) }))
    .filter((it) => it.found.length > 0);
  const numberOf = await numbers(
    work,
    found.map(({ text }) => text),
  );
  const pairs = found.map(({ id, text, comments, ...it }) => ({
    ...{ documentId: id, found: it.found },
    text: masking.text(text, it.found, numberOf, Math.max(1, comments)),
  }));
  if (work.write && pairs.length > 0) {
    const documents = pairs.map(({ documentId }) => documentId);
    const rows = await rowsOfDocuments(connection, source, documents);
    await writeMasked(
      connection,
      keyring,
      rows.map((row) => [row, row]),
      'cells',
    );
    if (rules.keepOriginal && keyring) {
      await keepTexts(connection, keyring, source, documents);
    }
    await repointDocuments(connection, pairs, [source]);
  }
  const comments = found.reduce((sum, it) => sum + it.comments, 0);
  return { last: texts.at(-1)?.id ?? null, comments };
}

async function maskRows(work: ChunkWork): Promise<ChunkDone> {
  const { connection, source, keyring, masking, after } = work;
  const rows = await storedRows(connection, source, after, ROWS_AT_ONCE);
  const numberOf = await numbers(
    work,
    rows.flatMap(({ attributes }) => Object.values(attributes)),
  );
  const changed = rows.flatMap((row): [StoredRow, StoredRow][] => {
    const masked = {
      ...row,
      externalId: row.externalId && masking.id(row.externalId, row.idColumn),
      author: row.author && masking.author(row.author),
      attributes: masking.attributes(row.attributes, numberOf),
    };
    return isDeepStrictEqual(masked, { ...row }) ? [] : [[row, masked]];
  });
  if (work.write) await writeMasked(connection, keyring, changed, 'cells');
  await maskReasons(
    work,
    rows.map(({ id }) => id),
  );
  return { last: rows.at(-1)?.id ?? null, comments: 0 };
}

/** What people wrote about their labels of these comments, and as notes. */
async function maskReasons(work: ChunkWork, feedbackIds: readonly number[]): Promise<void> {
  const { connection, masking } = work;
  for (const table of REASON_TABLES) {
    const reasons = await storedReasons(connection, table, feedbackIds);
    const numberOf = await numbers(
      work,
      reasons.map(({ reason }) => reason),
    );
    const changed = reasons
      .map(({ id, reason }) => ({ id, reason: masking.text(reason, masking.find(reason), numberOf) }))
      .filter(({ reason }, at) => reason !== reasons[at]!.reason);
    if (work.write) await writeReasons(connection, table, changed);
  }
}

/** A former text that came otherwise than it was stored went with its document. */
async function maskChanges(work: ChunkWork): Promise<ChunkDone> {
  const { connection, source, keyring, masking, after } = work;
  const changes = await storedChanges(connection, source, after, ROWS_AT_ONCE);
  const cellsOf = ({ values }: StoredChange) =>
    values.flatMap(({ attributes }) => Object.values(attributes ?? {}));
  const cells = changes.flatMap(cellsOf).filter((cell) => typeof cell === 'string');
  const numberOf = await numbers(work, cells);
  const masked = (values: StoredChange['values'][number]) => {
    const { author, attributes } = values;
    return {
      ...values,
      ...(typeof author === 'string' && { author: masking.author(author) }),
      ...(isCells(attributes) && { attributes: masking.attributes(attributes, numberOf) }),
    };
  };
  const changed = changes
    .map((change) => ({
      ...change,
      values: [masked(change.values[0]), masked(change.values[1])] as const,
      oldFingerprint: formerFingerprint(change, keyring),
    }))
    .filter((change, at) => !isDeepStrictEqual(change, { ...changes[at] }));
  if (work.write) await writeChanges(connection, changed);
  return { last: changes.at(-1)?.id ?? null, comments: 0 };
}

/** That of a row of which something is masked now tells nothing of what it was before. */
function formerFingerprint(
  { oldFingerprint, fingerprint }: StoredChange,
  keyring: Keyring | null,
): string | null {
  if (!keyring || oldFingerprint === null) return oldFingerprint;
  return isMaskedFingerprint(fingerprint)
    ? fingerprintOnceMasked(oldFingerprint, 'cells', keyring)
    : oldFingerprint;
}

async function maskRejects(work: ChunkWork): Promise<ChunkDone> {
  const { connection, source, masking, after } = work;
  const rejects = await storedRejects(connection, source, after, ROWS_AT_ONCE);
  const numberOf = await numbers(
    work,
    rejects.flatMap(({ raw, detail }) => [raw, detail]),
  );
  const masked = (text: string) => masking.text(text, masking.find(text), numberOf);
  const changed = rejects
    .map(({ id, raw, detail }) => ({ id, raw: masked(raw), detail: masked(detail) }))
    .filter((it, at) => !isDeepStrictEqual(it, rejects[at]));
  if (work.write) await writeRejects(connection, changed);
  return { last: rejects.at(-1)?.id ?? null, comments: 0 };
}

/** Names in texts that are analysed. In others the worker masks them, before it stores an analysis. */
async function maskNames(work: ChunkWork): Promise<ChunkDone> {
  const { connection, database, source, rules, keyring, masking, after, upTo } = work;
  const finder = looksForNames(rules) ? await work.names.open() : null;
  if (!finder) return { last: null, comments: 0 };
  const texts = await storedTexts(connection, source, { after, upTo, most: NAMED_AT_ONCE });
  const ids = await lockAnalysed(
    connection,
    texts.map(({ id }) => id),
  );
  const analysed = texts.filter(({ id }) => ids.has(id));
  const named = await nameDocuments({ database, keyring }, finder, analysed);
  const changed = new Set(named.masked.map(({ documentId }) => documentId));
  if (work.write) masking.add((await storeMasks(connection, named, ids)).counts);
  else for (const { found } of named.masked) for (const { kind } of found) masking.add({ [kind]: 1 });
  const comments = analysed.reduce((sum, it) => sum + (changed.has(it.id) ? it.comments : 0), 0);
  return { last: texts.at(-1)?.id ?? null, comments };
}

/** The numbers of all values in these cells, where the source has numbers; a dry run gives none. */
async function numbers(
  { connection, source, masking, write }: ChunkWork,
  cells: readonly string[],
): Promise<NumberOf> {
  const values = write ? cells.flatMap((cell) => masking.values(cell, masking.find(cell))) : [];
  if (values.length === 0) return () => null;
  const given = await giveNumbers(connection, source, values);
  return (value) => given.get(numberKey(value)) ?? null;
}

const isCells = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((it) => typeof it === 'string');
