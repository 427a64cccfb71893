import { insufficient, type Measured } from '../insufficient.ts';
import { type BootstrapResult, bootstrap } from '../resampling/bootstrap.ts';
import type { Resampling } from '../resampling/permutation.ts';

/**
 * Krippendorff's α of nominal labels (Krippendorff 2011, "Computing Krippendorff's alpha-reliability"), at most 1; 0 is
 * what chance alone would give. The number of labels may differ from unit to unit; units with fewer than two say nothing.
 * All labels are one class: `zero_variance`. The 95 % interval is a bootstrap over units.
 * @param units labels of each unit
 */
export function krippendorffAlpha<Class>(
  units: readonly (readonly Class[])[],
  resampling: Resampling,
): Measured<BootstrapResult> {
  const paired = units.filter((labels) => labels.length > 1);
  const classes = [...new Set(paired.flat())];
  const counts = paired.map((labels) => classes.map((one) => labels.filter((label) => label === one).length));
  const statistic = ([drawn]: readonly Int32Array[]) => alphaOf(Array.from(drawn!, (i) => counts[i]!));
  return bootstrap([paired.length], statistic, resampling);
}

/** @param counts labels of each class, by unit */
function alphaOf(counts: readonly (readonly number[])[]): Measured {
  const totals = counts[0]?.map(() => 0) ?? [];
  let [values, disagreement] = [0, 0];
  for (const unit of counts) {
    const own = unit.reduce((sum, n) => sum + n, 0);
    const agreeing = unit.reduce((sum, n) => sum + n * (n - 1), 0);
    disagreement += own - agreeing / (own - 1);
    values += own;
    for (const [i, n] of unit.entries()) totals[i]! += n;
  }
  const agreeing = totals.reduce((sum, n) => sum + n * (n - 1), 0);
  const expected = values - agreeing / (values - 1);
  return expected === 0 ? insufficient('zero_variance') : 1 - disagreement / expected;
}
