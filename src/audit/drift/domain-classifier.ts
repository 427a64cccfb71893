import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { generatorOf, shuffle } from '../../statistics/distributions/random.ts';
import { auc } from '../../statistics/effects/auc.ts';
import { requirePositive } from '../../statistics/input.ts';
import { insufficient, isInsufficient, type Measured, measuredOnly } from '../../statistics/insufficient.ts';
import { mean, quantile, sorted } from '../../statistics/moments.ts';
import { countedP, type Resampling } from '../../statistics/resampling/permutation.ts';
import type { TestResult } from '../../statistics/tests/proportion-tests.ts';
import type { Embeddings } from './embeddings.ts';

const FOLDS = 5;
/** Ridge weight, in mean variances of a component: keeps more components than rows from fitting everything. */
const RIDGE = 0.1;

interface DomainClassifierTest extends TestResult {
  /** The 95 % quantile of the AUC over the shuffles: the least that this many rows can show. */
  readonly nullQuantile: number;
}

/**
 * Can a linear classifier tell the windows apart? Its AUC on held-out rows, 0..1, is the mean over five folds, tested against
 * the AUC with shuffled window names (Lopez-Paz and Oquab 2017). The classifier is ridge regression on the window, which
 * orders rows as linear discriminant analysis does. Its solution is linear in the names, so a shuffle needs no new fit.
 * Fewer than ten rows a side: `too_few_rows`.
 */
export function domainClassifierTest(
  reference: Embeddings,
  current: Embeddings,
  { resamples, seed }: Resampling,
): Measured<DomainClassifierTest> {
  requirePositive('domain classifier', 'resamples', resamples);
  if (Math.min(reference.length, current.length) < 2 * FOLDS) return insufficient('too_few_rows');
  const rows = [...reference, ...current];
  const generator = generatorOf(seed);
  const order = Int32Array.from(rows, (_, i) => i);
  shuffle(generator, order);
  const folds: Fold[] = [];
  for (let f = 0; f < FOLDS; f++) {
    const fold = foldOf(rows, order, f);
    if (fold === null) return insufficient('zero_variance');
    folds.push(fold);
  }

  const isCurrent = new Int32Array(rows.length).fill(1, reference.length);
  const statistic = meanAuc(folds, isCurrent);
  if (isInsufficient(statistic)) return statistic;
  const draws: number[] = [];
  for (let r = 0; r < resamples; r++) {
    shuffle(generator, isCurrent);
    const draw = meanAuc(folds, isCurrent);
    if (!isInsufficient(draw)) draws.push(draw);
  }
  const nullQuantile = quantile(sorted(draws), 0.95);
  if (isInsufficient(nullQuantile)) return insufficient('resamples_undefined');
  const asFar = draws.filter((draw) => draw >= statistic).length;
  return { statistic, p: countedP(asFar, draws.length), nullQuantile };
}

interface Fold {
  readonly held: readonly number[];
  readonly fitted: readonly number[];
  /** One row for each component, one column for each fitted row: names to weights. */
  readonly solution: Matrix;
  readonly heldVectors: Matrix;
}

/** The part of a fold that does not depend on the window names; null if no component varies. */
function foldOf(rows: Embeddings, order: Int32Array, f: number): Fold | null {
  const held = [...order].filter((_, at) => at % FOLDS === f);
  const fitted = [...order].filter((_, at) => at % FOLDS !== f);
  const vectors = new Matrix(fitted.map((row) => Array.from(rows[row]!)));
  const centre = vectors.mean('column');
  vectors.subRowVector(centre);
  const products = vectors.transpose().mmul(vectors);
  const ridge = (RIDGE * products.trace()) / products.rows;
  if (!(ridge > 0)) return null;
  const penalised = Matrix.add(products, Matrix.eye(products.rows).mul(ridge));
  const solution = new CholeskyDecomposition(penalised).solve(vectors.transpose());
  return { held, fitted, solution, heldVectors: new Matrix(held.map((row) => Array.from(rows[row]!))) };
}

/** The mean over folds, because scores of different fits share no scale. */
function meanAuc(folds: readonly Fold[], isCurrent: Int32Array): Measured {
  const values = folds.map((fold): Measured => {
    const names = Matrix.columnVector(fold.fitted.map((row) => isCurrent[row]!));
    const scores = fold.heldVectors.mmul(fold.solution.mmul(names)).to1DArray();
    return auc(
      fold.held.map((row) => isCurrent[row]!),
      scores,
    );
  });
  return mean(measuredOnly(values));
}
