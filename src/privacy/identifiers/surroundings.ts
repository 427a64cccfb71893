/** How far a word is from the number that it explains. */
const BEFORE = 48;
const AFTER = 28;

/** The text before a number. */
export const before = (flat: string, start: number): string => flat.slice(Math.max(0, start - BEFORE), start);
/** The text behind a number. */
export const after = (flat: string, end: number): string => flat.slice(end, end + AFTER);

/** Whether a number at this place is a part of a longer word or number. */
export function isInside(flat: string, start: number, end: number): boolean {
  return (
    /[\p{L}\p{N}_]$|\d[.,:]$|[@#]$/u.test(flat.slice(Math.max(0, start - 2), start)) ||
    /^[\p{L}\p{N}_]|^[.,:/-]\d/u.test(flat.slice(end, end + 2))
  );
}
