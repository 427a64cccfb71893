/** A script other than Latin, and the languages that are written in it. */
export interface Script {
  /** ISO 639-1, the most frequent first. */
  readonly languages: readonly string[];
}

const SCRIPTS: readonly (readonly [pattern: RegExp, languages: string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja'],
  [/\p{Script=Han}/gu, 'zh ja'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Cyrillic}/gu, 'ru uk bg sr mk be kk ky mn tg'],
  [/\p{Script=Arabic}/gu, 'ar fa ur ps ku sd ug'],
  [/\p{Script=Hebrew}/gu, 'he yi'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Devanagari}/gu, 'hi mr ne'],
  [/\p{Script=Bengali}/gu, 'bn as'],
  [/\p{Script=Thai}/gu, 'th'],
  [/\p{Script=Tamil}/gu, 'ta'],
  [/\p{Script=Telugu}/gu, 'te'],
  [/\p{Script=Kannada}/gu, 'kn'],
  [/\p{Script=Malayalam}/gu, 'ml'],
  [/\p{Script=Gujarati}/gu, 'gu'],
  [/\p{Script=Gurmukhi}/gu, 'pa'],
  [/\p{Script=Armenian}/gu, 'hy'],
  [/\p{Script=Georgian}/gu, 'ka'],
  [/\p{Script=Ethiopic}/gu, 'am ti'],
  [/\p{Script=Khmer}/gu, 'km'],
  [/\p{Script=Lao}/gu, 'lo'],
  [/\p{Script=Myanmar}/gu, 'my'],
  [/\p{Script=Sinhala}/gu, 'si'],
];
const LATIN = /\p{Script=Latin}/gu;
const ANY = /(?!\p{Script=Latin})\p{L}/u;
const OTHER = /(?!\p{Script=Latin})\p{L}/gu;

/**
 * The script of a text when it is not Latin. A word of an unspaced script has fewer characters than one in Latin
 * letters: where half as many letters are of another script as of Latin, it decides. Kana decide before Han.
 */
export function scriptOf(text: string): Script | null {
  if (!ANY.test(text)) return null;
  const others = text.match(OTHER)?.length ?? 0;
  const latin = text.match(LATIN)?.length ?? 0;
  if (others * 2 < latin) return null;
  const [kana] = SCRIPTS[0]!;
  if (text.search(kana) >= 0) return { languages: ['ja'] };
  let best: { languages: readonly string[]; letters: number } | null = null;
  for (const [pattern, languages] of SCRIPTS) {
    const letters = text.match(pattern)?.length ?? 0;
    if (letters > (best?.letters ?? 0)) best = { languages: languages.split(' '), letters };
  }
  return best ?? { languages: [] };
}
