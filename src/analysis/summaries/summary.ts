import { byPlace, type Quote, type SourceSegment } from '../source-segment.ts';
import { countWords } from '../words.ts';
import { selectSentences } from './selection.ts';

export interface SummaryRule {
  /** Most words of the summary. */
  readonly mostWords: number;
  /** BCP 47 tags of the languages of the comments. */
  readonly languages: readonly string[];
}

export interface Summary {
  /**
   * 'quoted': the comments are no longer than a summary, and all of them stand here in their order; 'extracted':
   * sentences of theirs, best first; 'cut': no sentence was short enough, and the best one breaks off between words;
   * 'empty': there is nothing to say.
   */
  readonly kind: 'quoted' | 'extracted' | 'cut' | 'empty';
  readonly sentences: readonly Quote[];
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
  if (selected.length > 0) return summary('extracted', selected);
  const [longest] = inPlace.toSorted((a, b) => countWords(b.text) - countWords(a.text));
  const beginning = firstWords(longest!, rule.mostWords);
  return beginning ? summary('cut', [beginning]) : { kind: 'empty', sentences: [], words: 0 };
}

function summary(kind: Summary['kind'], sentences: readonly Quote[]): Summary {
  const quotes = sentences.map(({ feedbackId, start, end, text }) => ({ feedbackId, start, end, text }));
  return { kind, sentences: quotes, words: quotes.reduce((sum, { text }) => sum + countWords(text), 0) };
}

/** As much of a quote as has at most so many words, cut where a word ends; null where even one word is too much. */
function firstWords(quote: Quote, most: number): Quote | null {
  const ends = [...new Intl.Segmenter('und', { granularity: 'word' }).segment(quote.text)]
    .filter((it) => it.isWordLike)
    .map((it) => it.index + it.segment.length);
  const end = ends.findLast((at) => countWords(quote.text.slice(0, at)) <= most);
  if (end === undefined) return null;
  const text = quote.text.slice(0, end);
  return { ...quote, text, end: quote.start + [...text].length };
}
