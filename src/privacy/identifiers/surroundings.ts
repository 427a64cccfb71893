/** How far a word is from the number that it explains. */
const BEFORE = 56;
const AFTER = 32;

/** The text before a number. */
export const before = (flat: string, start: number): string => flat.slice(Math.max(0, start - BEFORE), start);
/** The text behind a number. */
export const after = (flat: string, end: number): string => flat.slice(end, end + AFTER);

const WORD = /[\p{L}\p{N}]+/gu;

/**
 * Words in small letters without marks, each behind a blank, so that expressions over them need neither case nor
 * Unicode.
 * @param kept further characters of words
 */
export function spelling(text: string, kept = ''): string {
  const plain = text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ı', 'i')
    .replaceAll('ς', 'σ');
  const words = plain.match(kept ? new RegExp(`[\\p{L}\\p{N}${kept}]+`, 'gu') : WORD);
  return words ? ` ${words.join(' ')}` : '';
}

/** {@link spelling} of the text before a number, as far back as the number before it. */
export const wordsBefore = (flat: string, start: number): string => {
  const text = before(flat, start);
  return spelling(text.slice(text.search(/\d\D*$/) + 1));
};
/** {@link spelling} of the text behind a number. */
export const wordsAfter = (flat: string, end: number): string => spelling(after(flat, end));

/** Whether a number at this place is a part of a longer word or number. */
export function isInside(flat: string, start: number, end: number): boolean {
  return (
    /[\p{L}\p{N}_]$|\d[.,:]$|[@#]$/u.test(flat.slice(Math.max(0, start - 2), start)) ||
    /^[\p{L}\p{N}_]|^[.,:/-]\d/u.test(flat.slice(end, end + 2))
  );
}
