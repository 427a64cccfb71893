import lists from 'stopword';

// The package's English list is short.
const MORE_ENGLISH =
  'again always another any anything because been being both does doing down even ever every few going got gets getting ' +
  'goes just lot made make many more most much must never no nor not off once one only ones own quite really said same ' +
  'shall should so some still such sure than them then these things something everything please via thing those though ' +
  'too until us very want was were what when while why will yet yes two';

// ISO 639-1 codes, each with the ISO 639-3 code of the package's list.
const CODES =
  'ar:ara cs:ces da:dan de:deu el:ell en:eng es:spa fi:fin fr:fra hu:hun id:ind it:ita ja:jpn ko:kor nb:nob nl:nld ' +
  'no:nob pl:pol pt:por ro:ron ru:rus sv:swe th:tha tr:tur uk:ukr vi:vie zh:zho';

const LISTS = new Map(
  CODES.split(' ').map((pair): [string, readonly string[]] => [pair.slice(0, 2), lists[pair.slice(3)]!]),
);
LISTS.set('en', [...LISTS.get('en')!, ...MORE_ENGLISH.split(' ')]);
LISTS.set('pt', [...LISTS.get('pt')!, ...lists.porBr!]);

/** ISO 639-1 codes of the languages with stop words. */
export const STOP_WORD_LANGUAGES = [...LISTS.keys()];

/** Stop words of a language, with straight apostrophes. @param language ISO 639-1 */
export const stopWordsOf = (language: string): string[] =>
  (LISTS.get(language) ?? []).map((word) => word.replaceAll('’', "'"));

/**
 * Makes a test for words, in lower case, that mean nothing alone: stop words of the languages, English contractions
 * ("didn't"), single letters and digits.
 * @param languages BCP 47 tags, such as 'en' or 'pt-BR'; those without a list are ignored
 */
export function stopWordTest(languages: readonly string[]): (word: string) => boolean {
  const codes = languages.map((tag) => tag.toLowerCase().split(/[-_]/)[0]!);
  const words = new Set(codes.flatMap(stopWordsOf));
  return (word) => words.has(word) || /^[\p{Script=Latin}\p{N}]$/u.test(word) || CONTRACTION.test(word);
}

const CONTRACTION = /^[a-z]+'(?:t|s|d|m|ll|re|ve)$/;
