import { hash } from 'node:crypto';
import { uuidOfHex } from '../domain/uuid.ts';
import type { Keyring } from './keyring.ts';
import { isMaskedFingerprint, keyedIdentity, maskedFingerprint } from './tombstone-macs.ts';

/**
 * The identity of a row within its source, by the customer's own id. A UUID string.
 * @param field the column of the text, where rows have several
 */
export function identityOfId(externalId: string, field: string | null = null): string {
  const named = field === null ? `id\0${externalId}` : `id\0${externalId}\0${field}`;
  return uuidOfHex(hash('sha256', named, 'hex'));
}

/** What a stored row is known by. */
export interface StoredNames {
  readonly identity: string;
  readonly fingerprint: string;
  readonly externalId: string | null;
  /** The column of its text, where rows have several. */
  readonly field: string | null;
}

/**
 * What was masked of a row after its import. `cells`: as the present rules say; the next import of its file writes the
 * rest of the fingerprint. `names`: names in its text, which an import leaves; the file has the row as it is stored.
 */
export type MaskedLater = 'cells' | 'names';

/**
 * What a stored row is known by once something of it is masked; the file as it was still finds it. Without a key, and
 * where it was masked before, its names stay.
 * @param externalId its id from now on
 */
export function namesOnceMasked(
  stored: StoredNames,
  externalId: string | null,
  what: MaskedLater,
  keyring: Keyring | null,
): Pick<StoredNames, 'identity' | 'fingerprint'> {
  const { identity, fingerprint } = stored;
  if (!keyring) return { identity, fingerprint };
  const ofId = (id: string | null) => (id === null ? [] : [identityOfId(id), identityOfId(id, stored.field)]);
  const at = ofId(stored.externalId).indexOf(identity);
  const asMasked = isMaskedFingerprint(fingerprint) ? identity : keyedIdentity(keyring, identity);
  return {
    identity: ofId(externalId)[at] ?? asMasked,
    fingerprint: fingerprintOnceMasked(fingerprint, what, keyring),
  };
}

/** The fingerprint of a row of which something is masked now tells nothing of what it was before. */
export const fingerprintOnceMasked = (fingerprint: string, what: MaskedLater, keyring: Keyring): string =>
  isMaskedFingerprint(fingerprint) ? fingerprint : maskedFingerprint(keyring, fingerprint, what);
