import {
  centroidDistance,
  meanDiscrepancy,
  meanDiscrepancyTest,
  medianDistance,
} from '../../src/audit/drift/embeddings.ts';
import {
  alignedCounts,
  binCounts,
  type Edges,
  equalWidthEdges,
  quantileEdges,
} from '../../src/statistics/bins.ts';
import { auc } from '../../src/statistics/effects/auc.ts';
import { calibrationError, calibrationInTheLarge } from '../../src/statistics/effects/calibration.ts';
import {
  jensenShannonDistance,
  normedWassersteinDistance,
  totalVariation,
  wassersteinDistance,
} from '../../src/statistics/effects/distribution-distance.ts';
import { consistency } from '../../src/statistics/effects/inequality.ts';
import {
  populationStability,
  populationStabilityNull,
  smoothedPopulationStability,
} from '../../src/statistics/effects/population-stability.ts';
import { isInsufficient } from '../../src/statistics/insufficient.ts';
import { chiSquareTest, cramersV } from '../../src/statistics/tests/contingency.ts';
import { kolmogorovSmirnovTest } from '../../src/statistics/tests/kolmogorov-smirnov.ts';
import { adjustedP } from '../../src/statistics/tests/multiplicity.ts';
import { twoProportionZ } from '../../src/statistics/tests/proportion-tests.ts';
import { fixtureRows, type ReferenceValue } from './fairness-fixtures.ts';
import { withDof } from './fairness-pairs.ts';

const KS_METHODS = { asymp: 'finite', exact: 'exact', kolmogorov_limit: 'limit' } as const;

/** The values of drift.json. */
export function driftComputer(): (reference: ReferenceValue) => unknown {
  const rows = fixtureRows('drift');
  const windowOf = (name: unknown) => rows.filter((row) => row.window === name);
  return (reference) => {
    const column = String(reference.params?.column);
    const current = windowOf(reference.params?.current);
    if (reference.metric === 'null_share') return missingShares(windowOf('ref'), current, column);
    if (column === 'score' || column === 'length') {
      const numbers = (window: typeof rows) => {
        return window.filter((row) => row[column] !== '').map((row) => Number(row[column]));
      };
      return numberDrift(reference, numbers(windowOf('ref')), numbers(current));
    }
    if (reference.params?.column !== undefined) {
      const levels = (window: typeof rows) => window.map((row) => row[column]!);
      return categoryDrift(reference, levels(windowOf('ref')), levels(current));
    }
    const labels = current.map((row) => Number(row.y_true));
    const scores = current.map((row) => Number(row.score));
    switch (reference.metric) {
      case 'auc':
        return auc(labels, scores);
      case 'ece':
        return calibrationError(labels, scores, equalWidthEdges(0, 1, 10));
      case 'calibration_in_the_large':
        return calibrationInTheLarge(labels, scores);
      default:
        return undefined;
    }
  };
}

function missingShares(
  reference: Record<string, string>[],
  current: Record<string, string>[],
  column: string,
) {
  const missing = (window: Record<string, string>[]) => ({
    successes: window.filter((row) => row[column] === '').length,
    rows: window.length,
  });
  const [before, now] = [missing(reference), missing(current)];
  const test = twoProportionZ(now, before);
  if (isInsufficient(test)) return test;
  return {
    reference: before.successes / before.rows,
    current: now.successes / now.rows,
    z: test.statistic,
    p: test.p,
  };
}

function edgesFor(binning: unknown, reference: number[]): Edges {
  if (binning === '10 equal-width on [0,1]') return equalWidthEdges(0, 1, 10);
  const edges = quantileEdges(reference, 10);
  return isInsufficient(edges) ? [] : edges;
}

function numberDrift({ metric, params }: ReferenceValue, before: number[], now: number[]): unknown {
  if (params?.binning !== undefined) {
    const edges = edgesFor(params.binning, before);
    const counts = { reference: binCounts(before, edges), current: binCounts(now, edges) };
    const sizes = { referenceRows: before.length, currentRows: now.length, bins: edges.length - 1 };
    switch (metric) {
      case 'bin_edges':
        return edges;
      case 'bin_counts':
        return counts;
      case 'psi_null_95':
        return populationStabilityNull(sizes);
      default:
        return binned(metric, counts.reference, counts.current);
    }
  }
  switch (metric) {
    case 'wasserstein':
      return wassersteinDistance(before, now);
    case 'wasserstein_normed':
      return normedWassersteinDistance(before, now);
    case 'ks':
      return kolmogorovSmirnovTest(before, now, KS_METHODS[params?.method as keyof typeof KS_METHODS]);
    default:
      return undefined;
  }
}

function binned(metric: string, before: number[], now: number[]): unknown {
  switch (metric) {
    case 'psi':
      return populationStability(before, now);
    case 'psi_smoothed':
      return smoothedPopulationStability(before, now);
    case 'js_distance':
      return jensenShannonDistance(before, now);
    case 'total_variation':
      return totalVariation(before, now);
    default:
      return undefined;
  }
}

function categoryDrift({ metric }: ReferenceValue, before: string[], now: string[]): unknown {
  const { levels, reference, current } = alignedCounts(before, now);
  switch (metric) {
    case 'category_counts':
      return { levels, reference, current };
    case 'chi_square':
      return withDof(chiSquareTest([reference, current]));
    case 'cramers_v':
      return cramersV([reference, current]);
    default:
      return binned(metric, reference, current);
  }
}

/** The values of embedding_drift.json. */
export function embeddingComputer(): (reference: ReferenceValue) => unknown {
  const rows = fixtureRows('embedding_drift');
  const vectorsOf = (name: unknown) => {
    return rows
      .filter((row) => row.window === name)
      .map((row) => Array.from({ length: 8 }, (_, i) => Number(row[`e${i}`])));
  };
  const reference = vectorsOf('ref');
  const width = medianDistance(reference) as number;
  return ({ metric, params }) => {
    const current = vectorsOf(params?.current);
    switch (metric) {
      case 'median_distance':
        return width;
      case 'centroid_euclidean':
      case 'centroid_cosine': {
        const distance = centroidDistance(reference, current);
        if (isInsufficient(distance)) return distance;
        return metric === 'centroid_cosine' ? distance.cosine : distance.euclidean;
      }
      case 'mmd2_unbiased':
      case 'mmd2_biased': {
        const discrepancy = meanDiscrepancy(reference, current, width);
        if (isInsufficient(discrepancy)) return discrepancy;
        return metric === 'mmd2_biased' ? discrepancy.biased : discrepancy.unbiased;
      }
      case 'mmd2_permutation_p': {
        const test = meanDiscrepancyTest(reference, current, width, { resamples: 999, seed: 1 });
        return isInsufficient(test) ? test : test.p;
      }
      case 'drifted_components': {
        const ps = reference[0]!.map((_, i) => {
          const component = (vectors: number[][]) => vectors.map((vector) => vector[i]!);
          const test = kolmogorovSmirnovTest(component(reference), component(current), 'finite');
          return isInsufficient(test) ? Number.NaN : test.p;
        });
        const adjusted = adjustedP(ps);
        return { p: ps, p_adjusted: adjusted, share: adjusted.filter((p) => p <= 0.05).length / ps.length };
      }
      case 'consistency': {
        const decisions = rows.filter((row) => row.window === 'ref').map((row) => Number(row.y_pred));
        return consistency(reference, decisions, Number(params?.n_neighbors));
      }
      default:
        return undefined;
    }
  };
}
