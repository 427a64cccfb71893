import { binOf, type Edges } from '../bins.ts';
import { requireSameLength } from '../input.ts';
import { insufficient, type Measured, whenMeasured } from '../insufficient.ts';
import { mean } from '../moments.ts';

/** Rows whose scores fall into one bin. */
interface ReliabilityBin {
  readonly rows: number;
  readonly meanScore: number;
  /** Share of labels 1. */
  readonly observed: number;
}

/** The bins with rows, lowest first: a reliability curve (Murphy and Winkler 1977). */
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
export function calibrationError(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  edges: Edges,
): Measured {
  if (scores.length === 0) return insufficient('no_rows');
  return reliabilityTable(labels, scores, edges).reduce(
    (total, bin) => total + (bin.rows / scores.length) * Math.abs(bin.observed - bin.meanScore),
    0,
  );
}

/** Mean score minus share of labels 1, −1..1. */
export function calibrationInTheLarge(labels: ArrayLike<number>, scores: ArrayLike<number>): Measured {
  requireSameLength('calibration in the large', labels, scores);
  return whenMeasured([mean(scores), mean(labels)], (predicted, observed) => predicted - observed);
}
