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

interface SummarySentence extends Quote {
  /** From 1 for the best sentence, in the order of selection. */
  readonly rank: number;
  /** Number of comments that say the same or nearly the same, including the quoted one: 1 or more. */
  readonly comments: number;
}

export interface Summary {
  /**
   * 'quoted': the comments, each statement once and in order, are no longer than a summary; 'extracted': selected
   * sentences; 'cut': no sentence is short enough, so the best one is cut between words; 'empty': no text.
   */
  readonly kind: 'quoted' | 'extracted' | 'cut' | 'empty';
  /** In reading order: sentences from the start of comments first. */
  readonly sentences: readonly SummarySentence[];
  readonly words: number;
}

/**
 * The extractive summary of comments, never longer than they are. Every sentence is a verbatim part of one comment,
 * chosen by {@link selectSentences}.
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

/** Most distinct statements to compare pair by pair. */
const MOST_COMPARED = 200;

/**
 * Each statement once, in the order of the comments; null if they are too long. Drops sentences without a subject
 * ("ok", "Thanks!") if others have one, unless they are the only ones with their clear polarity.
 */
function quotedWhole(sayings: readonly Saying[], mostWords: number): SourceSegment[] | null {
  const equal = new Map(sayings.toReversed().map((saying) => [saying.plain, saying]));
  if (equal.size > MOST_COMPARED) return null;
  const distinct: Saying[] = [];
  // Of sentences that say the same, keep the one with the most content.
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

/** Relative position of a segment's middle in its comment, 0..1. @param inPlace all segments */
function placesOf(inPlace: readonly Quote[]): (quote: Quote) => number {
  const lengths = new Map<number, number>();
  for (const { feedbackId, end } of inPlace) {
    lengths.set(feedbackId, Math.max(end, lengths.get(feedbackId) ?? 0));
  }
  return ({ feedbackId, start, end }) => (start + end) / 2 / lengths.get(feedbackId)!;
}

/** The beginning of a quote with at most `most` words, cut at the end of a word; null if one word is too much. */
function firstWords(quote: Quote, most: number): Quote | null {
  const words = [...new Intl.Segmenter('und', { granularity: 'word' }).segment(quote.text)]
    .filter((it) => it.isWordLike)
    .map((it) => it.index + it.segment.length);
  // Emoji and other tokens that are not words end at a blank.
  const pieces = [...quote.text.matchAll(/\S+/g)].map((it) => it.index + it[0].length);
  const ends = [...words, ...pieces].sort((one, other) => one - other);
  // Binary search: a longer beginning has at least as many words, and counting each would take quadratic time.
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
