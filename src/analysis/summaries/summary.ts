import { byPlace, type Quote, type SourceSegment } from '../source-segment.ts';
import { countWords } from '../words.ts';
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
}

export interface Summary {
  /**
   * 'quoted': the comments are no longer than a summary, and all of them stand here in their order; 'extracted':
   * sentences of theirs; 'cut': no sentence was short enough, and the best one breaks off between words;
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
  if (words <= rule.mostWords) return summary('quoted', inPlace);
  const selected = selectSentences(inPlace, rule.mostWords, rule.languages);
  if (selected.length > 0) return summary('extracted', selected, placesOf(inPlace));
  const counted = inPlace.map((quote) => ({ quote, words: countWords(quote.text) }));
  const longest = counted.reduce((best, next) => (next.words > best.words ? next : best));
  const beginning = firstWords(longest.quote, rule.mostWords);
  return beginning ? summary('cut', [beginning]) : { kind: 'empty', sentences: [], words: 0 };
}

function summary(
  kind: Summary['kind'],
  chosen: readonly Quote[],
  placeOf: (quote: Quote) => number = () => 0,
): Summary {
  const sentences = chosen
    .map(({ feedbackId, start, end, text }, i) => ({ feedbackId, start, end, text, rank: i + 1 }))
    .sort((a, b) => placeOf(a) - placeOf(b));
  return { kind, sentences, words: sentences.reduce((sum, { text }) => sum + countWords(text), 0) };
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
