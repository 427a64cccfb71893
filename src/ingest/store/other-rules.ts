import type { Connection } from '../../db/client.ts';
import { findFeedback, type KnownFeedback } from '../../db/imports/writes.ts';
import type { Keyring } from '../../privacy/keyring.ts';
import { fingerprintOnceMasked } from '../../privacy/row-names.ts';
import { isSameRow, keyedIdentity } from '../../privacy/tombstone-macs.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import type { Names } from '../columns/identity.ts';

/** A row that is stored, and perhaps otherwise. */
export interface Differing {
  readonly row: FeedbackRow;
  /** Under which it is stored. */
  readonly identity: string;
  /** Under which it is stored from now on. */
  readonly as: string;
}

/**
 * Whether a stored fingerprint is that of a row as written, though something else of it was masked when it was stored.
 */
export function isOtherwiseMasked(
  stored: string,
  { feedback: { fingerprint }, unmasked, touched }: FeedbackRow,
  keyring: Keyring | null,
): boolean {
  if (!keyring || stored === fingerprint) return false;
  if (stored === unmasked.fingerprint) return true;
  return isSameRow(stored, touched ? fingerprint : keyedIdentity(keyring, unmasked.fingerprint));
}

/**
 * Gives stored rows in whose texts a worker masked names the fingerprints that they had until then: the file has them as
 * they were, and nothing of them changed.
 * @param known by identity
 * @param identities of the rows, in their order
 */
export function forgetNames(
  known: Map<string, KnownFeedback>,
  rows: readonly FeedbackRow[],
  identities: readonly string[],
  keyring: Keyring | null,
): void {
  if (!keyring) return;
  for (const [at, { feedback }] of rows.entries()) {
    const { fingerprint } = feedback;
    const stored = known.get(identities[at]!);
    if (!stored || stored.fingerprint === fingerprint) continue;
    if (stored.fingerprint === fingerprintOnceMasked(fingerprint, 'names', keyring))
      known.set(identities[at]!, { ...stored, fingerprint });
  }
}

/**
 * Finds rows that are stored under the name that they have under other rules: from before the installation had a key,
 * or before something of them was masked.
 * @param isKnown true for rows that are found already
 * @returns by position in the chunk
 */
export async function findOtherwiseNamed(
  connection: Connection,
  source: string,
  names: readonly Names[],
  isKnown: (at: number) => boolean,
): Promise<Map<number, KnownFeedback>> {
  const others = new Map<number, string>();
  for (const [at, { other }] of names.entries()) {
    const name = isKnown(at) ? null : other();
    if (name !== null) others.set(at, name);
  }
  if (others.size === 0) return new Map();
  const known = await findFeedback(connection, source, [...new Set(others.values())]);
  const found = [...others].flatMap(([at, name]): [number, KnownFeedback][] =>
    known.has(name) ? [[at, known.get(name)!]] : [],
  );
  return new Map(found);
}
