import { type Dropped, type ProofSource, provenSentences, type WrittenSentence } from '../../proof/proof.ts';
import { OPINIONS, stemOf } from '../../summaries/saying.ts';
import { countWords, wordsOf } from '../../words.ts';
import { formOf } from './names.ts';

/** Why a name is not taken: as for sentences, or it is none, too long, of a person, an opinion alone, or in use. */
export type NameRefusal = Dropped | 'empty' | 'long' | 'personal' | 'opinion' | 'taken';

export interface NameRule {
  /** BCP 47 tags of the sentences. */
  readonly languages: readonly string[];
  /** Names of other themes. */
  readonly taken: readonly string[];
  /** Whether a name holds personal data, or a name of the company. */
  readonly isPersonal: (name: string) => boolean;
}

const MOST_WORDS = 4;
const MOST_LENGTH = 40;
/** Comments that have to bear a name out. */
const LEAST_COMMENTS = 3;
/**
 * A phrase of one or two words is farther from sentences than a sentence is. Over themes of clothing reviews the third
 * nearest sentence has 0.26 to 0.51 for frequent words that are subjects, 0.21 and less for others and for "Moon landing".
 */
const LEAST_SUPPORT = 0.25;
const OPINION_STEMS = new Set([...OPINIONS].map(stemOf));

/** The name that a writer gave, as it is shown. */
export const asName = (text: string): string => {
  const bare = text.replace(/^["“”„«»'\s]+|["“”„«»'.,:;!?\s]+$/gu, '');
  return `${bare.charAt(0).toUpperCase()}${bare.slice(1)}`;
};

/**
 * Whether a theme may have a name of a writer: short, a subject, of words that sentences of three comments hold, without
 * personal data and digits, not the name of another theme in other forms.
 * @returns null if it may
 */
export function nameRefusal(
  name: WrittenSentence | undefined,
  sources: readonly ProofSource[],
  { languages, taken, isPersonal }: NameRule,
): NameRefusal | null {
  const words = name ? wordsOf(name.text) : [];
  if (!name || words.length === 0) return 'empty';
  const { text } = name;
  if (countWords(text) > MOST_WORDS || words.length > MOST_WORDS || text.length > MOST_LENGTH) return 'long';
  if (/[\p{Nd}\p{C}@/\\<>[\]{}()|"“”„«»:;!?]/u.test(text) || isPersonal(text)) return 'personal';
  if (words.every((word) => OPINION_STEMS.has(stemOf(word)))) return 'opinion';
  if (taken.some((other) => formOf(other) === formOf(text))) return 'taken';
  const rule = { languages, leastComments: LEAST_COMMENTS, leastSupport: LEAST_SUPPORT };
  const { dropped } = provenSentences([name], sources, rule);
  return (Object.keys(dropped)[0] as Dropped | undefined) ?? null;
}
