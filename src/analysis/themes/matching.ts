import { dot, endToEnd, type Vectors, vectorAt, vectorsOf } from '../vectors.ts';
import { cheapestAssignment } from './assignment.ts';

/** What has to be known of a theme to find it again. */
export interface KnownTheme {
  readonly id: number;
  /** Of unit length. */
  readonly centroid: Float32Array;
}

export interface ThemeMatch {
  /** The id of each of tonight's clusters, in their order. */
  readonly ids: readonly number[];
  /** Ids that no theme had before. */
  readonly born: readonly number[];
  /** Ids of the night before that no cluster bears tonight. */
  readonly gone: readonly number[];
}

/**
 * Gives tonight's clusters the ids of last night's themes: the pairing with the largest sum of cosines, of pairs
 * whose cosine is `threshold` or more. Clusters without a pair get new ids, from `nextId` upwards. The order of
 * last night's themes makes no difference unless cosines are equal.
 *
 * @param threshold −1..1; default 0.7
 */
export function matchThemes(
  before: readonly KnownTheme[],
  tonight: Vectors,
  nextId: number,
  threshold = 0.7,
): ThemeMatch {
  const clusters = vectorsOf(tonight);
  const cosines = clusters.map((cluster) => before.map(({ centroid }) => dot(cluster, centroid)));
  // A pair that is not allowed costs as much as no pair.
  const costs = cosines.map((row) => row.map((cosine) => (cosine >= threshold ? -1 - cosine : 0)));
  const partners = cheapestAssignment(costs);
  const born: number[] = [];
  const ids = clusters.map((_, i) => {
    const partner = partners[i]!;
    if (partner >= 0 && cosines[i]![partner]! >= threshold) return before[partner]!.id;
    born.push(nextId + born.length);
    return born.at(-1)!;
  });
  return { ids, born, gone: before.map(({ id }) => id).filter((id) => !ids.includes(id)) };
}

/** A theme of the nights before. */
export interface PastTheme extends KnownTheme {
  /** False when the last clustering did not find it. */
  readonly current: boolean;
  /** True when a person renamed, hid, merged or split it: it lives on, found or not. */
  readonly edited: boolean;
}

export interface ThemesOfTonight {
  /** What segments are assigned to, by id. */
  readonly themes: readonly KnownTheme[];
  readonly born: readonly number[];
  /** Current ones that were not found. */
  readonly gone: readonly number[];
}

/**
 * Gives tonight's clusters their ids: those of current themes first, then those of themes that went away before.
 * Edited themes that no cluster bears stay where they were.
 *
 * @param nextId above all ids that were ever used
 */
export function themesOfTonight(
  past: readonly PastTheme[],
  tonight: Vectors,
  nextId: number,
): ThemesOfTonight {
  const first = matchThemes(
    past.filter(({ current }) => current),
    tonight,
    nextId,
  );
  const without = [...first.ids.keys()].filter((i) => first.ids[i]! >= nextId);
  const second = matchThemes(
    past.filter(({ current }) => !current),
    endToEnd(
      without.map((i) => vectorAt(tonight, i)),
      tonight.dimensions,
    ),
    nextId,
  );
  const ids = [...first.ids];
  for (const [place, i] of without.entries()) ids[i] = second.ids[place]!;
  const found = ids.map((id, i) => ({ id, centroid: vectorAt(tonight, i) }));
  const kept = past.filter(({ id, edited }) => edited && !ids.includes(id));
  const themes = [...found, ...kept.map(({ id, centroid }) => ({ id, centroid }))];
  return {
    themes: themes.sort((a, b) => a.id - b.id),
    born: second.born,
    gone: past
      .filter(({ id, current, edited }) => current && !edited && !ids.includes(id))
      .map(({ id }) => id),
  };
}
