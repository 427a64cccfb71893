import type { Connection } from '../../db/client.ts';
import { readStoredFeedback, type StoredFeedback } from '../../db/imports/feedback-changes.ts';
import { addIds, countRows, findIds, type SeenTables } from '../../db/imports/seen-rows.ts';
import { findFeedback, type KnownFeedback } from '../../db/imports/writes.ts';
import type { Feedback, Reject } from '../../domain/feedback.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import { changeMark, fingerprintOfField, identitiesOf } from '../columns/identity.ts';
import type { Chunk } from '../records/chunk-reader.ts';
import type { ChunkTexts } from './chunk-texts.ts';
import { findFormer } from './former-rows.ts';
import { type Contested, sortFurther } from './further-comments.ts';
import { type Differing, findOtherwiseNamed, forgetNames, isOtherwiseMasked } from './other-rules.ts';

/** The rows of a chunk by what the import does with them. */
export interface SortedRows {
  readonly fresh: readonly { readonly row: FeedbackRow; readonly identity: string }[];
  /** Rows whose id is stored with other content. */
  readonly changed: readonly {
    readonly row: FeedbackRow;
    readonly stored: StoredFeedback;
    /** Under which it is stored from now on. */
    readonly identity: string;
    /** Whether the file has the row as it was, and only what is masked of it is other. */
    readonly sameRow: boolean;
    readonly oldValues: Readonly<Record<string, unknown>>;
    readonly newValues: Readonly<Record<string, unknown>>;
  }[];
  /** Stored rows that the file writes differently, with the same values. */
  readonly renewed: readonly {
    readonly id: number;
    readonly identity: string;
    readonly fingerprint: string;
  }[];
  readonly duplicates: number;
  /** Those of the chunk, and rows that contradict an earlier one of the file. */
  readonly rejects: readonly Reject[];
}

/**
 * Sorts a chunk into new, stored, changed and rejected rows, by the stored rows and the earlier rows of the file. Writes
 * only to the tables of `src/db/imports/seen-rows.ts`.
 */
export async function sortRows(
  seen: SeenTables,
  source: string,
  chunk: Chunk,
  texts: ChunkTexts,
  /** The import that stores them; null for a dry run. `assumeNew`: it has met no row that is stored. */
  target: { readonly importId: number; readonly assumeNew: boolean } | null,
  keyring: Keyring | null,
): Promise<SortedRows> {
  const { rows } = chunk;
  const { connection } = seen;
  if (rows.length === 0)
    return { fresh: [], changed: [], renewed: [], duplicates: 0, rejects: chunk.rejects };
  const names = identitiesOf(rows, await ordinalsOf(seen, rows), keyring);
  const identities = names.map(({ identity }) => identity);
  // If a row is stored all the same, storing the chunk fails with a unique violation.
  const known = target?.assumeNew
    ? new Map<string, KnownFeedback>()
    : await findFeedback(connection, source, identities);
  if (!target?.assumeNew) {
    const otherwise = await findOtherwiseNamed(connection, source, names, (at) => known.has(identities[at]!));
    for (const [at, stored] of otherwise) known.set(identities[at]!, stored);
  }
  const formerly = await findFormer(seen, source, rows, (at) => known.has(identities[at]!), keyring);
  for (const [at, { identity, stored }] of formerly) {
    identities[at] = identity;
    known.set(identity, stored);
  }
  forgetNames(known, rows, identities, keyring);
  /** The row is stored, under the present rules or others. */
  const isStored = (identity: string, row: FeedbackRow): 'same' | 'otherwise' | false => {
    const stored = known.get(identity)?.fingerprint;
    if (stored === undefined) return false;
    if (stored === row.feedback.fingerprint) return 'same';
    return isOtherwiseMasked(stored, row, keyring) ? 'otherwise' : false;
  };
  const before = await idsBefore(seen, rows, identities, (identity) => {
    const stored = known.get(identity);
    if (target === null || (stored && stored.importId !== target.importId)) return 'ask';
    return stored?.fingerprint ?? null;
  });
  const fresh: { row: FeedbackRow; identity: string }[] = [];
  const differing: Differing[] = [];
  // Where a row of the chunk is the stored one, the others under its id are further comments and no changes of it.
  const exact = new Set(identities.filter((identity, at) => isStored(identity, rows[at]!) !== false));
  // A dry run changes nothing: it remembers which stored rows the import would have changed by now.
  const overwritten = (identity: string, { feedback: { fingerprint } }: FeedbackRow) => {
    const first = before.get(identity);
    return first !== undefined && first !== fingerprint && known.has(identity);
  };
  const doubtful = target ? [] : identities.filter((identity, at) => overwritten(identity, rows[at]!));
  const marks = doubtful.length > 0 ? await findIds(seen, doubtful.map(changeMark)) : new Set<string>();
  /** Rows whose id another row has, in the file or in the table. */
  const contested: Contested[] = [];
  let duplicates = 0;
  rows.forEach((row, at) => {
    const identity = identities[at]!;
    const { fingerprint, externalId } = row.feedback;
    const first = before.get(identity);
    if (externalId !== null) before.set(identity, first ?? fingerprint);
    const stored = known.get(identity);
    const storedAs = stored?.identity ?? identity;
    const asStored = isStored(identity, row);
    const changed = marks.size > 0 && marks.has(changeMark(identity));
    const former = formerly.get(at);
    if (former ? former.same : asStored === 'same' && !changed) duplicates++;
    else if (first !== undefined && first !== fingerprint)
      contested.push({ row, at, identity: storedAs, as: identity, inFile: true, changed });
    else if (first !== undefined) duplicates++;
    else if (stored === undefined) fresh.push({ row, identity });
    else if (former) differing.push({ row, identity: storedAs, as: storedAs });
    else if (asStored === 'otherwise' && !changed) differing.push({ row, identity: storedAs, as: identity });
    // A later file has added a value in a new column; this file lacks it.
    else if (externalId === null) duplicates++;
    else contested.push({ row, at, identity: storedAs, as: identity, inFile: exact.has(identity), changed });
  });
  const further = await sortFurther(seen, source, contested, {
    rows,
    texts,
    importId: target?.importId ?? null,
    keyring,
  });
  if (further.fresh.length > 0) {
    fresh.push(...further.fresh);
    fresh.sort((a, b) => a.row.feedback.line - b.row.feedback.line);
  }
  differing.push(...further.differing);
  duplicates += further.duplicates;
  const conflicts = further.conflicts.map(conflict);
  const compared = await compare({ connection, source, keyring }, differing, texts, target !== null);
  if (!target && compared.changed.length > 0) {
    const noted = compared.changed.map(({ row, identity }) => [
      changeMark(identity),
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

/** Numbers of the equal rows that earlier chunks of the file had, by fingerprint; rows with an id need none. */
async function ordinalsOf(seen: SeenTables, rows: readonly FeedbackRow[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { feedback, unmasked } of rows) {
    if (feedback.externalId !== null) continue;
    const key = fingerprintOfField(unmasked.fingerprint, feedback.field);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts.size > 0 ? await countRows(seen, counts) : counts;
}

/**
 * identity → fingerprint of the ids that earlier chunks of the file had. Those that this import has stored are
 * `known`; a table notes which of the others the file had ('ask').
 */
async function idsBefore(
  seen: SeenTables,
  rows: readonly FeedbackRow[],
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
  { connection, source, keyring }: { connection: Connection; source: string; keyring: Keyring | null },
  rows: readonly Differing[],
  texts: ChunkTexts,
  lock: boolean,
): Promise<Pick<SortedRows, 'changed' | 'renewed'>> {
  const changed: SortedRows['changed'][number][] = [];
  const renewed: SortedRows['renewed'][number][] = [];
  if (rows.length === 0) return { changed, renewed };
  const identities = rows.map(({ identity }) => identity);
  const found = await readStoredFeedback(connection, source, identities, lock);
  for (const { row, identity, as } of rows) {
    const stored = found.get(identity)!;
    const sameRow = isOtherwiseMasked(stored.fingerprint, row, keyring);
    const hash = texts.of(row.feedback)?.hash ?? null;
    const diff = feedbackDiff(stored, row.feedback, { hash, rawText: texts.rawText(row.feedback) });
    if (diff) changed.push({ row, stored, identity: as, sameRow, ...diff });
    else renewed.push({ id: stored.id, identity: as, fingerprint: row.feedback.fingerprint });
  }
  return { changed, renewed };
}

function conflict({ feedback, raw, rejectId }: FeedbackRow): Reject {
  const detail = 'an earlier row of the file has this id and text, and other content';
  return { line: feedback.line, column: null, reason: 'id_conflict', detail, raw: raw(), rejectId };
}

type Values = Record<string, unknown>;

/**
 * The values of a row that differ from the stored ones, by column name of `feedback`, without the text; null: none.
 * @param text the row's text as a document would hold it: its hash (hex), and the cell where that differs
 */
function feedbackDiff(
  stored: StoredFeedback,
  row: Feedback,
  text: { readonly hash: string | null; readonly rawText: string | null },
): { oldValues: Values; newValues: Values } | null {
  const pairs: [name: string, before: unknown, after: unknown][] = [
    ['raw_text', stored.rawText, text.rawText],
    ['occurred_at', stored.occurredAt?.toISOString() ?? null, row.occurredAt?.toISOString() ?? null],
    ['rating', stored.rating, row.rating],
    ['language', stored.language, row.language],
    ['author', stored.author, row.author],
    ['external_id', stored.externalId, row.externalId],
  ];
  const differing = pairs.filter(([, before, after]) => before !== after);
  if (!sameAttributes(stored.attributes, row.attributes)) {
    differing.push(['attributes', stored.attributes, row.attributes]);
  }
  if (differing.length === 0 && stored.documentHash === text.hash) return null;
  return {
    oldValues: Object.fromEntries(differing.map(([name, before]) => [name, before])),
    newValues: Object.fromEntries(differing.map(([name, , after]) => [name, after])),
  };
}

function sameAttributes(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
