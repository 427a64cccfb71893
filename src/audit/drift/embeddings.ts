import { generatorOf, shuffle } from '../../statistics/distributions/random.ts';
import { requirePositive } from '../../statistics/input.ts';
import { insufficient, type Measured } from '../../statistics/insufficient.ts';
import { median } from '../../statistics/moments.ts';
import { countedP, type Resampling } from '../../statistics/resampling/permutation.ts';
import type { TestResult } from '../../statistics/tests/proportion-tests.ts';

/** Embeddings of rows, all of one length. */
export type Embeddings = readonly ArrayLike<number>[];

/** The median distance of two reference rows, which a baseline freezes; fewer than two rows: `too_few_rows`. */
export function medianDistance(reference: Embeddings): Measured {
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

/**
 * Unbiased MMD² of two windows with the kernel exp(−d²/2w²), w the frozen median distance (Gretton et al. 2012, lemma 6):
 * around 0 without drift. One-sided p against rows of both windows pooled and shuffled (section 5); a null drawn from the
 * reference alone is not calibrated. Cost and memory grow with the square of the rows. Fewer than two rows a side:
 * `too_few_rows`.
 */
export function meanDiscrepancyTest(
  reference: Embeddings,
  current: Embeddings,
  width: number,
  { resamples, seed }: Resampling,
): Measured<TestResult> {
  requirePositive('MMD test', 'resamples', resamples);
  if (reference.length < 2 || current.length < 2) return insufficient('too_few_rows');
  const kernel = kernelOf([...reference, ...current], width);
  const inReference = new Int32Array(reference.length + current.length).fill(1, 0, reference.length);
  const statistic = discrepancy(kernel, inReference, reference.length);
  const generator = generatorOf(seed);
  let asFar = 0;
  for (let r = 0; r < resamples; r++) {
    shuffle(generator, inReference);
    if (discrepancy(kernel, inReference, reference.length) >= statistic - 1e-15) asFar++;
  }
  return { statistic, p: countedP(asFar, resamples) };
}

/** Kernel values of all pairs i < j, row by row; the diagonal is 1. */
function kernelOf(vectors: Embeddings, width: number): Float64Array {
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

/** Unbiased MMD². */
function discrepancy(kernel: Float64Array, inReference: Int32Array, n: number): number {
  const m = inReference.length - n;
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
  return (2 * within) / (n * (n - 1)) + (2 * inCurrent) / (m * (m - 1)) - (2 * across) / (n * m);
}

function squaredDistance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let squared = 0;
  for (let i = 0; i < first.length; i++) squared += (first[i]! - second[i]!) ** 2;
  return squared;
}
