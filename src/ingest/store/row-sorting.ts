import type { Connection } from '../../db/client.ts';
import { readStored, type StoredFeedback } from '../../db/imports/feedback-changes.ts';
import { findFeedback, type KnownFeedback } from '../../db/imports/import-writes.ts';
import { addIds, countRows, findIds, type SeenTables } from '../../db/imports/seen-rows.ts';
import type { Reject } from '../../domain/feedback.ts';
import { changeMark, fingerprintOfField, identityOfId, identityOfRow } from '../columns/identity.ts';
import { type Row, storable } from '../columns/rows.ts';
import type { Chunk } from '../records/chunk-reader.ts';
import type { ChunkTexts } from './chunk-texts.ts';
import { feedbackDiff } from './feedback-diff.ts';
import { findFormer } from './former-rows.ts';
import { type Contested, sortFurther } from './further-comments.ts';

/** What is to be done with the rows of a chunk. */
export interface SortedRows {
  readonly fresh: readonly { readonly row: Row; readonly identity: string }[];
  /** Rows whose id is stored with other content. */
  readonly changed: readonly {
    readonly row: Row;
    readonly stored: StoredFeedback;
    readonly oldValues: Readonly<Record<string, unknown>>;
    readonly newValues: Readonly<Record<string, unknown>>;
  }[];
  /** Stored rows that are written otherwise in the file and say the same. */
  readonly renewed: readonly { readonly id: number; readonly fingerprint: string }[];
  readonly duplicates: number;
  /** Those of the chunk, and rows that contradict an earlier one of the file. */
  readonly rejects: readonly Reject[];
}

/**
 * Sorts a chunk into what is new, stored already, changed and rejected, by what is stored and what the file has had
 * before. Writes nothing but the tables of `src/db/imports/seen-rows.ts`.
 */
export async function sortRows(
  seen: SeenTables,
  source: string,
  chunk: Chunk,
  texts: ChunkTexts,
  /** The import that stores them; null for a dry run. `assumeNew`: it has met no row that is stored. */
  target: { readonly importId: number; readonly assumeNew: boolean } | null,
): Promise<SortedRows> {
  const { rows } = chunk;
  const { connection } = seen;
  if (rows.length === 0)
    return { fresh: [], changed: [], renewed: [], duplicates: 0, rejects: chunk.rejects };
  const identities = await identitiesOf(seen, rows);
  // What is stored all the same makes itself felt when the rows are stored.
  const known = target?.assumeNew
    ? new Map<string, KnownFeedback>()
    : await findFeedback(connection, source, identities);
  const formerly = await findFormer(seen, source, rows, (at) => known.has(identities[at]!));
  for (const [at, { identity, stored }] of formerly) {
    identities[at] = identity;
    known.set(identity, stored);
  }
  const before = await idsBefore(seen, rows, identities, (identity) => {
    const stored = known.get(identity);
    if (target === null || (stored && stored.importId !== target.importId)) return 'ask';
    return stored?.fingerprint ?? null;
  });
  const fresh: { row: Row; identity: string }[] = [];
  const differing: { row: Row; identity: string }[] = [];
  // Where a row of the chunk is the stored one, the others under its id are further comments and no changes of it.
  const exact = new Set(
    identities.filter((identity, at) => known.get(identity)?.fingerprint === rows[at]!.feedback.fingerprint),
  );
  // A dry run changes nothing: it remembers which stored rows the import would have changed by now.
  const overwritten = (identity: string, { feedback: { fingerprint } }: Row) => {
    const first = before.get(identity);
    return first !== undefined && first !== fingerprint && known.get(identity)?.fingerprint === fingerprint;
  };
  const doubtful = target ? [] : identities.filter((identity, at) => overwritten(identity, rows[at]!));
  const marks = doubtful.length > 0 ? await findIds(seen, doubtful.map(changeMark)) : new Set<string>();
  /** Rows under whose id another row stands, in the file or in the table. */
  const contested: Contested[] = [];
  let duplicates = 0;
  rows.forEach((row, at) => {
    const identity = identities[at]!;
    const { fingerprint, externalId } = row.feedback;
    const first = before.get(identity);
    if (externalId !== null) before.set(identity, first ?? fingerprint);
    const stored = known.get(identity)?.fingerprint;
    const changed = marks.size > 0 && marks.has(changeMark(identity));
    const former = formerly.get(at);
    if (former ? former.same : stored === fingerprint && !changed) duplicates++;
    else if (first !== undefined && first !== fingerprint)
      contested.push({ row, at, identity, inFile: true, changed });
    else if (first !== undefined) duplicates++;
    else if (stored === undefined) fresh.push({ row, identity });
    else if (former) differing.push({ row, identity });
    // A later file has added a value in a new column: this one says less.
    else if (externalId === null) duplicates++;
    else contested.push({ row, at, identity, inFile: exact.has(identity), changed });
  });
  const further = await sortFurther(seen, source, contested, {
    rows,
    texts,
    importId: target?.importId ?? null,
  });
  if (further.fresh.length > 0) {
    fresh.push(...further.fresh);
    fresh.sort((a, b) => a.row.feedback.line - b.row.feedback.line);
  }
  differing.push(...further.differing);
  duplicates += further.duplicates;
  const conflicts = further.conflicts.map(conflict);
  const compared = await compare(connection, source, differing, texts, target !== null);
  if (!target && compared.changed.length > 0) {
    const noted = compared.changed.map(({ row, stored }) => [
      changeMark(stored.identity),
      row.feedback.fingerprint,
    ]);
    await addIds(seen, new Map(noted as [string, string][]));
  }
  return {
    ...{ fresh, changed: compared.changed, renewed: compared.renewed },
    duplicates: duplicates + compared.renewed.length,
    rejects: [...chunk.rejects, ...conflicts].sort((a, b) => a.line - b.line),
  };
}

async function identitiesOf(seen: SeenTables, rows: readonly Row[]): Promise<string[]> {
  const counts = new Map<string, number>();
  const keys = rows.map(({ feedback: { externalId, fingerprint, field } }) => {
    if (externalId !== null) return null;
    const key = fingerprintOfField(fingerprint, field);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return key;
  });
  const ordinals = counts.size > 0 ? await countRows(seen, counts) : counts;
  return rows.map(({ feedback: { externalId, field } }, at) => {
    if (externalId !== null) return identityOfId(externalId, field);
    const key = keys[at]!;
    const ordinal = ordinals.get(key)!;
    ordinals.set(key, ordinal + 1);
    return identityOfRow(key, ordinal);
  });
}

/**
 * identity → fingerprint of the ids that earlier chunks of the file had. Those that this import has stored are
 * `known`; which of the others stood in the file is noted in a table ('ask').
 */
async function idsBefore(
  seen: SeenTables,
  rows: readonly Row[],
  identities: readonly string[],
  known: (identity: string) => 'ask' | string | null,
): Promise<Map<string, string>> {
  const own = new Map<string, string>();
  const ids = new Map<string, string>();
  rows.forEach(({ feedback }, at) => {
    const identity = identities[at]!;
    if (feedback.externalId === null || ids.has(identity)) return;
    const stored = known(identity);
    if (stored === 'ask') ids.set(identity, feedback.fingerprint);
    else if (stored !== null) own.set(identity, stored);
  });
  return ids.size > 0 ? new Map([...own, ...(await addIds(seen, ids))]) : own;
}

async function compare(
  connection: Connection,
  source: string,
  rows: readonly { readonly row: Row; readonly identity: string }[],
  texts: ChunkTexts,
  lock: boolean,
): Promise<Pick<SortedRows, 'changed' | 'renewed'>> {
  const changed: SortedRows['changed'][number][] = [];
  const renewed: SortedRows['renewed'][number][] = [];
  if (rows.length === 0) return { changed, renewed };
  const identities = rows.map(({ identity }) => identity);
  const found = await readStored(connection, source, identities, lock);
  for (const { row, identity } of rows) {
    const stored = found.get(identity)!;
    const hash = texts.of(row.feedback)?.hash ?? null;
    const diff = feedbackDiff(stored, row.feedback, { hash, rawText: texts.rawText(row.feedback) });
    if (diff) changed.push({ row, stored, ...diff });
    else renewed.push({ id: stored.id, fingerprint: row.feedback.fingerprint });
  }
  return { changed, renewed };
}

function conflict({ feedback, raw, rejectId }: Row): Reject {
  const detail = 'an earlier row of the file has this id and text, and other content';
  return { line: feedback.line, column: null, reason: 'id_conflict', detail, raw: storable(raw), rejectId };
}
