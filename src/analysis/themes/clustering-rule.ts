import { wilsonShare } from '../../statistics/intervals/intervals.ts';

/** The last clustering of a model's segments, and what has come in since. */
export interface PastClustering {
  /** Segments it clustered. */
  readonly segments: number;
  /** Cosine that one of twenty of them was below. */
  readonly farBelow: number;
  /** Segments assigned since, and of them those below `farBelow`. */
  readonly newcomers: number;
  readonly farNewcomers: number;
}

/** Why segments are clustered: see {@link clusteringReason}. */
export type ClusteringReason = 'first' | 'rebuild' | 'outgrown' | 'grown' | 'changed';

/** Newcomers beyond this share of the segments clustered make themes old. */
export const GROWN = 0.5;
/** From here on the centroids of before are no start any more. */
const OUTGROWN = 2;
/**
 * One of twenty was far when the themes were made; of what was not there then, up to one in five is (measured on the
 * demo data). More, beyond chance, says that the talk has changed.
 */
const CHANGED = 0.25;

/**
 * Whether tonight's segments need new themes, or are assigned to those that there are (null).
 *
 * - `first`: there are none. `rebuild`: somebody asked.
 * - `outgrown`: twice as many segments have come in as were clustered; themes are found afresh, and matched.
 * - `grown`: half as many have. `changed`: of those that have, more than 25 % are far from every theme (lower end of
 *   the 95 % interval), where 5 % were. Both go on from the centroids of before.
 *
 * @param last tonight's newcomers counted in
 */
export function clusteringReason(last: PastClustering | null, rebuild: boolean): ClusteringReason | null {
  if (last === null) return 'first';
  if (rebuild) return 'rebuild';
  const { segments, newcomers, farNewcomers } = last;
  if (newcomers >= OUTGROWN * segments && newcomers > 0) return 'outgrown';
  if (newcomers > GROWN * segments) return 'grown';
  return (wilsonShare(farNewcomers, newcomers)?.low ?? 0) > CHANGED ? 'changed' : null;
}

/** Whether themes are found afresh, or go on from the centroids of before. */
export const isAfresh = (reason: ClusteringReason): boolean => reason !== 'grown' && reason !== 'changed';
