/** Marks ordered together. UAX 15 ("stream-safe text") considers 30 enough for any language. */
const MARKS = 128;
const LONG_RUN = new RegExp(String.raw`\p{M}{${MARKS + 1}}`, 'u');
const PIECE = new RegExp(String.raw`\P{M}*\p{M}{0,${MARKS}}`, 'gu');

/**
 * A text in a Unicode normal form. Ordering a run of combining marks takes quadratic time, so longer runs than
 * {@link MARKS}, which no language has, are ordered in pieces.
 */
export function normalForm(text: string, form: 'NFC' | 'NFD'): string {
  if (!LONG_RUN.test(text)) return text.normalize(form);
  return text.replace(PIECE, (piece) => piece.normalize(form));
}
