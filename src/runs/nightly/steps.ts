import { asDatabaseError, type Database } from '../../db/client.ts';
import type { Cube } from '../../db/rollups/rollup-counts.ts';
import { updateRollup } from '../../db/rollups/rollups.ts';
import { attendRun, closeAbandoned } from '../../db/runs/abandoned.ts';
import {
  asOnlyNight,
  brokenPromises,
  finishNight,
  finishStep,
  moment,
  NIGHT_STEPS,
  type NightStep,
  startNight,
  startStep,
} from '../../db/runs/nightly-runs.ts';
import { finishRun } from '../../db/runs/runs.ts';
import { storeMissingWords } from '../../db/search/document-words.ts';
import { interrupted, VerbatimError } from '../../errors/verbatim-error.ts';
import { traced } from '../../tracing.ts';
import { updateVectorIndex } from '../search/vector-index-upkeep.ts';
import { noteEmergence } from '../themes/emergence.ts';
import { noteTopicChanges } from '../topics/changes.ts';
import type { NightlyAudit } from './audit.ts';

/** What a step did, by name. */
export interface StepResult {
  readonly counts: Readonly<Record<string, number | string | boolean | null>>;
  /** True when there was nothing to do. */
  readonly idle: boolean;
  /** Run of the analysis, of the step `analyse`. */
  readonly analysisRunId?: number | null;
  /** Of the step `audit`. */
  readonly audit?: NightlyAudit;
}

/** A nightly run that has begun. All its steps use this model, whichever model is active by then. */
export interface BegunRun {
  readonly runId: number;
  readonly modelId: number;
  /** When the run began. A run that continues after midnight reports the period that it began in. */
  readonly asOf: Date;
}

type Step = (run: BegunRun) => Promise<StepResult>;

/** The steps that depend on settings. A step that is left out does nothing. */
export type NightlySteps = Partial<
  Record<
    'pull' | 'analyse' | 'themes' | 'topics' | 'retention' | 'review' | 'digest' | 'audit' | 'alerts',
    Step
  >
>;

export interface NightlyRunOptions {
  readonly database: Database;
  readonly modelId: number;
  readonly trigger: string;
  readonly device: string;
  readonly signal: AbortSignal;
  readonly steps: NightlySteps;
  readonly onStep?: (step: NightStep) => void;
}

export interface NightlyRun {
  readonly runId: number;
  /** ISO 8601. The tables hold everything stored before this moment. */
  readonly asOf: string;
  /** True when there was nothing to do. */
  readonly idle: boolean;
  readonly seconds: number;
  readonly audit: NightlyAudit | null;
  readonly steps: readonly {
    readonly step: NightStep;
    readonly seconds: number;
    readonly counts: StepResult['counts'];
  }[];
}

/**
 * Runs the steps of one nightly run in order: pull, analyse, words, roll-ups, themes, topics, roll-ups of both,
 * retention, review, digest, audit, alerts, checks. Each step starts from what the tables say, so the next run resumes
 * one that was killed. A run that lost its lock ends
 * before its next step.
 * @throws VerbatimError NIGHT_BUSY, NIGHT_CHECK_FAILED, INTERRUPTED; what a step throws
 */
export function runSteps(options: NightlyRunOptions): Promise<NightlyRun> {
  const { database, trigger } = options;
  return traced('verbatim nightly', { trigger }, () =>
    asOnlyNight(database, (stillAlone) => runAlone(options, stillAlone)),
  );
}

async function runAlone(options: NightlyRunOptions, stillAlone: () => Promise<unknown>): Promise<NightlyRun> {
  const { database, modelId, signal } = options;
  const started = performance.now();
  await closeAbandoned(database);
  const { runId, asOf } = await startNight(database, options);
  // The tables of the run hold what was stored before. What it pulls itself belongs to it.
  let storedBefore = asOf;
  const attending = await attendRun(database, runId);
  const steps: Partial<Record<NightStep, Step>> = { ...options.steps, ...tableSteps(database, signal) };
  const results: (StepResult & { readonly step: NightStep; readonly seconds: number })[] = [];
  try {
    for (const step of NIGHT_STEPS) {
      if (signal.aborted) {
        throw interrupted(signal, `${results.length} of ${NIGHT_STEPS.length} steps are done`);
      }
      await stillAlone();
      options.onStep?.(step);
      const begun = performance.now();
      const work = async () => steps[step]?.({ runId, modelId, asOf }) ?? NOTHING;
      const result = await traced('night step', { run: runId, step }, () =>
        recorded(database, runId, step, () => (ENDS_ITSELF.has(step) ? work() : untilStopped(signal, work))),
      );
      if (step === 'pull' && !result.idle) storedBefore = await moment(database);
      results.push({ ...result, step, seconds: (performance.now() - begun) / 1000 });
    }
    await stillAlone();
    const analysed = results.find(({ step }) => step === 'analyse');
    await finishNight(database, runId, analysed?.analysisRunId ?? null, storedBefore);
  } catch (error) {
    const [status, code] = endOf(error);
    await finishRun(database, runId, status, code).catch(() => {});
    throw error;
  } finally {
    await attending?.end();
  }
  return {
    ...{ runId, asOf: storedBefore.toISOString(), idle: results.every(({ idle }) => idle) },
    seconds: (performance.now() - started) / 1000,
    audit: results.find(({ audit }) => audit)?.audit ?? null,
    steps: results.map(({ step, seconds, counts }) => ({ step, seconds, counts })),
  };
}

/** The analysis finishes or hands back its batches within its own limit, and a pull stores its chunk. */
const ENDS_ITSELF: ReadonlySet<NightStep> = new Set(['pull', 'analyse']);

const NOTHING: StepResult = { counts: {}, idle: true };

/** The steps that every nightly run has. */
function tableSteps(
  database: Database,
  signal: AbortSignal,
): Record<'words' | 'rollups' | 'theme-rollups' | 'checks', Step> {
  const rollup = async (cube: Cube, modelId: number) => {
    const { rebuilt, days, rows } = await updateRollup(database, cube, modelId);
    return { counts: { rebuilt, days, rows }, idle: days === 0 && !rebuilt };
  };
  return {
    async words({ modelId }) {
      const documents = await storeMissingWords(database, signal);
      const embeddings = await updateVectorIndex(database, modelId, signal);
      return { counts: { documents, embeddings }, idle: documents === 0 && !embeddings };
    },
    rollups: ({ modelId }) => rollup('day', modelId),
    async 'theme-rollups'({ modelId }) {
      const themes = await rollup('theme', modelId);
      const topics = await rollup('topic', modelId);
      const emerging = await noteEmergence(database);
      const topicsChanged = await noteTopicChanges(database);
      const counts = { ...themes.counts, emerging, topicDays: topics.counts.days, topicsChanged };
      return { counts, idle: themes.idle && topics.idle };
    },
    async checks({ modelId }) {
      const broken = await brokenPromises(database, modelId);
      if (broken.length > 0) throw new VerbatimError('NIGHT_CHECK_FAILED', { detail: broken.join('; ') });
      return { counts: { broken: 0 }, idle: true };
    },
  };
}

/** Runs a step and records its begin and end in `run_step`. */
async function recorded(
  database: Database,
  runId: number,
  step: NightStep,
  work: () => Promise<StepResult>,
): Promise<StepResult> {
  await startStep(database, runId, step);
  try {
    const result = await work();
    await finishStep(database, runId, step, { status: 'done', counts: result.counts });
    return result;
  } catch (error) {
    const [status, errorCode] = endOf(error);
    await finishStep(database, runId, step, { status, errorCode }).catch(() => {});
    throw error;
  }
}

// A stopped step stores what it holds. A step that is one long statement is cut off after this time.
const STOP_MS = 5_000;

/** Resolves with `work`; rejects {@link STOP_MS} after `signal` at the latest. @throws VerbatimError INTERRUPTED */
async function untilStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    timer = setTimeout(() => late.reject(interrupted(signal, 'the next run repeats this step')), STOP_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
  }
}

function endOf(thrown: unknown): ['failed' | 'interrupted', string | null] {
  const error = thrown instanceof VerbatimError ? thrown : asDatabaseError(thrown);
  if (!error) return ['failed', 'INTERNAL'];
  return error.code === 'INTERRUPTED' ? ['interrupted', null] : ['failed', error.code];
}
