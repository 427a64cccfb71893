/** Masks in a text, such as `[email]` and `[person 3]`; see `maskedText`. */
export const MASK = /\[([a-z][a-z_]{0,23})(?: \d{1,9})?\]/g;

/** A text with a blank in place of each mask. */
export const withoutMasks = (text: string): string => (text.includes('[') ? text.replace(MASK, ' ') : text);
