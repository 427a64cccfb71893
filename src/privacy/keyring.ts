import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { normalForm } from '../domain/text/normal-form.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';

/** What a keyed value stands for: equal values of different purposes have different hashes. */
export type Purpose = 'author' | 'id' | 'row' | 'value';

/** Encrypted bytes, and the ordinal of their key. */
export interface Sealed {
  readonly keyOrdinal: number;
  /** 12 bytes nonce, ciphertext, 16 bytes tag (AES-256-GCM). */
  readonly sealed: Buffer;
}

/** The keys of an installation, oldest first. Ordinals count from 1; the last key is the present one. */
export interface Keyring {
  readonly size: number;
  /** Proves each key without revealing it; stored in `privacy_key`. */
  readonly proofs: readonly Buffer[];
  /**
   * 128 bits, keyed: HMAC-SHA-256 by the first key, then by each later key over the result. So a new key changes
   * stored pseudonyms without the values behind them ({@link renewed}).
   */
  pseudonym(purpose: Purpose, value: string): Buffer;
  /** A pseudonym made under the first `size` keys, under all keys. */
  renewed(purpose: Purpose, pseudonym: Buffer, size: number): Buffer;
  /** 128 bits by the first key alone: it stays the same when a key is added. */
  lasting(purpose: Purpose, value: string): Buffer;
  /** @param context what the bytes belong to; {@link open} needs the same */
  seal(plain: Buffer, context: string): Sealed;
  /** @throws VerbatimError SEALED_INVALID if the key is unknown, or the bytes or the context are others */
  open(sealed: Sealed, context: string): Buffer;
  /** The first `size` keys alone. */
  first(size: number): Keyring;
  /** For {@link sharedKeyring} in another thread of this process. */
  readonly parts: readonly KeyParts[];
}

/** What is derived of a key. */
export interface KeyParts {
  readonly mac: Readonly<Record<Purpose, KeyObject>>;
  readonly cipher: Uint8Array;
  readonly proof: Uint8Array;
}

const BYTES = 16;
const NONCE = 12;
const TAG = 16;
const CIPHER = 'aes-256-gcm';

/** @param secrets 32 bytes each, oldest first; at least one */
export function openKeyring(secrets: readonly Buffer[]): Keyring {
  return sharedKeyring(
    secrets.map((secret) => {
      const derived = (info: string) =>
        Buffer.from(hkdfSync('sha256', secret, 'verbatim', `verbatim ${info}`, 32));
      // A key object: with the bytes themselves each HMAC takes seven times as long.
      const mac = (purpose: Purpose) => createSecretKey(derived(purpose));
      return {
        mac: { author: mac('author'), id: mac('id'), row: mac('row'), value: mac('value') },
        cipher: derived('seal'),
        proof: derived('proof'),
      };
    }),
  );
}

/** @param keys {@link Keyring.parts} of a keyring */
export function sharedKeyring(keys: readonly KeyParts[]): Keyring {
  const chained = (purpose: Purpose, value: string | Buffer, from: number, to: number): Buffer =>
    keys.slice(from, to).reduce<string | Buffer>((it, { mac }) => hashed(mac[purpose], it), value) as Buffer;
  return {
    size: keys.length,
    proofs: keys.map(({ proof }) => Buffer.from(proof)),
    parts: keys,
    pseudonym: (purpose, value) => chained(purpose, value, 0, keys.length),
    renewed: (purpose, pseudonym, size) => chained(purpose, pseudonym, size, keys.length),
    lasting: (purpose, value) => chained(purpose, value, 0, 1),
    seal(plain, context) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(CIPHER, keys.at(-1)!.cipher, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return { keyOrdinal: keys.length, sealed: Buffer.concat([nonce, body, cipher.getAuthTag()]) };
    },
    open({ keyOrdinal, sealed }, context) {
      const key = keys[keyOrdinal - 1];
      try {
        if (!key || sealed.length < NONCE + TAG) throw new Error('no key');
        const decipher = createDecipheriv(CIPHER, key.cipher, sealed.subarray(0, NONCE))
          .setAAD(Buffer.from(context))
          .setAuthTag(sealed.subarray(-TAG));
        return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
      } catch {
        throw new VerbatimError('SEALED_INVALID', { key: keyOrdinal });
      }
    },
    first: (size) => sharedKeyring(keys.slice(0, size)),
  };
}

const hashed = (key: KeyObject, value: string | Buffer): Buffer =>
  createHmac('sha256', key).update(value).digest().subarray(0, BYTES);

/** Author as stored: `a`, the number of keys, a dot, 128 bits as base64url. However its accents are encoded, it is the same. */
export const authorPseudonym = (keyring: Keyring, author: string): string =>
  written(keyring.size, keyring.pseudonym('author', normalForm(author, 'NFC').trim()));

/** What {@link authorPseudonym} looks like, for JavaScript and Postgres. */
export const AUTHOR_PATTERN = '^a([0-9]{1,4})[.]([A-Za-z0-9_-]{22})$';
const AUTHOR = new RegExp(AUTHOR_PATTERN);

/** An author that is stored, under all keys; null: it is none of {@link authorPseudonym}, but a name as given. */
export function renewedAuthor(keyring: Keyring, stored: string): string | null {
  const [, digits, bits] = AUTHOR.exec(stored) ?? [];
  const size = Number(digits);
  if (!(size >= 1 && size <= keyring.size)) return null;
  return written(keyring.size, keyring.renewed('author', Buffer.from(bits!, 'base64url'), size));
}

const written = (size: number, bits: Buffer): string => `a${size}.${bits.toString('base64url')}`;
