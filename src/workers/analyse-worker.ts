import { Semaphore } from 'async-mutex';
import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { NoAnswerTest } from '../analysis/no-answer.ts';
import type { Database } from '../db/client.ts';
import { detailOf } from '../errors.ts';
import type { Engine } from '../inference/engine.ts';
import { connectRedis, PostgresWorker, type QueueTarget, queueName, queuePrefix } from '../jobs/queue.ts';
import { guardClock } from './clock-guard.ts';
import { namedError, workOnJob } from './job-work.ts';
import type { Translators } from './translators.ts';

export interface WorkerOptions {
  readonly database: Database;
  readonly engine: Engine;
  /** Without it, no text is translated. */
  readonly translators?: Translators;
  /** Tells answers that say nothing. Default: by the list alone. */
  readonly saysNothing?: NoAnswerTest;
  readonly target: QueueTarget;
  /** Batches held at once: while one is computed, the others are read, tokenised or stored. */
  readonly concurrency: number;
  /** How long batches of a worker that is gone stay locked, in milliseconds. Default 15,000. */
  readonly lockMs?: number;
  readonly log: (event: WorkerEvent, facts: Record<string, unknown>) => void;
}

/**
 * `batch`: one is done; `retry`: one is tried again; `failed`: one gave up; `returned`: one was handed back;
 * `stalled`: one of a lost worker was put back; `trouble`: anything else.
 */
export type WorkerEvent = 'batch' | 'retry' | 'failed' | 'returned' | 'stalled' | 'trouble';

export interface AnalyseWorker {
  /** Takes no new batch, finishes those it holds; after `deadline` ms hands them back to the queue. */
  close(deadline: number): Promise<void>;
}

// The event loop is free (sessions run in threads of their own), so that renewal at half of it never comes late.
const LOCK_MS = 15_000;
// A queue that does not answer while batches are handed back is waited for this long.
const LAST_WORD_MS = 5_000;

/** Takes batches from the queue of the engine's model until it is closed. */
export async function startAnalyseWorker(options: WorkerOptions): Promise<AnalyseWorker> {
  const { target, engine, translators, saysNothing, log, concurrency, database, lockMs = LOCK_MS } = options;
  const name = queueName(engine.model.hash);
  const redis = target.kind === 'redis' ? connectRedis(target.url, null) : null;
  const handBack = new AbortController();
  const permits = new Semaphore(concurrency);
  const settings = {
    prefix: queuePrefix(target),
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lockMs / 3,
    // A bound of last resort: documents that kill workers are set aside long before (watched-documents.ts).
    maxStalledCount: 100,
  };
  const process = async (job: Job) => {
    const started = performance.now();
    const onRetry = (facts: Record<string, unknown>) => log('retry', { job: job.id, ...facts });
    const parts = { database, engine, translators, saysNothing, queue: name, permits, concurrency, onRetry };
    const work = workOnJob(parts, job, handBack.signal);
    try {
      const { payload, ...counts } = await orAborted(work, handBack.signal);
      const seconds = (performance.now() - started) / 1000;
      log('batch', { job: job.id, ...payload, ...counts, seconds, queued: job.timestamp });
    } catch (error) {
      if (handBack.signal.aborted) {
        await job.moveToWait(job.token);
        log('returned', { job: job.id });
        throw new WaitingError();
      }
      const { code, detail } = namedError(error);
      log('failed', { job: job.id, code, detail });
      // The first word tells the group of `verbatim failures`.
      throw new UnrecoverableError(`${code}: ${detail}`);
    }
  };
  const worker = (
    target.kind === 'redis'
      ? new Worker(name, process, { ...settings, connection: redis! })
      : new PostgresWorker(name, process, { ...settings, connection: target.pool })
  ) as Worker;
  worker.on('error', (error) => log('trouble', { detail: detailOf(error) }));
  worker.on('stalled', (job) => log('stalled', { job }));
  const trouble = ({ code, message }: { code: string; message: string }) =>
    log('trouble', { code, detail: message });
  const guard = target.kind === 'postgres' ? guardClock(worker, target.pool, lockMs, trouble) : null;
  await worker.waitUntilReady();
  return {
    async close(deadline) {
      guard?.stop();
      const late = setTimeout(() => handBack.abort(new Error('handed back')), deadline);
      const finished = worker.close().catch(() => {});
      await Promise.race([finished, waitUntil(deadline + LAST_WORD_MS)]);
      clearTimeout(late);
      redis?.disconnect();
    },
  };
}

/** What `work` gives; rejects as soon as `signal` is aborted, while the work goes on for nobody. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const waitUntil = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
