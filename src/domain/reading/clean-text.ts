import { mailParts } from './mail-parts.ts';
import { type MappedText, type Replacement, replaced } from './mapped-text.ts';
import { entities, tags } from './markup.ts';
import { mojibake } from './mojibake.ts';

/**
 * Version of the rules that clean stored texts for models. Increase it when results of {@link cleanText} or
 * `noAnswerTest` change: results are compared by model and reading.
 */
export const READING = 2;

/** A stored text without additions by software. */
export interface CleanText extends MappedText {
  /** Whether wrongly decoded characters ("donâ€™t") were repaired. */
  readonly mended: boolean;
}

// Texts without a match do not change.
const MAY_CHANGE = /[<&\n]|[\u00c2-\u00f4][\u0080-\u2122]|Sent from|Get Outlook|by Google\)/;
const TRANSLATED = '(Translated by Google)';
const ORIGINAL = '(Original)';

/**
 * Repairs mojibake, decodes entities, and removes tags, mail signatures, footers, quoted mail, and the original next to
 * a translation by Google. Offsets lead back to the stored text. Linear time.
 */
export function cleanText(stored: string): CleanText {
  if (!MAY_CHANGE.test(stored)) return { text: stored, origin: null, mended: false };
  let clean: MappedText = { text: stored, origin: null };
  const pass = (find: (text: string) => Replacement[]) => {
    clean = replaced(clean, find(clean.text));
  };
  pass(mojibake);
  const mended = clean.origin !== null;
  // The text may have been decoded wrongly twice.
  if (mended) pass(mojibake);
  pass(entities);
  pass(tags);
  pass(mailParts);
  pass(translation);
  if (clean.origin) pass(outerSpace);
  return { ...clean, mended };
}

/** The cleaned text without offsets. */
export const readable = (stored: string): string => cleanText(stored).text;

function translation(text: string): Replacement[] {
  const translated = text.indexOf(TRANSLATED);
  if (translated === -1) return [];
  const mark = { start: translated, end: translated + TRANSLATED.length, text: '' };
  const original = text.indexOf(ORIGINAL);
  if (original === -1) return [mark];
  return original > translated
    ? [mark, { start: original, end: text.length, text: '' }]
    : [{ start: original, end: mark.end, text: '' }];
}

function outerSpace(text: string): Replacement[] {
  const start = text.length - text.trimStart().length;
  const end = text.trimEnd().length;
  if (start >= end) return text === '' ? [] : [{ start: 0, end: text.length, text: '' }];
  return [
    ...(start > 0 ? [{ start: 0, end: start, text: '' }] : []),
    ...(end < text.length ? [{ start: end, end: text.length, text: '' }] : []),
  ];
}
