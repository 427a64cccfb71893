import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * What a key of the HTTP server may do.
 * - read: figures, states, the dashboard without words of customers
 * - quotes: what customers wrote, and rows that were set aside
 * - import: uploads
 * - admin: the queue board
 */
export const SCOPES = ['read', 'quotes', 'import', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** A key that is made: shown once, stored as its SHA-256. */
export interface NewKey {
  /** `vb_NAME_SECRET`; NAME finds its row, SECRET holds 256 random bits. */
  readonly key: string;
  readonly id: string;
  readonly hash: Buffer;
}

const FORM = /^vb_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/** 32 bytes. A fast hash is enough where the secret is 256 random bits: there is nothing to guess. */
export const hashOfKey = (key: string): Buffer => createHash('sha256').update(key).digest();

export function newKey(random: (bytes: number) => Buffer = randomBytes): NewKey {
  const id = random(6).toString('hex');
  const key = `vb_${id}_${random(32).toString('base64url')}`;
  return { key, id, hash: hashOfKey(key) };
}

/** The id within a key, or null where it is none of ours. */
export const idOfKey = (key: string): string | null => FORM.exec(key)?.[1] ?? null;

/** In constant time, whatever is given. */
export const isKey = (given: string, hash: Uint8Array): boolean =>
  hash.length === 32 && timingSafeEqual(hashOfKey(given), hash);
