import { type Job, UnrecoverableError, Worker } from 'bullmq';
import { ZodError } from 'zod';
import type { Database } from '../db/client.ts';
import { detailOf, VerbatimError } from '../errors.ts';
import type { Engine } from '../inference/engine.ts';
import { parsePayload } from '../jobs/payload.ts';
import { connectRedis, PostgresWorker, type QueueTarget, queueName, queuePrefix } from '../jobs/queue.ts';
import { analyseBatch } from './analyse-batch.ts';

export interface WorkerOptions {
  readonly database: Database;
  readonly engine: Engine;
  readonly target: QueueTarget;
  /** Batches held at once: while one is computed, the others are read, tokenised or stored. */
  readonly concurrency: number;
  readonly log: (event: 'batch' | 'retry' | 'failed' | 'trouble', facts: Record<string, unknown>) => void;
}

export interface AnalyseWorker {
  /** Takes no new batch, finishes those it holds; after `deadline` ms hands them back to the queue. */
  close(deadline: number): Promise<void>;
}

// A worker that is killed keeps its batches locked for this long. The event loop is free (sessions run in
// threads of their own), so renewal every 7.5 s never comes late.
const LOCK_MS = 15_000;
const STALLED_CHECK_MS = 5_000;

/** Takes batches from the queue of the engine's model until it is closed. */
export async function startAnalyseWorker(options: WorkerOptions): Promise<AnalyseWorker> {
  const { target, engine, log } = options;
  const name = queueName(engine.model.hash);
  const redis = target.kind === 'redis' ? connectRedis(target.url, null) : null;
  const settings = {
    prefix: queuePrefix(target),
    concurrency: options.concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    // Workers may be killed often (spot machines); a batch that kills them is bounded all the same.
    maxStalledCount: 5,
  };
  const process = (job: Job) => processJob(options, name, job);
  const worker = (
    target.kind === 'redis'
      ? new Worker(name, process, { ...settings, connection: redis! })
      : new PostgresWorker(name, process, { ...settings, connection: target.pool })
  ) as Worker;
  worker.on('error', (error) => log('trouble', { detail: detailOf(error) }));
  worker.on('failed', (job, error) => {
    const attempts = job?.attemptsMade ?? 0;
    const final = attempts >= (job?.opts.attempts ?? 1) || error instanceof UnrecoverableError;
    log(final ? 'failed' : 'retry', { job: job?.id, attempts, detail: detailOf(error) });
  });
  await worker.waitUntilReady();
  return {
    async close(deadline) {
      const finished = worker.close();
      const late = setTimeout(() => void worker.close(true), deadline);
      await finished.finally(() => clearTimeout(late));
      redis?.disconnect();
    },
  };
}

async function processJob({ database, engine, log }: WorkerOptions, queue: string, job: Job): Promise<void> {
  const started = performance.now();
  try {
    const payload = parsePayload(job.data);
    const counts = await analyseBatch({ database, engine }, payload);
    log('batch', { job: job.id, ...payload, ...counts, seconds: (performance.now() - started) / 1000 });
  } catch (error) {
    if (error instanceof ZodError) {
      const detail = error.issues[0]?.message ?? 'unknown';
      const refused = new VerbatimError('JOB_PAYLOAD_INVALID', { job: job.id ?? '?', queue, detail });
      throw new UnrecoverableError(refused.message);
    }
    throw error;
  }
}
