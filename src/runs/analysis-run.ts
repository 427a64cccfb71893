import { attendRun, closeAbandoned } from '../db/abandoned.ts';
import type { Database } from '../db/client.ts';
import { countMissing, type MissingPage, missingRanges } from '../db/documents.ts';
import {
  addDocuments,
  finishRun,
  finishUnattended,
  type RunProgress,
  runProgress,
  startRun,
} from '../db/runs.ts';
import type { TimeSpan } from '../domain/time-span.ts';
import { VerbatimError } from '../errors.ts';
import type { AnalyseQueue } from '../jobs/queue.ts';
import { traceparent } from '../tracing.ts';
import { patiently } from './patience.ts';

export interface AnalysisRunOptions {
  readonly database: Database;
  readonly queue: AnalyseQueue;
  readonly modelId: number;
  readonly trigger: string;
  readonly device: string;
  readonly runtime: string;
  readonly batchCharacters: number;
  /** Only documents that feedback of this span says. Default: all. */
  readonly span?: TimeSpan | undefined;
  readonly signal?: AbortSignal;
  /** A run that was started already. Default: one is started when something is missing. */
  readonly runId?: number;
  /** Settles when no more documents are being stored: an import that runs at the same time. */
  readonly arriving?: Promise<unknown> | undefined;
  readonly onProgress?: (progress: { done: number; total: number; tokens: number }) => void;
}

export interface AnalysisRun extends RunProgress {
  readonly runId: number | null;
  readonly seconds: number;
}

const POLL_MS = 150;
const ROUNDS = 3;
// Enough for a restart of Postgres; Redis is waited for as long (jobs/queue.ts).
const PATIENCE_MS = 20_000;

/** What a run has put into the queue. */
export interface QueuedRun {
  readonly runId: number;
  readonly documents: number;
  /** The highest document id of them: what comes later is the work of other runs. */
  readonly last: number;
}

/**
 * Starts a run and puts every missing document into the queue; while documents arrive, goes on with those. Null
 * when nothing is missing.
 */
export async function queueMissing(options: AnalysisRunOptions): Promise<QueuedRun | null> {
  const { database, signal } = options;
  const arrival = watchArrival(options.arriving);
  let queued = null as QueuedRun | null;
  try {
    for (;;) {
      if (signal?.aborted) throw interrupted(signal);
      const { ended } = arrival;
      for await (const page of missingRanges(...pageArguments(options, queued?.last))) {
        queued ??= { runId: options.runId ?? (await startRun(database, options)), documents: 0, last: 0 };
        await add(options, queued.runId, page);
        await addDocuments(database, queued.runId, page.documents);
        queued = { ...queued, documents: queued.documents + page.documents, last: page.last };
      }
      if (arrival.failure) throw arrival.failure.error;
      if (ended) return queued;
      await pause();
    }
  } catch (error) {
    if (queued) await endRun(database, queued.runId, error);
    throw error;
  }
}

const pageArguments = ({ database, modelId, batchCharacters, span }: AnalysisRunOptions, after = 0) =>
  [database, modelId, batchCharacters, after, span] as const;

/** Documents of the run that are missing, whoever analyses them. */
const countOwn = ({ database, modelId, span }: AnalysisRunOptions, { last }: QueuedRun) =>
  patiently(PATIENCE_MS, () => countMissing(database, modelId, span, last));

async function add(
  { queue, modelId, span }: AnalysisRunOptions,
  runId: number,
  page: MissingPage,
): Promise<void> {
  const trace = traceparent();
  const shared = { runId, modelId, ...(span ? { span } : {}), ...(trace ? { trace } : {}) };
  await queue.add(page.ranges.map(({ from, to }) => ({ ...shared, from, to })));
}

/** What is known of a promise without waiting for it. */
function watchArrival(arriving: Promise<unknown> | undefined) {
  const arrival: { ended: boolean; failure: { error: unknown } | null } = { ended: !arriving, failure: null };
  arriving?.then(
    () => {
      arrival.ended = true;
    },
    (error) => {
      arrival.failure = { error };
    },
  );
  return arrival;
}

/**
 * Queues what is missing and waits until Postgres says that nothing of it is: not for what others queue meanwhile. The
 * queue is only a to-do list: when it is empty and documents are still missing (it was flushed, or jobs gave up), they are queued again, at most
 * {@link ROUNDS} times without any progress.
 * @throws VerbatimError ANALYSIS_INCOMPLETE, INTERRUPTED; what `arriving` is rejected with
 */
export async function analyseMissing(options: AnalysisRunOptions): Promise<AnalysisRun> {
  const started = performance.now();
  const { database, modelId, span } = options;
  await closeAbandoned(database);
  const queued = await queueMissing(options);
  if (queued === null) return NOTHING_MISSING;
  const { runId } = queued;
  const attending = await attendRun(database, runId);
  try {
    // A server that crashed in between may have lost the last results of its workers; what is seen after this
    // commit is safe.
    do {
      await waitUntilDone(options, queued);
      await patiently(PATIENCE_MS, () => finishRun(database, runId, 'done'));
    } while ((await countOwn(options, queued)) > 0);
    // Of other times, or later, something may be missing, which others are at.
    const left = span ? null : await patiently(PATIENCE_MS, () => countMissing(database, modelId));
    if (left === 0) await patiently(PATIENCE_MS, () => finishUnattended(database, modelId));
    const seconds = (performance.now() - started) / 1000;
    return { runId, ...(await runProgress(database, runId)), seconds };
  } catch (error) {
    await endRun(database, runId, error);
    throw error;
  } finally {
    attending?.release(true);
  }
}

/** The result of a run that was not needed. */
export const NOTHING_MISSING: AnalysisRun = Object.freeze({
  ...{ runId: null, documents: 0, analysed: 0, failed: 0, tokens: 0, paddedTokens: 0, seconds: 0 },
});

async function endRun(database: Database, runId: number, error: unknown): Promise<void> {
  const code = error instanceof VerbatimError ? error.code : 'INTERNAL';
  await finishRun(database, runId, code === 'INTERRUPTED' ? 'interrupted' : 'failed', code).catch(() => {});
}

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));

// Counting what is missing reads every document: at most a twentieth of the time is spent on it.
const LOOK_MS = 2_000;
const LOOK_SHARE = 20;

async function waitUntilDone(options: AnalysisRunOptions, run: QueuedRun): Promise<void> {
  const { database, queue } = options;
  const { runId } = run;
  let nextLook = performance.now() + LOOK_MS;
  let counted = false;
  let missing = Number.POSITIVE_INFINITY;
  let rounds = 0;
  for (;;) {
    if (options.signal?.aborted) throw interrupted(options.signal);
    await pause();
    const progress = await patiently(PATIENCE_MS, () => runProgress(database, runId));
    const done = progress.analysed + progress.failed;
    options.onProgress?.({ done, total: progress.documents, tokens: progress.tokens });
    // Others may have analysed documents of this run, which counts for theirs.
    const complete: boolean = done >= progress.documents && !counted;
    if (!complete && performance.now() < nextLook) continue;
    counted ||= complete;
    const looked = performance.now();
    const left = await countOwn(options, run);
    nextLook = performance.now() + Math.max(LOOK_MS, LOOK_SHARE * (performance.now() - looked));
    if (left === 0) return;
    if (!(await isDrained(queue))) continue;
    rounds = left < missing ? 0 : rounds + 1;
    if (rounds >= ROUNDS) {
      const [worst] = await queue.failedGroups();
      const detail = worst?.detail ?? 'the queue is empty and no worker reported a fault';
      throw new VerbatimError('ANALYSIS_INCOMPLETE', { missing: left, rounds, detail });
    }
    missing = left;
    const own = missingRanges(...pageArguments(options), run.last);
    for await (const page of own) await add(options, runId, page);
  }
}

async function isDrained(queue: AnalyseQueue): Promise<boolean> {
  const { waiting, active } = await queue.counts();
  return waiting + active === 0;
}

function interrupted(signal: AbortSignal): VerbatimError {
  const detail = 'what is analysed is stored, the rest waits in the queue';
  return new VerbatimError('INTERRUPTED', { signal: String(signal.reason ?? 'a signal'), detail });
}
