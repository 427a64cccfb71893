import { binOf, type Edges } from '../bins.ts';
import { requireSameLength } from '../input.ts';
import { insufficient, isInsufficient, type Measured, whenMeasured } from '../insufficient.ts';
import { mean } from '../moments.ts';

/** Rows whose scores fall into one bin. */
export interface ReliabilityBin {
  readonly rows: number;
  readonly meanScore: number;
  /** Share of labels 1. */
  readonly observed: number;
}

/** The bins that hold rows, lowest first: a reliability curve (Murphy and Winkler 1977). */
export function reliabilityTable(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  edges: Edges,
): ReliabilityBin[] {
  requireSameLength('reliability table', labels, scores);
  const sums = Array.from({ length: edges.length - 1 }, () => ({ rows: 0, score: 0, label: 0 }));
  for (let i = 0; i < scores.length; i++) {
    const bin = sums[binOf(scores[i]!, edges)]!;
    bin.rows++;
    bin.score += scores[i]!;
    bin.label += labels[i]!;
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ rows, score, label }) => ({ rows, meanScore: score / rows, observed: label / rows }));
}

/** ECE, 0..1: the distance of observed share and mean score, weighted by rows (Naeini et al. 2015). */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): Measured {
  const rows = bins.reduce((total, bin) => total + bin.rows, 0);
  if (rows === 0) return insufficient('no_rows');
  return bins.reduce((total, bin) => total + (bin.rows / rows) * Math.abs(bin.observed - bin.meanScore), 0);
}

/** MCE, 0..1: the largest such distance; a bin of few rows easily makes it. */
export function maximumCalibrationError(bins: readonly ReliabilityBin[]): Measured {
  if (bins.length === 0) return insufficient('no_rows');
  return Math.max(...bins.map((bin) => Math.abs(bin.observed - bin.meanScore)));
}

/** Brier score, 0..1: the mean squared distance of score and label (Brier 1950). */
export function brierScore(labels: ArrayLike<number>, scores: ArrayLike<number>): Measured {
  requireSameLength('Brier score', labels, scores);
  return mean(Float64Array.from({ length: scores.length }, (_, i) => (scores[i]! - labels[i]!) ** 2));
}

/** Mean score minus share of labels 1, −1..1. */
export function calibrationInTheLarge(labels: ArrayLike<number>, scores: ArrayLike<number>): Measured {
  requireSameLength('calibration in the large', labels, scores);
  return whenMeasured([mean(scores), mean(labels)], (predicted, observed) => predicted - observed);
}

/** ECE of rows in one step. */
export function calibrationError(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  edges: Measured<Edges>,
): Measured {
  if (isInsufficient(edges)) return edges;
  return expectedCalibrationError(reliabilityTable(labels, scores, edges));
}
