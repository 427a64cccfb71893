import { findCentroids } from '../../analysis/themes/clustering.ts';

import { centroidsOf, type KnownTheme } from '../../analysis/themes/matching.ts';
import { subjectVectors } from '../../analysis/themes/subject-space.ts';
import { atHalfPrecision, dot, vectorsOf } from '../../analysis/vectors.ts';
import type { Connection } from '../../db/client.ts';
import { writeAssignments } from '../../db/themes/assignments.ts';
import { markApplied, waitingSplits } from '../../db/themes/clusterings.ts';
import { insertThemes, nextThemeId } from '../../db/themes/rows.ts';
import { themeVectors } from '../../db/themes/vectors.ts';
import { assignPage } from './newcomers.ts';
import type { ThemeRunSettings } from './theme-run.ts';

interface SplitThemes {
  /** All themes after the splits. */
  readonly themes: readonly KnownTheme[];
  readonly born: readonly number[];
  /** Ids of themes whose segments have changed. */
  readonly touched: readonly number[];
}

/**
 * Makes the splits that people requested, oldest first. The part nearest to the centroid of the theme keeps its id; the
 * others get new ids. A theme that does not exist any more, or whose segments are all alike, is not split.
 */
export async function splitThemes(
  writer: Connection,
  settings: ThemeRunSettings,
  themes: readonly KnownTheme[],
): Promise<SplitThemes> {
  let all = themes;
  const born: number[] = [];
  const touched: number[] = [];
  for (const { editId, themeId, parts } of await waitingSplits(writer, settings.modelId)) {
    const whole = all.find(({ id }) => id === themeId);
    const made = whole ? await split(writer, settings, whole, parts) : [];
    if (made.length > 1) {
      all = [...all.filter(({ id }) => id !== themeId), ...made].sort((a, b) => a.id - b.id);
      born.push(...made.map(({ id }) => id).filter((id) => id !== themeId));
      touched.push(...made.map(({ id }) => id));
    }
    await markApplied(writer, editId, settings.now);
  }
  return { themes: all, born, touched };
}

async function split(
  writer: Connection,
  { modelId, dimensions, space, seed, now, pause }: ThemeRunSettings,
  whole: KnownTheme,
  clusters: number,
): Promise<KnownTheme[]> {
  const pages = () => themeVectors(writer, whole.id, dimensions);
  async function* batches() {
    for await (const { vectors } of pages()) yield subjectVectors(vectors, space);
  }
  const found = await findCentroids({ dimensions, batches }, { seed, clusters, pause });
  const parts = vectorsOf(atHalfPrecision(found));
  if (parts.length < 2) return [];
  const nearness = parts.map((part) => dot(part, whole.centroid));
  const own = nearness.indexOf(Math.max(...nearness));
  const nextId = await nextThemeId(writer);
  const others = parts.filter((_, i) => i !== own).map((centroid, i) => ({ id: nextId + i, centroid }));
  const made = [{ id: whole.id, centroid: parts[own]! }, ...others];
  await insertThemes(
    writer,
    modelId,
    others.map((part) => ({ ...part, splitFrom: whole.id })),
    now,
  );
  const ids = made.map(({ id }) => id);
  const vectors = centroidsOf(made, dimensions);
  for await (const page of pages()) {
    await writeAssignments(writer, modelId, assignPage(page, ids, vectors, space));
  }
  return made;
}
