/** Marks that are put in order together. UAX 15 takes 30 for enough in any language ("stream-safe text"). */
const MARKS = 128;
const LONG_RUN = new RegExp(String.raw`\p{M}{${MARKS + 1}}`, 'u');
const PIECE = new RegExp(String.raw`\P{M}*\p{M}{0,${MARKS}}`, 'gu');

/**
 * A text in a Unicode normal form. Ordering a run of combining marks takes time with the square of its length, so a
 * run of more than {@link MARKS} is ordered in pieces of as many; no language has such.
 */
export function normalForm(text: string, form: 'NFC' | 'NFD'): string {
  if (!LONG_RUN.test(text)) return text.normalize(form);
  return text.replace(PIECE, (piece) => piece.normalize(form));
}
