import type { PolarityProbabilities } from '../../domain/analysis.ts';
import { stopWordTest } from '../language/stop-words.ts';
import { clearSide } from '../source-segment.ts';
import { isNegated, OPINIONS, stemOf } from '../summaries/saying.ts';
import { dot } from '../vectors.ts';
import { termsOf, wordsOf } from '../words.ts';
import { missingFacts } from './facts.ts';
import { REPORTING } from './reporting-words.ts';

/** A sentence of a comment that a writer was given. */
export interface ProofSource {
  readonly text: string;
  readonly feedbackId: number;
  /** Of unit length. */
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
}

/** A sentence that a writer wrote, judged by the model of the sources. */
export interface WrittenSentence {
  readonly text: string;
  /** Places of sources that it names; null: the writer names none, and all sources are looked at. */
  readonly named: readonly number[] | null;
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
}

/**
 * Why a written sentence is dropped.
 *
 * - `unnamed`: it names no source, or one that does not exist.
 * - `alone`: too few comments bear it out. One comment cannot make a writer say something of all.
 * - `invented`: a word with content, a name or a number is in no source, nor among our figures. So a writer keeps to the
 *   customers' words: meaning alone does not tell "runs small" from "runs large".
 * - `misquoted`: words in quotation marks are in no source.
 * - `contradicts`: it is clearly positive where its sources are clearly negative, or the reverse.
 * - `repeated`: it was said before.
 */
export type Dropped = 'unnamed' | 'alone' | 'invented' | 'misquoted' | 'contradicts' | 'repeated';

export interface ProofRule {
  /** BCP 47 tags of the sources. */
  readonly languages: readonly string[];
  /** Comments that have to bear a sentence out; default 2. */
  readonly leastComments?: number;
  /** Least cosine of a source that bears out what is written; default {@link LEAST_SUPPORT}. */
  readonly leastSupport?: number;
  /** Numbers of ours that may be written. */
  readonly figures?: readonly string[];
}

export interface Proven {
  readonly text: string;
  /** Places of the sources that bear it out, the nearest first. */
  readonly sources: readonly number[];
  /** Cosine to the nearest of them. */
  readonly support: number;
}

export interface Proof {
  readonly kept: readonly Proven[];
  readonly dropped: Readonly<Partial<Record<Dropped, number>>>;
}

/** Least cosine of a written sentence and a source that bears it out (docs/decisions/written-sentences.md). */
export const LEAST_SUPPORT = 0.6;
/** Part of a written sentence's words with content of which a source that bears it out holds more. */
const HELD = 0.5;
const LEAST_COMMENTS = 2;
/** Sources that are looked at for a sentence that names none: the nearest. */
const MOST_NAMED = 24;
const QUOTED = /“([^”]*)”|"([^"]*)"|„([^“]*)“|«([^»]*)»/gu;
/** An opinion is held to the polarity of the sources. */
const OPINION_STEMS = new Set([...OPINIONS].map(stemOf));

/**
 * The sentences of a writer that sentences of customers bear out: the one rule for answers, summaries, digests, names of
 * themes and replies. A source bears a sentence out if its cosine is {@link LEAST_SUPPORT} or more, it holds more than half
 * of the sentence's words with content, and both or neither have a negation. Each of these words is in such sources of as
 * many comments as a sentence needs.
 * @param sources by place, from 0
 */
export function provenSentences(
  written: readonly WrittenSentence[],
  sources: readonly ProofSource[],
  rule: ProofRule,
): Proof {
  const prover = new Prover(sources, rule);
  const kept: Proven[] = [];
  const dropped: Partial<Record<Dropped, number>> = {};
  const said = new Set<string>();
  for (const sentence of written) {
    const found = prover.judge(sentence);
    const words = wordsOf(sentence.text).join(' ');
    const why = typeof found === 'string' ? found : said.has(words) ? 'repeated' : null;
    said.add(words);
    if (why) dropped[why] = (dropped[why] ?? 0) + 1;
    else kept.push(found as Proven);
  }
  return { kept, dropped };
}

class Prover {
  readonly #sources: readonly ProofSource[];
  readonly #leastComments: number;
  readonly #leastSupport: number;
  readonly #figures: readonly string[];
  readonly #isStopWord: (word: string) => boolean;
  readonly #stems = new Map<number, ReadonlySet<string>>();

  constructor(
    sources: readonly ProofSource[],
    { languages, leastComments = LEAST_COMMENTS, leastSupport = LEAST_SUPPORT, figures = [] }: ProofRule,
  ) {
    this.#sources = sources;
    this.#leastComments = leastComments;
    this.#leastSupport = leastSupport;
    this.#figures = figures;
    this.#isStopWord = stopWordTest(languages);
  }

  judge(written: WrittenSentence): Proven | Dropped {
    const { text, sentiment } = written;
    const near = this.#near(written);
    const named = written.named ?? near.map(({ at }) => at);
    if (wordsOf(text).length === 0 || named.some((at) => !this.#sources[at])) return 'unnamed';
    if (named.length === 0) return written.named ? 'unnamed' : 'alone';
    const texts = named.map((at) => this.#sources[at]!.text);
    for (const match of text.matchAll(QUOTED)) {
      const quoted = match.slice(1).find((it) => it !== undefined)!;
      if (!texts.some((source) => source.includes(quoted))) return 'misquoted';
    }
    if (missingFacts(text, [...texts, ...this.#figures]).length > 0) return 'invented';
    const own = [...this.#stemsOf(text)].filter((stem) => !REPORTING.has(stem) && !OPINION_STEMS.has(stem));
    const held = (at: number) => own.filter((stem) => this.#stemsAt(at).has(stem));
    const known = new Set(named.flatMap(held));
    if (own.some((stem) => !known.has(stem))) return 'invented';
    const bearing = near.filter(({ at }) => own.length === 0 || held(at).length > HELD * own.length);
    const commentsOf = (some: typeof near) =>
      new Set(some.map(({ at }) => this.#sources[at]!.feedbackId)).size;
    const comments = [
      commentsOf(bearing),
      // Of two comments with a word each that no other has, neither makes the writer say it.
      ...own.map((stem) => commentsOf(bearing.filter(({ at }) => this.#stemsAt(at).has(stem)))),
    ];
    if (Math.min(...comments) < this.#leastComments) return 'alone';
    const side = clearSide(sentiment);
    const sides = bearing.map(({ at }) => clearSide(this.#sources[at]!.sentiment));
    if (side !== 0 && !sides.includes(side)) return 'contradicts';
    return { text, sources: bearing.map(({ at }) => at), support: bearing[0]!.support };
  }

  /** Of the sources that it names, or of all, those that are near enough and as negated; the nearest first. */
  #near({ text, named, embedding }: WrittenSentence): { readonly at: number; readonly support: number }[] {
    const negated = isNegated(wordsOf(text));
    const places = named ?? this.#sources.keys();
    const near: { at: number; support: number }[] = [];
    for (const at of places) {
      const source = this.#sources[at];
      const support = source ? dot(source.embedding, embedding) : 0;
      if (support >= this.#leastSupport && isNegated(wordsOf(source!.text)) === negated)
        near.push({ at, support });
    }
    near.sort((one, other) => other.support - one.support || one.at - other.at);
    return named ? near : near.slice(0, MOST_NAMED);
  }

  #stemsAt(at: number): ReadonlySet<string> {
    const known = this.#stems.get(at) ?? this.#stemsOf(this.#sources[at]!.text);
    this.#stems.set(at, known);
    return known;
  }

  #stemsOf(text: string): Set<string> {
    return new Set(
      termsOf(text)
        .filter((word) => /\p{L}/u.test(word) && !this.#isStopWord(word))
        .map(stemOf),
    );
  }
}
