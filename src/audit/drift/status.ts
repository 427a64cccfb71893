import { isInsufficient, type Measured, whenMeasured } from '../../statistics/insufficient.ts';
import type { Verdict } from '../verdict/status.ts';

/** What is known of one drift statistic: a distance, 0 upwards, or an AUC, 0.5 upwards. */
export interface DriftEvidence {
  readonly value: Measured;
  /** Of "nothing changed", adjusted over the family of the run. */
  readonly adjustedP: Measured;
  /** What the statistic stays below in 95% of windows of this size when nothing changed. */
  readonly nullQuantile: Measured;
  /** Rows now that would make chance small enough for the warn limit, for the report. */
  readonly rowsNeeded?: number;
}

export interface DriftRule {
  readonly warn: number;
  readonly fail: number;
  /** 0.05 where nothing is said; 0.01 for embeddings. */
  readonly alpha?: number;
}

/**
 * Drift must be both shown and large: significant and at or above a limit. Significant and below both passes, with
 * a note. Not significant passes only where chance alone stays below the warn limit at this size; where it does
 * not, a quiet statistic says nothing and the verdict is insufficient.
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
