import lists from 'stopword';
import longLists from 'stopwords-iso/stopwords-iso.json' with { type: 'json' };
import own from './stop-words.json' with { type: 'json' };

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

/** The lists of `stopword` lack a third or more of the most frequent words of these languages. */
const SHORT_LISTS = 'el es fi fr it nl no ro ru tr'.split(' ');
const wordsIn = (lines: readonly string[]): string[] => lines.flatMap((line) => line.split(' '));
// Words of the lists that customers' themes are about: "waiting time", "water", "money", "late".
const SUBJECTS = new Set(wordsIn(own.subjects));
/** Frequent in comments, and in neither package. */
const MORE = new Map<string, readonly string[]>(Object.entries(own.more));

const ALL = new Map<string, ReadonlySet<string>>();
const NO_WORDS: ReadonlySet<string> = new Set();

/** Words of a language that mean nothing alone; those of Greek without accents. */
function allStopWordsOf(language: string): ReadonlySet<string> {
  const known = ALL.get(language);
  // Tags of files are anything: only languages with a list are kept.
  if (known || !LISTS.has(language)) return known ?? NO_WORDS;
  const code = language === 'nb' || language === 'nn' ? 'no' : language;
  const longer = SHORT_LISTS.includes(code) ? (longLists as Record<string, string[]>)[code]! : [];
  const words = [...stopWordsOf(language), ...longer, ...wordsIn(MORE.get(code) ?? [])]
    .map((word) => word.toLowerCase())
    .filter((word) => !SUBJECTS.has(word));
  const made = new Set(words.map(folded));
  ALL.set(language, made);
  return made;
}

const ACCENT = /[\u0300\u0301\u0308]/g;
/** Greek letters without accents, as many write them, and Romanian letters with a comma below as with a cedilla. */
const folded = (word: string): string =>
  /\p{Script=Greek}/u.test(word)
    ? word.normalize('NFD').replace(ACCENT, '').replaceAll('ς', 'σ')
    : word.replaceAll('ș', 'ş').replaceAll('ț', 'ţ');

/**
 * Makes a test for words, in lower case, that mean nothing alone: stop words of the languages, English contractions
 * ("didn't"), single letters and digits.
 * @param languages BCP 47 tags, such as 'en' or 'pt-BR'; those without a list are ignored
 */
export function stopWordTest(languages: readonly string[]): (word: string) => boolean {
  const codes = languages.map((tag) => tag.toLowerCase().split(/[-_]/)[0]!);
  const sets = codes.map(allStopWordsOf);
  return (word) =>
    sets.some((words) => words.has(folded(word))) ||
    /^[\p{Script=Latin}\p{N}]$/u.test(word) ||
    CONTRACTION.test(word);
}

const CONTRACTION = /^[a-z]+'(?:t|s|d|m|ll|re|ve)$/;
