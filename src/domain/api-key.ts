import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Scopes of an API key.
 * - read: figures, states, the dashboard without texts of customers
 * - quotes: texts of customers, and rejected rows
 * - import: uploads
 * - label: comments to review, with their texts, labels of them, and which are handled
 * - admin: the queue board
 */
export const SCOPES = ['read', 'quotes', 'import', 'label', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** A new key, shown once and stored as its SHA-256. */
export interface NewKey {
  /** `vb_NAME_SECRET`; NAME finds its row, SECRET holds 256 random bits. */
  readonly key: string;
  readonly id: string;
  readonly hash: Buffer;
}

const FORM = /^vb_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/** 32 bytes. A fast hash is enough for a secret of 256 random bits, which cannot be guessed. */
export const hashOfKey = (key: string): Buffer => createHash('sha256').update(key).digest();

export function newKey(random: (bytes: number) => Buffer = randomBytes): NewKey {
  const id = random(6).toString('hex');
  const key = `vb_${id}_${random(32).toString('base64url')}`;
  return { key, id, hash: hashOfKey(key) };
}

/** The id in a key; null for a malformed key. */
export const idOfKey = (key: string): string | null => FORM.exec(key)?.[1] ?? null;

/** Compares in constant time. */
export const isKey = (given: string, hash: Uint8Array): boolean =>
  hash.length === 32 && timingSafeEqual(hashOfKey(given), hash);
