import { clusteringReason } from '../../analysis/themes/clustering-rule.ts';
import type { Pause } from '../../analysis/themes/k-means.ts';
import type { Connection, Database } from '../../db/client.ts';
import { feedbackModel } from '../../db/results/models.ts';
import { themeNight } from '../../db/themes/nightly-themes.ts';
import { countSince, lastClustering } from '../../db/themes/theme-clusterings.ts';
import { themesWithBrokenQuotes } from '../../db/themes/theme-quotes.ts';
import {
  countNewcomers,
  holdEdits,
  moveThemes,
  readThemes,
  recountThemes,
} from '../../db/themes/theme-rows.ts';
import { embeddingDimensions } from '../../db/themes/theme-vectors.ts';
import { interrupted } from '../../errors/verbatim-error.ts';
import { clusterAll } from './clustering.ts';
import { lookAtNewcomers, type Newcomers, writeNewcomers } from './newcomers.ts';
import type { ThemeSettings, ThemesResult } from './settings.ts';
import { LEAST_SENTENCES } from './settings.ts';
import { splitThemes } from './splits.ts';
import { describeAll, quoteThemes } from './words.ts';

export interface ThemesOptions {
  /** Model whose segments are used. Default: the active model. */
  readonly modelId?: number;
  /** Cluster everything again. Themes that are found again keep their ids. */
  readonly rebuild?: boolean;
  /** Names of the company, besides the names that are detected. No theme is named after them. */
  readonly ownNames?: readonly string[];
  /** Seed of all random choices. Default 1. The same rows, model and seed give the same themes. */
  readonly seed?: number;
  /** The time to store. Default: now. */
  readonly now?: Date;
  /** Ends the update; nothing is stored. */
  readonly signal?: AbortSignal;
  /** Called after every few milliseconds of work. Default: yields to the event loop. Ends the update by throwing. */
  readonly pause?: Pause;
}

const UNTOUCHED = { clustered: null, themes: 0, born: [], gone: [] };
const NOTHING: ThemesResult = { ...UNTOUCHED, model: null, newcomers: 0, tooFew: null };

/**
 * Updates themes with the segments of one model: assigns new segments, or clusters all of them if
 * {@link clusteringReason} says so; splits themes as people asked; chooses keywords, names and quotes. All of it is one
 * transaction: an update that was killed and runs again ends the same. Without anything new it writes nothing.
 * @throws VerbatimError THEMES_BUSY while another process updates themes; INTERRUPTED by `signal`
 */
export async function updateThemes(database: Database, options: ThemesOptions = {}): Promise<ThemesResult> {
  return themeNight(database, async (update) => {
    const model = await feedbackModel(update.reader, options.modelId ?? null);
    const dimensions = model && (await embeddingDimensions(update.reader, model.id));
    if (!model || !dimensions) return NOTHING;
    const { ownNames = [], seed = 1, now = new Date(), pause = letOthersRun(options.signal) } = options;
    const settings = { modelId: model.id, dimensions, ownNames, seed, now, pause };
    const last = await lastClustering(update.reader, model.id);
    const newcomers = await lookAtNewcomers(update.reader, settings, last);
    // Before the first clustering every segment is a newcomer.
    if (last === null && (newcomers.count < LEAST_SENTENCES || newcomers.texts < 2)) {
      const tooFew = { sentences: newcomers.count, texts: newcomers.texts };
      return { ...UNTOUCHED, model: model.hash, newcomers: newcomers.count, tooFew };
    }
    const since = last && {
      ...last,
      newcomers: last.newcomers + newcomers.count,
      farNewcomers: last.farNewcomers + newcomers.far,
    };
    const reason = clusteringReason(since, options.rebuild ?? false);
    const result = reason
      ? await clusterAll(update, settings, reason)
      : await update.write((writer) => assign(writer, settings, newcomers));
    return { model: model.hash, clustered: reason, newcomers: newcomers.count, tooFew: null, ...result };
  });
}

type Changes = Pick<ThemesResult, 'themes' | 'born' | 'gone'>;

/** Assigns newcomers to the current themes. */
async function assign(writer: Connection, settings: ThemeSettings, newcomers: Newcomers): Promise<Changes> {
  const { modelId, now } = settings;
  await writeNewcomers(writer, modelId, newcomers);
  const themes = (await readThemes(writer, modelId)).filter(({ current }) => current);
  const split = await splitThemes(writer, settings, themes);
  if (split.born.length > 0) await describeAll(writer, modelId, settings.ownNames);
  await holdEdits(writer);
  if (newcomers.count > 0) {
    await countSince(writer, modelId, { newcomers: newcomers.count, farNewcomers: newcomers.far });
    await countNewcomers(writer, newcomers.byTheme, now);
  }
  if (split.born.length > 0) {
    await moveThemes(writer, modelId, split.themes);
    await recountThemes(writer, modelId, split.touched, now);
  }
  const broken = await themesWithBrokenQuotes(writer, modelId);
  const touched = new Set([...newcomers.byTheme.keys(), ...split.touched, ...broken]);
  await quoteThemes(writer, split.themes, touched);
  return { themes: split.themes.length, born: split.born, gone: [] };
}

/** Yields to the event loop every 20 ms. */
function letOthersRun(signal?: AbortSignal): Pause {
  let last = performance.now();
  return () => {
    if (signal?.aborted) throw interrupted(signal, 'themes are as they were before');
    if (performance.now() - last < 20) return;
    return new Promise<void>((resolve) =>
      setImmediate(() => {
        last = performance.now();
        resolve();
      }),
    );
  };
}
