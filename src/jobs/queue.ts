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

/** What BullMQ's PostgreSQL backend needs of a pg.Pool. */
export type QueuePool = PgPool;

/** Where the queue lives. The pool must have BullMQ's schema in its search path (db/queue-pool.ts). */
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
  /** Not yet taken by a worker, those that wait for a retry included. */
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
  /** What the last of them said; never text of feedback. */
  readonly detail: string;
}

/** A queue as BullMQ has it, whatever it stands on. */
export type BullQueue = Queue;

/**
 * Batches of the lane `upload` are taken before those of `backfill`, however many of these wait: who uploads a
 * file looks at it now. Within a lane, first come, first served.
 */
export type Lane = 'upload' | 'backfill';

// BullMQ takes jobs without a priority first, then by ascending priority.
const PRIORITY: Readonly<Record<Lane, number>> = { upload: 1, backfill: 2 };

/** The producer's side of the queue of one model. */
export interface AnalyseQueue {
  readonly name: string;
  /** As BullMQ has it, to be looked at. */
  readonly bull: BullQueue;
  /** @param lane default backfill */
  add(payloads: readonly AnalysePayload[], lane?: Lane): Promise<void>;
  counts(): Promise<QueueCounts>;
  /** When the batch that has waited longest was queued, in Unix milliseconds; null when none waits. */
  oldest(): Promise<number | null>;
  /** Jobs that gave up, by the code of their error, most frequent first. At most a thousand are looked at. */
  failedGroups(): Promise<FailedGroup[]>;
  /** Forgets jobs that gave up with this code: their documents are missing, and are queued anew. */
  forgetFailed(code: string): Promise<number>;
  close(): Promise<void>;
}

/** Batches wait in one queue a model: a worker takes only what the model it holds can answer. */
export function queueName(modelHash: string): string {
  return `analyse-${modelHash.slice(0, 12)}`;
}

/** Keys of this installation: two databases may share a Redis (or, by mistake, a queue schema). */
export function queuePrefix(target: QueueTarget): string {
  return `verbatim-${target.installation}`;
}

/**
 * A connection that keeps trying: outages end, jobs stay. Commands of a producer wait at most for `retries`
 * reconnections; a worker's wait for ever (null).
 */
export function connectRedis(url: string, retries: number | null): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: retries,
    // A server that is gone without a word: the connection is made anew, the command sent again. Blocking reads
    // of BullMQ end after ten seconds.
    socketTimeout: 30_000,
    keepAlive: 10_000,
    // By chance between half and whole: many workers do not come back at once.
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
  // History is in Postgres; a queue that keeps finished jobs fills its memory.
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

/** A worker's reason is `CODE: detail`; BullMQ gives some of its own. */
function reasonOf({ failedReason }: { failedReason?: string }): { code: string; detail: string } {
  const [, code = 'INTERNAL', detail = failedReason ?? 'unknown'] =
    /^([A-Z][A-Z_]+): (.*)$/s.exec(failedReason ?? '') ?? [];
  return { code, detail };
}

/**
 * Asks again while Redis refuses for a reason that may pass, up to {@link PAUSES_MS} altogether.
 * @throws VerbatimError QUEUE_UNREACHABLE, QUEUE_WRITES_REFUSED, QUEUE_REFUSED
 */
async function reachable<T>(target: QueueTarget, command: () => Promise<T>): Promise<T> {
  if (target.kind !== 'redis') return command();
  const ask = () =>
    command().catch((error: Error) => {
      // ioredis itself has tried for long enough.
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

/** What Redis, or the connection to it, says, as an error that a user can act on. */
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

// Memory used up, disk of its snapshots full, a replica.
const WRITES_REFUSED = /\b(OOM|MISCONF|READONLY|NOREPLICAS)\b/;

/** Brings BullMQ's own schema up to date; a no-op when it is. */
export async function migrateQueue(client: Parameters<typeof runMigrations>[0]): Promise<void> {
  await runMigrations(client);
}
