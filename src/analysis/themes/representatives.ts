import { byPlace, type SourceSegment } from '../source-segment.ts';
import { sameSaying, sayingReader, saysSomething } from '../summaries/saying.ts';
import { dot, hasDirection } from '../vectors.ts';
import { countWords } from '../words.ts';

/** Words of a readable quote. */
const WORDS = { least: 3, most: 40 } as const;
/** The part of the segments nearest to the centre from which quotes are chosen. */
const NEAREST = { share: 0.25, least: 10, most: 200 } as const;
/** λ of maximal marginal relevance. */
const RELEVANCE = 0.7;

/**
 * Chooses quotes that represent a theme: near its centre and unlike each other, one by one by maximal marginal
 * relevance (Carbonell & Goldstein 1998): λ · cosine to the centroid − (1 − λ) · largest cosine to a chosen quote.
 * Prefers quotes of 6 to 40 words with a subject, then those of 3 to 40 words, then others. Quotes a comment once, and
 * no two quotes say the same or nearly the same.
 *
 * @param languages BCP 47 tags of the comments
 */
export function representatives<Segment extends SourceSegment>(
  segments: readonly Segment[],
  centroid: Float32Array,
  count: number,
  languages: readonly string[],
): Segment[] {
  const able = segments.filter(({ embedding }) => hasDirection(embedding, 0, embedding.length));
  const readable = able.filter(({ text }) => {
    const words = countWords(text);
    return words >= WORDS.least && words <= WORDS.most;
  });
  const sayingOf = sayingReader(languages);
  const sayings = new Map(able.map((segment) => [segment, sayingOf(segment)]));
  const telling = readable.filter((segment) => saysSomething(sayings.get(segment)!));
  const usable = [telling, readable, able].find((some) => some.length > 0) ?? [];
  const nearest = Math.max(NEAREST.least, Math.ceil(NEAREST.share * usable.length));
  const pool = usable
    .map((segment) => ({ segment, cosine: dot(segment.embedding, centroid), likeness: 0 }))
    .sort((a, b) => b.cosine - a.cosine || byPlace(a.segment, b.segment))
    .slice(0, Math.min(NEAREST.most, nearest));
  const chosen: Segment[] = [];
  let left = pool;
  while (chosen.length < count && left.length > 0) {
    const value = (it: (typeof pool)[number]) =>
      RELEVANCE * it.cosine - (chosen.length > 0 ? (1 - RELEVANCE) * it.likeness : 0);
    const { segment } = left.reduce((best, it) => (value(it) > value(best) ? it : best));
    left = left
      .filter(
        (it) =>
          it.segment.feedbackId !== segment.feedbackId &&
          !sameSaying(sayings.get(it.segment)!, sayings.get(segment)!),
      )
      .map((it) => {
        const cosine = dot(it.segment.embedding, segment.embedding);
        return { ...it, likeness: chosen.length > 0 ? Math.max(it.likeness, cosine) : cosine };
      });
    chosen.push(segment);
  }
  return chosen;
}
