import type { CountedValues } from '../../domain/counted-values.ts';
import { meanOfCounts } from '../../statistics/counted-values.ts';
import { normedWassersteinOfCounts } from '../../statistics/effects/distribution-distance.ts';
import { rowsForStability } from '../../statistics/effects/population-stability.ts';
import { insufficient, isInsufficient, type Measured } from '../../statistics/insufficient.ts';
import { kolmogorovSmirnovOfCounts } from '../../statistics/tests/kolmogorov-smirnov.ts';
import { calibrationGap } from '../labelled/calibration-gap.ts';
import { aucChange, type ScoredRows } from '../labelled/score-gaps.ts';
import { CALIBRATION_EDGES } from '../labelled/score-quality.ts';
import type { Policy } from '../policy.ts';
import type { Draft } from '../verdict/draft.ts';
import { gapRule, onlyAbove, pendingGap, resamplesFor } from '../verdict/gaps.ts';
import { columnDrift } from './columns.ts';
import { domainClassifierTest } from './domain-classifier.ts';
import { type Embeddings, meanDiscrepancyTest } from './embeddings.ts';

/** The counts of a column in the baseline and now, by bin or by category. */
export interface ColumnCounts {
  readonly check: 'D1' | 'D2';
  /** length, language, score, class, confidence, or an attribute. */
  readonly column: string;
  /** The attribute and level whose rows these are; null for all rows. */
  readonly of: { readonly attribute: string; readonly group: string } | null;
  readonly reference: readonly number[];
  readonly current: readonly number[];
  /** The values of a numeric column, scores to a thousandth; null if they were not frozen. */
  readonly values?: { readonly reference: CountedValues; readonly current: CountedValues } | null;
}

/** The reference of drift: each group is compared with its own baseline. */
const BASELINE = 'baseline';
const ALL = '(all)';

const numberOrNull = (value: Measured) => (isInsufficient(value) ? null : value);

/** A distance, or null and the reason. */
function distanceOrReason(name: string, distance: Measured<unknown>): Record<string, unknown> {
  return isInsufficient(distance)
    ? { [name]: null, [`${name}Reason`]: distance.insufficient }
    : { [name]: distance };
}

/** Distances of the values and their means, for a numeric column. For information: no status depends on them. */
function distancesOf(values: ColumnCounts['values']) {
  if (values === undefined) return {};
  const missing = insufficient('not_frozen');
  const { reference, current } = values ?? {};
  if (!reference || !current) {
    return {
      method: {
        ...distanceOrReason('normedWasserstein', missing),
        ...distanceOrReason('kolmogorovSmirnov', missing),
      },
    };
  }
  return {
    groupValue: meanOfCounts(current),
    referenceValue: meanOfCounts(reference),
    method: {
      ...distanceOrReason('normedWasserstein', normedWassersteinOfCounts(reference, current)),
      ...distanceOrReason('kolmogorovSmirnov', kolmogorovSmirnovOfCounts(reference, current)),
    },
  };
}

/**
 * Rows of the rarest class of a group, so that hiding sees a class with all or none of its rows: among few, this tells about
 * every member.
 */
function rarest({ of, reference, current, values }: ColumnCounts): { successes?: number } {
  if (of === null || values !== undefined) return {};
  const rows = current.filter((n, i) => n + reference[i]! > 0);
  return rows.length === 0 ? {} : { successes: Math.min(...rows) };
}

/** D1 and D2: the stability index of one column against its frozen counts. */
export function columnDrafts(columns: readonly ColumnCounts[], policy: Policy): Draft[] {
  return columns.map((counts): Draft => {
    const { check, column, of, reference, current, values } = counts;
    const drift = columnDrift(reference, current);
    const { warn, fail } = policy.limits[check];
    const rows = (side: readonly number[]) => side.reduce((total, n) => total + n, 0);
    const { method, ...means } = distancesOf(values);
    const sizes = { referenceRows: rows(reference), currentRows: rows(current), bins: reference.length };
    const needed = rowsForStability(warn, sizes);
    return {
      ...means,
      ...rarest(counts),
      check,
      metric: 'stability_index',
      task: column,
      attribute: of?.attribute ?? column,
      group: of?.group ?? ALL,
      reference: BASELINE,
      scale: 'distance',
      groupRows: rows(current),
      referenceRows: rows(reference),
      effect: drift.jensenShannon,
      effectName: 'Jensen-Shannon distance',
      test: 'null of the index, and chi-square',
      warnLimit: warn,
      failLimit: fail,
      method: {
        bins: reference.length,
        nullQuantile: drift.nullQuantile,
        indexP: drift.indexP,
        chiSquareP: drift.chiSquareP,
        unsmoothed: drift.unsmoothed,
        totalVariation: drift.totalVariation,
        jensenShannon: numberOrNull(drift.jensenShannon),
        ...method,
      },
      pending: {
        drift: {
          ...{ value: drift.value, nullQuantile: drift.nullQuantile },
          ...(isInsufficient(needed) ? {} : { rowsNeeded: needed }),
        },
        p: drift.p,
        rule: { warn, fail, alpha: policy.q },
      },
    };
  });
}

/** D3: can a classifier tell embeddings of the baseline from current ones? MMD² is reported with it. */
export function embeddingDraft(
  { reference, current, width }: { reference: Embeddings; current: Embeddings; width: number },
  policy: Policy,
): Draft {
  const settings = { resamples: Math.min(499, policy.resamples), seed: policy.seed };
  const test = domainClassifierTest(reference, current, settings);
  const discrepancy = width > 0 ? meanDiscrepancyTest(reference, current, width, settings) : null;
  const { warn, fail } = policy.limits.D3;
  const value = isInsufficient(test) ? test : test.statistic;
  return {
    check: 'D3',
    metric: 'domain_auc',
    task: 'embedding',
    attribute: 'embedding',
    group: ALL,
    reference: BASELINE,
    scale: 'distance',
    groupRows: current.length,
    referenceRows: reference.length,
    ...(discrepancy && !isInsufficient(discrepancy)
      ? { effect: discrepancy.statistic, effectName: 'MMD squared' }
      : {}),
    test: 'permutation',
    warnLimit: warn,
    failLimit: fail,
    method: { ...settings, ...(discrepancy === null ? {} : { discrepancy }) },
    pending: {
      drift: { value, nullQuantile: isInsufficient(test) ? test : test.nullQuantile },
      p: isInsufficient(test) ? test : test.p,
      rule: { warn, fail, alpha: Math.min(0.01, policy.q) },
    },
  };
}

/** D4: calibration error and AUC of current labelled rows against those of the baseline. */
export function labelledDrift(
  task: string,
  { reference, current }: { reference: ScoredRows; current: ScoredRows },
  policy: Policy,
): Draft[] {
  const rows = Math.min(reference.labels.length, current.labels.length);
  const settings = { resamples: resamplesFor(rows, policy), seed: policy.seed };
  const { warn, fail } = policy.limits.D4;
  const rule = gapRule({ warn, fail }, policy);
  const base = {
    check: 'D4',
    task,
    attribute: 'labels',
    group: ALL,
    reference: BASELINE,
    scale: 'difference' as const,
    groupRows: current.labels.length,
    referenceRows: reference.labels.length,
    warnLimit: warn,
    failLimit: fail,
    method: settings,
  };
  const sizes = { rows, denominator: rows };
  return [
    {
      ...base,
      metric: 'calibration_error_change',
      test: 'permutation',
      pending: pendingGap(
        calibrationGap(current, reference, CALIBRATION_EDGES, settings),
        sizes,
        onlyAbove(rule),
      ),
    },
    {
      ...base,
      metric: 'auc_change',
      test: 'bootstrap',
      pending: pendingGap(aucChange(current, reference, settings), sizes, rule),
    },
  ];
}
