import { type ErrorEntry, failed, transient, usage } from './entry.ts';

/** Errors of the queue, its jobs, and the analysis of documents. */
export const ANALYSIS_ERRORS = {
  DOCUMENT_CHANGED: {
    ...failed,
    message: 'The text of {documents} documents of a batch changed or is gone; their results were dropped.',
    fix: 'Postgres was probably restored from a backup. To analyse what is missing: verbatim analyze.',
  },
  GROUP_UNKNOWN: {
    ...usage,
    http: 404,
    message: 'Nothing has failed with the code {code}. Known: {known}.',
    fix: 'Use a code of verbatim failures.',
  },
  WORKER_LOST: {
    ...failed,
    message: 'The worker process was lost {times} times on this document, at last on it alone.',
    fix: 'See the log of the machine (out of memory, a crash in the runtime); then verbatim retry --group WORKER_LOST.',
  },
  ANALYSIS_INCOMPLETE: {
    ...failed,
    message: '{missing} documents have no analysis after {rounds} rounds: {detail}.',
    fix: 'See verbatim status and the log of the workers, then run: verbatim analyze.',
  },
  QUEUE_POOLED: {
    ...usage,
    message: 'The queue cannot use {server}: a pooler in transaction mode is in front of it.',
    fix: 'Set REDIS_URL, or QUEUE_DATABASE_URL to the address of the same database without the pooler. Everything else works through it.',
  },
  QUEUE_UNREACHABLE: {
    ...transient,
    message: 'Redis at {server} does not answer: {detail}.',
    fix: 'Start it or correct REDIS_URL; without REDIS_URL the queue lives in Postgres.',
  },
  QUEUE_REFUSED: {
    ...usage,
    message: 'Redis at {server} refuses the login: {detail}.',
    fix: 'Correct the user or password in REDIS_URL.',
  },
  QUEUE_WRITES_REFUSED: {
    ...transient,
    message: 'Redis at {server} refuses writes: {detail}.',
    fix: 'Raise its maxmemory, free space on its disk, or name the primary in REDIS_URL. Workers wait and resume.',
  },
  QUEUE_MAY_EVICT: {
    ...usage,
    message: 'Redis at {server} has maxmemory-policy {policy}: if memory runs out, it drops queued jobs.',
    fix: 'Set maxmemory-policy noeviction, or accept the risk with VERBATIM_ALLOW_EVICTION=true.',
  },
  JOB_OUTDATED: {
    ...failed,
    message: 'The run or the model of the job is not in this database: {detail}.',
    fix: 'Nothing to do: the job is dropped, and SQL finds the missing documents. Postgres was probably restored from a backup.',
  },
  JOB_PAYLOAD_INVALID: {
    ...failed,
    message: 'Job {job} of queue {queue} has an invalid payload: {detail}.',
    fix: 'Remove it and run: verbatim requeue.',
  },
  CLOCK_SKEWED: {
    ...transient,
    message: 'The clocks of this machine and of Postgres differ by {seconds} seconds.',
    fix: 'Set the clocks (NTP). A queue in Postgres needs them within {limit} seconds; the worker waits.',
  },
} as const satisfies Record<string, ErrorEntry>;
