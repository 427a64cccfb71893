import { stopWordTest } from '../language/stop-words.ts';
import { clearSide, type SourceSegment } from '../source-segment.ts';
import { dot } from '../vectors.ts';
import { countWords, termsOf, wordsOf } from '../words.ts';

/** The first five letters stand for a word and its inflections, in any alphabet (McNamee & Mayfield 2004). */
export const stemOf = (word: string): string => word.slice(0, 5);
/** Least cosine of two sentences that say the same in a summary. */
const SAME = 0.9;
/** A sentence of at most this many words is quoted only if many comments say it or none is longer. */
const SHORT = 5;

// Words of opinion that name no subject: "Good, thanks" has none.
export const OPINIONS: ReadonlySet<string> = new Set(
  [
    'amazing awesome awful bad best better brilliant cool decent excellent fantastic fine good great happy horrible',
    'like liked love loved lovely meh nice ok okay perfect poor pretty sad satisfied super terrible thank thanks thx',
    'well wonderful work worked works worse worst yes yeah yay wow lol omg pls please hi hello hey dear sorry',
    'danke gut schlecht super toll prima schön gern gerne alles bestens merci bien bon bonne mal super parfait nul',
    'gracias bien bueno buena malo mala perfecto excelente genial grazie buono buona bello brutto ottimo pessimo',
    'perfetto goed slecht mooi prima fijn bedankt bom boa ótimo péssimo mau má obrigado obrigada perfeito',
    'dobry dobra dobre dobrze zły świetny świetnie polecam dziękuję dobrý dobré špatný skvělý super děkuji',
    'god godt dårlig dårligt fin fint bra tak takk tack bäst dålig hyvä hyvin huono kiitos loistava jó rossz',
    'szép köszönöm kiváló bun bună rău excelent mulțumesc хорошо хороший плохо плохой отлично спасибо супер',
    'καλό καλή κακό τέλειο ευχαριστώ iyi güzel kötü harika mükemmel teşekkürler',
  ].flatMap((words) => words.split(' ')),
);
const NEGATIONS = new Set(
  [
    'no not never none nothing without cannot hardly nor kein keine keinen nicht nie nichts ohne',
    'ne pas jamais rien sans nunca nada sin non mai senza niet geen nooit zonder não nem sem',
    'nie nigdy bez není nikdy nejde ikke aldrig aldri ingen uden uten inte utan ei en et eivät eikä ilman',
    'nem nincs soha sem nu niciodată fără не нет никогда без δεν μην όχι ποτέ χωρίς değil yok hiç',
  ].flatMap((words) => words.split(' ')),
);

/** @param words in lower case */
export const isNegated = (words: readonly string[]): boolean =>
  words.some((word) => NEGATIONS.has(word) || word.endsWith("n't"));

/** In Greek, ";" is a question mark. */
const QUESTION = /(?:[?？؟]|(?<=\p{Script=Greek})[;\u037e])["'”’»)\s]*$/u;

/** A sentence with the features that decide whether it has content and whether two sentences say the same. */
export interface Saying {
  readonly segment: SourceSegment;
  /** Count of words without handles and addresses. */
  readonly words: number;
  /** Words in order, in lower case, without punctuation: equal for equal sentences. */
  readonly plain: string;
  /** Stems of words that are not stop words or numbers. */
  readonly stems: ReadonlySet<string>;
  readonly negated: boolean;
  /** Has two or more distinct content words, of which one is not an opinion. False for questions: they state nothing. */
  readonly hasSubject: boolean;
}

/** @param languages BCP 47 tags of the comments */
export function sayingReader(languages: readonly string[]): (segment: SourceSegment) => Saying {
  const isStopWord = stopWordTest(languages);
  return (segment) => {
    const prose = withoutAddresses(segment.text);
    const words = wordsOf(prose);
    const telling = termsOf(prose).filter((word) => /\p{L}/u.test(word) && !isStopWord(word));
    const question = QUESTION.test(prose.slice(-20));
    return {
      ...{ segment, words: countWords(prose) },
      plain: words.length > 0 ? words.join(' ') : segment.text.trim(),
      stems: new Set(telling.map(stemOf)),
      negated: isNegated(words),
      hasSubject: !question && new Set(telling).size > 1 && telling.some((word) => !OPINIONS.has(word)),
    };
  };
}

/** Whether a sentence has a subject and more than five words. */
export const saysSomething = ({ words, hasSubject }: Saying): boolean => hasSubject && words > SHORT;

/**
 * Whether two sentences say the same: equal words; or equal stems of content words or nearly equal embeddings, unless
 * they have clearly opposite polarities or only one has a negation.
 * @param least cosine of nearly equal embeddings
 */
export function sameSaying(one: Saying, other: Saying, least = SAME): boolean {
  if (one.plain === other.plain) return true;
  const [a, b] = [one.segment, other.segment];
  if (one.negated !== other.negated || clearSide(a.sentiment) * clearSide(b.sentiment) < 0) return false;
  return sameStems(one.stems, other.stems) || dot(a.embedding, b.embedding) >= least;
}

const sameStems = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size > 1 && one.size === other.size && [...one].every((stem) => other.has(stem));

/** Removes handles, mail addresses and links, token by token, so no pattern scans the whole text. */
const withoutAddresses = (text: string): string =>
  text
    .split(/(?<=\s)/)
    .filter((token) => !/^[^\p{L}\p{N}]*(?:@|https?:\/\/|www\.)/iu.test(token) && !/\w@\w/.test(token))
    .join('');
