import { byPlace, type SourceSegment } from '../source-segment.ts';
import { dot, hasDirection } from '../vectors.ts';
import { countWords } from '../words.ts';

/** Quotes of more words are too long to be read beside others, of fewer they say too little. */
const WORDS = { least: 3, most: 40 } as const;
/** Candidates are the share of the segments that is nearest to the centre; the rest would only be different. */
const NEAREST = { share: 0.25, least: 10, most: 200 } as const;

/**
 * The quotes that stand for a theme: near its centre and unlike each other, chosen one by one by maximal marginal
 * relevance (Carbonell & Goldstein 1998): λ · cosine to the centroid − (1 − λ) · largest cosine to one chosen.
 * Quotes of 3 to 40 words come first; without any, others serve. No text is quoted twice, and no comment.
 *
 * @param relevance λ, 0..1; default 0.7
 */
export function representatives<Segment extends SourceSegment>(
  segments: readonly Segment[],
  centroid: Float32Array,
  count: number,
  relevance = 0.7,
): Segment[] {
  const able = segments.filter(({ embedding }) => hasDirection(embedding, 0, embedding.length));
  const readable = able.filter(({ text }) => {
    const words = countWords(text);
    return words >= WORDS.least && words <= WORDS.most;
  });
  const usable = readable.length > 0 ? readable : able;
  const nearest = Math.max(NEAREST.least, Math.ceil(NEAREST.share * usable.length));
  const pool = usable
    .map((segment) => ({ segment, cosine: dot(segment.embedding, centroid), likeness: 0 }))
    .sort((a, b) => b.cosine - a.cosine || byPlace(a.segment, b.segment))
    .slice(0, Math.min(NEAREST.most, nearest));
  const chosen: Segment[] = [];
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
