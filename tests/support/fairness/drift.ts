import { meanDiscrepancyTest, medianDistance } from '../../../src/audit/drift/embeddings.ts';
import type { CountedValues } from '../../../src/domain/counted-values.ts';
import { baselineEdges, binOf, type Edges, equalWidthEdges } from '../../../src/statistics/bins.ts';
import { auc } from '../../../src/statistics/effects/auc.ts';
import { calibrationError, calibrationInTheLarge } from '../../../src/statistics/effects/calibration.ts';
import {
  jensenShannonDistance,
  normedWassersteinOfCounts,
  totalVariation,
} from '../../../src/statistics/effects/distribution-distance.ts';
import {
  populationStability,
  populationStabilityNull,
  smoothedPopulationStability,
} from '../../../src/statistics/effects/population-stability.ts';
import { isInsufficient } from '../../../src/statistics/insufficient.ts';
import { chiSquareTest } from '../../../src/statistics/tests/contingency.ts';
import { kolmogorovSmirnovOfCounts } from '../../../src/statistics/tests/kolmogorov-smirnov.ts';
import { twoProportionZ } from '../../../src/statistics/tests/proportion-tests.ts';
import { fixtureRows, NOT_RUN, type ReferenceValue } from './fixtures.ts';
import { withDof } from './pairs.ts';

/** The distinct values of some rows, ascending, and the rows of each. */
export function counted(values: readonly number[]): CountedValues {
  const groups = [...Map.groupBy(values, (value) => value)].sort(([a], [b]) => a - b);
  return { values: groups.map(([value]) => value), rows: groups.map(([, all]) => all.length) };
}

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
        return NOT_RUN;
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
  return baselineEdges(reference) as Edges;
}

function binCounts(values: readonly number[], edges: Edges): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) counts[binOf(value, edges)]!++;
  return counts;
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
    case 'wasserstein_normed':
      return normedWassersteinOfCounts(counted(before), counted(now));
    case 'ks':
      // As many pairs as these are always counted exactly.
      return params?.method === 'exact' ? kolmogorovSmirnovOfCounts(counted(before), counted(now)) : NOT_RUN;
    default:
      return NOT_RUN;
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
      return NOT_RUN;
  }
}

function categoryDrift({ metric }: ReferenceValue, before: string[], now: string[]): unknown {
  const levels = [...new Set([...before, ...now])].sort();
  const [reference, current] = [before, now].map((side) =>
    levels.map((level) => side.filter((it) => it === level).length),
  );
  if (metric === 'chi_square') return withDof(chiSquareTest([reference!, current!]));
  return binned(metric, reference!, current!);
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
    if (metric === 'median_distance') return width;
    if (!['mmd2_unbiased', 'mmd2_permutation_p'].includes(metric)) return NOT_RUN;
    const settings = { resamples: metric === 'mmd2_unbiased' ? 1 : 999, seed: 1 };
    const test = meanDiscrepancyTest(reference, vectorsOf(params?.current), width, settings);
    if (isInsufficient(test)) return test;
    return metric === 'mmd2_unbiased' ? test.statistic : test.p;
  };
}
