import { uuidOfHex } from '../domain/uuid.ts';
import { authorPseudonym, type Keyring, renewedAuthor } from './keyring.ts';

/** A keyed hash of what was erased: a row of `tombstone`. */
export interface TombstoneMac {
  readonly kind: 'author' | 'id' | 'row';
  /** 128 bits; of a row 96. */
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

/** Of a fingerprint of a masked row: its first 96 bits are of the row as written, the others of what is stored. */
const OF_ROW = 12;

/**
 * The fingerprint (UUID) of a row in which something was masked.
 * @param plain the fingerprint of its cells as written
 * @param stored hash of its cells as they are stored, hex: under other rules it is another
 */
export const maskedFingerprint = (keyring: Keyring, plain: string, stored: string): string =>
  uuid(Buffer.concat([rowBits(keyring, plain), Buffer.from(stored, 'hex')]).subarray(0, BYTES));

/** Whether two fingerprints of masked rows are of the same row as written. */
export const isSameRow = (one: string, other: string): boolean =>
  hex(one).slice(0, 2 * OF_ROW) === hex(other).slice(0, 2 * OF_ROW);

const rowBits = (keyring: Keyring, plain: string): Buffer =>
  keyring.lasting('row', hex(plain)).subarray(0, OF_ROW);

// Keyed once more: a fingerprint may be plain, and a tombstone must not tell what was erased.
const rowTombstone = (keyring: Keyring, bits: Buffer): TombstoneMac => ({
  kind: 'row',
  mac: keyring.lasting('row', `tombstone ${bits.toString('hex')}`).subarray(0, OF_ROW),
});

/**
 * What marks a row as erased: 96 bits.
 * @param plain the fingerprint (UUID) of its cells as written
 */
export const rowMac = (keyring: Keyring, plain: string): TombstoneMac =>
  rowTombstone(keyring, rowBits(keyring, plain));

/**
 * What marks a stored row as erased. Its fingerprint may be plain or {@link maskedFingerprint}, which it does not tell,
 * so there are two of them.
 * @param fingerprint `feedback.fingerprint`
 */
export const storedRowMacs = (keyring: Keyring, fingerprint: string): TombstoneMac[] => [
  rowTombstone(keyring, Buffer.from(hex(fingerprint), 'hex').subarray(0, OF_ROW)),
  rowMac(keyring, fingerprint),
];

const BYTES = 16;

const hex = (uuid: string): string => uuid.replaceAll('-', '');

const uuid = (bits: Buffer): string => uuidOfHex(bits.toString('hex'));
