/** Scripts with their languages, ISO 639-1, the most frequent first. */
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
 * The languages of a text's script, ISO 639-1, the most frequent first; null for Latin, empty for an unknown script.
 * Words of unspaced scripts have fewer characters than those in Latin letters, so another script decides if it has at
 * least half as many letters as Latin. Kana decide before Han.
 */
export function languagesOfScript(text: string): readonly string[] | null {
  if (!ANY.test(text)) return null;
  const others = text.match(OTHER)?.length ?? 0;
  const latin = text.match(LATIN)?.length ?? 0;
  if (others * 2 < latin) return null;
  const [kana] = SCRIPTS[0]!;
  if (text.search(kana) >= 0) return ['ja'];
  let best = { languages: '', letters: 0 };
  for (const [pattern, languages] of SCRIPTS) {
    const letters = text.match(pattern)?.length ?? 0;
    if (letters > best.letters) best = { languages, letters };
  }
  return best.letters > 0 ? best.languages.split(' ') : [];
}
