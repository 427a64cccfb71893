import {
  ara,
  ces,
  dan,
  deu,
  ell,
  eng,
  fin,
  fra,
  hun,
  ind,
  ita,
  jpn,
  kor,
  nld,
  nob,
  pol,
  por,
  porBr,
  ron,
  rus,
  spa,
  swe,
  tha,
  tur,
  ukr,
  vie,
  zho,
} from 'stopword';

// The library's English list is short.
const ENGLISH = [
  ...eng,
  ...'again always another any anything because been being both does doing down even ever every few going got'.split(
    ' ',
  ),
  ...'gets getting goes just lot made make many more most much must never no nor not off once one only'.split(
    ' ',
  ),
  ...'ones own quite really said same shall should so some still such sure than them then these things'.split(
    ' ',
  ),
  ...'something everything please via thing those though too until us very want was were what when while why will yet yes two'.split(
    ' ',
  ),
];

// By ISO 639-1 code.
const LISTS = new Map<string, readonly string[]>(
  Object.entries({
    ...{
      ar: ara,
      cs: ces,
      da: dan,
      de: deu,
      el: ell,
      en: ENGLISH,
      es: spa,
      fi: fin,
      fr: fra,
      hu: hun,
      id: ind,
    },
    ...{ it: ita, ja: jpn, ko: kor, nb: nob, nl: nld, no: nob, pl: pol, pt: [...por, ...porBr], ro: ron },
    ...{ ru: rus, sv: swe, th: tha, tr: tur, uk: ukr, vi: vie, zh: zho },
  }),
);

/** Languages whose stop words are known, as ISO 639-1 codes. */
export const STOP_WORD_LANGUAGES = [...LISTS.keys()];

/** Stop words of a language, apostrophes straight. @param language ISO 639-1 */
export const stopWordsOf = (language: string): string[] =>
  (LISTS.get(language) ?? []).map((word) => word.replaceAll('’', "'"));

/**
 * Whether a word, in lower case, says nothing by itself in these languages: a stop word, an English contraction
 * ("didn't"), a single letter or digit.
 * @param languages BCP 47 tags, 'en' or 'pt-BR'; those without a list are passed over
 */
export function stopWordTest(languages: readonly string[]): (word: string) => boolean {
  const codes = languages.map((tag) => tag.toLowerCase().split(/[-_]/)[0]!);
  const words = new Set(codes.flatMap(stopWordsOf));
  return (word) => words.has(word) || /^[\p{Script=Latin}\p{N}]$/u.test(word) || CONTRACTION.test(word);
}

const CONTRACTION = /^[a-z]+'(?:t|s|d|m|ll|re|ve)$/;
