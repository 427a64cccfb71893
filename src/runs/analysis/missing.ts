import { patiently } from '../../app/patience.ts';
import { asDatabaseError, type Database } from '../../db/client.ts';
import { countMissing, type IdRange } from '../../db/results/documents.ts';
import { attendRun, closeAbandoned } from '../../db/runs/abandoned.ts';
import {
  addDocuments,
  finishRun,
  finishUnattended,
  type RunProgress,
  runProgress,
  startRun,
} from '../../db/runs/runs.ts';
import { interrupted, VerbatimError } from '../../errors/verbatim-error.ts';
import type { AnalyseQueue } from '../../jobs/queue.ts';
import { traceparent } from '../../tracing.ts';
import { OwnWork, type WorkScope } from './own-work.ts';

export interface AnalysisRunOptions extends WorkScope {
  readonly queue: AnalyseQueue;
  readonly trigger: string;
  readonly device: string;
  readonly runtime: string;
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

const POLL_MS = 200;
/** Time between checks of Postgres and the queue, unless the counts of the run say that it is done. */
const LOOK_MS = 1_000;
const ROUNDS = 3;
const STOPPED = 'what is analysed is stored, the rest waits in the queue';
// Enough for a restart of Postgres; for Redis the limit is as long (jobs/queue.ts).
const PATIENCE_MS = 20_000;

/** Repeats reads, and writes that may run twice, while Postgres is away. @throws what the last attempt threw */
const patientlyAsk = <T>(ask: () => Promise<T>): Promise<T> =>
  patiently(PATIENCE_MS, ask, (error) => asDatabaseError(error)?.retryable ?? false);

/**
 * Starts a run and queues every missing document of its scope, including documents that arrive meanwhile.
 * @returns null when nothing is missing
 */
export async function queueMissing(
  options: AnalysisRunOptions,
): Promise<{ runId: number; documents: number; work: OwnWork } | null> {
  const { database, signal } = options;
  const arrival = watchArrival(options.arriving);
  const work = new OwnWork(options);
  let queued = null as { runId: number; documents: number } | null;
  try {
    for (;;) {
      if (signal?.aborted) throw interrupted(signal, STOPPED);
      const { ended } = arrival;
      for await (const page of work.missing(ended)) {
        queued ??= { runId: options.runId ?? (await startRun(database, options)), documents: 0 };
        await queueRanges(options, queued.runId, page.ranges, laneOf(options));
        await addDocuments(database, queued.runId, page.documents);
        queued.documents += page.documents;
      }
      if (arrival.failure) throw arrival.failure.error;
      if (ended) return queued && { ...queued, work };
      await pause();
    }
  } catch (error) {
    if (queued) await endRun(database, queued.runId, error);
    throw error;
  }
}

/** Queues ranges of documents for a run. A user waits for an import or an upload: these go ahead of a backlog. */
export async function queueRanges(
  { queue, modelId, span }: Pick<AnalysisRunOptions, 'queue' | 'modelId' | 'span'>,
  runId: number,
  ranges: readonly IdRange[],
  lane: 'upload' | 'backfill',
): Promise<void> {
  const trace = traceparent();
  const shared = { runId, modelId, ...(span ? { span } : {}), ...(trace ? { trace } : {}) };
  await queue.add(
    ranges.map(({ from, to }) => ({ ...shared, from, to })),
    lane,
  );
}

const laneOf = ({ imports }: AnalysisRunOptions) => (imports ? 'upload' : 'backfill');

/** The state of a promise, without waiting for it. */
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
 * Queues the missing documents of its scope and waits until each has a result in Postgres. Documents that other
 * processes queue meanwhile do not count. If the queue is empty and documents are still missing (it was flushed, or jobs
 * gave up), they are queued again, at most {@link ROUNDS} times without progress.
 * @throws VerbatimError ANALYSIS_INCOMPLETE, INTERRUPTED; what `arriving` is rejected with
 */
export async function analyseMissing(options: AnalysisRunOptions): Promise<AnalysisRun> {
  const started = performance.now();
  const { database } = options;
  await closeAbandoned(database);
  const queued = await queueMissing(options);
  if (queued === null) return NOTHING_MISSING;
  const { runId, work } = queued;
  const attending = await attendRun(database, runId);
  try {
    // A server that crashed may have lost the last results of its workers. Results seen after this commit are safe.
    do {
      await waitUntilDone(options, runId, work);
      await patientlyAsk(() => finishRun(database, runId, 'done'));
    } while (!(await patientlyAsk(() => work.isDone(true))));
    await patientlyAsk(() => endUnattended(options));
    const seconds = (performance.now() - started) / 1000;
    return { runId, ...(await runProgress(database, runId)), seconds };
  } catch (error) {
    await endRun(database, runId, error);
    throw error;
  } finally {
    await attending?.end();
  }
}

/** Ends runs that no process waits for, once no document of the model is missing. */
export async function endUnattended({ database, modelId, span }: WorkScope): Promise<void> {
  if (span || (await countMissing(database, modelId)) > 0) return;
  await finishUnattended(database, modelId);
}

/** The result when nothing was missing. */
export const NOTHING_MISSING: AnalysisRun = Object.freeze({
  ...{
    runId: null,
    documents: 0,
    analysed: 0,
    failed: 0,
    noAnswer: 0,
    mended: 0,
    masked: {},
    tokens: 0,
    paddedTokens: 0,
    seconds: 0,
  },
});

/** Ends a run that failed, or that was interrupted. */
export async function endRun(database: Database, runId: number, error: unknown): Promise<void> {
  const code = error instanceof VerbatimError ? error.code : 'INTERNAL';
  await finishRun(database, runId, code === 'INTERRUPTED' ? 'interrupted' : 'failed', code).catch(() => {});
}

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));

async function waitUntilDone(options: AnalysisRunOptions, runId: number, work: OwnWork): Promise<void> {
  const { database, queue } = options;
  let missing = Number.POSITIVE_INFINITY;
  let rounds = 0;
  let looked = performance.now();
  let counted = false;
  for (;;) {
    if (options.signal?.aborted) throw interrupted(options.signal, STOPPED);
    await pause();
    const progress = await patientlyAsk(() => runProgress(database, runId));
    const done = progress.analysed + progress.failed;
    options.onProgress?.({ done, total: progress.documents, tokens: progress.tokens });
    // These counts leave out results that other runs stored, so the documents are checked from time to time.
    const complete = done >= progress.documents && !counted;
    if (!complete && performance.now() - looked < LOOK_MS) continue;
    counted = done >= progress.documents;
    looked = performance.now();
    if (await patientlyAsk(() => work.isDone())) return;
    if (!(await isDrained(queue))) continue;
    const left = await patientlyAsk(() => work.left());
    if (left.documents === 0) continue;
    if (!(await isDrained(queue))) continue;
    rounds = left.documents < missing ? 0 : rounds + 1;
    if (rounds >= ROUNDS) {
      const [worst] = await queue.failedGroups();
      const detail = worst?.detail ?? 'the queue is empty and no worker reported a fault';
      throw new VerbatimError('ANALYSIS_INCOMPLETE', { missing: left.documents, rounds, detail });
    }
    missing = left.documents;
    await queueRanges(options, runId, left.ranges, laneOf(options));
  }
}

async function isDrained(queue: AnalyseQueue): Promise<boolean> {
  const { waiting, active } = await queue.counts();
  return waiting + active === 0;
}
