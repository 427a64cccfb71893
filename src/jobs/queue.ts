import {
  createPostgresBackend,
  type PgPool,
  type Processor,
  Queue,
  type QueueOptions,
  runMigrations,
  Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';
import pRetry, { AbortError } from 'p-retry';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';
import { type AnalysePayload, parsePayload } from './payload.ts';
import { LOGIN_REFUSED, redisName } from './redis-check.ts';

/** The parts of a pg.Pool that BullMQ's PostgreSQL backend uses. */
export type QueuePool = PgPool;

/** Where the queue lives. The pool must have BullMQ's schema in its search path (db/server/queue-pool.ts). */
export type QueueTarget =
  | { readonly kind: 'redis'; readonly url: string; readonly installation: string }
  | { readonly kind: 'postgres'; readonly pool: QueuePool; readonly installation: string };

const { Queue: PostgresQueue, Worker: PostgresWorker } = withBackend(createPostgresBackend);

/** A BullMQ queue. @param redis null where the target is Postgres */
export const newQueue = (
  target: QueueTarget,
  redis: Redis | null,
  name: string,
  options: Omit<QueueOptions, 'connection' | 'prefix'>,
): Queue => {
  const shared = { ...options, prefix: queuePrefix(target) };
  const queue = (
    target.kind === 'redis'
      ? new Queue(name, { ...shared, connection: redis! })
      : new PostgresQueue(name, { ...shared, connection: target.pool })
  ) as Queue;
  queue.on('error', () => {});
  return queue;
};

/** A BullMQ worker, which starts at once. @param redis null where the target is Postgres */
export const newWorker = (
  target: QueueTarget,
  redis: Redis | null,
  name: string,
  process: Processor,
  options: Omit<WorkerOptions, 'connection' | 'prefix'>,
): Worker => {
  const shared = { ...options, prefix: queuePrefix(target) };
  return (
    target.kind === 'redis'
      ? new Worker(name, process, { ...shared, connection: redis! })
      : new PostgresWorker(name, process, { ...shared, connection: target.pool })
  ) as Worker;
};

export interface QueueCounts {
  /** Not taken by a worker yet, including jobs that wait for a retry. */
  readonly waiting: number;
  readonly active: number;
  /** Gave up after all attempts. */
  readonly failed: number;
}

/** Jobs that gave up for the same reason. */
export interface FailedGroup {
  /** Of src/errors; INTERNAL where the error had none. */
  readonly code: string;
  readonly jobs: number;
  /** The error of the latest job; never text of feedback. */
  readonly detail: string;
}

/**
 * Workers take batches of the lane `upload` before those of `backfill`: a user waits for an upload. Within a lane, first
 * in, first out.
 */
type Lane = 'upload' | 'backfill';

// BullMQ takes jobs without a priority first, then by ascending priority.
const PRIORITY: Readonly<Record<Lane, number>> = { upload: 1, backfill: 2 };

/** The producer's side of the queue of one model. */
export interface AnalyseQueue {
  readonly name: string;
  /** The BullMQ queue, for the board. */
  readonly bull: Queue;
  /** @param lane default backfill */
  add(payloads: readonly AnalysePayload[], lane?: Lane): Promise<void>;
  counts(): Promise<QueueCounts>;
  /** When the batch that has waited longest was queued, in Unix milliseconds; null when none waits. */
  oldest(): Promise<number | null>;
  /** Jobs that gave up, by the code of their error, most frequent first, of at most a thousand jobs. */
  failedGroups(): Promise<FailedGroup[]>;
  /** Removes jobs that gave up with this code. Their documents are missing, and can be queued again. */
  forgetFailed(code: string): Promise<number>;
  close(): Promise<void>;
}

/** Each model has a queue: a worker takes only batches of the model that it runs. */
export function queueName(modelHash: string): string {
  return `analyse-${modelHash.slice(0, 12)}`;
}

/** Prefix of the keys of this installation: two databases may share a Redis (or, by mistake, a queue schema). */
export function queuePrefix(target: QueueTarget): string {
  return `verbatim-${target.installation}`;
}

/**
 * A connection that reconnects after outages.
 * @param retries reconnections that a command waits for; null: without limit, for workers
 */
export function connectRedis(url: string, retries: number | null): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: retries,
    // For a server that vanishes silently: reconnect, and send the command again. Blocking reads of BullMQ end after ten
    // seconds.
    socketTimeout: 30_000,
    keepAlive: 10_000,
    // Random between half and whole, so that workers do not reconnect at once.
    retryStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, 6_400) * (0.5 + Math.random() / 2),
  });
  redis.on('error', () => {});
  return redis;
}

// Reconnections that a producer's command waits for: 13 to 25 seconds, enough for a restart of Redis.
const PATIENCE = 8;

const MOST_FAILED = 1_000;

const JOB_OPTIONS = {
  // Workers try again in place (workers/job-work.ts): a delayed job would wait by the clock of some machine.
  attempts: 1,
  // Postgres has the history. A queue that keeps finished jobs fills its memory.
  removeOnComplete: true,
  removeOnFail: { count: MOST_FAILED },
} as const;

export function openQueue(target: QueueTarget, modelHash: string): AnalyseQueue {
  const name = queueName(modelHash);
  const redis = target.kind === 'redis' ? connectRedis(target.url, PATIENCE) : null;
  const queue = newQueue(target, redis, name, { defaultJobOptions: JOB_OPTIONS });
  return {
    name,
    bull: queue,
    async add(payloads, lane = 'backfill') {
      const opts = { priority: PRIORITY[lane] };
      const jobs = payloads.map((payload) => ({ name: 'analyse', data: parsePayload(payload), opts }));
      await reachable(target, () => queue.addBulk(jobs));
    },
    async counts() {
      const counts = await reachable(target, () =>
        queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active', 'failed'),
      );
      const { waiting = 0, prioritized = 0, delayed = 0, active = 0, failed = 0 } = counts;
      return { waiting: waiting + prioritized + delayed, active, failed };
    },
    async oldest() {
      const [job] = await reachable(target, () => queue.getJobs(['waiting', 'prioritized'], 0, 0, true));
      return job?.timestamp ?? null;
    },
    async failedGroups() {
      const jobs = await reachable(target, () => queue.getFailed(0, MOST_FAILED - 1));
      const groups = Map.groupBy(jobs.map(reasonOf), ({ code }) => code);
      return [...groups]
        .map(([code, of]) => ({ code, jobs: of.length, detail: of.at(0)!.detail }))
        .sort((a, b) => b.jobs - a.jobs);
    },
    async forgetFailed(code) {
      const jobs = await reachable(target, () => queue.getFailed(0, MOST_FAILED - 1));
      const own = jobs.filter((job) => reasonOf(job).code === code);
      for (const job of own) await job.remove();
      return own.length;
    },
    async close() {
      await queue.close();
      redis?.disconnect();
    },
  };
}

/** A worker's reason is `CODE: detail`. BullMQ has reasons of its own. */
function reasonOf({ failedReason }: { failedReason?: string }): { code: string; detail: string } {
  const [, code = 'INTERNAL', detail = failedReason ?? 'unknown'] =
    /^([A-Z][A-Z_]+): (.*)$/s.exec(failedReason ?? '') ?? [];
  return { code, detail };
}

/**
 * Repeats a command while Redis refuses it for a reason that may pass, for {@link PAUSES_MS} in total.
 * @throws VerbatimError QUEUE_UNREACHABLE, QUEUE_WRITES_REFUSED, QUEUE_REFUSED
 */
async function reachable<T>(target: QueueTarget, command: () => Promise<T>): Promise<T> {
  if (target.kind !== 'redis') return command();
  const ask = () =>
    command().catch((error: Error) => {
      // ioredis has retried for long enough.
      if (error.name === 'MaxRetriesPerRequestError') throw new AbortError(queueFault(target, error));
      throw error.name === 'ReplyError' ? queueFault(target, error) : error;
    });
  return pRetry(ask, {
    ...{ retries: PAUSES_MS.length, minTimeout: PAUSES_MS[0]!, factor: 2, maxTimeout: PAUSES_MS.at(-1)! },
    shouldRetry: ({ error }) => error instanceof VerbatimError && error.retryable,
  });
}

// 16 s: about as long as for a Redis that is away.
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 4_000, 4_000];

/** An error of Redis or its connection as an error that a user can act on. */
export function queueFault(target: QueueTarget, error: unknown): VerbatimError {
  const server = target.kind === 'redis' ? redisName(target.url) : 'Postgres';
  const said = detailOf(error);
  if (WRITES_REFUSED.test(said)) {
    return new VerbatimError('QUEUE_WRITES_REFUSED', { server, detail: said }, { cause: error });
  }
  if (LOGIN_REFUSED.test(said)) {
    return new VerbatimError('QUEUE_REFUSED', { server, detail: said }, { cause: error });
  }
  const detail = (error as Error)?.name === 'MaxRetriesPerRequestError' ? 'it went away' : said;
  return new VerbatimError('QUEUE_UNREACHABLE', { server, detail }, { cause: error });
}

// Out of memory, no disk for snapshots, a replica.
const WRITES_REFUSED = /\b(OOM|MISCONF|READONLY|NOREPLICAS)\b/;

/** Migrates BullMQ's own schema. */
export async function migrateQueue(client: Parameters<typeof runMigrations>[0]): Promise<void> {
  await runMigrations(client);
}
