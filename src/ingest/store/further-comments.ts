import { storedTexts } from '../../db/imports/feedback-changes.ts';
import { addIds, type SeenTables } from '../../db/imports/seen-rows.ts';
import { findFeedback } from '../../db/imports/writes.ts';
import { documentHash, normaliseText } from '../../domain/document.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import { identityOfFurther, type Names, namesOf } from '../columns/identity.ts';
import type { ChunkTexts } from './chunk-texts.ts';
import { type Differing, findOtherwiseNamed, forgetNames } from './other-rules.ts';

/** A row whose id another row has. */
export interface Contested {
  readonly row: FeedbackRow;
  /** Position in the chunk. */
  readonly at: number;
  /** Under which the other one is stored, and from now on. */
  readonly identity: string;
  readonly as: string;
  /** True when the file has the other one, too. */
  readonly inFile: boolean;
  /** True in a dry run where the stored row would have been changed by now. */
  readonly changed: boolean;
}

/**
 * Sorts rows whose id has another row. In a survey that asks several questions, several rows have the id of a
 * respondent: another text, or another question, is a further comment. A row that was a further comment stays one.
 */
export async function sortFurther(
  tables: SeenTables,
  source: string,
  contested: readonly Contested[],
  chunk: {
    readonly rows: readonly FeedbackRow[];
    readonly texts: ChunkTexts;
    /** Null in a dry run. */
    readonly importId: number | null;
    readonly keyring: Keyring | null;
  },
) {
  const sorted = {
    fresh: [] as { row: FeedbackRow; identity: string }[],
    differing: [] as Differing[],
    conflicts: [] as FeedbackRow[],
    duplicates: 0,
  };
  const { texts, keyring } = chunk;
  const { connection } = tables;
  const hashOf = ({ feedback }: FeedbackRow) => texts.of(feedback)?.hash ?? null;
  // By the text as written: two that look alike once they are masked are two comments.
  const names = new Map<FeedbackRow, Names>();
  const namesOfRow = (row: FeedbackRow): Names => {
    const named = names.get(row) ?? furtherNames(row, hashOf(row), keyring);
    names.set(row, named);
    return named;
  };
  const furtherOf = (row: FeedbackRow) => namesOfRow(row).identity;
  // A dry run notes all texts: nothing that it could look up is stored.
  const planned = chunk.importId === null ? await note(tables, chunk.rows, furtherOf) : null;
  if (contested.length === 0) return sorted;
  const known = await findFeedback(connection, source, [
    ...new Set(contested.map(({ row }) => furtherOf(row))),
  ]);
  const rows = contested.map(({ row }) => row);
  const isKnown = (at: number) => known.has(furtherOf(rows[at]!));
  const otherwise = await findOtherwiseNamed(connection, source, rows.map(namesOfRow), isKnown);
  for (const [at, stored] of otherwise) known.set(furtherOf(rows[at]!), stored);
  forgetNames(known, rows, rows.map(furtherOf), keyring);
  // An import notes those of earlier imports: the row does not show whether the file has changed it.
  const foreign = rows.filter(
    (row) => (known.get(furtherOf(row))?.importId ?? chunk.importId) !== chunk.importId,
  );
  const earlier = planned ?? (await note(tables, foreign, furtherOf));
  const firsts = await storedTexts(connection, source, [
    ...new Set(contested.map(({ identity }) => identity)),
  ]);
  // Position in the chunk of the first row with this id and text.
  const firstAt = new Map<string, number>();
  chunk.rows.forEach((row, at) => {
    if (row.feedback.externalId === null) return;
    const further = furtherOf(row);
    if (!firstAt.has(further)) firstAt.set(further, at);
  });
  for (const { row, at, identity, as, inFile, changed } of contested) {
    const further = furtherOf(row);
    const { fingerprint, question } = row.feedback;
    const stored = known.get(further);
    // What is stored is masked: whether it was this text, nobody knows.
    const isMasked = row.feedback.text !== row.unmasked.text;
    const inThisFile = earlier.get(further);
    const before = inThisFile ?? stored?.fingerprint;
    const storedText =
      !isMasked &&
      question === null &&
      !changed &&
      firsts.has(identity) &&
      firsts.get(identity)!.hash === hashOf(row);
    const sameText = storedText || firstAt.get(further)! < at;
    if (before === fingerprint) sorted.duplicates++;
    else if (!inFile && before === undefined) sorted.differing.push({ row, identity, as });
    else if (inThisFile === undefined && stored && stored.importId !== chunk.importId)
      sorted.differing.push({ row, identity: stored.identity, as: further });
    else if (before !== undefined || sameText) {
      sorted.conflicts.push(row);
      continue;
    } else sorted.fresh.push({ row, identity: further });
    if (inThisFile === undefined) earlier.set(further, fingerprint);
  }
  return sorted;
}

/** Notes the first row of each text; text → fingerprint of the first row that an earlier chunk of the file has. */
async function note(
  tables: SeenTables,
  rows: readonly FeedbackRow[],
  furtherOf: (row: FeedbackRow) => string,
): Promise<Map<string, string>> {
  const firsts = new Map<string, string>();
  for (const row of rows) {
    if (row.feedback.externalId === null) continue;
    const further = furtherOf(row);
    if (!firsts.has(further)) firsts.set(further, row.feedback.fingerprint);
  }
  return firsts.size > 0 ? addIds(tables, firsts) : firsts;
}

/** @param hash of its text as it is stored, hex; null without text */
export function furtherNames(
  { feedback, unmasked, touched }: FeedbackRow,
  hash: string | null,
  keyring: Keyring | null,
): Names {
  const { text, question } = unmasked;
  const written = text === null || text === feedback.text ? hash : documentHash(normaliseText(text));
  const plain = identityOfFurther(unmasked.externalId!, { field: feedback.field, question, hash: written });
  return namesOf(plain, touched, keyring);
}
