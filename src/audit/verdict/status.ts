import type { AuditStatus } from '../../domain/audit-record.ts';
import { isInsufficient, type Measured, type Reason } from '../../statistics/insufficient.ts';
import type { Interval } from '../../statistics/intervals/intervals.ts';

/** Values inside are acceptable. A difference of at most 0.05 is −0.05..0.05, a ratio 0.8..1.25. */
type Range = Interval;

interface Limits {
  /** Beyond it a shown effect warns; wholly inside it the effect is shown to be small. */
  readonly warn: Range;
  /** Wholly beyond it a shown effect fails; it contains the warn range. */
  readonly fail: Range;
}

/** The range of differences up to this size, either way. */
export function within(size: number): Range {
  return { low: -size, high: size };
}

/** The range of ratios down to this one, or up to its inverse. */
export function ratioWithin(smallest: number): Range {
  return { low: smallest, high: 1 / smallest };
}

/** One metric of one group; all values are in the unit of the limits. */
export interface Evidence {
  readonly value: Measured;
  /** The 95 % interval. */
  readonly interval: Measured<Interval>;
  /** Adjusted over the family of the audit. */
  readonly adjustedP: Measured;
  /** Rows of the group or of its reference, whichever has fewer. */
  readonly rows: number;
  /** The smaller denominator of both rates; the same as `rows` without a condition. */
  readonly denominator: number;
  /** A second scale on which the effect must also be this large, such as 0.03 of a difference. */
  readonly practical?: { readonly value: number; readonly interval: Interval; readonly least: number };
  /** The 95th percentile of |effect| of placebo swaps, which have no meaning. */
  readonly noise?: number;
  /** Rows in the group that decide, for the report. */
  readonly rowsNeeded?: number;
}

/** Labels of a class that an error rate needs. */
export const LEAST_LABELS = 30;

export interface Rule {
  readonly limits: Limits;
  /** 30 by default. */
  readonly leastRows?: number;
  /** 10 by default. */
  readonly leastDenominator?: number;
  /** 0.05 by default. */
  readonly alpha?: number;
  /** Without labels the customers may differ and not the model: such a check never fails. */
  readonly cap?: 'warn';
}

export interface Verdict {
  readonly status: AuditStatus;
  readonly reason:
    | 'shown_large'
    | 'capped_at_warn'
    | 'beyond_warn_limit'
    | 'shown_small'
    | 'small_not_tiny'
    | 'within_noise'
    | Reason;
  readonly rowsNeeded?: number;
}

/** Scores have six digits; means of equal scores differ by less than this. */
const ROUNDING = 1e-9;

/**
 * The one rule from evidence to status, for the nightly run, the command line and every report:
 * 1. too few rows, too small a denominator or no value: insufficient;
 * 2. interval wholly beyond the fail limit and significant: fail (warn, where the check is capped);
 * 3. interval wholly inside the warn limit: pass, shown small;
 * 4. significant and value beyond the warn limit: warn;
 * 5. value and interval inside the fail limit: pass, small but not shown tiny;
 * 6. anything else: the interval straddles a limit, insufficient, with the rows needed.
 * An effect that would fail or warn, but is no larger than the placebo noise, passes with that reason. With a practical
 * scale, 2 and 4 need the effect on both scales, and 3 is satisfied by either.
 */
export function judgeGap(evidence: Evidence, rule: Rule): Verdict {
  const { limits, alpha = 0.05, cap } = rule;
  const { value, interval, adjustedP, practical } = evidence;
  const needs = evidence.rowsNeeded === undefined ? {} : { rowsNeeded: evidence.rowsNeeded };
  const lacking = (reason: Reason): Verdict => ({ status: 'insufficient', reason, ...needs });
  if (evidence.rows < leastRowsOf(rule)) return lacking('too_few_rows');
  if (!isLargeEnough(evidence, rule)) return lacking('small_denominator');
  if (isInsufficient(value)) return lacking(value.insufficient);
  if (isInsufficient(interval)) return lacking(interval.insufficient);
  if (isInsufficient(adjustedP)) return lacking(adjustedP.insufficient);

  const significant = adjustedP < alpha;
  const matters = !practical || Math.abs(practical.value) >= practical.least;
  const practicallySmall = practical !== undefined && inside(practical.interval, within(practical.least));
  const noise = evidence.noise !== undefined && Math.abs(value) <= evidence.noise + ROUNDING;

  if (inside(interval, limits.warn) || practicallySmall) return { status: 'pass', reason: 'shown_small' };
  if (significant && matters && !contains(limits.warn, value)) {
    if (noise) return { status: 'pass', reason: 'within_noise' };
    if (!beyond(interval, limits.fail)) return { status: 'warn', reason: 'beyond_warn_limit' };
    return cap ? { status: 'warn', reason: 'capped_at_warn' } : { status: 'fail', reason: 'shown_large' };
  }
  if (contains(limits.fail, value) && inside(interval, limits.fail)) {
    return { status: 'pass', reason: 'small_not_tiny' };
  }
  return lacking('interval_straddles_limit');
}

function leastRowsOf({ leastRows = 30 }: Rule): number {
  return leastRows;
}

/** Whether there are enough rows to judge at all, whatever the values are. */
export function isLargeEnough(
  { rows, denominator }: Pick<Evidence, 'rows' | 'denominator'>,
  rule: Rule,
): boolean {
  return rows >= leastRowsOf(rule) && denominator >= (rule.leastDenominator ?? 10);
}

function inside(interval: Interval, range: Range): boolean {
  return interval.low > range.low && interval.high < range.high;
}

function beyond(interval: Interval, range: Range): boolean {
  return interval.low > range.high || interval.high < range.low;
}

function contains(range: Range, value: number): boolean {
  return value >= range.low && value <= range.high;
}
