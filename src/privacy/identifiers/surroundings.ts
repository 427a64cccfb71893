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

/** Words in small letters without marks, so that a list of words needs neither. */
export const wordsOf = (text: string): string[] => {
  const small = text.toLowerCase();
  if (!/[^\0-\x7f]/.test(small)) return small.match(/[a-z0-9]+/g) ?? [];
  return (
    small.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ı', 'i').replaceAll('ς', 'σ').match(WORD) ??
    []
  );
};

/** Whether a number at this place is a part of a longer word or number. */
export function isInside(flat: string, start: number, end: number): boolean {
  return (
    /[\p{L}\p{N}_]$|\d[.,:]$|[@#]$/u.test(flat.slice(Math.max(0, start - 2), start)) ||
    /^[\p{L}\p{N}_]|^[.,:/-]\d/u.test(flat.slice(end, end + 2))
  );
}
