import { storedTexts } from '../../db/imports/feedback-changes.ts';
import { addIds, type SeenTables } from '../../db/imports/seen-rows.ts';
import { findFeedback } from '../../db/imports/writes.ts';
import { identityOfFurther } from '../columns/identity.ts';
import type { FeedbackRow } from '../columns/rows.ts';
import type { ChunkTexts } from './chunk-texts.ts';

/** A row whose id another row has. */
export interface Contested {
  readonly row: FeedbackRow;
  /** Position in the chunk. */
  readonly at: number;
  readonly identity: string;
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
  },
) {
  const sorted = {
    fresh: [] as { row: FeedbackRow; identity: string }[],
    differing: [] as { row: FeedbackRow; identity: string }[],
    conflicts: [] as FeedbackRow[],
    duplicates: 0,
  };
  const { texts } = chunk;
  const { connection } = tables;
  const hashOf = ({ feedback }: FeedbackRow) => texts.of(feedback)?.hash ?? null;
  const furtherOf = (row: FeedbackRow) =>
    identityOfFurther(row.feedback.externalId!, { ...row.feedback, hash: hashOf(row) });
  // A dry run notes all texts: nothing that it could look up is stored.
  const noted = new Map<string, string>();
  const seen = new Map<string, string>();
  if (chunk.importId === null) {
    for (const row of chunk.rows) {
      if (row.feedback.externalId !== null) noted.set(furtherOf(row), row.feedback.fingerprint);
    }
    if (noted.size > 0)
      for (const [identity, fingerprint] of await addIds(tables, noted)) seen.set(identity, fingerprint);
  }
  if (contested.length === 0) return sorted;
  const known = await findFeedback(connection, source, [
    ...new Set(contested.map(({ row }) => furtherOf(row))),
  ]);
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
