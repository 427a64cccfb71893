import type { Database } from '../db/client.ts';
import { countMissing, missingRanges } from '../db/documents.ts';
import { finishRun, type RunProgress, runProgress, startRun } from '../db/runs.ts';
import { VerbatimError } from '../errors.ts';
import type { AnalyseQueue } from '../jobs/queue.ts';

export interface AnalysisRunOptions {
  readonly database: Database;
  readonly queue: AnalyseQueue;
  readonly modelId: number;
  readonly trigger: string;
  readonly device: string;
  readonly runtime: string;
  readonly batchCharacters: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { done: number; total: number; tokens: number }) => void;
}

export interface AnalysisRun extends RunProgress {
  readonly runId: number | null;
  readonly seconds: number;
}

const POLL_MS = 150;
const ROUNDS = 3;

/** Starts a run and puts every missing document into the queue. Null when nothing is missing. */
export async function queueMissing(
  options: AnalysisRunOptions,
): Promise<{ runId: number; documents: number } | null> {
  const { database, modelId } = options;
  const documents = await countMissing(database, modelId);
  if (documents === 0) return null;
  const runId = await startRun(database, { ...options, documents });
  await enqueue(options, runId);
  return { runId, documents };
}

async function enqueue({ database, queue, modelId, batchCharacters }: AnalysisRunOptions, runId: number) {
  for await (const ranges of missingRanges(database, modelId, batchCharacters)) {
    await queue.add(ranges.map(({ from, to }) => ({ runId, modelId, from, to })));
  }
}

/**
 * Queues what is missing and waits until Postgres says that nothing is. The queue is only a to-do list: when it
 * is empty and documents are still missing (it was flushed, or jobs gave up), they are queued again, at most
 * {@link ROUNDS} times without any progress.
 * @throws VerbatimError ANALYSIS_INCOMPLETE, INTERRUPTED
 */
export async function analyseMissing(options: AnalysisRunOptions): Promise<AnalysisRun> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const { database } = options;
  const queued = await queueMissing(options);
  if (queued === null) {
    return {
      runId: null,
      documents: 0,
      analysed: 0,
      failed: 0,
      tokens: 0,
      paddedTokens: 0,
      seconds: seconds(),
    };
  }
  const { runId } = queued;
  try {
    await waitUntilDone(options, runId);
    await finishRun(database, runId, 'done');
    return { runId, ...(await runProgress(database, runId)), seconds: seconds() };
  } catch (error) {
    const code = error instanceof VerbatimError ? error.code : 'INTERNAL';
    await finishRun(database, runId, code === 'INTERRUPTED' ? 'interrupted' : 'failed', code).catch(() => {});
    throw error;
  }
}

async function waitUntilDone(options: AnalysisRunOptions, runId: number): Promise<void> {
  const { database, queue, modelId } = options;
  let missing = Number.POSITIVE_INFINITY;
  let rounds = 0;
  for (;;) {
    if (options.signal?.aborted) throw interrupted(options.signal);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const progress = await runProgress(database, runId);
    const done = progress.analysed + progress.failed;
    options.onProgress?.({ done, total: progress.documents, tokens: progress.tokens });
    if (done < progress.documents && !(await isDrained(queue))) continue;
    const left = await countMissing(database, modelId);
    if (left === 0) return;
    if (!(await isDrained(queue))) continue;
    rounds = left < missing ? 0 : rounds + 1;
    if (rounds >= ROUNDS) {
      const reasons = await queue.failureReasons();
      const detail = reasons[0] ?? 'the queue is empty and no worker reported a fault';
      throw new VerbatimError('ANALYSIS_INCOMPLETE', { missing: left, rounds, detail });
    }
    missing = left;
    await enqueue(options, runId);
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
