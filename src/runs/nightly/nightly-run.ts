import { asDatabaseError, type Database } from '../../db/client.ts';
import { updateRollup } from '../../db/rollups/rollups.ts';
import { attendRun, closeAbandoned } from '../../db/runs/abandoned.ts';
import {
  asOnlyNight,
  brokenPromises,
  finishNight,
  finishStep,
  NIGHT_STEPS,
  type NightStep,
  startNight,
  startStep,
} from '../../db/runs/nightly-runs.ts';
import { finishRun } from '../../db/runs/runs.ts';
import type { AuditStatus } from '../../domain/audit-record.ts';
import { VerbatimError } from '../../errors.ts';
import { traced } from '../../tracing.ts';
import { noteEmergence } from '../themes/emergence.ts';

/** What a step did, by name; numbers that are all 0 mean that there was nothing to do. */
export type StepCounts = Readonly<Record<string, number | string | boolean | null>>;

/** The steps that are made elsewhere, all of the night's model, whichever is active by then. Each may be killed anywhere, and is simply made again by the next night. */
export interface NightParts {
  /** Analyses what is missing; counts of its run. */
  analyse(): Promise<{ runId: number | null; counts: StepCounts; idle: boolean }>;
  themes(modelId: number): Promise<{ counts: StepCounts; idle: boolean }>;
  digest(night: {
    runId: number;
    modelId: number;
    /** When the run began: one that goes on after midnight tells of the period that it began for. */
    now: Date;
  }): Promise<{ counts: StepCounts; idle: boolean }>;
  /** Audits by the policy of the nights; null where there is none, or no feedback yet. */
  audit?(now: Date): Promise<{ audit: NightAudit; idle: boolean } | null>;
}

/** What the audit of a night said. */
export interface NightAudit {
  readonly id: number;
  readonly verdict: AuditStatus;
  /** Of its gate: 0 stops nothing, 1 a failure that nobody accepted, 3 a required check that could not tell. */
  readonly exitCode: number;
  readonly counts: Readonly<Record<AuditStatus, number>>;
  /** Those that are not resolved, failures first. */
  readonly findings: readonly {
    readonly id: number;
    readonly severity: string;
    readonly state: string;
    /** Found by two of the latest three audits. */
    readonly alert: boolean;
    readonly sentence: string;
  }[];
}

export interface NightOptions {
  readonly database: Database;
  readonly modelId: number;
  readonly trigger: string;
  readonly device: string;
  readonly signal: AbortSignal;
  readonly parts: NightParts;
  readonly onStep?: (step: NightStep) => void;
}

export interface Night {
  readonly runId: number;
  /** What was stored before this moment is in the tables. */
  readonly asOf: string;
  /** True when there was nothing to do. */
  readonly idle: boolean;
  readonly seconds: number;
  readonly audit: NightAudit | null;
  readonly steps: readonly { step: NightStep; seconds: number; counts: StepCounts }[];
}

/**
 * One night: analyse what is missing → roll-ups → themes → their roll-ups → digest → audit → checks. Each step starts from
 * what the tables say, so that a night that was killed is made good by the next. One that has lost its lock ends
 * before its next step.
 * @throws VerbatimError NIGHT_BUSY, NIGHT_CHECK_FAILED, INTERRUPTED; what a step throws
 */
export function runNight(options: NightOptions): Promise<Night> {
  const { database, trigger } = options;
  return traced('verbatim nightly', { trigger }, () =>
    asOnlyNight(database, (stillAlone) => night(options, stillAlone)),
  );
}

async function night(options: NightOptions, stillAlone: () => Promise<unknown>): Promise<Night> {
  const { database, modelId, parts, signal } = options;
  const started = performance.now();
  await closeAbandoned(database);
  const { runId, asOf } = await startNight(database, options);
  const attending = await attendRun(database, runId);
  const done: Night['steps'][number][] = [];
  const idle: boolean[] = [];
  let analysisRunId: number | null = null;
  let audited: NightAudit | null = null;

  const works: Record<NightStep, () => Promise<{ counts: StepCounts; idle: boolean }>> = {
    analyse: async () => {
      const analysed = await parts.analyse();
      analysisRunId = analysed.runId;
      return analysed;
    },
    rollups: () => rollup(database, 'day', modelId),
    themes: () => parts.themes(modelId),
    'theme-rollups': async () => {
      const rolled = await rollup(database, 'theme', modelId);
      const emerging = await noteEmergence(database);
      return { ...rolled, counts: { ...rolled.counts, emerging } };
    },
    digest: () => parts.digest({ runId, modelId, now: asOf }),
    audit: async () => {
      const made = await parts.audit?.(asOf);
      if (!made) return { counts: {}, idle: true };
      audited = made.audit;
      const { id, verdict, exitCode, counts } = made.audit;
      return { counts: { audit: id, verdict, exitCode, ...counts }, idle: made.idle };
    },
    checks: async () => {
      const broken = await brokenPromises(database, modelId);
      if (broken.length > 0) throw new VerbatimError('NIGHT_CHECK_FAILED', { detail: broken.join('; ') });
      return { counts: { broken: 0 }, idle: true };
    },
  };

  try {
    for (const step of NIGHT_STEPS) {
      if (signal.aborted) throw interrupted(signal, `${done.length} of ${NIGHT_STEPS.length} steps are done`);
      await stillAlone();
      options.onStep?.(step);
      const begun = performance.now();
      const result = await traced('night step', { run: runId, step }, () =>
        // The analysis finishes or hands back its batches in its own time.
        noted(database, runId, step, () =>
          step === 'analyse' ? works[step]() : untilStopped(signal, works[step]),
        ),
      );
      idle.push(result.idle);
      done.push({ step, seconds: (performance.now() - begun) / 1000, counts: result.counts });
    }
    await stillAlone();
    await finishNight(database, runId, analysisRunId, asOf);
  } catch (error) {
    const [status, code] = endOf(error);
    await finishRun(database, runId, status, code).catch(() => {});
    throw error;
  } finally {
    await attending?.end();
  }
  const seconds = (performance.now() - started) / 1000;
  return { runId, asOf: asOf.toISOString(), idle: idle.every(Boolean), seconds, audit: audited, steps: done };
}

async function rollup(database: Database, cube: 'day' | 'theme', modelId: number) {
  const { rebuilt, days, rows } = await updateRollup(database, cube, modelId);
  return { counts: { rebuilt, days, rows }, idle: days === 0 && !rebuilt };
}

/** Runs a step, with its begin and end in `run_step`. */
async function noted<T extends { counts: StepCounts }>(
  database: Database,
  runId: number,
  step: NightStep,
  work: () => Promise<T>,
): Promise<T> {
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

// A step that was told to stop stores what it has in hand. One that is a single long statement is not waited for.
const STOP_MS = 5_000;

/** What `work` gives; rejects when it has not ended by {@link STOP_MS} after `signal`. @throws VerbatimError INTERRUPTED */
async function untilStopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const given = Promise.withResolvers<never>();
  const late = () => given.reject(interrupted(signal, 'its step is made again by the next run'));
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    timer = setTimeout(late, STOP_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work(), given.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(timer);
  }
}

const interrupted = (signal: AbortSignal, detail: string) =>
  new VerbatimError('INTERRUPTED', { signal: String(signal.reason), detail });

function endOf(thrown: unknown): ['failed' | 'interrupted', string | null] {
  const error = thrown instanceof VerbatimError ? thrown : asDatabaseError(thrown);
  if (!error) return ['failed', 'INTERNAL'];
  return error.code === 'INTERRUPTED' ? ['interrupted', null] : ['failed', error.code];
}
