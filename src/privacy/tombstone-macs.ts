import { hash } from 'node:crypto';
import { uuidOfHex } from '../domain/uuid.ts';
import { authorPseudonym, type Keyring, renewedAuthor } from './keyring.ts';

/** A keyed hash of what was erased: a row of `tombstone`. */
export interface TombstoneMac {
  readonly kind: 'author' | 'id' | 'row';
  /** 128 bits; of a row 80. */
  readonly mac: Buffer;
}

/**
 * An author as given or as stored; both have the same tombstone.
 * @returns the stored form, under all keys
 */
export const storedAuthor = (keyring: Keyring, author: string): string =>
  renewedAuthor(keyring, author.trim()) ?? authorPseudonym(keyring, author);

/** @param author as given or as stored */
export function authorMac(keyring: Keyring, author: string): TombstoneMac {
  const bits = storedAuthor(keyring, author).split('.')[1]!;
  return { kind: 'author', mac: Buffer.from(bits, 'base64url') };
}

const ID = /^i\.[\w-]{22}$/;

/**
 * An external id that identifies a person, as it is stored: `i`, a dot, 128 bits as base64url. By the first key alone,
 * because the identity of the row is made of it. An id that has this form already stays.
 */
export const storedId = (keyring: Keyring, id: string): string =>
  ID.test(id) ? id : `i.${keyring.lasting('id', id).toString('base64url')}`;

/**
 * An id of a source, as given or as {@link storedId}; an import looks for both.
 * @param id what `feedback.external_id` holds, or held
 */
export const idMac = (keyring: Keyring, source: string, id: string): TombstoneMac => ({
  kind: 'id',
  mac: keyring.pseudonym('id', `${source}\n${id}`),
});

/** The identity (UUID) of a row in which something was masked: keyed, so that nobody finds the text by trying. */
export const keyedIdentity = (keyring: Keyring, plain: string): string =>
  uuid(keyring.lasting('row', hex(plain)));

/**
 * A fingerprint of a masked row has 80 bits of the row as written, 24 of what is stored, both keyed, and 24 that follow:
 * a plain one has those by chance, once in 16 million.
 */
const OF_ROW = 10;
const OF_STORED = 3;

/**
 * The fingerprint (UUID) of a row in which something was masked.
 * @param plain the fingerprint of its cells as written
 * @param stored hash of its cells as they are stored: under other rules it is another. Or what was masked later
 */
export function maskedFingerprint(keyring: Keyring, plain: string, stored: string): string {
  const ofStored = keyring.lasting('row', `stored ${stored}`).subarray(0, OF_STORED);
  const bits = Buffer.concat([rowBits(keyring, plain), ofStored]);
  return uuid(Buffer.concat([bits, checkOf(bits)]));
}

/** Whether a fingerprint is a {@link maskedFingerprint}; others are plain. */
export function isMaskedFingerprint(fingerprint: string): boolean {
  const bits = Buffer.from(hex(fingerprint), 'hex');
  const at = OF_ROW + OF_STORED;
  return checkOf(bits.subarray(0, at)).equals(bits.subarray(at));
}

const checkOf = (bits: Buffer): Buffer =>
  hash('sha256', bits, 'buffer').subarray(0, BYTES - OF_ROW - OF_STORED);

/** Whether two fingerprints of masked rows are of the same row as written. */
export const isSameRow = (one: string, other: string): boolean =>
  hex(one).slice(0, 2 * OF_ROW) === hex(other).slice(0, 2 * OF_ROW);

const rowBits = (keyring: Keyring, plain: string): Buffer =>
  keyring.lasting('row', hex(plain)).subarray(0, OF_ROW);

// Keyed once more: a tombstone must not tell what was erased.
const rowTombstone = (keyring: Keyring, bits: Buffer): TombstoneMac => ({
  kind: 'row',
  mac: keyring.lasting('row', `tombstone ${bits.toString('hex')}`).subarray(0, OF_ROW),
});

/**
 * What marks a row as erased: 80 bits.
 * @param plain the fingerprint (UUID) of its cells as written
 */
export const rowMac = (keyring: Keyring, plain: string): TombstoneMac =>
  rowTombstone(keyring, rowBits(keyring, plain));

/**
 * What marks a stored row as erased.
 * @param fingerprint `feedback.fingerprint`, plain or masked
 */
export const storedRowMac = (keyring: Keyring, fingerprint: string): TombstoneMac =>
  isMaskedFingerprint(fingerprint)
    ? rowTombstone(keyring, Buffer.from(hex(fingerprint), 'hex').subarray(0, OF_ROW))
    : rowMac(keyring, fingerprint);

const BYTES = 16;

const hex = (uuid: string): string => uuid.replaceAll('-', '');

const uuid = (bits: Buffer): string => uuidOfHex(bits.toString('hex'));
