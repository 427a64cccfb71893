import type {
  DocumentScores,
  PolarityProbabilities,
  SegmentScores,
  SpanScores,
} from '../../domain/analysis.ts';
import { normalise } from '../model/activations.ts';

/** What the heads say about one window; segment offsets are UTF-16 units of the stored text. */
export interface WindowScores {
  readonly whole: SpanScores;
  readonly segments: readonly SegmentScores[];
  /** Content tokens. */
  readonly tokens: number;
}

/**
 * The scores of a text from those of its windows. One window: its own. Several: sentiment and emotions are means
 * over the windows, weighted by tokens; toxicity is that of the most toxic window (one abusive paragraph makes a
 * text abusive); the embedding is the weighted mean, scaled to unit length. Segments are those of all windows,
 * with offsets turned into Unicode code points.
 */
export function mergeWindows(
  windows: readonly WindowScores[],
  text: string,
): Omit<DocumentScores, 'documentId' | 'truncated'> {
  const tokens = windows.reduce((sum, window) => sum + window.tokens, 0);
  return {
    ...(windows.length === 1 ? windows[0]!.whole : weightedMean(windows, tokens)),
    segments: inCodePoints(
      windows.flatMap((window) => window.segments),
      text,
    ),
    tokens,
    windows: windows.length,
  };
}

function weightedMean(windows: readonly WindowScores[], tokens: number): SpanScores {
  const first = windows[0]!.whole;
  const mean = (pick: (scores: SpanScores) => number) =>
    windows.reduce((sum, window) => sum + pick(window.whole) * window.tokens, 0) / tokens;
  return {
    sentiment: first.sentiment.map((_, i) =>
      mean((scores) => scores.sentiment[i]!),
    ) as unknown as PolarityProbabilities,
    emotion: first.emotion.map((_, i) => mean((scores) => scores.emotion[i]!)),
    toxicity: first.toxicity === null ? null : Math.max(...windows.map((window) => window.whole.toxicity!)),
    embedding:
      first.embedding && normalise(first.embedding.map((_, i) => mean((scores) => scores.embedding![i]!))),
  };
}

function inCodePoints(segments: readonly SegmentScores[], text: string): readonly SegmentScores[] {
  if (!/[\ud800-\udbff]/.test(text)) return segments;
  let unit = 0;
  let points = 0;
  const pointsUntil = (limit: number) => {
    for (; unit < limit; points++) unit += text.codePointAt(unit)! > 0xffff ? 2 : 1;
    return points;
  };
  return segments.map((segment) => {
    const start = pointsUntil(segment.start);
    return { ...segment, start, end: pointsUntil(segment.end) };
  });
}
