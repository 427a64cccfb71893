import { findCentroids } from '../../analysis/themes/clustering.ts';
import { type ClusteringReason, isAfresh } from '../../analysis/themes/clustering-rule.ts';
import { atHalfPrecision } from '../../analysis/themes/half-precision.ts';
import { themesOfTonight } from '../../analysis/themes/matching.ts';
import { endToEnd } from '../../analysis/vectors.ts';
import type { Connection } from '../../db/client.ts';
import type { ThemeNight } from '../../db/themes/nightly-themes.ts';
import {
  refreshStatistics,
  similarityQuantile,
  writeAssignments,
} from '../../db/themes/theme-assignments.ts';
import { lastClustering, recordClustering } from '../../db/themes/theme-clusterings.ts';
import {
  holdEdits,
  insertThemes,
  moveThemes,
  nextThemeId,
  readThemes,
  recountThemes,
} from '../../db/themes/theme-rows.ts';
import { segmentVectors } from '../../db/themes/theme-vectors.ts';
import { assignPage } from './newcomers.ts';
import type { ThemeSettings, ThemesResult } from './settings.ts';
import { splitThemes } from './splits.ts';
import { describeAll, quoteThemes } from './words.ts';

/** Share of the clustered segments whose distance counts as far. */
const FAR = 0.05;

/** Clusters all segments, and describes the themes that result. */
export async function clusterAll(
  update: ThemeNight,
  settings: ThemeSettings,
  reason: ClusteringReason,
): Promise<Pick<ThemesResult, 'themes' | 'born' | 'gone'>> {
  const { modelId, dimensions, seed, now, pause } = settings;
  const pages = () => segmentVectors(update.reader, modelId, dimensions, 'all');
  async function* batches() {
    for await (const { vectors } of pages()) yield vectors;
  }
  const known = await readThemes(update.reader, modelId);
  const start = endToEnd(
    known.filter(({ current, edited }) => current || edited).map(({ centroid }) => centroid),
    dimensions,
  );
  const found = atHalfPrecision(
    await findCentroids({ dimensions, batches }, { seed, pause, ...(isAfresh(reason) ? {} : { start }) }),
  );
  return update.write(async (writer) => {
    // Read again: people may have edited themes since.
    const past = await readThemes(writer, modelId);
    const nextId = await nextThemeId(writer);
    const matched = themesOfTonight(past, found, nextId);
    const born = matched.themes.filter(({ id }) => matched.born.includes(id));
    await insertThemes(
      writer,
      modelId,
      born.map((theme) => ({ ...theme, splitFrom: null })),
      now,
    );
    const segments = await writeAll(writer, settings, pages(), matched.themes);
    const split = await splitThemes(writer, settings, matched.themes);
    await describeAll(writer, modelId, settings.ownNames);
    await holdEdits(writer);
    await moveThemes(writer, modelId, split.themes);
    const ids = split.themes.map(({ id }) => id);
    await recountThemes(writer, modelId, ids, now);
    await quoteThemes(writer, split.themes, new Set([...ids, ...matched.gone]));
    const last = await lastClustering(writer, modelId);
    await recordClustering(writer, modelId, {
      ...{ number: (last?.number ?? 0) + 1, reason, seed, segments, themes: ids.length, now },
      farBelow: await similarityQuantile(writer, modelId, FAR),
    });
    return { themes: ids.length, born: [...matched.born, ...split.born], gone: matched.gone };
  });
}

async function writeAll(
  writer: Connection,
  { modelId, dimensions, pause }: ThemeSettings,
  pages: ReturnType<typeof segmentVectors>,
  themes: readonly { readonly id: number; readonly centroid: Float32Array }[],
): Promise<number> {
  const ids = themes.map(({ id }) => id);
  const centroids = endToEnd(
    themes.map(({ centroid }) => centroid),
    dimensions,
  );
  let segments = 0;
  for await (const page of pages) {
    segments += page.ordinals.length;
    await writeAssignments(writer, modelId, assignPage(page, ids, centroids));
    await pause();
  }
  await refreshStatistics(writer);
  return segments;
}
