const CODES =
  'en de fr es it nl pt pl sv da nb no fi cs sk hu ro bg el tr ru uk ar he fa hi ur bn ta te th vi id ms ja ko zh hr sr sl lt lv et ca'.split(
    ' ',
  );

/**
 * ISO 639-1 code for a cell of a language column: a tag such as "en-GB" or "pt_BR", or a name; null for other text.
 * Norwegian, in both written forms, is "no", as detection and models name it.
 */
export function languageCode(written: string): string | null {
  const plain = written.trim().toLowerCase();
  const tag = /^([a-z]{2})(?:[-_][a-z0-9_-]{1,20})?$/.exec(plain)?.[1];
  const code = tag ?? names().get(plain);
  return code ? oneCode(code) : null;
}

/** One code for the written forms of Norwegian, which n-grams do not tell apart. */
export const oneCode = (code: string): string => (code === 'nb' || code === 'nn' ? 'no' : code);

let made: Map<string, string> | null = null;

/** Names of the languages in English and in the language itself, in lower case. */
function names(): Map<string, string> {
  if (made) return made;
  made = new Map();
  for (const code of CODES) {
    for (const locale of ['en', code]) {
      const name = new Intl.DisplayNames(locale, { type: 'language' }).of(code);
      if (name) made.set(name.toLowerCase(), code);
    }
  }
  return made;
}
