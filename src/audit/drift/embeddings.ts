import { generatorOf, shuffle } from '../../statistics/distributions/random.ts';
import { squaredDistance } from '../../statistics/effects/inequality.ts';
import { requirePositive } from '../../statistics/input.ts';
import { insufficient, isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { median } from '../../statistics/moments.ts';
import { countedP, type Resampling } from '../../statistics/resampling/permutation.ts';
import type { TestResult } from '../../statistics/tests/proportion-tests.ts';

/** A row's embedding. All rows have as many numbers. */
export type Vectors = readonly ArrayLike<number>[];

/** The median distance of two reference rows, to be frozen with the baseline; fewer than two: `too_few_rows`. */
export function medianDistance(reference: Vectors): Measured {
  if (reference.length < 2) return insufficient('too_few_rows');
  const distances = new Float64Array((reference.length * (reference.length - 1)) / 2);
  let at = 0;
  for (const [i, row] of reference.entries()) {
    for (let j = i + 1; j < reference.length; j++) {
      distances[at++] = Math.sqrt(squaredDistance(row, reference[j]!));
    }
  }
  return median(distances);
}

/** The mean vector. */
export function centroid(vectors: Vectors): Measured<Float64Array> {
  if (vectors.length === 0) return insufficient('no_rows');
  const centre = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) {
    for (let i = 0; i < centre.length; i++) centre[i]! += vector[i]! / vectors.length;
  }
  return centre;
}

/** How far the mean vectors lie apart: Euclidean, and 1 − cosine in 0..2. For display; they have no null law. */
export function centroidDistance(
  reference: Vectors,
  current: Vectors,
): Measured<{ euclidean: number; cosine: Measured }> {
  const a = centroid(reference);
  const b = centroid(current);
  if (isInsufficient(a)) return a;
  if (isInsufficient(b)) return b;
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((total, value, i) => total + value * y[i]!, 0);
  const norms = Math.sqrt(dot(a, a) * dot(b, b));
  return {
    euclidean: Math.sqrt(squaredDistance(a, b)),
    cosine: norms === 0 ? insufficient('zero_denominator') : 1 - dot(a, b) / norms,
  };
}

/** Squared maximum mean discrepancy. */
export interface MeanDiscrepancy {
  /** Around 0 without drift, and below it half of the time. */
  readonly unbiased: number;
  /** Never negative. */
  readonly biased: number;
}

/**
 * MMD² of two windows with the kernel exp(−d²/2w²), w the frozen median distance (Gretton et al. 2012, lemma 6).
 * Cost and memory grow with the square of the rows: draw a sample of some thousand. Fewer than two rows a side:
 * `too_few_rows`.
 */
export function meanDiscrepancy(
  reference: Vectors,
  current: Vectors,
  width: number,
): Measured<MeanDiscrepancy> {
  if (reference.length < 2 || current.length < 2) return insufficient('too_few_rows');
  const kernel = kernelOf([...reference, ...current], width);
  const inReference = new Int32Array(reference.length + current.length).fill(1, 0, reference.length);
  return discrepancy(kernel, inReference, reference.length);
}

/**
 * MMD² against rows of both windows pooled and shuffled; one-sided (Gretton et al. 2012, section 5). A null drawn
 * from the reference alone is not calibrated.
 */
export function meanDiscrepancyTest(
  reference: Vectors,
  current: Vectors,
  width: number,
  { resamples, seed }: Resampling,
): Measured<TestResult> {
  requirePositive('MMD test', 'resamples', resamples);
  if (reference.length < 2 || current.length < 2) return insufficient('too_few_rows');
  const kernel = kernelOf([...reference, ...current], width);
  const inReference = new Int32Array(reference.length + current.length).fill(1, 0, reference.length);
  const statistic = discrepancy(kernel, inReference, reference.length).unbiased;
  const generator = generatorOf(seed);
  let asFar = 0;
  for (let r = 0; r < resamples; r++) {
    shuffle(generator, inReference);
    if (discrepancy(kernel, inReference, reference.length).unbiased >= statistic - 1e-15) asFar++;
  }
  return { statistic, p: countedP(asFar, resamples) };
}

/** Kernel values of all pairs i < j, row by row; the diagonal is 1. */
function kernelOf(vectors: Vectors, width: number): Float64Array {
  requirePositive('MMD', 'a kernel width of', width);
  const kernel = new Float64Array((vectors.length * (vectors.length - 1)) / 2);
  let at = 0;
  for (const [i, row] of vectors.entries()) {
    for (let j = i + 1; j < vectors.length; j++) {
      kernel[at++] = Math.exp(-squaredDistance(row, vectors[j]!) / (2 * width ** 2));
    }
  }
  return kernel;
}

function discrepancy(kernel: Float64Array, inReference: Int32Array, n: number): MeanDiscrepancy {
  const m = inReference.length - n;
  // Indexed by how many of the two rows are of the reference.
  let [inCurrent, across, within] = [0, 0, 0];
  let at = 0;
  for (let i = 0; i < inReference.length; i++) {
    let withReference = 0;
    let withCurrent = 0;
    for (let j = i + 1; j < inReference.length; j++) {
      if (inReference[j] === 1) withReference += kernel[at++]!;
      else withCurrent += kernel[at++]!;
    }
    if (inReference[i] === 1) {
      within += withReference;
      across += withCurrent;
    } else {
      across += withReference;
      inCurrent += withCurrent;
    }
  }
  const between = (2 * across) / (n * m);
  return {
    unbiased: (2 * within) / (n * (n - 1)) + (2 * inCurrent) / (m * (m - 1)) - between,
    biased: (n + 2 * within) / n ** 2 + (m + 2 * inCurrent) / m ** 2 - between,
  };
}
