import { clusteringReason } from '../../analysis/themes/clustering-rule.ts';
import type { Pause } from '../../analysis/themes/k-means.ts';
import type { Connection, Database } from '../../db/client.ts';
import { feedbackModel } from '../../db/results/models.ts';
import { countSince, lastClustering } from '../../db/themes/clusterings.ts';
import { themesWithBrokenQuotes } from '../../db/themes/quotes.ts';
import { countNewcomers, holdEdits, moveThemes, readThemes, recountThemes } from '../../db/themes/rows.ts';
import { themeNight } from '../../db/themes/run.ts';
import { embeddingDimensions } from '../../db/themes/vectors.ts';
import { VerbatimError } from '../../errors.ts';
import { clusterAll } from './clustering.ts';
import { lookAtNewcomers, type Newcomers, writeNewcomers } from './newcomers.ts';
import type { NightSettings, ThemesResult } from './settings.ts';
import { LEAST_SENTENCES } from './settings.ts';
import { splitThemes } from './splits.ts';
import { describeAll, quoteThemes } from './words.ts';

export interface ThemesOptions {
  /** Whose segments; default: of the active model. */
  readonly modelId?: number;
  /** Find themes afresh; those found again keep their ids. */
  readonly rebuild?: boolean;
  /** Names of the company, besides those found: they lead no theme. */
  readonly ownNames?: readonly string[];
  /** Of everything that is drawn; default 1. The same rows, model and seed give the same themes. */
  readonly seed?: number;
  /** The time that is stored; default: now. */
  readonly now?: Date;
  /** Ends the night; nothing of it is stored. */
  readonly signal?: AbortSignal;
  /** Called every few milliseconds' work; by default it lets others have their turn. Stops the night by throwing. */
  readonly pause?: Pause;
}

const UNTOUCHED = { clustered: null, themes: 0, born: [], gone: [] };
const NOTHING: ThemesResult = { ...UNTOUCHED, model: null, newcomers: 0, tooFew: null };

/**
 * Brings themes up to date with the segments of one model: assigns those that are new, clusters all of them
 * when the rule in {@link clusteringReason} says so, makes the splits that people asked for, and chooses keywords,
 * names and quotes. One transaction: killed anywhere and run again, it ends the same. A night without anything new
 * writes nothing.
 *
 * @throws VerbatimError THEMES_BUSY when another night is at it; INTERRUPTED by `signal`
 */
export async function updateThemes(database: Database, options: ThemesOptions = {}): Promise<ThemesResult> {
  return themeNight(database, async (night) => {
    const model = await feedbackModel(night.reader, options.modelId ?? null);
    const dimensions = model && (await embeddingDimensions(night.reader, model.id));
    if (!model || !dimensions) return NOTHING;
    const { ownNames = [], seed = 1, now = new Date(), pause = letOthersRun(options.signal) } = options;
    const settings = { modelId: model.id, dimensions, ownNames, seed, now, pause };
    const last = await lastClustering(night.reader, model.id);
    const newcomers = await lookAtNewcomers(night.reader, settings, last);
    // Without a clustering before, all there is is new.
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
      ? await clusterAll(night, settings, reason)
      : await night.write((writer) => assign(writer, settings, newcomers));
    return { model: model.hash, clustered: reason, newcomers: newcomers.count, tooFew: null, ...result };
  });
}

type Changes = Pick<ThemesResult, 'themes' | 'born' | 'gone'>;

/** A night that keeps its themes. */
async function assign(writer: Connection, settings: NightSettings, newcomers: Newcomers): Promise<Changes> {
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

/** Gives the event loop a turn every 20 ms. */
function letOthersRun(signal?: AbortSignal): Pause {
  let last = performance.now();
  return () => {
    if (signal?.aborted) {
      const detail = 'themes are as they were before';
      throw new VerbatimError('INTERRUPTED', { signal: String(signal.reason ?? 'a signal'), detail });
    }
    if (performance.now() - last < 20) return;
    return new Promise<void>((resolve) =>
      setImmediate(() => {
        last = performance.now();
        resolve();
      }),
    );
  };
}
