import type { Replacement } from './mapped-text.ts';

/** Windows-1252 from 0x80 to 0x9F; its five undefined bytes map to themselves, as in browsers. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
const BYTES = new Map([...HIGH].map((character, i) => [character, 0x80 + i]));
const RUN = /[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]{2,}/g;
const SUSPECT =
  /[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]/;
/** Characters that can follow a letter in a word: Latin letters, punctuation, signs. */
const IN_WORD = /^[\u00a0-\u017f\u2010-\u203a\u20ac\u2122\ufffd\u{1f000}-\u{1faff}]+$/u;
const DECODER = new TextDecoder('utf-8', { fatal: true });

/**
 * Repairs UTF-8 that was decoded as Windows-1252 ("donâ€™t", "ðŸ˜¡"). A run of characters must decode completely and
 * strictly. After a letter, the result must also be able to follow a letter, because "CAFÉ”" decodes, too.
 */
export function mojibake(text: string): Replacement[] {
  if (!SUSPECT.test(text)) return [];
  const found: Replacement[] = [];
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const meant = decoded(run);
    if (meant === null) continue;
    const before = text[index - 1] ?? ' ';
    const inCapitals = /\p{Lu}/u.test(before) && /^\p{L}/u.test(meant);
    if (/\p{L}/u.test(before) && (inCapitals || !IN_WORD.test(meant))) continue;
    found.push({ start: index, end: index + run.length, text: meant });
  }
  return found;
}

function decoded(run: string): string | null {
  const bytes = new Uint8Array(run.length);
  for (let i = 0; i < run.length; i++) {
    const code = run.charCodeAt(i);
    const byte = BYTES.get(run[i]!) ?? (code >= 0xa0 && code <= 0xff ? code : undefined);
    if (byte === undefined) return null;
    bytes[i] = byte;
  }
  try {
    const text = DECODER.decode(bytes);
    return text.length < run.length ? text : null;
  } catch {
    return null;
  }
}
