import { hash } from 'node:crypto';
import { normalForm } from './normal-form.ts';

/** Characters (code points) of the longest comment that is taken: some 500 pages. */
export const LONGEST_TEXT = 1_000_000;

/**
 * The text models run over: Unicode NFC, outer white space trimmed, case kept.
 * Two feedback rows with equal normalised text are one document.
 */
export function normaliseText(raw: string): string {
  // Below U+0300 nothing is composed or decomposed.
  return (/[\u0300-\uffff]/.test(raw) ? normalForm(raw, 'NFC') : raw).trim();
}

/** SHA-256 of the normalised text (UTF-8): a document's identity. Hex. */
export function documentHash(normalised: string): string {
  return hash('sha256', normalised, 'hex');
}

/** Length in Unicode code points: the unit of Postgres' `substring` and of every stored offset. */
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

/** One stored document as a worker reads it. */
export interface StoredDocument {
  readonly id: number;
  readonly text: string;
}
