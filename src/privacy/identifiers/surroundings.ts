/** How far a word is from the number that it explains. */
const BEFORE = 56;
const AFTER = 32;

/** Stands for each character of a part that was found: no word, no digit, no blank. */
export const BLANK = '\0';

/** The text before a number. What was found in it counts as one character, as if it were masked already. */
export function before(flat: string, start: number, length = BEFORE): string {
  const near = flat.slice(Math.max(0, start - length), start);
  if (!near.includes(BLANK)) return near;
  let text = '';
  for (let at = start - 1; at >= 0 && text.length < length; at--) {
    if (flat[at] !== BLANK || text[0] !== BLANK) text = flat[at]! + text;
  }
  return text;
}

/** The text behind a number, as in {@link before}. */
export function after(flat: string, end: number, length = AFTER): string {
  const near = flat.slice(end, end + length);
  if (!near.includes(BLANK)) return near;
  let text = '';
  for (let at = end; at < flat.length && text.length < length; at++) {
    if (flat[at] !== BLANK || text.at(-1) !== BLANK) text += flat[at]!;
  }
  return text;
}

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
/** {@link spelling} of the text behind a number, in its sentence. */
export const wordsAfter = (flat: string, end: number): string =>
  spelling(after(flat, end).split(/[.!?](?:\s|$)/, 1)[0]!);

/** Whether a number at this place is a part of a longer word or number. */
export function isInside(flat: string, start: number, end: number): boolean {
  return (
    /[\p{L}\p{N}_]$|\d[.,:]$|[@#]$/u.test(flat.slice(Math.max(0, start - 2), start)) ||
    /^[\p{L}\p{N}_]|^[.,:/-]\d/u.test(flat.slice(end, end + 2))
  );
}
