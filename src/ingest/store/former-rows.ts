import type { Connection } from '../../db/client.ts';
import { countRows, type SeenTables } from '../../db/imports/seen-rows.ts';
import { findFeedback, type KnownFeedback } from '../../db/imports/writes.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { isSameRow, keyedIdentity } from '../../privacy/tombstone-macs.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import { fingerprintOfField, identityOfRow } from '../columns/identity.ts';

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
  keyring: Keyring | null,
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
  // A row that was masked when it was stored has a keyed name.
  const keyed = new Map<string, string>();
  const wanted = identities.flatMap((own, at) => (isKnown(at) ? [] : own));
  if (keyring) for (const name of wanted) keyed.set(name, keyedIdentity(keyring, name));
  const known = await storedOf(seen.connection, source, [...wanted, ...keyed.values()]);
  for (const [at, own] of identities.entries()) {
    if (isKnown(at)) continue;
    const names = own.map((name) => known.get(name) ?? known.get(keyed.get(name) ?? ''));
    const match = matchOf(rows[at]!, names, keyring);
    if (match) found.set(at, match);
  }
  return found;
}

const storedOf = (connection: Connection, source: string, identities: readonly string[]) =>
  identities.length > 0 ? findFeedback(connection, source, identities) : new Map<string, KnownFeedback>();

/** @param stored the row that is stored under each form; undefined: none */
function matchOf(
  row: FeedbackRow,
  stored: readonly (KnownFeedback | undefined)[],
  keyring: Keyring | null,
): StoredFormerly | null {
  const { unmasked, touched } = row;
  const former = row.feedback.former ?? [];
  const plain = new Set([
    unmasked.fingerprint,
    ...former.filter(({ whole }) => whole).map((it) => it.fingerprint),
  ]);
  const masked = keyring ? [...plain].map((it) => keyedIdentity(keyring, it)) : [];
  for (const [form, found] of stored.entries()) {
    if (!found) continue;
    const { whole, fingerprint } = former[form]!;
    const { identity } = found;
    const isPlain = plain.has(found.fingerprint);
    const equal = isPlain || masked.some((it) => isSameRow(it, found.fingerprint));
    // It was stored before it was masked.
    if (isPlain && touched && keyring) return { identity, stored: found, same: false };
    if (whole || equal) return { identity, stored: found, same: true };
    // A row with another value in the new column is another row.
    const asFormerly =
      found.fingerprint === fingerprint ||
      (keyring && isSameRow(keyedIdentity(keyring, fingerprint), found.fingerprint));
    if (asFormerly) return { identity, stored: found, same: false };
  }
  return null;
}
