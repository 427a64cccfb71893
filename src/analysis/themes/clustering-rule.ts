import { wilsonShare } from '../../statistics/intervals/intervals.ts';

/** The last clustering of a model's segments, and the segments since. */
interface PastClustering {
  /** Clustered segments. */
  readonly segments: number;
  /** 5 % of their cosines were below this. */
  readonly farBelow: number;
  /** Segments assigned since, and those of them below `farBelow`. */
  readonly newcomers: number;
  readonly farNewcomers: number;
}

/** Why all segments are clustered; see {@link clusteringReason}. */
export type ClusteringReason = 'first' | 'rebuild' | 'outgrown' | 'grown' | 'changed';

/** With more newcomers than this share of the clustered segments, themes are out of date. */
export const GROWN = 0.5;
/** From this share on, the last centroids are no longer a good start. */
const OUTGROWN = 2;
/**
 * Share of far newcomers that shows a change of content. At clustering 5 % of segments are far; of later segments up to
 * 20 % are (measured on the demo data).
 */
const CHANGED = 0.25;

/**
 * Why all segments must be clustered; null if the existing themes are good enough to assign new segments to.
 *
 * - `first`: there are no themes. `rebuild`: the user asked for it.
 * - `outgrown`: newcomers are at least twice the clustered segments. Themes are found from scratch, then matched.
 * - `grown`: newcomers are more than half of them. `changed`: more than 25 % of newcomers are far from every theme
 *   (lower end of the 95 % interval); at clustering it was 5 %. Both continue from the last centroids.
 *
 * @param last includes the current newcomers
 */
export function clusteringReason(last: PastClustering | null, rebuild: boolean): ClusteringReason | null {
  if (last === null) return 'first';
  if (rebuild) return 'rebuild';
  const { segments, newcomers, farNewcomers } = last;
  if (newcomers >= OUTGROWN * segments && newcomers > 0) return 'outgrown';
  if (newcomers > GROWN * segments) return 'grown';
  return (wilsonShare(farNewcomers, newcomers)?.low ?? 0) > CHANGED ? 'changed' : null;
}

/** Whether clustering starts from scratch; otherwise it continues from the last centroids. */
export const startsFromScratch = (reason: ClusteringReason): boolean =>
  reason !== 'grown' && reason !== 'changed';
