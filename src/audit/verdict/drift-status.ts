import { isInsufficient, type Measured, whenMeasured } from '../../statistics/insufficient.ts';
import type { Verdict } from './status.ts';

/** One drift statistic: a distance, 0 upwards, or an AUC, 0.5 upwards. */
export interface DriftEvidence {
  readonly value: Measured;
  /** Of "nothing changed", adjusted over the family of the audit. */
  readonly adjustedP: Measured;
  /** The 95 % quantile of the statistic in windows of this size without drift. */
  readonly nullQuantile: Measured;
  /** Current rows at which chance stays below the warn limit, for the report. */
  readonly rowsNeeded?: number;
}

export interface DriftRule {
  readonly warn: number;
  readonly fail: number;
  /** 0.05 by default; 0.01 for embeddings. */
  readonly alpha?: number;
}

/**
 * Drift must be both shown and large: significant, and at or above a limit. A significant value below both limits passes
 * with a note. A value that is not significant passes only if chance alone stays below the warn limit at this size;
 * otherwise a small value says nothing, and the verdict is insufficient.
 */
export function judgeDrift(evidence: DriftEvidence, { warn, fail, alpha = 0.05 }: DriftRule): Verdict {
  const needed = [evidence.value, evidence.adjustedP, evidence.nullQuantile];
  const verdict = whenMeasured<Verdict>(needed, (value, p, byChance) => {
    if (p < alpha) {
      if (value >= fail) return { status: 'fail', reason: 'shown_large' };
      if (value >= warn) return { status: 'warn', reason: 'beyond_warn_limit' };
      return { status: 'pass', reason: 'small_not_tiny' };
    }
    if (value < warn && byChance < warn) return { status: 'pass', reason: 'shown_small' };
    const needs = evidence.rowsNeeded === undefined ? {} : { rowsNeeded: evidence.rowsNeeded };
    return { status: 'insufficient', reason: 'chance_exceeds_limit', ...needs };
  });
  return isInsufficient(verdict) ? { status: 'insufficient', reason: verdict.insufficient } : verdict;
}
