import { dot } from '../vectors.ts';
import { emptySums } from './cluster-sums.ts';
import type { KnownTheme } from './matching.ts';
import { mergeNearest } from './merging.ts';

interface SizedTheme extends KnownTheme {
  /** Count of segments. */
  readonly size: number;
}

/** Fewer themes need no groups. */
const LEAST = 6;
/** Least cosine to the largest theme of a group. */
const LIKE = 0.2;

/**
 * The upper level of the tree of themes: themes merged by Ward's criterion into √(2n) groups. A theme unlike
 * the largest of its group stands alone.
 * @returns for each theme the id of the largest theme of its group; null for that theme itself
 */
export async function parentThemes(themes: readonly SizedTheme[]): Promise<(number | null)[]> {
  const sized = themes.filter(({ size }) => size > 0);
  if (sized.length < LEAST) return themes.map(() => null);
  const dimensions = sized[0]!.centroid.length;
  const clusters = emptySums(sized.length, dimensions);
  // Each theme counts once: by size, small themes would be merged into any.
  for (const [i, { centroid }] of sized.entries()) {
    clusters.sizes[i] = 1;
    clusters.sums.set(centroid, i * dimensions);
  }
  const count = Math.round(Math.sqrt(2 * sized.length));
  const groups = await mergeNearest(clusters, { fewest: count, most: count, cost: 0, size: 0 });
  const largest = new Map<number, SizedTheme>();
  for (const [i, theme] of sized.entries()) {
    const other = largest.get(groups[i]!);
    if (!other || theme.size > other.size) largest.set(groups[i]!, theme);
  }
  const groupOf = new Map(sized.map(({ id }, i) => [id, groups[i]!]));
  return themes.map(({ id, centroid }) => {
    const parent = largest.get(groupOf.get(id) ?? -1);
    return parent && parent.id !== id && dot(parent.centroid, centroid) >= LIKE ? parent.id : null;
  });
}
