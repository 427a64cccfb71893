import { dot, endToEnd, type Vectors, vectorsOf } from '../vectors.ts';
import { cheapestAssignment } from './assignment.ts';

export interface KnownTheme {
  readonly id: number;
  /** Of unit length. */
  readonly centroid: Float32Array;
}

/** A theme of earlier clusterings. */
interface PastTheme extends KnownTheme {
  /** Whether the last clustering found it. */
  readonly current: boolean;
  /** Whether a person renamed, hid, merged or split it: it then stays even if a clustering does not find it. */
  readonly edited: boolean;
}

interface IdentifiedThemes {
  /** Themes to assign segments to, by id. */
  readonly themes: readonly KnownTheme[];
  /** New ids. */
  readonly born: readonly number[];
  /** Ids of current themes that the clustering did not find. */
  readonly gone: readonly number[];
}

/** Least cosine between a cluster and the theme that it continues. */
const SAME_THEME = 0.7;

/**
 * Gives new clusters the ids of past themes: first of current themes, then of those that earlier clusterings lost.
 * Clusters without a match get new ids. Edited themes without a match stay with their old centroid.
 *
 * @param found centroids of the new clusters
 * @param nextId above all ids ever used
 */
export function identifyThemes(past: readonly PastTheme[], found: Vectors, nextId: number): IdentifiedThemes {
  const clusters = vectorsOf(found);
  const continued = matchedIds(
    past.filter(({ current }) => current),
    clusters,
  );
  const revived = matchedIds(
    past.filter(({ current }) => !current),
    clusters.filter((_, i) => continued[i] === null),
  ).values();
  const born: number[] = [];
  const ids = continued.map((id) => {
    const known = id ?? revived.next().value ?? null;
    if (known === null) born.push(nextId + born.length);
    return known ?? born.at(-1)!;
  });
  const lost = past.filter(({ id }) => !ids.includes(id));
  const themes = [
    ...ids.map((id, i) => ({ id, centroid: clusters[i]! })),
    ...lost.filter(({ edited }) => edited).map(({ id, centroid }) => ({ id, centroid })),
  ];
  return {
    themes: themes.sort((a, b) => a.id - b.id),
    born,
    gone: lost.filter(({ current, edited }) => current && !edited).map(({ id }) => id),
  };
}

/** For each cluster the id of its theme, or null: the pairing with the largest sum of cosines ≥ {@link SAME_THEME}. */
function matchedIds(past: readonly KnownTheme[], clusters: readonly Float32Array[]): (number | null)[] {
  const cosines = clusters.map((cluster) => past.map(({ centroid }) => dot(cluster, centroid)));
  // A forbidden pair costs as much as no pair.
  const costs = cosines.map((row) => row.map((cosine) => (cosine >= SAME_THEME ? -1 - cosine : 0)));
  return cheapestAssignment(costs).map((partner, i) =>
    partner >= 0 && cosines[i]![partner]! >= SAME_THEME ? past[partner]!.id : null,
  );
}

/** The centroids of themes, in their order. @param dimensions for an empty list */
export const centroidsOf = (themes: readonly Pick<KnownTheme, 'centroid'>[], dimensions: number): Vectors =>
  endToEnd(
    themes.map(({ centroid }) => centroid),
    dimensions,
  );
