import type { Crowd } from '../../domain/crowd.ts';
import { stopWordTest } from '../language/stop-words.ts';
import { clearSide, type SourceSegment } from '../source-segment.ts';
import { type Saying, sayingReader, stemOf } from '../summaries/saying.ts';
import { dot } from '../vectors.ts';
import { termsOf, wordsOf } from '../words.ts';
import { holdsOpposite, sidesOf } from './opposite-words.ts';
import { bareWord } from './question-text.ts';
import { isSmallWord, QUESTION_LANGUAGES } from './small-words.ts';

/** A sentence that comments of the filter say. */
export interface AnswerSentence extends SourceSegment {
  readonly documentId: number;
  readonly ordinal: number;
  /** Its most probable polarity. */
  readonly label: string;
  /** It counts, and is not quoted. */
  readonly toxic: boolean;
  /** Probability that it is about the topic of the filter; null without one. */
  readonly certainty: number | null;
  /** Of the text, ISO 639-1; null if unknown. */
  readonly language: string | null;
  /** Comments with its text, and who wrote them. */
  readonly comments: number;
  readonly crowd: Crowd;
}

/** A sentence, with what decides whether it says the same as another. */
export interface Evidence {
  readonly sentence: AnswerSentence;
  readonly saying: Saying;
  readonly side: -1 | 0 | 1;
  readonly opposites: ReadonlySet<number>;
  /** Stems of its words that mean something alone. */
  readonly stems: ReadonlySet<string>;
  /** Cosine to the subject; 0 without one. */
  readonly similarity: number;
  /** Share of the words of the subject that it holds, by their weight among the sentences: 0..1. */
  readonly held: number;
}

/** What sentences must be about. */
export interface Subject {
  readonly text: string;
  readonly vector: Float32Array;
}

/**
 * Least cosines of a sentence and a subject. Measured on clothing reviews with 60 subjects that people speak of and 273
 * that nobody does (topics of banks, clinics and hotels, questions of Banking77): bench/search/answers.ts.
 */
const [NEAR, NEAR_WITH_WORDS] = [0.55, 0.25];
export const FAIRLY_NEAR = 0.45;
/** Share of the weight from which on fairly near is near enough. */
const HALF = 0.5;
const leastCosine = (held: number): number =>
  held === 1 ? NEAR_WITH_WORDS : held >= HALF ? FAIRLY_NEAR : NEAR;
/** So many sentences that are fairly near show that people do speak of it, in other words or another language. */
const NUMBERS = 5;

/**
 * A sentence that a topic has, and that is neither near its name nor holds it, is about it from this probability on:
 * between the topic's threshold and this, half of the sentences of a topic with three examples were not about it.
 */
const SURE = 0.7;

/** Whether a sentence may be about a subject at all: its words need not be looked at otherwise. */
export const mayBeAbout = (similarity: number): boolean => similarity >= NEAR_WITH_WORDS;

/**
 * Makes a reader of the stems of a text: words that mean something alone, without the plural, cut to the five letters that
 * stand for a word and its inflections.
 */
export function stemReader(languages: readonly string[]): (text: string) => Set<string> {
  const isStopWord = stopWordTest(languages);
  return (text) =>
    new Set(
      termsOf(text)
        .filter((word) => /\p{L}/u.test(word) && !isStopWord(word))
        .map((word) => stemOf(bareWord(word))),
    );
}

/** Stems of what is asked about. */
export const subjectStems = (subject: string): string[] => [
  ...stemReader(QUESTION_LANGUAGES)(
    termsOf(subject)
      .filter((word) => !isSmallWord(bareWord(word)))
      .join(' '),
  ),
];

/**
 * The sentences that are about a subject: those that hold all its words and are not far from it, and those that are near
 * it in meaning. If no sentence holds its words and few are near, those that are fairly near, if there are several. Empty
 * if nobody speaks of it.
 * @param subject null: all sentences
 * @param languages BCP 47 tags of the comments
 * @param ofTopic whether the sentences are those of a topic, and the subject its name
 */
export function evidenceOf(
  sentences: readonly AnswerSentence[],
  subject: Subject | null,
  languages: readonly string[],
  ofTopic: boolean,
): Evidence[] {
  const sayingOf = sayingReader(languages);
  const stemsOf = stemReader(languages);
  const wanted = subject ? subjectStems(subject.text) : [];
  const asked = sidesOf(subject ? wordsOf(subject.text) : []);
  const stemsIn = sentences.map(({ text }) => stemsOf(text));
  // "Itchy" tells more of "itchy material" than "material" does.
  const weights = wanted.map((word) => {
    const holding = stemsIn.filter((stems) => stems.has(word)).length;
    return Math.log(1 + (1 + sentences.length) / (1 + holding));
  });
  const weightOf = (test: (word: string) => boolean) =>
    wanted.reduce((sum, word, i) => sum + (test(word) ? weights[i]! : 0), 0);
  const whole = weightOf(() => true);
  const read = sentences.map((sentence, i): Evidence => {
    const stems = stemsIn[i]!;
    return {
      sentence,
      saying: sayingOf(sentence),
      side: clearSide(sentence.sentiment),
      ...{ stems, opposites: sidesOf(wordsOf(sentence.text)) },
      similarity: subject ? dot(subject.vector, sentence.embedding) : 0,
      held: wanted.length === 0 ? 0 : weightOf((word) => stems.has(word)) / whole,
    };
  });
  if (!subject) return read;
  const isNear = (it: Evidence) => it.similarity >= leastCosine(it.held);
  if (ofTopic) return read.filter((it) => isNear(it) || (it.sentence.certainty ?? 0) >= SURE);
  const able = read.filter(({ opposites }) => !holdsOpposite(asked, opposites));
  const clear = able.filter(isNear);
  if (clear.length >= NUMBERS || clear.some(({ held }) => held >= HALF)) return clear;
  const fair = able.filter(({ similarity }) => similarity >= FAIRLY_NEAR);
  return fair.length >= NUMBERS ? fair : clear;
}
