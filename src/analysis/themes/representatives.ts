import { byPlace, type SourceSegment } from '../source-segment.ts';
import { dot, hasDirection } from '../vectors.ts';
import { countWords } from '../words.ts';

/** Quotes of more words are too long to be read beside others, of fewer they say too little. */
const WORDS = { least: 3, most: 40 } as const;
/** Candidates that are nearest to the centre; the rest cannot win. */
const CANDIDATES = 200;

/**
 * The quotes that stand for a theme: near its centre and unlike each other, chosen one by one by maximal marginal
 * relevance (Carbonell & Goldstein 1998): λ · cosine to the centroid − (1 − λ) · largest cosine to one chosen.
 * Quotes of 3 to 40 words come first; without any, others serve. No text is quoted twice, and no comment.
 *
 * @param relevance λ, 0..1; default 0.7
 */
export function representatives(
  segments: readonly SourceSegment[],
  centroid: Float32Array,
  count: number,
  relevance = 0.7,
): SourceSegment[] {
  const able = segments.filter(({ embedding }) => hasDirection(embedding, 0, embedding.length));
  const readable = able.filter(({ text }) => {
    const words = countWords(text);
    return words >= WORDS.least && words <= WORDS.most;
  });
  const pool = (readable.length > 0 ? readable : able)
    .map((segment) => ({ segment, cosine: dot(segment.embedding, centroid), likeness: 0 }))
    .sort((a, b) => b.cosine - a.cosine || byPlace(a.segment, b.segment))
    .slice(0, CANDIDATES);
  const chosen: SourceSegment[] = [];
  let left = pool;
  while (chosen.length < count && left.length > 0) {
    const value = (it: (typeof pool)[number]) =>
      relevance * it.cosine - (chosen.length > 0 ? (1 - relevance) * it.likeness : 0);
    const { segment } = left.reduce((best, it) => (value(it) > value(best) ? it : best));
    left = left
      .filter((it) => it.segment.feedbackId !== segment.feedbackId && it.segment.text !== segment.text)
      .map((it) => {
        const cosine = dot(it.segment.embedding, segment.embedding);
        return { ...it, likeness: chosen.length > 0 ? Math.max(it.likeness, cosine) : cosine };
      });
    chosen.push(segment);
  }
  return chosen;
}
