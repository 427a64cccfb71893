import type { Semaphore } from 'async-mutex';
import type { Job } from 'bullmq';
import pRetry from 'p-retry';
import type { NoAnswerTest } from '../analysis/no-answer.ts';
import { asDatabaseError, type Database } from '../db/client.ts';
import { detailOf, type ErrorCode, VerbatimError } from '../errors/verbatim-error.ts';
import type { Engine } from '../inference/engines/engine.ts';
import { isEngineFault } from '../inference/session/engine-fault.ts';
import { type AnalysePayload, parsePayload, payloadFault } from '../jobs/payload.ts';
import type { Keyring } from '../privacy/keyring.ts';
import { traced } from '../tracing.ts';
import { analyseBatch, type BatchCounts } from './analyse-batch.ts';
import type { NameFinder } from './name-finder.ts';
import { isOutage, waitForDatabase } from './outage.ts';
import type { Translators } from './translators.ts';

export interface JobParts {
  readonly database: Database;
  readonly engine: Engine;
  readonly translators?: Translators | undefined;
  readonly names?: NameFinder | undefined;
  readonly keyring?: Keyring | null | undefined;
  /** Default: by the list alone. */
  readonly saysNothing?: NoAnswerTest | undefined;
  readonly queue: string;
  /** One permit for each batch held. A batch that must run alone takes all permits. */
  readonly permits: Semaphore;
  readonly concurrency: number;
  /** Milliseconds that an outage is waited out in place. After that another worker may have the job. */
  readonly lockMs: number;
  readonly onRetry: (facts: { attempts: number; code: string; detail: string }) => void;
}

const ATTEMPTS = 3;

/**
 * Works on one job, with retries in place: pauses follow the steady clock, and do not depend on Redis. An outage of
 * Postgres is waited out, for as long as batches are locked, and does not count as an attempt.
 * @throws VerbatimError JOB_PAYLOAD_INVALID, JOB_OUTDATED and faults of the engine, at once; an outage that outlasts
 *   the lock; what the last attempt threw
 */
export async function workOnJob(
  parts: JobParts,
  job: Job,
  signal: AbortSignal,
): Promise<BatchCounts & { readonly payload: AnalysePayload }> {
  const payload = payloadOf(job, parts.queue);
  const { database, permits, concurrency, lockMs, onRetry } = parts;
  let outages = 0;
  let outageSince: number | null = null;
  const suspect = job.stalledCounter > 0;
  const attempt = async () => {
    // A suspect batch runs alone; the others share.
    const one = await permits.acquire(suspect ? concurrency : 1);
    let release = one[1];
    try {
      signal.throwIfAborted();
      const alone = async <T>(work: () => Promise<T>): Promise<T> => {
        if (suspect) return work();
        release();
        [, release] = await permits.acquire(concurrency);
        return work();
      };
      const { runId, modelId, from, to } = payload;
      const ids = { run: runId, model: modelId, from, to, job: job.id ?? '?', suspect };
      const counts = await traced(
        'batch',
        ids,
        async (span) => {
          const { codes: _, ...counted } = await analyseBatch({ ...parts, alone }, payload, suspect);
          span.setAttributes({ ...counted });
          return { ...counted, codes: _ };
        },
        payload.trace,
      );
      return { payload, ...counts };
    } finally {
      release();
    }
  };
  return pRetry(attempt, {
    retries: ATTEMPTS - 1,
    minTimeout: 500,
    maxTimeout: 10_000,
    randomize: true,
    signal,
    shouldConsumeRetry: ({ error }) => !isOutage(error),
    onFailedAttempt: async ({ error, retriesConsumed, retriesLeft }) => {
      if (signal.aborted || isFinal(error)) throw error;
      const outage = isOutage(error);
      if (outage || retriesLeft > 0) onRetry({ attempts: retriesConsumed + 1, ...namedError(error) });
      if (!outage) {
        outages = 0;
        outageSince = null;
        return;
      }
      outageSince ??= performance.now();
      const left = outageSince + lockMs - performance.now();
      if (left <= 0) throw error;
      await waitForDatabase(database, left, outages++, signal);
    },
  });
}

/** A retry would change nothing. */
const isFinal = (error: unknown): boolean =>
  isEngineFault(error) ||
  (error instanceof VerbatimError && ['JOB_OUTDATED', 'DATABASE_REPLACED'].includes(error.code));

function payloadOf(job: Job, queue: string): AnalysePayload {
  try {
    return parsePayload(job.data);
  } catch (error) {
    const detail = payloadFault(error);
    throw new VerbatimError('JOB_PAYLOAD_INVALID', { job: job.id ?? '?', queue, detail });
  }
}

/** Code and first line of any thrown value; INTERNAL without a code. */
export function namedError(error: unknown): { code: ErrorCode | 'INTERNAL'; detail: string } {
  const known = error instanceof VerbatimError ? error : asDatabaseError(error);
  return { code: known?.code ?? 'INTERNAL', detail: known?.message ?? detailOf(error) };
}
