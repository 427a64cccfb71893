import { type ErrorEntry, failed, transient, usage } from './entry.ts';

/** Errors of the queue and its jobs. */
export const QUEUE_ERRORS = {
  QUEUE_POOLED: {
    ...usage,
    message: 'The queue cannot live in {server}: a pooler in transaction mode stands before it.',
    fix: 'Set REDIS_URL, or QUEUE_DATABASE_URL to the address of the same database without the pooler. All else works through it.',
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
    message: 'Redis at {server} takes no writes: {detail}.',
    fix: 'Raise its maxmemory, make room on its disk, or name the primary in REDIS_URL. Workers wait and go on.',
  },
  QUEUE_MAY_EVICT: {
    ...usage,
    message:
      'Redis at {server} has maxmemory-policy {policy}: when memory runs short it would drop queued jobs.',
    fix: 'Set maxmemory-policy noeviction, or accept the risk with VERBATIM_ALLOW_EVICTION=true.',
  },
  JOB_OUTDATED: {
    ...failed,
    message: 'The run or the model of the job is not that of this database: {detail}.',
    fix: 'Nothing: the job is dropped, and what is missing is found by SQL. Postgres has probably gone back to an older backup.',
  },
  JOB_PAYLOAD_INVALID: {
    ...failed,
    message: 'Job {job} of queue {queue} has a payload that this version does not accept: {detail}.',
    fix: 'Remove it and run: verbatim requeue.',
  },
  CLOCK_SKEWED: {
    ...transient,
    message: 'The clock of this machine and that of Postgres differ by {seconds} seconds.',
    fix: 'Set the clocks (NTP). A queue in Postgres needs them within {limit} seconds; the worker waits.',
  },
} as const satisfies Record<string, ErrorEntry>;
