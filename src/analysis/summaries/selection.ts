import { byPlace, clearSide, type SourceSegment } from '../source-segment.ts';
import { dot, meanDirection } from '../vectors.ts';
import { countWords } from '../words.ts';
import { narration } from './narration.ts';
import { type Saying, sameSaying, sayingReader, saysSomething } from './saying.ts';
import { sharedWords } from './shared-words.ts';

// Tuned on the training rows of FewSum; changes of a third make little difference.
const WORDS_IN_COMMON = 0.5;
const LENGTH = 0.35;
const NARRATION = 2;
const REPETITION = 0.2;
/** Least words of a sentence with content. */
const LEAST_WORDS = 3;
/** Number of most salient sentences to select from. */
const CANDIDATES = 400;
/** Share of comments from which on a clear polarity, or a short sentence, is represented in the summary. */
const VIEW = 0.25;

interface Candidate {
  readonly segment: SourceSegment;
  readonly saying: Saying;
  readonly words: number;
  readonly stems: ReadonlySet<string>;
  /** Cosine to the centre of all segments, minus the penalty for narration. */
  readonly salience: number;
}

/**
 * Selects sentences for a summary of at most `mostWords` words, best first, one by one by
 *
 *   cosine to the centroid (Radev et al. 2004, "Centroid-based summarization of multiple documents")
 *   + 0.5 · Σ share of comments that use a word, over words not yet covered / (words of the sentence)^0.35 (coverage, a
 *     submodular gain; Lin & Bilmes 2011)
 *   − 2 · share of first-person words
 *   − 0.2 · largest cosine to a chosen sentence (MMR; Carbonell & Goldstein 1998)
 *
 * A clear polarity of a quarter or more of the comments gets at least its best sentence. The order of the segments makes
 * no difference.
 */
export function selectSentences(
  segments: readonly SourceSegment[],
  mostWords: number,
  languages: readonly string[],
): SourceSegment[] {
  const pool = candidates(segments, languages);
  const weightOf = pool.weightOf;
  const said = new Set<string>();
  const chosen: Candidate[] = [];
  let wordsLeft = mostWords;
  const worth = (it: Candidate): number => {
    let common = 0;
    for (const stem of it.stems) if (!said.has(stem)) common += weightOf(stem);
    const likeness = chosen.map((other) => dot(it.segment.embedding, other.segment.embedding));
    const repetition = chosen.length > 0 ? REPETITION * Math.max(...likeness) : 0;
    return it.salience + (WORDS_IN_COMMON * common) / it.words ** LENGTH - repetition;
  };
  const takeBest = (among: readonly Candidate[]) => {
    const able = among.filter((it) => it.words <= wordsLeft && !chosen.some((other) => same(it, other)));
    if (able.length === 0) return false;
    const worths = able.map(worth);
    const best = able[worths.indexOf(Math.max(...worths))]!;
    chosen.push(best);
    wordsLeft -= best.words;
    for (const stem of best.stems) said.add(stem);
    return true;
  };
  while (takeBest(pool.list)) {
    const missing = heldSides(segments).filter(
      (side) => !chosen.some(({ segment }) => clearSide(segment.sentiment) === side),
    );
    // Missing views come right after the first sentence, while there is room for them.
    for (const side of missing) {
      takeBest(pool.list.filter(({ segment }) => clearSide(segment.sentiment) === side));
    }
  }
  return chosen.map(({ segment }) => segment);
}

/** A summary has no two sentences that say the same. */
const same = (one: Candidate, other: Candidate): boolean =>
  one === other || sameSaying(one.saying, other.saying);

function candidates(segments: readonly SourceSegment[], languages: readonly string[]) {
  const { stems, weightOf } = sharedWords(segments, languages);
  const centre = meanDirection(
    segments.map(({ embedding }) => embedding),
    segments[0]?.embedding.length ?? 0,
  );
  const sayings = segments.map(sayingReader(languages));
  const list = quotable(sayings)
    .map(({ saying, at }): Candidate => {
      const { segment } = saying;
      const salience = dot(segment.embedding, centre) - NARRATION * narration(segment.text, languages);
      return { segment, saying, words: countWords(segment.text), stems: stems[at]!, salience };
    })
    .sort((a, b) => b.salience - a.salience || byPlace(a.segment, b.segment))
    .slice(0, CANDIDATES);
  return { list, weightOf };
}

/**
 * Sentences with content, and short ones with a subject that a quarter of the comments say; if there are none, those
 * with a subject; if there are still none, those of three words or more.
 */
function quotable(sayings: readonly Saying[]): { saying: Saying; at: number }[] {
  const sayers = new Map<string, Set<number>>();
  for (const { plain, segment } of sayings) {
    sayers.set(plain, (sayers.get(plain) ?? new Set()).add(segment.feedbackId));
  }
  const comments = new Set(sayings.map(({ segment }) => segment.feedbackId)).size;
  const isCommon = ({ plain }: Saying) => sayers.get(plain)!.size >= Math.max(2, VIEW * comments);
  const all = sayings.map((saying, at) => ({ saying, at }));
  const rules: ((saying: Saying) => boolean)[] = [
    (it) => saysSomething(it) || (it.hasSubject && isCommon(it)),
    ({ hasSubject, words }) => hasSubject && words >= LEAST_WORDS,
    ({ segment }) => countWords(segment.text) >= LEAST_WORDS,
  ];
  for (const rule of rules) {
    const some = all.filter(({ saying }) => rule(saying));
    if (some.length > 0) return some;
  }
  return [];
}

/** Clear polarities (−1, 1) of a quarter or more of the comments. */
function heldSides(segments: readonly SourceSegment[]): (-1 | 1)[] {
  const comments = new Set(segments.map(({ feedbackId }) => feedbackId)).size;
  return ([-1, 1] as const).filter((side) => {
    const holders = segments.filter(({ sentiment }) => clearSide(sentiment) === side);
    return new Set(holders.map(({ feedbackId }) => feedbackId)).size >= VIEW * comments;
  });
}
