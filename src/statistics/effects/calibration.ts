import { binOf, type Edges } from '../bins.ts';
import { chiSquareSf, normalSf } from '../distributions/distributions.ts';
import { requireFinite, requireSameLength } from '../input.ts';
import { insufficient, type Measured, whenMeasured } from '../insufficient.ts';
import { type Estimate, Z_95 } from '../intervals/intervals.ts';
import { mean } from '../moments.ts';
import { chance, type SampledRow } from './sampled-share.ts';

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

/**
 * ECE of a sample, 0..1, as it is in the population, with its 95 % interval. The ECE of few rows is large by chance: of a
 * calibrated model and 120 rows it is 0.08. The value has the excess taken off that a normal error of each bin makes
 * (mean of a folded normal), the interval is the normal one of the sum, and its low end is 0 if the bins together do not
 * differ from their scores beyond chance (Hosmer and Lemeshow 1980, 5 %). bench/tuning/coverage.ts has how often it covers the truth.
 * @param labels 1 or 0 of each row
 * @param scores probability of 1 of each row
 */
export function sampledCalibrationError(
  rows: readonly SampledRow[],
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  edges: Edges,
): Measured<Estimate> {
  requireSameLength('calibration error', rows, labels);
  requireSameLength('calibration error', rows, scores);
  requireFinite('calibration error', scores);
  if (rows.length === 0) return insufficient('no_rows');
  const all = rows.reduce((sum, { weight }) => sum + weight, 0);
  const bins = edges.slice(1).map(() => ({ surplus: 0, variance: 0, byScore: 0 }));
  for (const [i, { weight }] of rows.entries()) {
    const bin = bins[binOf(scores[i]!, edges)]!;
    const surplus = (labels[i]! - scores[i]!) / all;
    bin.surplus += weight * surplus;
    bin.variance += chance(weight) * surplus ** 2;
    // A score of 1 leaves no room for any mistake.
    bin.byScore += (chance(weight) * Math.max(1e-4, scores[i]! * (1 - scores[i]!))) / all ** 2;
  }
  const seen = bins.reduce((sum, { surplus }) => sum + Math.abs(surplus), 0);
  const unsure = bins.filter(({ variance }) => variance > 0);
  if (unsure.length === 0) return { value: seen, low: seen, high: seen };
  const excess = unsure.reduce((sum, bin) => sum + foldedMean(bin) - Math.abs(bin.surplus), 0);
  const half = Z_95 * Math.sqrt(unsure.reduce((sum, { variance }) => sum + variance, 0));
  const statistic = unsure.reduce((sum, { surplus, byScore }) => sum + surplus ** 2 / byScore, 0);
  const value = Math.max(0, seen - excess);
  const isClear = chiSquareSf(statistic, unsure.length) < 0.05;
  return {
    value,
    low: isClear ? Math.max(0, seen - excess - half) : 0,
    high: Math.min(1, Math.max(value, seen - excess + half)),
  };
}

/** Mean of |X| of a normal X. */
function foldedMean({ surplus, variance }: { readonly surplus: number; readonly variance: number }): number {
  const [mean, deviation] = [Math.abs(surplus), Math.sqrt(variance)];
  const density = Math.exp(-(mean ** 2) / (2 * variance));
  return deviation * Math.sqrt(2 / Math.PI) * density + mean * (1 - 2 * normalSf(mean / deviation));
}
