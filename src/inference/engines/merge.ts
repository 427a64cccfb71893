import type {
  DocumentScores,
  PolarityProbabilities,
  SegmentScores,
  SpanScores,
} from '../../domain/analysis.ts';
import { normalise } from '../model/activations.ts';
import { codePointSpans } from '../text/code-points.ts';
import { tokenMean } from './label-reader.ts';

/** The outputs of the heads for one window; segment offsets are UTF-16 units of the stored text. */
export interface WindowScores {
  readonly whole: SpanScores;
  readonly segments: readonly SegmentScores[];
  /** Content tokens. */
  readonly tokens: number;
  /** Outputs of the names head for each token, special tokens included; absent unless asked for. */
  readonly nameLogits?: Float32Array;
}

/**
 * The scores of a text from those of its windows. Sentiment and emotions: mean over the windows, weighted by tokens.
 * Toxicity: the maximum (one abusive paragraph makes a text abusive). Embedding: the weighted mean, scaled to unit
 * length. Segments: those of all windows, with offsets in Unicode code points.
 */
export function mergeWindows(
  windows: readonly WindowScores[],
  text: string,
): Omit<DocumentScores, 'documentId' | 'truncated'> {
  return {
    ...(windows.length === 1 ? windows[0]!.whole : meanOf(windows)),
    segments: windows.flatMap((window) => window.segments).map(codePointSpans(text)),
    tokens: windows.reduce((sum, window) => sum + window.tokens, 0),
    windows: windows.length,
  };
}

function meanOf(windows: readonly WindowScores[]): SpanScores {
  const first = windows[0]!.whole;
  const mean = (pick: (scores: SpanScores) => ArrayLike<number>) =>
    tokenMean(windows.map(({ whole, tokens }) => ({ values: pick(whole), tokens })));
  return {
    sentiment: mean((scores) => scores.sentiment) as unknown as PolarityProbabilities,
    emotion: mean((scores) => scores.emotion),
    toxicity: first.toxicity === null ? null : Math.max(...windows.map((window) => window.whole.toxicity!)),
    embedding: first.embedding && normalise(Float32Array.from(mean((scores) => scores.embedding!))),
  };
}
