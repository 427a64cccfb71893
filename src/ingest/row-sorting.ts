import type { Connection } from '../db/client.ts';
import { readStored, type StoredFeedback, storedTexts } from '../db/feedback-changes.ts';
import { findFeedback, type KnownFeedback } from '../db/import-writes.ts';
import { addIds, countRows, findIds } from '../db/seen-rows.ts';
import type { Reject } from '../domain/feedback.ts';
import type { Chunk } from './chunk-reader.ts';
import type { ChunkTexts } from './chunk-texts.ts';
import { feedbackDiff } from './feedback-diff.ts';
import {
  changeMark,
  fingerprintOfField,
  identityOfFurther,
  identityOfId,
  identityOfRow,
} from './identity.ts';
import { type Row, storable } from './rows.ts';

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
 * before. Writes nothing but the temporary tables of `src/db/seen-rows.ts`.
 */
export async function sortRows(
  connection: Connection,
  source: string,
  chunk: Chunk,
  texts: ChunkTexts,
  /** The import that stores them; null for a dry run. `assumeNew`: it has met no row that is stored. */
  target: { readonly importId: number; readonly assumeNew: boolean } | null,
): Promise<SortedRows> {
  const { rows } = chunk;
  if (rows.length === 0)
    return { fresh: [], changed: [], renewed: [], duplicates: 0, rejects: chunk.rejects };
  const identities = await identitiesOf(connection, rows);
  // What is stored all the same makes itself felt when the rows are stored.
  const known = target?.assumeNew
    ? new Map<string, KnownFeedback>()
    : await findFeedback(connection, source, identities);
  const before = await idsBefore(connection, rows, identities, (identity) => {
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
  const marks = doubtful.length > 0 ? await findIds(connection, doubtful.map(changeMark)) : new Set<string>();
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
    if (stored === fingerprint && !changed) duplicates++;
    else if (first !== undefined && first !== fingerprint)
      contested.push({ row, at, identity, inFile: true, changed });
    else if (first !== undefined) duplicates++;
    else if (stored === undefined) fresh.push({ row, identity });
    else if (externalId === null) differing.push({ row, identity });
    else contested.push({ row, at, identity, inFile: exact.has(identity), changed });
  });
  const further = await sortFurther(connection, source, contested, {
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
    await addIds(connection, new Map(noted as [string, string][]));
  }
  return {
    ...{ fresh, changed: compared.changed, renewed: compared.renewed },
    duplicates: duplicates + compared.renewed.length,
    rejects: [...chunk.rejects, ...conflicts].sort((a, b) => a.line - b.line),
  };
}

/** A row under whose id another one stands. */
interface Contested {
  readonly row: Row;
  /** Position in the chunk. */
  readonly at: number;
  readonly identity: string;
  /** True when the other one stands in the file, too. */
  readonly inFile: boolean;
  /** True in a dry run where the stored row would have been changed by now. */
  readonly changed: boolean;
}

/**
 * Sorts rows whose id has another row. In a survey that asks several questions, a respondent's id stands in several
 * rows: another text, or another question, is a further comment. A row that was a further comment before stays one.
 */
async function sortFurther(
  connection: Connection,
  source: string,
  contested: readonly Contested[],
  chunk: {
    readonly rows: readonly Row[];
    readonly texts: ChunkTexts;
    /** Null in a dry run. */
    readonly importId: number | null;
  },
) {
  const sorted = {
    fresh: [] as { row: Row; identity: string }[],
    differing: [] as { row: Row; identity: string }[],
    conflicts: [] as Row[],
    duplicates: 0,
  };
  const { texts } = chunk;
  const hashOf = ({ feedback }: Row) => texts.of(feedback)?.hash ?? null;
  const furtherOf = (row: Row) =>
    identityOfFurther(row.feedback.externalId!, { ...row.feedback, hash: hashOf(row) });
  // A dry run notes all texts: nothing that it could look up is stored.
  const noted = new Map<string, string>();
  const seen = new Map<string, string>();
  if (chunk.importId === null) {
    for (const row of chunk.rows) {
      if (row.feedback.externalId !== null) noted.set(furtherOf(row), row.feedback.fingerprint);
    }
    if (noted.size > 0)
      for (const [identity, fingerprint] of await addIds(connection, noted)) seen.set(identity, fingerprint);
  }
  if (contested.length === 0) return sorted;
  const known = await findFeedback(connection, source, [
    ...new Set(contested.map(({ row }) => furtherOf(row))),
  ]);
  const firsts = await storedTexts(connection, source, [
    ...new Set(contested.map(({ identity }) => identity)),
  ]);
  // Where in the chunk a text stands first under its id.
  const firstAt = new Map<string, number>();
  chunk.rows.forEach((row, at) => {
    if (row.feedback.externalId === null) return;
    const further = furtherOf(row);
    if (!firstAt.has(further)) firstAt.set(further, at);
  });
  const taken = new Map<string, string>();
  for (const { row, at, identity, inFile, changed } of contested) {
    const further = furtherOf(row);
    const { fingerprint, question } = row.feedback;
    const before = known.get(further)?.fingerprint ?? taken.get(further) ?? seen.get(further);
    const storedText =
      question === null && !changed && firsts.has(identity) && firsts.get(identity) === hashOf(row);
    const sameText = storedText || firstAt.get(further)! < at;
    if (before === fingerprint) sorted.duplicates++;
    else if (!inFile && before === undefined) sorted.differing.push({ row, identity });
    else if (known.has(further) && known.get(further)!.importId !== chunk.importId)
      sorted.differing.push({ row, identity: further });
    else if (before !== undefined || sameText) sorted.conflicts.push(row);
    else {
      sorted.fresh.push({ row, identity: further });
      taken.set(further, fingerprint);
    }
  }
  return sorted;
}

async function identitiesOf(connection: Connection, rows: readonly Row[]): Promise<string[]> {
  const counts = new Map<string, number>();
  const keys = rows.map(({ feedback: { externalId, fingerprint, field } }) => {
    if (externalId !== null) return null;
    const key = fingerprintOfField(fingerprint, field);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return key;
  });
  const ordinals = counts.size > 0 ? await countRows(connection, counts) : counts;
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
 * `known`; which of the others stood in the file is noted in a temporary table ('ask').
 */
async function idsBefore(
  connection: Connection,
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
  return ids.size > 0 ? new Map([...own, ...(await addIds(connection, ids))]) : own;
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
