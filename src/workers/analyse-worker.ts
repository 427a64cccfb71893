import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { pid } from 'node:process';
import { Semaphore } from 'async-mutex';
import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { NoAnswerTest } from '../analysis/no-answer.ts';
import { asDatabaseError, type Database } from '../db/client.ts';
import { forgetWorker, signOfLife } from '../db/runs/workers.ts';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';
import type { Engine } from '../inference/engines/engine.ts';
import { isEngineFault } from '../inference/session/engine-fault.ts';
import {
  connectRedis,
  newWorker,
  type QueueTarget,
  queueFault,
  queueName,
  queuePrefix,
} from '../jobs/queue.ts';
import type { Keyring } from '../privacy/keyring.ts';
import { guardClock } from './clock-guard.ts';
import { WorkerGate } from './gate.ts';
import { namedError, workOnJob } from './job-work.ts';
import { keepLookout, type Server } from './lookout.ts';
import type { NameFinder } from './name-finder.ts';
import { isOutage } from './outage.ts';
import type { WorkerState } from './readiness.ts';
import type { Translators } from './translators.ts';

export interface WorkerOptions {
  readonly database: Database;
  /** The keys of the installation; null or absent: it has none. */
  readonly keyring?: Keyring | null;
  readonly engine: Engine;
  /** Absent: no text is translated. */
  readonly translators?: Translators;
  /** Absent: names are not looked for. */
  readonly names?: NameFinder;
  /** Recognises answers that say nothing. Default: the list alone. */
  readonly saysNothing?: NoAnswerTest;
  readonly target: QueueTarget;
  /** Batches held at once: while one is computed, others are read, tokenised or stored. */
  readonly concurrency: number;
  /** Milliseconds that batches of a lost worker stay locked. Default 15,000. */
  readonly lockMs?: number;
  readonly log: (event: WorkerEvent, facts: Record<string, unknown>) => void;
}

/**
 * `batch`: a batch is done; `retry`: it is tried again; `failed`: it gave up; `returned`: it went back to the queue;
 * `stalled`: the batch of a lost worker went back; `back`: a server answers again; `left`: the worker takes no more
 * batches; `trouble`: anything else.
 */
export type WorkerEvent = 'batch' | 'retry' | 'failed' | 'returned' | 'stalled' | 'back' | 'left' | 'trouble';

export interface AnalyseWorker {
  /** Resolves when the worker leaves the queue by itself: its engine is lost, or another Postgres answers. */
  readonly left: Promise<VerbatimError>;
  readonly state: WorkerState;
  /** Takes no new batch and finishes those it holds. After `deadline` ms it returns them to the queue. */
  close(deadline: number): Promise<void>;
}

// Sessions run in threads of their own, so the event loop is free and renews locks in time.
const LOCK_MS = 15_000;
// Longest wait for a queue that does not answer while batches are returned.
const LAST_WORD_MS = 5_000;

/**
 * Takes batches from the queue of the engine's model until it is closed, or cannot continue.
 * @throws VerbatimError DEVICE_LOST, SESSIONS_BROKEN, MODEL_CHANGED if the engine does not work at the start
 */
export async function startAnalyseWorker(options: WorkerOptions): Promise<AnalyseWorker> {
  const {
    target,
    engine,
    translators,
    names,
    keyring,
    saysNothing,
    log,
    concurrency,
    database,
    lockMs = LOCK_MS,
  } = options;
  await engine.prove();
  const name = queueName(engine.model.hash);
  const redis = target.kind === 'redis' ? connectRedis(target.url, null) : null;
  const handBack = new AbortController();
  // Aborted and replaced when a server was unusable for as long as batches are locked.
  let servers = new AbortController();
  const permits = new Semaphore(concurrency);
  const left = Promise.withResolvers<VerbatimError>();
  const work = {
    held: 0,
    finished: 0,
    busySince: null as number | null,
    lastFinished: null as number | null,
  };
  let leftCode: string | null = null;

  const leave = (error: VerbatimError) => {
    gate.shut('engine');
    if (leftCode !== null) return;
    leftCode = error.code;
    log('left', { code: error.code, detail: error.message });
    void sign().catch(() => {});
    left.resolve(error);
  };

  const settings = {
    concurrency,
    lockDuration: lockMs,
    // Redis takes whole milliseconds only.
    stalledInterval: Math.ceil(lockMs / 3),
    // The last resort: documents that kill workers are set aside long before (watched-documents.ts).
    maxStalledCount: 100,
  };

  const giveBack = async (job: Job) => {
    await job.moveToWait(job.token).then(
      () => log('returned', { job: job.id }),
      // Its lock ran out: another worker has it, or takes it soon.
      (error) => log('returned', { job: job.id, detail: detailOf(error) }),
    );
    throw new WaitingError();
  };

  const take = async (job: Job) => {
    const signal = AbortSignal.any([handBack.signal, servers.signal]);
    if (gate.reasons !== null) return giveBack(job);
    const started = performance.now();
    const onRetry = (facts: Record<string, unknown>) => log('retry', { job: job.id, ...facts });
    const shared = { database, engine, translators, names, keyring, saysNothing, queue: name };
    const parts = { ...shared, permits, concurrency, lockMs, onRetry };
    try {
      const { payload, ...counts } = await orAborted(workOnJob(parts, job, signal), signal);
      const seconds = (performance.now() - started) / 1000;
      log('batch', { job: job.id, ...payload, ...counts, seconds, queued: job.timestamp });
      const { changed } = counts;
      if (changed > 0)
        log('trouble', {
          job: job.id,
          ...namedError(new VerbatimError('DOCUMENT_CHANGED', { documents: changed })),
        });
    } catch (error) {
      if (endsWorker(error)) leave(error as VerbatimError);
      if (signal.aborted || endsWorker(error) || isOutage(error)) return giveBack(job);
      const { code, detail } = namedError(error);
      log('failed', { job: job.id, code, detail });
      // `verbatim failures` groups by the first word.
      throw new UnrecoverableError(`${code}: ${detail}`);
    }
  };

  const process = async (job: Job) => {
    if (work.held++ === 0) work.busySince = performance.now();
    const finished = () => {
      work.finished++;
      work.lastFinished = performance.now();
    };
    try {
      await take(job);
      finished();
    } catch (error) {
      // A batch that gave up is finished, too.
      if (!(error instanceof WaitingError)) finished();
      throw error;
    } finally {
      if (--work.held === 0) work.busySince = null;
    }
  };

  const worker = newWorker(target, redis, name, process, settings);
  const gate = new WorkerGate(worker);

  const id = randomUUID();
  const sign = () => {
    const { held, finished } = work;
    const own = { host: hostname(), process: pid, modelHash: engine.model.hash, device: engine.device };
    const lockSeconds = lockMs / 1000;
    const said = { id, ...own, lockSeconds, held, finished, waitsFor: gate.reasons, leftCode };
    return signOfLife(database, said, lockMs / 2);
  };
  let connectionFault: unknown = null;
  redis?.on('error', (error) => {
    connectionFault = error;
  });
  redis?.on('ready', () => {
    connectionFault = null;
  });
  const probeKey = `${queuePrefix(target)}:${name}:probe`;
  const needed: Server[] = [{ name: 'database', probe: sign, fault: databaseFault }];
  if (redis) {
    needed.push({
      name: 'queue',
      // A write: a Redis whose memory is full answers everything else.
      probe: () => redis.set(probeKey, id, 'PX', 10 * lockMs),
      fault: (error) => queueFault(target, connectionFault ?? error),
    });
  }
  const shut = ({ name: server }: Pick<Server, 'name'>, fault: VerbatimError) => {
    if (fault.code === 'DATABASE_REPLACED') return leave(fault);
    // Log a fault once, until the server answers again.
    if (!gate.has(server)) log('trouble', { code: fault.code, detail: fault.message });
    gate.shut(server);
  };
  const lookout = keepLookout({
    ...{ servers: needed, lockMs, onFault: shut },
    onLost(server, fault) {
      shut(server, fault);
      servers.abort(fault);
      servers = new AbortController();
    },
    onAnswer({ name: server }) {
      if (!gate.has(server)) return;
      gate.open(server);
      log('back', { server });
    },
  });
  worker.on('error', (error) => {
    const fault = serverFault(target, error);
    // The lookout reports when the server is back.
    if (fault) shut({ name: fault.code.startsWith('DATABASE') ? 'database' : 'queue' }, fault);
    else log('trouble', { detail: detailOf(error) });
  });
  worker.on('stalled', (job) => log('stalled', { job }));
  const trouble = ({ code, message }: { code: string; message: string }) =>
    log('trouble', { code, detail: message });
  const guard = target.kind === 'postgres' ? guardClock(gate, target.pool, lockMs, trouble) : null;
  await worker.waitUntilReady();
  return {
    left: left.promise,
    get state() {
      const { held, busySince, lastFinished } = work;
      return { held, busySince, lastFinished, waitsFor: gate.reasons, stopping: handBack.signal.aborted };
    },
    async close(deadline) {
      guard?.stop();
      const late = setTimeout(() => handBack.abort(new Error('handed back')), deadline);
      const finished = worker.close().catch(() => {});
      await Promise.race([finished, waitUntil(deadline + LAST_WORD_MS)]);
      clearTimeout(late);
      lookout.stop();
      redis?.disconnect();
      if (leftCode === null)
        await Promise.race([forgetWorker(database, id).catch(() => {}), waitUntil(LAST_WORD_MS)]);
    },
  };
}

/** True for a fault of neither the job nor a server that comes back: the worker must be restarted. */
const endsWorker = (error: unknown): boolean =>
  isEngineFault(error) || asDatabaseError(error)?.code === 'DATABASE_REPLACED';

const databaseFault = (error: unknown): VerbatimError =>
  asDatabaseError(error) ?? new VerbatimError('DATABASE_LOST', { detail: detailOf(error) }, { cause: error });

/** The fault of the server that holds the queue, or null. */
function serverFault(target: QueueTarget, error: unknown): VerbatimError | null {
  if (target.kind === 'postgres') return isOutage(error) ? databaseFault(error) : null;
  // BullMQ's error for a lost lock is no fault of Redis.
  return (error as Error).name === 'ReplyError' ? queueFault(target, error) : null;
}

/** Resolves with `work`; rejects once `signal` is aborted, while the work continues without effect. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

const waitUntil = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
