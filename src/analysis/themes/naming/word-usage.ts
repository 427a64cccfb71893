/** What a word does where it is used; a noun after an article is introduced, a modifier stands between article and noun. */
export type Usage = 'introduced' | 'noun' | 'verb' | 'quality' | 'modifier';

const set = (...words: string[]): ReadonlySet<string> => new Set(words.flatMap((some) => some.split(' ')));

// Words before nouns, of languages that have them.
const ARTICLES: Readonly<Record<string, string>> = {
  da: 'en et den det de denne dette min mit din dit',
  de: 'der die das den dem des ein eine einen einem einer eines mein meine kein keine diese dieser dieses',
  en: 'the a an this that these those my your our their her his no any',
  es: 'el la los las un una unos unas este esta estos estas mi mis su sus del al',
  fr: 'le la les un une des du ce cet cette ces mon ma mes au aux',
  it: 'il lo la i gli le un uno una del della dei delle questo questa',
  no: 'en et ei den det de denne dette min mitt',
  nl: 'de het een deze dit die mijn geen',
  pt: 'o a os as um uma do da dos das meu minha este esta no na',
  sv: 'en ett den det de denna detta min mitt',
};

// English has few endings that tell a verb from a noun ("the wait", "I wait"), but its neighbours do.
const PREPOSITIONS = set('of in with at on for about by from into without per');
const VERBS_AFTER_NOUNS = set('is are was were has had');
const BEFORE_VERBS = set(
  "to i you we they he she it who not never please let do does did don't doesn't didn't can can't cannot could couldn't",
  "will won't would wouldn't should shouldn't must may might i'll we'll you'll they'll i'd we'd i've we've i'm",
);
const OBJECTS = set('it me us them him');
const DEGREES = set('very so too really super extremely quite more most rather fairly bit slightly');
const LINKS = set('is are was were be been being am feels felt looks looked seems');

/** Most English words in the past tense. */
export const PAST = /..ed$/;

/** Reads what the word at a place is used as; null if its neighbours do not tell. */
type UsageReader = (
  words: readonly string[],
  at: number,
  isContent: (word?: string) => boolean,
) => Usage | null;

/**
 * A noun ends a group of words after an article: "the price", "a soft fabric". In English, verbs and adjectives are told
 * by their neighbours, too: "to return", "ordered it", "was small".
 * @param languages BCP 47 tags of the comments
 */
export function usageReader(languages: readonly string[]): UsageReader {
  const codes = new Set(languages.map((tag) => tag.toLowerCase().split(/[-_]/)[0]!));
  const articles = set(...[...codes].map((code) => ARTICLES[code] ?? ''));
  const english = codes.has('en');
  return (words, at, isContent) => {
    const [before, after] = [words[at - 1] ?? '', words[at + 1] ?? ''];
    if (english && (BEFORE_VERBS.has(before) || OBJECTS.has(after))) return 'verb';
    if (isContent(after)) return articles.has(before) ? 'modifier' : null;
    if (english && (DEGREES.has(before) || LINKS.has(before))) return 'quality';
    if (articles.has(before)) return 'introduced';
    // "The parcel arrived".
    if (english && isContent(before) && PAST.test(words[at]!)) return 'verb';
    if (isContent(before) && articles.has(words[at - 2] ?? '')) return 'introduced';
    return english && (PREPOSITIONS.has(before) || VERBS_AFTER_NOUNS.has(after)) ? 'noun' : null;
  };
}

// A verb and one of these are one word to a reader: "top up", "check in", "take out".
const PARTICLES = set('up in out off');

/** The particle that follows the word at a place; null: none. */
export const particleAfter = (words: readonly string[], at: number): string | null =>
  PARTICLES.has(words[at + 1] ?? '') ? words[at + 1]! : null;

/** English words that name no subject, but may end a phrase: "wait time". */
export const GENERAL = set(
  'thing things stuff guy guys side sides self way ways kind sort case time times day days week weeks month months year years hour hours minute',
  'minutes today yesterday tomorrow future past she he someone anyone everyone something anything everything nothing',
);

/** English sizes and measures: they name no subject, but tell one from another: "Size, petite". */
export const SIZES = set(
  'small smaller smallest medium large larger big bigger huge petite regular xxs xs xl xxl lb lbs inch inches',
);

/** English sizes, colours and places in an order. */
export const QUALITIES: ReadonlySet<string> = new Set([
  ...SIZES,
  ...set(
    'short shorter long longer first last next black blue brown gray green grey navy orange pink purple red white yellow',
  ),
]);

/** English words of degree, direction and place, which no name has. */
export const NO_NAMES = set(
  'back bit little lot lots online together away elsewhere anywhere somewhere everywhere underneath abroad',
);

/** The gerunds that a verb may have: "returned" → "returning". */
export function gerundsOf(verb: string): string[] {
  const bases = [verb, verb.replace(/s$/, ''), verb.replace(/ed$/, ''), verb.replace(/d$/, '')];
  return [...new Set(bases)].flatMap((base) => [
    `${base}ing`,
    `${base.replace(/e$/, '')}ing`,
    `${base}${base.at(-1)}ing`,
  ]);
}
