import { clusteringReason } from '../../analysis/themes/clustering-rule.ts';
import type { Pause } from '../../analysis/themes/k-means.ts';
import { decodeSubjectSpace } from '../../analysis/themes/subject-space.ts';
import type { Connection, Database } from '../../db/client.ts';
import { withLoneRun } from '../../db/lone-run.ts';
import { feedbackModel } from '../../db/results/models.ts';
import { countSince, lastClustering } from '../../db/themes/clusterings.ts';
import { themesWithBrokenQuotes } from '../../db/themes/quotes.ts';
import { countNewcomers, holdEdits, moveThemes, readThemes, recountThemes } from '../../db/themes/rows.ts';
import { embeddingDimensions } from '../../db/themes/vectors.ts';
import { pauseUntil } from '../pause.ts';
import { clusterAll } from './clustering.ts';
import { findNewcomers, type Newcomers, writeNewcomers } from './newcomers.ts';
import { splitThemes } from './splits.ts';
import { LEAST_SENTENCES, type ThemeJudging, type ThemeRunSettings, type ThemesResult } from './theme-run.ts';
import { describeAll, quoteThemes } from './words.ts';

interface ThemesOptions {
  /** Model whose segments to use; default: the active one. */
  readonly modelId?: number;
  /** Cluster from scratch; themes found again keep their ids. */
  readonly rebuild?: boolean;
  /** Configured names of the company: no keywords. */
  readonly ownNames?: readonly string[];
  /** Seed of all random draws; default 1. The same rows, model and seed give the same themes. */
  readonly seed?: number;
  /** Time to store; default: now. */
  readonly now?: Date;
  /** Judges themes by the topics that name them; default: they are named by their own phrases only. */
  readonly judging?: ThemeJudging;
  /** Aborts the run, which then stores nothing. */
  readonly signal?: AbortSignal;
  /** Called every few milliseconds of work; yields to the event loop by default. Stops the run by throwing. */
  readonly pause?: Pause;
}

const UNTOUCHED = { clustered: null, themes: 0, born: [], gone: [] };
const NOTHING: ThemesResult = { ...UNTOUCHED, model: null, newcomers: 0, tooFew: null };

/**
 * Updates the themes of one model: assigns new segments, or clusters all segments if {@link clusteringReason} requires
 * it, makes the splits that people requested, and chooses keywords, names and quotes. One transaction: a run that was
 * killed and started again has the same result. A run with nothing new writes nothing.
 *
 * @throws VerbatimError THEMES_BUSY when another theme run is active; INTERRUPTED by `signal`
 */
export async function updateThemes(database: Database, options: ThemesOptions = {}): Promise<ThemesResult> {
  return withLoneRun(database, 'themes', async (run) => {
    const model = await feedbackModel(run.reader, options.modelId ?? null);
    const dimensions = model && (await embeddingDimensions(run.reader, model.id));
    if (!model || !dimensions) return NOTHING;
    const {
      ownNames = [],
      judging = null,
      seed = 1,
      now = new Date(),
      pause = pauseUntil(options.signal, 'themes'),
    } = options;
    const last = await lastClustering(run.reader, model.id);
    const space = last?.space ? decodeSubjectSpace(last.space, dimensions) : null;
    const settings = { modelId: model.id, dimensions, space, ownNames, judging, seed, now, pause };
    const newcomers = await findNewcomers(run.reader, settings, last);
    // Without an earlier clustering, all segments are new.
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
      ? await clusterAll(run, settings, reason)
      : await run.write((writer) => assign(writer, settings, newcomers));
    return { model: model.hash, clustered: reason, newcomers: newcomers.count, tooFew: null, ...result };
  });
}

type Changes = Pick<ThemesResult, 'themes' | 'born' | 'gone'>;

/** Keeps the themes and assigns new segments to them. */
async function assign(
  writer: Connection,
  settings: ThemeRunSettings,
  newcomers: Newcomers,
): Promise<Changes> {
  const { modelId, now } = settings;
  await writeNewcomers(writer, modelId, newcomers);
  const themes = (await readThemes(writer, modelId)).filter(({ current }) => current);
  const split = await splitThemes(writer, settings, themes);
  if (split.born.length > 0) await describeAll(writer, settings);
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
