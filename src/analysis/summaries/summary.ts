import { byPlace, clearSide, type Quote, type SourceSegment } from '../source-segment.ts';
import { countWords } from '../words.ts';
import { type Saying, sameSaying, sayingReader, saysSomething } from './saying.ts';
import { selectSentences } from './selection.ts';

export interface SummaryRule {
  /** Most words of the summary. */
  readonly mostWords: number;
  /** BCP 47 tags of the languages of the comments. */
  readonly languages: readonly string[];
}

export interface SummarySentence extends Quote {
  /** From 1, in the order of choice: the best sentence has 1. */
  readonly rank: number;
  /** Comments that say the same, or nearly: 1 or more, the quoted one among them. */
  readonly comments: number;
}

export interface Summary {
  /**
   * 'quoted': what the comments say, each statement once, is no longer than a summary, and stands here in its order;
   * 'extracted': sentences of theirs; 'cut': no sentence was short enough, and the best one breaks off between words;
   * 'empty': there is nothing to say.
   */
  readonly kind: 'quoted' | 'extracted' | 'cut' | 'empty';
  /** As they are to be read: what comments begin with comes first, what they end with last. */
  readonly sentences: readonly SummarySentence[];
  readonly words: number;
}

/**
 * The extractive summary of a set of comments, never longer than they are. Every sentence is a piece of one comment,
 * as it stands there. See {@link selectSentences} for how they are chosen.
 *
 * @param segments of all the comments, in any order
 */
export function summarise(segments: readonly SourceSegment[], rule: SummaryRule): Summary {
  const inPlace = segments.filter(({ text }) => /\S/.test(text)).sort(byPlace);
  const words = inPlace.reduce((sum, { text }) => sum + countWords(text), 0);
  if (words === 0 || rule.mostWords < 1) return { kind: 'empty', sentences: [], words: 0 };
  const sayings = inPlace.map(sayingReader(rule.languages));
  const summaryOf = (kind: Summary['kind'], chosen: readonly Quote[], placeOf?: (quote: Quote) => number) =>
    summary(kind, chosen, sayings, placeOf);
  const quoted = quotedWhole(sayings, rule.mostWords);
  if (quoted) return summaryOf('quoted', quoted);
  const selected = selectSentences(inPlace, rule.mostWords, rule.languages);
  if (selected.length > 0) return summaryOf('extracted', selected, placesOf(inPlace));
  const counted = inPlace.map((quote) => ({ quote, words: countWords(quote.text) }));
  const longest = counted.reduce((best, next) => (next.words > best.words ? next : best));
  const beginning = firstWords(longest.quote, rule.mostWords);
  return beginning ? summaryOf('cut', [beginning]) : { kind: 'empty', sentences: [], words: 0 };
}

/** Distinct statements that are still compared one with another. */
const MOST_COMPARED = 200;

/**
 * Each statement once, in the order of the comments, where that has room; null where it has not. Sentences without a
 * subject ("ok", "Thanks!") are left out when others have one, unless they alone hold a clear polarity.
 */
function quotedWhole(sayings: readonly Saying[], mostWords: number): SourceSegment[] | null {
  const equal = new Map(sayings.toReversed().map((saying) => [saying.plain, saying]));
  if (equal.size > MOST_COMPARED) return null;
  const distinct: Saying[] = [];
  // Of sentences that say the same, the one that says most is kept.
  const worth = (it: Saying) => Number(it.hasSubject) + Number(saysSomething(it));
  const inPlace = (a: Saying, b: Saying) => byPlace(a.segment, b.segment);
  for (const saying of [...equal.values()].sort((a, b) => worth(b) - worth(a) || inPlace(a, b))) {
    if (!distinct.some((other) => sameSaying(saying, other))) distinct.push(saying);
  }
  distinct.sort(inPlace);
  const telling = distinct.filter(({ hasSubject }) => hasSubject);
  const sideOf = ({ segment }: Saying) => clearSide(segment.sentiment);
  const sides = new Set(telling.map(sideOf));
  const kept =
    telling.length === 0
      ? distinct
      : distinct.filter((it) => {
          if (it.hasSubject) return true;
          const alone = sideOf(it) !== 0 && !sides.has(sideOf(it));
          if (alone) sides.add(sideOf(it));
          return alone;
        });
  const words = kept.reduce((sum, { segment }) => sum + countWords(segment.text), 0);
  return words <= mostWords ? kept.map(({ segment }) => segment) : null;
}

function summary(
  kind: Summary['kind'],
  chosen: readonly Quote[],
  sayings: readonly Saying[],
  placeOf: (quote: Quote) => number = () => 0,
): Summary {
  const sentences = chosen
    .map((quote, i) => {
      const { feedbackId, start, end, text } = quote;
      return { feedbackId, start, end, text, rank: i + 1, comments: sayersOf(quote, sayings) };
    })
    .sort((a, b) => placeOf(a) - placeOf(b));
  return { kind, sentences, words: sentences.reduce((sum, { text }) => sum + countWords(text), 0) };
}

function sayersOf({ feedbackId, start }: Quote, sayings: readonly Saying[]): number {
  const own = sayings.find(({ segment }) => segment.feedbackId === feedbackId && segment.start === start)!;
  const same = sayings.filter((other) => sameSaying(own, other));
  return new Set(same.map(({ segment }) => segment.feedbackId)).size;
}

/** Where in its comment the middle of a segment stands, 0 the beginning, 1 the end. @param inPlace all segments */
function placesOf(inPlace: readonly Quote[]): (quote: Quote) => number {
  const lengths = new Map<number, number>();
  for (const { feedbackId, end } of inPlace) {
    lengths.set(feedbackId, Math.max(end, lengths.get(feedbackId) ?? 0));
  }
  return ({ feedbackId, start, end }) => (start + end) / 2 / lengths.get(feedbackId)!;
}

/** As much of a quote as has at most so many words, cut where a word ends; null where even one word is too much. */
function firstWords(quote: Quote, most: number): Quote | null {
  const words = [...new Intl.Segmenter('und', { granularity: 'word' }).segment(quote.text)]
    .filter((it) => it.isWordLike)
    .map((it) => it.index + it.segment.length);
  // Emoji and the like are no words, but end at a blank.
  const pieces = [...quote.text.matchAll(/\S+/g)].map((it) => it.index + it[0].length);
  const ends = [...words, ...pieces].sort((one, other) => one - other);
  // Halving: a longer beginning has no fewer words, and counting those of each takes time with the square.
  let [low, high] = [0, ends.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (countWords(quote.text.slice(0, ends[middle])) <= most) low = middle + 1;
    else high = middle;
  }
  const end = ends[low - 1];
  if (end === undefined) return null;
  const text = quote.text.slice(0, end);
  return { ...quote, text, end: quote.start + [...text].length };
}
