import { findCentroids } from '../../analysis/themes/clustering.ts';
import { type ClusteringReason, startsFromScratch } from '../../analysis/themes/clustering-rule.ts';
import { parentThemes } from '../../analysis/themes/groups.ts';
import { centroidsOf, identifyThemes, type KnownTheme } from '../../analysis/themes/matching.ts';
import { contentWordsReader } from '../../analysis/themes/naming/theme-words.ts';
import {
  ALIKE,
  encodeSubjectSpace,
  learnSubjectSpace,
  type SubjectSpace,
  subjectVectors,
} from '../../analysis/themes/subject-space.ts';
import { atHalfPrecision, endToEnd, unitVector } from '../../analysis/vectors.ts';
import type { Connection } from '../../db/client.ts';
import type { LoneRun } from '../../db/lone-run.ts';
import { refreshStatistics, similarityQuantile, writeAssignments } from '../../db/themes/assignments.ts';
import { lastClustering, recordClustering } from '../../db/themes/clusterings.ts';
import {
  arrangeThemes,
  holdEdits,
  insertThemes,
  moveThemes,
  nextThemeId,
  readThemes,
  recountThemes,
} from '../../db/themes/rows.ts';
import { sampledSentences } from '../../db/themes/sentences.ts';
import { segmentVectors, themedVectors } from '../../db/themes/vectors.ts';
import { assignPage } from './newcomers.ts';
import { splitThemes } from './splits.ts';
import type { ThemeRunSettings, ThemesResult } from './theme-run.ts';
import { describeAll, knownLanguages, quoteThemes } from './words.ts';

/** Sentences that the subject space is learnt from. */
const SAMPLE = 10_000;
/** Share of the clustered segments that count as far from their theme. */
const FAR = 0.05;

/** Clusters all segments, and gives the clusters the ids of past themes. */
export async function clusterAll(
  run: LoneRun,
  settings: ThemeRunSettings,
  reason: ClusteringReason,
): Promise<Pick<ThemesResult, 'themes' | 'born' | 'gone'>> {
  const { modelId, dimensions, seed, now, pause } = settings;
  const scratch = startsFromScratch(reason);
  const space = scratch ? await learnSpace(run.reader, settings) : settings.space;
  const inSpace = { ...settings, space };
  const pages = () => segmentVectors(run.reader, modelId, dimensions, 'all');
  async function* batches() {
    for await (const { vectors } of pages()) yield subjectVectors(vectors, space);
  }
  const known = (await readThemes(run.reader, modelId)).filter(({ current, edited }) => current || edited);
  const start = scratch ? {} : { start: centroidsOf(known, dimensions) };
  const options = { seed, pause, ...start, ...(space && { alike: ALIKE }) };
  const found = atHalfPrecision(await findCentroids({ dimensions, batches }, options));
  const moved = scratch ? await centroidsIn(run.reader, inSpace) : new Map<number, Float32Array>();
  return run.write(async (writer) => {
    // Read again: people may have edited themes in the meantime.
    const past = (await readThemes(writer, modelId)).map((theme) => ({
      ...theme,
      centroid: moved.get(theme.id) ?? theme.centroid,
    }));
    const identified = identifyThemes(past, found, await nextThemeId(writer));
    const born = identified.themes.filter(({ id }) => identified.born.includes(id));
    await insertThemes(
      writer,
      modelId,
      born.map((theme) => ({ ...theme, splitFrom: null })),
      now,
    );
    const segments = await writeAll(writer, inSpace, pages(), identified.themes);
    const split = await splitThemes(writer, inSpace, identified.themes);
    const talk = await describeAll(writer, inSpace);
    await holdEdits(writer);
    await moveThemes(writer, modelId, split.themes);
    const ids = split.themes.map(({ id }) => id);
    await recountThemes(writer, modelId, ids, now);
    await arrange(writer, modelId, talk);
    await quoteThemes(writer, split.themes, new Set([...ids, ...identified.gone]));
    const last = await lastClustering(writer, modelId);
    await recordClustering(writer, modelId, {
      ...{ number: (last?.number ?? 0) + 1, reason, seed, segments, themes: ids.length, now },
      farBelow: await similarityQuantile(writer, modelId, FAR),
      space: space && encodeSubjectSpace(space),
    });
    return { themes: ids.length, born: [...identified.born, ...split.born], gone: identified.gone };
  });
}

async function writeAll(
  writer: Connection,
  { modelId, dimensions, space, pause }: ThemeRunSettings,
  pages: ReturnType<typeof segmentVectors>,
  themes: readonly KnownTheme[],
): Promise<number> {
  const ids = themes.map(({ id }) => id);
  const centroids = centroidsOf(themes, dimensions);
  let segments = 0;
  for await (const page of pages) {
    segments += page.ordinals.length;
    await writeAssignments(writer, modelId, assignPage(page, ids, centroids, space));
    await pause();
  }
  await refreshStatistics(writer);
  return segments;
}

async function learnSpace(
  reader: Connection,
  { modelId, dimensions, pause }: ThemeRunSettings,
): Promise<SubjectSpace | null> {
  const contentWords = contentWordsReader(await knownLanguages(reader));
  const rows: Float32Array[] = [];
  const sides: [number, number][] = [];
  const words: string[][] = [];
  for await (const page of sampledSentences(reader, modelId, dimensions, SAMPLE)) {
    for (const { text, negative, positive, embedding } of page) {
      rows.push(embedding);
      sides.push([negative, positive]);
      words.push(contentWords(text));
    }
    await pause();
  }
  return learnSubjectSpace({ vectors: endToEnd(rows, dimensions), sides, words }, pause);
}

/** Past themes in a new space: the directions of the sums of their segments. */
async function centroidsIn(
  reader: Connection,
  { modelId, dimensions, space, pause }: ThemeRunSettings,
): Promise<Map<number, Float32Array>> {
  const sums = new Map<number, Float64Array>();
  for await (const { vectors, themeIds } of themedVectors(reader, modelId, dimensions)) {
    const mapped = subjectVectors(vectors, space);
    for (const [i, id] of themeIds.entries()) {
      const sum = sums.get(id) ?? new Float64Array(dimensions);
      sums.set(id, sum);
      for (let d = 0; d < dimensions; d++) sum[d]! += mapped[i * dimensions + d]!;
    }
    await pause();
  }
  return new Map([...sums].map(([id, sum]) => [id, unitVector(sum)]));
}

/** Stores which themes are talk, and the tree of the others. */
async function arrange(writer: Connection, modelId: number, talk: ReadonlySet<number>): Promise<void> {
  const current = (await readThemes(writer, modelId)).filter((theme) => theme.current);
  const subjects = current.filter(({ id }) => !talk.has(id));
  const parents = await parentThemes(subjects.map((theme) => ({ ...theme, size: theme.segments })));
  await arrangeThemes(writer, modelId, [
    ...subjects.map(({ id }, i) => ({ id, talk: false, parent: parents[i]! })),
    ...current.filter(({ id }) => talk.has(id)).map(({ id }) => ({ id, talk: true, parent: null })),
  ]);
}
