import { hash } from 'node:crypto';
import { normalForm } from './text/normal-form.ts';

/** Longest accepted comment in code points: about 500 pages. */
export const LONGEST_TEXT = 1_000_000;

/**
 * Normalises a text: Unicode NFC, trimmed, case unchanged. Feedback rows with equal normalised texts share a document.
 */
export function normaliseText(raw: string): string {
  // Characters below U+0300 do not compose or decompose.
  return (/[\u0300-\uffff]/.test(raw) ? normalForm(raw, 'NFC') : raw).trim();
}

/** SHA-256 of the normalised text (UTF-8), hexadecimal: the identity of a document. */
export function documentHash(normalised: string): string {
  return hash('sha256', normalised, 'hex');
}

/** Length in Unicode code points, the unit of Postgres' `substring` and of all stored offsets. */
export function codePointLength(text: string): number {
  if (!/[\ud800-\udbff]/.test(text)) return text.length;
  let surrogatePairs = 0;
  for (let i = 0; i < text.length - 1; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      surrogatePairs++;
      i++;
    }
  }
  return text.length - surrogatePairs;
}

/** A stored document, as input of an engine. */
export interface StoredDocument {
  readonly id: number;
  readonly text: string;
}

/** A stored document with the identity of its text: after a restored backup, ids are reused for other texts. */
export interface HashedDocument extends StoredDocument {
  /** Stored {@link documentHash}. */
  readonly hash: string;
}
