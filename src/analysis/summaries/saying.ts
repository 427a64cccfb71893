import { stopWordTest } from '../language/stop-words.ts';
import { clearSide, type SourceSegment } from '../source-segment.ts';
import { dot } from '../vectors.ts';
import { countWords, wordsOf } from '../words.ts';

/** Letters that stand for a word and its inflections (McNamee & Mayfield 2004). */
const STEM = 5;
/** Cosine from which on two sentences say the same. */
const SAME = 0.9;
/** Quotes of no more words are taken only where many comments say them, or where none is longer. */
const SHORT = 5;

// Words that judge and name nothing: "Good, thanks" has no subject.
const OPINIONS = new Set(
  [
    'amazing awesome awful bad best better brilliant cool decent excellent fantastic fine good great happy horrible',
    'like liked love loved lovely meh nice ok okay perfect poor pretty sad satisfied super terrible thank thanks thx',
    'well wonderful work worked works worse worst yes yeah yay wow lol omg pls please hi hello hey dear sorry',
    'danke gut schlecht super toll prima schön gern gerne alles bestens merci bien bon bonne mal super parfait nul',
    'gracias bien bueno buena malo mala perfecto excelente genial',
  ].flatMap((words) => words.split(' ')),
);
const NEGATIONS = new Set(
  [
    'no not never none nothing without cannot hardly nor kein keine keinen nicht nie nichts ohne',
    'ne pas jamais rien sans nunca nada sin non mai senza niet geen nooit zonder não nem sem',
  ].flatMap((words) => words.split(' ')),
);

/** A sentence with what tells whether it says something, and whether another says the same. */
export interface Saying {
  readonly segment: SourceSegment;
  /** Words as people count them, handles and addresses left out. */
  readonly words: number;
  /** Its words in their order, lower case, without marks: equal for equal sentences. */
  readonly plain: string;
  /** Stems of the words that are neither stop words nor numbers. */
  readonly stems: ReadonlySet<string>;
  readonly negated: boolean;
  /** Two different telling words or more, and one of them is more than a judgement. A question has none: it states nothing. */
  readonly hasSubject: boolean;
}

/** @param languages BCP 47 tags of the comments */
export function sayingReader(languages: readonly string[]): (segment: SourceSegment) => Saying {
  const isStopWord = stopWordTest(languages);
  return (segment) => {
    const prose = withoutAddresses(segment.text);
    const words = wordsOf(prose);
    const telling = words.filter((word) => /\p{L}/u.test(word) && !isStopWord(word));
    const question = /[?？؟]["'”’)\s]*$/u.test(prose.slice(-20));
    return {
      ...{ segment, words: countWords(prose) },
      plain: words.length > 0 ? words.join(' ') : segment.text.trim(),
      stems: new Set(telling.map((word) => word.slice(0, STEM))),
      negated: words.some((word) => NEGATIONS.has(word) || word.endsWith("n't")),
      hasSubject: !question && new Set(telling).size > 1 && telling.some((word) => !OPINIONS.has(word)),
    };
  };
}

/** A subject and more than five words. */
export const saysSomething = ({ words, hasSubject }: Saying): boolean => hasSubject && words > SHORT;

/**
 * Whether two sentences say the same: the same words; or the same telling words or nearly the same direction, without
 * the clearly opposite polarity, and without a negation in only one of them.
 */
export function sameSaying(one: Saying, other: Saying): boolean {
  if (one.plain === other.plain) return true;
  const [a, b] = [one.segment, other.segment];
  if (one.negated !== other.negated || clearSide(a.sentiment) * clearSide(b.sentiment) < 0) return false;
  return sameStems(one.stems, other.stems) || dot(a.embedding, b.embedding) >= SAME;
}

const sameStems = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size > 1 && one.size === other.size && [...one].every((stem) => other.has(stem));

/** Handles, mail addresses and links, token by token: no pattern looks at the whole text. */
const withoutAddresses = (text: string): string =>
  text
    .split(/(?<=\s)/)
    .filter((token) => !/^[^\p{L}\p{N}]*(?:@|https?:\/\/|www\.)/iu.test(token) && !/\w@\w/.test(token))
    .join('');
