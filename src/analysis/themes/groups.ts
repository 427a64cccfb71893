import { emptySums } from './cluster-sums.ts';
import type { KnownTheme } from './matching.ts';
import { mergeNearest } from './merging.ts';

interface SizedTheme extends KnownTheme {
  /** Count of segments. */
  readonly size: number;
}

/** Fewer themes need no groups. */
const LEAST = 6;

/**
 * The upper level of the tree of themes: themes merged by Ward's criterion into √(2n) groups.
 * @returns for each theme the id of the largest theme of its group; null for that theme itself
 */
export async function parentThemes(themes: readonly SizedTheme[]): Promise<(number | null)[]> {
  const sized = themes.filter(({ size }) => size > 0);
  if (sized.length < LEAST) return themes.map(() => null);
  const dimensions = sized[0]!.centroid.length;
  const clusters = emptySums(sized.length, dimensions);
  for (const [i, { centroid, size }] of sized.entries()) {
    clusters.sizes[i] = size;
    clusters.sums.set(
      centroid.map((value) => value * size),
      i * dimensions,
    );
  }
  const count = Math.round(Math.sqrt(2 * sized.length));
  const groups = await mergeNearest(clusters, { fewest: count, most: count, cost: 0, size: 0 });
  const largest = new Map<number, SizedTheme>();
  for (const [i, theme] of sized.entries()) {
    const other = largest.get(groups[i]!);
    if (!other || theme.size > other.size) largest.set(groups[i]!, theme);
  }
  const groupOf = new Map(sized.map(({ id }, i) => [id, groups[i]!]));
  return themes.map(({ id }) => {
    const parent = largest.get(groupOf.get(id) ?? -1)?.id ?? null;
    return parent === id ? null : parent;
  });
}
