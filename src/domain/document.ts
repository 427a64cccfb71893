import { createHash } from 'node:crypto';

/**
 * The text models run over: Unicode NFC, outer white space trimmed, case kept.
 * Two feedback rows with equal normalised text are one document.
 */
export function normaliseText(raw: string): string {
  return raw.normalize('NFC').trim();
}

/** SHA-256 of the normalised text (UTF-8): a document's identity. 32 bytes. */
export function documentHash(normalised: string): Buffer {
  return createHash('sha256').update(normalised, 'utf8').digest();
}

/** Length in Unicode code points: the unit of Postgres' `substring` and of every stored offset. */
export function codePointLength(text: string): number {
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

/** One stored document as a worker reads it. */
export interface StoredDocument {
  readonly id: number;
  readonly text: string;
}
