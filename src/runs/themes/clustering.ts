import { findCentroids } from '../../analysis/themes/clustering.ts';
import { type ClusteringReason, startsFromScratch } from '../../analysis/themes/clustering-rule.ts';
import { centroidsOf, identifyThemes, type KnownTheme } from '../../analysis/themes/matching.ts';
import { atHalfPrecision } from '../../analysis/vectors.ts';
import type { Connection } from '../../db/client.ts';
import type { LoneRun } from '../../db/lone-run.ts';
import { refreshStatistics, similarityQuantile, writeAssignments } from '../../db/themes/assignments.ts';
import { lastClustering, recordClustering } from '../../db/themes/clusterings.ts';
import {
  holdEdits,
  insertThemes,
  moveThemes,
  nextThemeId,
  readThemes,
  recountThemes,
} from '../../db/themes/rows.ts';

import { segmentVectors } from '../../db/themes/vectors.ts';
import { assignPage } from './newcomers.ts';
import { splitThemes } from './splits.ts';
import type { ThemeRunSettings, ThemesResult } from './theme-run.ts';
import { describeAll, quoteThemes } from './words.ts';

/** Share of the clustered segments that count as far from their theme. */
const FAR = 0.05;

/** Clusters all segments, and gives the clusters the ids of past themes. */
export async function clusterAll(
  run: LoneRun,
  settings: ThemeRunSettings,
  reason: ClusteringReason,
): Promise<Pick<ThemesResult, 'themes' | 'born' | 'gone'>> {
  const { modelId, dimensions, seed, now, pause } = settings;
  const pages = () => segmentVectors(run.reader, modelId, dimensions, 'all');
  async function* batches() {
    for await (const { vectors } of pages()) yield vectors;
  }
  const known = (await readThemes(run.reader, modelId)).filter(({ current, edited }) => current || edited);
  const start = startsFromScratch(reason) ? {} : { start: centroidsOf(known, dimensions) };
  const found = atHalfPrecision(await findCentroids({ dimensions, batches }, { seed, pause, ...start }));
  return run.write(async (writer) => {
    // Read again: people may have edited themes in the meantime.
    const past = await readThemes(writer, modelId);
    const identified = identifyThemes(past, found, await nextThemeId(writer));
    const born = identified.themes.filter(({ id }) => identified.born.includes(id));
    await insertThemes(
      writer,
      modelId,
      born.map((theme) => ({ ...theme, splitFrom: null })),
      now,
    );
    const segments = await writeAll(writer, settings, pages(), identified.themes);
    const split = await splitThemes(writer, settings, identified.themes);
    await describeAll(writer, modelId, settings.ownNames);
    await holdEdits(writer);
    await moveThemes(writer, modelId, split.themes);
    const ids = split.themes.map(({ id }) => id);
    await recountThemes(writer, modelId, ids, now);
    await quoteThemes(writer, split.themes, new Set([...ids, ...identified.gone]));
    const last = await lastClustering(writer, modelId);
    await recordClustering(writer, modelId, {
      ...{ number: (last?.number ?? 0) + 1, reason, seed, segments, themes: ids.length, now },
      farBelow: await similarityQuantile(writer, modelId, FAR),
    });
    return { themes: ids.length, born: [...identified.born, ...split.born], gone: identified.gone };
  });
}

async function writeAll(
  writer: Connection,
  { modelId, dimensions, pause }: ThemeRunSettings,
  pages: ReturnType<typeof segmentVectors>,
  themes: readonly KnownTheme[],
): Promise<number> {
  const ids = themes.map(({ id }) => id);
  const centroids = centroidsOf(themes, dimensions);
  let segments = 0;
  for await (const page of pages) {
    segments += page.ordinals.length;
    await writeAssignments(writer, modelId, assignPage(page, ids, centroids));
    await pause();
  }
  await refreshStatistics(writer);
  return segments;
}
