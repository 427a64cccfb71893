import type { PolarityProbabilities } from '../../domain/analysis.ts';
import type { Quote, SourceSegment } from '../source-segment.ts';
import { dot } from '../vectors.ts';
import { missingFacts } from './facts.ts';

/** A generated sentence, with its embedding by the model that embedded the sources. */
export interface WrittenSentence {
  readonly text: string;
  /** Of unit length. */
  readonly embedding: Float32Array;
  readonly sentiment: PolarityProbabilities;
}

/** A sentence supported by a source. */
export interface SupportedSentence {
  readonly text: string;
  /** Cosine to the nearest source, −1..1. */
  readonly support: number;
  /** The nearest source. */
  readonly source: Quote;
}

const LEAST_SUPPORT = 0.5;

export interface CheckedSummary {
  readonly kept: readonly SupportedSentence[];
  /** Count of sentences dropped because no source is near enough, and because a name or number is in no source. */
  readonly unsupported: number;
  readonly inventedFacts: number;
}

/**
 * Keeps the sentences of an abstractive summary that the sources support: each name and number is in some source, and
 * the nearest source has a cosine of {@link LEAST_SUPPORT} or more. Drops and counts the others.
 */
export function checkSentences(
  sentences: readonly WrittenSentence[],
  sources: readonly SourceSegment[],
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
    if (nearest === null || !(support >= LEAST_SUPPORT)) unsupported++;
    else if (missingFacts(text, texts).length > 0) inventedFacts++;
    else {
      const { feedbackId, start, end, text: quoted } = nearest;
      kept.push({ text, support, source: { feedbackId, start, end, text: quoted } });
    }
  }
  return { kept, unsupported, inventedFacts };
}
