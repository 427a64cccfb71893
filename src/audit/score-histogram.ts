import { requireSameLength } from './input.ts';
import { insufficient, type Measured } from './insufficient.ts';

/** AUC from counts: the value where ties inside a bucket count half, and how far the true one may be away. */
export interface BoundedAuc {
  readonly value: number;
  /** The AUC of the scores themselves lies within value ± bound. */
  readonly bound: number;
}

/**
 * AUC from how many rows of each label fall into each score bucket, lowest bucket first: what a cube of sums can
 * give without the rows. Only one class: `one_class_only`.
 */
export function aucFromHistogram(
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
): Measured<BoundedAuc> {
  requireSameLength('AUC from buckets', positives, negatives);
  let [below, pairs, tied, allPositives] = [0, 0, 0, 0];
  for (let bucket = 0; bucket < positives.length; bucket++) {
    pairs += positives[bucket]! * below;
    tied += positives[bucket]! * negatives[bucket]!;
    below += negatives[bucket]!;
    allPositives += positives[bucket]!;
  }
  if (allPositives === 0 || below === 0) return insufficient('one_class_only');
  const all = allPositives * below;
  return { value: (pairs + tied / 2) / all, bound: tied / 2 / all };
}
