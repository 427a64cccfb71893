import { noAnswerTest } from '../../analysis/no-answer.ts';
import { type Comparison, compareModels } from '../../analysis/promotion/comparison.ts';
import { checkedModel, engineOptions, type PreparedModel } from '../../app/model-choice.ts';
import { type App, openAppEngine, openAppTranslators, withOwnLifecycle } from '../../app/open.ts';
import { startProgress } from '../../app/progress.ts';
import {
  changedAnswers,
  labelledAnswers,
  lookOf,
  type Pair,
  sampledDocuments,
  storeComparison,
} from '../../db/results/comparisons.ts';
import { missingOf } from '../../db/results/documents.ts';
import { activeModel, type StoredModel } from '../../db/results/models.ts';
import { attendRun } from '../../db/runs/abandoned.ts';
import { addDocuments, finishRun, startRun } from '../../db/runs/runs.ts';
import type { TimeSpan } from '../../domain/time-span.ts';
import { interrupted, VerbatimError } from '../../errors/verbatim-error.ts';
import { modelTitle } from '../../inference/model/served-model.ts';
import { count } from '../../reporting/formats/quantities.ts';
import { analyseGroup } from '../../workers/analyse-batch.ts';
import { endRun } from '../analysis/missing.ts';
import { wantedModel } from './activation.ts';
import { comparedRows } from './compared-rows.ts';

export interface ShadowOptions {
  /** Loss of accuracy up to which the candidate counts as not worse, 0..1. */
  readonly margin: number;
  /** Other comments that the candidate judges, to tell how many would change. */
  readonly sample: number;
  /** Only comments of this time range. */
  readonly span?: TimeSpan | undefined;
  readonly signal: AbortSignal;
}

export interface Shadow {
  /** Number of the stored comparison. */
  readonly comparisonId: number;
  readonly candidate: PreparedModel;
  readonly active: StoredModel;
  readonly comparison: Comparison;
  readonly look: number;
  readonly margin: number;
  /** Labelled random comments that take no part: people are divided, or one of the models has no answer of its own. */
  readonly leftOut: number;
  /** Comments without a label that both have judged, and how many of them change; null: none were drawn. */
  readonly others: { readonly sampled: number; readonly changed: number } | null;
}

/** The same labels give the same intervals. */
const RESAMPLING = { resamples: 2_000, seed: 21 };

/** Documents of one call of the engine. */
const AT_ONCE = 250;

/**
 * Compares a model with the active one on the comments that were drawn at random and labelled by people, and stores the
 * comparison. The candidate first judges these comments and a sample of others. Its results are stored beside those of
 * the active model, and reports do not change.
 * @param wanted name or hash of a known model, or a folder
 * @throws VerbatimError COMPARISON_NOTHING, CANDIDATE_ACTIVE, CANDIDATE_TASK, MODEL_UNKNOWN, INTERRUPTED, those of `checkModel`
 */
export async function shadow(app: App, wanted: string, options: ShadowOptions): Promise<Shadow> {
  const { database } = app;
  const { span, margin } = options;
  const { candidate, active } = await pairOf(app, wanted);
  const pair: Pair = { candidateId: candidate.modelId, activeId: active.id };
  const labelled = await labelledAnswers(database, pair, span);
  const sample =
    options.sample > 0 ? await sampledDocuments(database, active.id, options.sample, span) : null;
  const wantedIds = labelled.filter((row) => row.active).map(({ documentId }) => documentId);
  await judge(app, candidate, [...new Set([...wantedIds, ...(sample ?? [])])], options.signal);

  const rows = await comparedRows(database, pair, span);
  const evidence = compareModels(rows, { ...RESAMPLING, resamples: 1, margin, look: 1 });
  const look = await lookOf(database, pair, evidence);
  const comparison = compareModels(rows, { ...RESAMPLING, margin, look });
  const others = sample && (await changedAnswers(database, pair, sample));
  const { accuracy, f1, calibration, level: _, ...counts } = comparison;
  const comparisonId = await storeComparison(database, {
    ...{ ...pair, ...counts, look, margin },
    ...{ accuracyDifference: accuracy?.value ?? null, accuracyLow: accuracy?.low ?? null },
    ...{ accuracyHigh: accuracy?.high ?? null, f1Difference: f1?.value ?? null },
    ...{ f1Low: f1?.low ?? null, f1High: f1?.high ?? null },
    ...{
      candidateCalibration: calibration?.candidate ?? null,
      activeCalibration: calibration?.active ?? null,
    },
    ...{
      calibrationLow: calibration?.difference.low ?? null,
      calibrationHigh: calibration?.difference.high ?? null,
    },
    ...{ sampled: others?.sampled ?? null, changed: others?.changed ?? null },
  });
  const leftOut = labelled.length - rows.length;
  return { comparisonId, candidate, active, comparison, look, margin, leftOut, others };
}

async function pairOf(app: App, wanted: string): Promise<Pick<Shadow, 'candidate' | 'active'>> {
  const chosen = await wantedModel(app, wanted);
  const name = modelTitle(chosen);
  const active = await activeModel(app.database, 'feedback');
  if (!active) throw new VerbatimError('COMPARISON_NOTHING', { name });
  const { task } = chosen;
  if (task !== active.task) {
    throw new VerbatimError('CANDIDATE_TASK', { name, task, active: modelTitle(active), other: active.task });
  }
  const candidate = await checkedModel(app, chosen);
  if (candidate.modelId === active.id) throw new VerbatimError('CANDIDATE_ACTIVE', { name });
  return { candidate, active };
}

/** Judges documents that the model has no result for, as a worker does, and stores the results. */
async function judge(
  app: App,
  { model, modelId }: PreparedModel,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const { database, config } = app;
  const missing = await missingOf(database, modelId, ids);
  if (missing.length === 0) return;
  await withOwnLifecycle(app, async (own) => {
    const layout = await engineOptions(database, config, modelId);
    const engine = await openAppEngine(own, model, layout);
    const translators = openAppTranslators(own, layout);
    const parts = { database, engine, translators, saysNothing: noAnswerTest(config.noAnswers) };
    const { device } = config;
    const runId = await startRun(database, { trigger: 'shadow', modelId, device, runtime: engine.runtime });
    const attending = await attendRun(database, runId);
    const progress = startProgress('Shadow', 'documents');
    let judged = 0;
    try {
      await addDocuments(database, runId, missing.length);
      while (judged < missing.length) {
        if (signal.aborted) throw interrupted(signal, 'what the candidate has judged is stored');
        const group = missing.slice(judged, judged + AT_ONCE);
        await analyseGroup(parts, { runId, modelId }, group);
        judged += group.length;
        progress.update(judged, missing.length);
      }
      await finishRun(database, runId, 'done');
    } catch (error) {
      await endRun(database, runId, error);
      throw error;
    } finally {
      progress.end(`${count(judged, 'document')} judged by ${modelTitle(model)}`);
      await attending?.end();
    }
  });
}
