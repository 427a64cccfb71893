import type { Connection } from '../../db/client.ts';
import { countRows, type SeenTables } from '../../db/imports/seen-rows.ts';
import { findFeedback, type KnownFeedback } from '../../db/imports/writes.ts';
import { fingerprintOfField, identityOfRow } from '../columns/identity.ts';
import type { FeedbackRow } from '../columns/rows.ts';

/** A row without an id that is stored as a file with other columns had it. */
export interface StoredFormerly {
  readonly identity: string;
  readonly stored: KnownFeedback;
  /** True when all values of the row are stored; false when it has a value in a new column. */
  readonly same: boolean;
}

/**
 * Finds rows that earlier files of the source had in another order of columns, or before a column was added. At most
 * one row of the file finds a stored row: equal rows differ by their number.
 * @param isKnown true for rows that are found already
 * @returns by position in the chunk
 */
export async function findFormer(
  seen: SeenTables,
  source: string,
  rows: readonly FeedbackRow[],
  isKnown: (at: number) => boolean,
): Promise<Map<number, StoredFormerly>> {
  const counts = new Map<string, number>();
  const keys = rows.map(({ feedback: { externalId, former = [], field } }) => {
    if (externalId !== null) return [];
    const own = former.map(({ fingerprint }) => fingerprintOfField(fingerprint, field));
    for (const key of own) counts.set(key, (counts.get(key) ?? 0) + 1);
    return own;
  });
  const found = new Map<number, StoredFormerly>();
  if (counts.size === 0) return found;
  const ordinals = await countRows(seen, counts);
  // Rows that are known are counted, too: those that follow them keep their numbers.
  const identities = keys.map((own) =>
    own.map((key) => {
      const ordinal = ordinals.get(key)!;
      ordinals.set(key, ordinal + 1);
      return identityOfRow(key, ordinal);
    }),
  );
  const wanted = identities.flatMap((own, at) => (isKnown(at) ? [] : own));
  const known = await storedOf(seen.connection, source, wanted);
  for (const [at, own] of identities.entries()) {
    if (isKnown(at)) continue;
    const match = matchOf(rows[at]!, own, known);
    if (match) found.set(at, match);
  }
  return found;
}

const storedOf = (connection: Connection, source: string, identities: readonly string[]) =>
  identities.length > 0 ? findFeedback(connection, source, identities) : new Map<string, KnownFeedback>();

function matchOf(
  { feedback: { fingerprint, former = [] } }: FeedbackRow,
  identities: readonly string[],
  known: ReadonlyMap<string, KnownFeedback>,
): StoredFormerly | null {
  const equal = new Set([fingerprint, ...former.filter(({ whole }) => whole).map((it) => it.fingerprint)]);
  for (const [form, identity] of identities.entries()) {
    const stored = known.get(identity);
    if (!stored) continue;
    const { whole, fingerprint: asFormerly } = former[form]!;
    if (whole || equal.has(stored.fingerprint)) return { identity, stored, same: true };
    // A row with another value in the new column is another row.
    if (stored.fingerprint === asFormerly) return { identity, stored, same: false };
  }
  return null;
}
