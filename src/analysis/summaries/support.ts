import type { PolarityProbabilities } from '../../domain/analysis.ts';
import type { Quote, SourceSegment } from '../source-segment.ts';
import { dot } from '../vectors.ts';
import { missingFacts } from './facts.ts';

/** A sentence that a model wrote, with its embedding by the model that made those of the sources. */
export interface WrittenSentence {
  readonly text: string;
  /** Of unit length. */
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
}

/** A sentence that its sources bear out. */
export interface SupportedSentence {
  readonly text: string;
  /** Cosine to the source that is nearest, −1..1. */
  readonly support: number;
  /** That source. */
  readonly source: Quote;
}

export interface CheckedSummary {
  readonly kept: readonly SupportedSentence[];
  /** Sentences dropped because no source is near enough, and because a name or a number is in none of them. */
  readonly unsupported: number;
  readonly inventedFacts: number;
}

/**
 * Keeps the sentences of an abstractive summary that its sources bear out: each name and number stands in some
 * source, and the nearest source has a cosine of `least` or more. The others are dropped and counted.
 *
 * @param least −1..1; default 0.5
 */
export function checkSentences(
  sentences: readonly WrittenSentence[],
  sources: readonly SourceSegment[],
  least = 0.5,
): CheckedSummary {
  const texts = sources.map(({ text }) => text);
  const kept: SupportedSentence[] = [];
  let [unsupported, inventedFacts] = [0, 0];
  for (const { text, embedding } of sentences) {
    let nearest: SourceSegment | null = null;
    let support = Number.NEGATIVE_INFINITY;
    for (const source of sources) {
      const cosine = dot(embedding, source.embedding);
      if (cosine > support) [nearest, support] = [source, cosine];
    }
    if (nearest === null || !(support >= least)) unsupported++;
    else if (missingFacts(text, texts).length > 0) inventedFacts++;
    else {
      const { feedbackId, start, end, text: quoted } = nearest;
      kept.push({ text, support, source: { feedbackId, start, end, text: quoted } });
    }
  }
  return { kept, unsupported, inventedFacts };
}
