import { createPostgresBackend, type Job, Queue, Worker, withBackend } from 'bullmq';
import { CronExpressionParser } from 'cron-parser';
import { detailOf, VerbatimError } from '../errors.ts';
import { connectRedis, type QueueTarget, queuePrefix } from './queue.ts';

const { Queue: PostgresQueue, Worker: PostgresWorker } = withBackend(createPostgresBackend);
const NAME = 'nights';
const SCHEDULER = 'night';
// A night that is late for whatever reason is made once, and the next at its time.
const JOB = { name: 'night', data: {}, opts: { attempts: 1, removeOnComplete: true, removeOnFail: 10 } };

export interface NightSchedule {
  /** Five fields of cron. */
  readonly pattern: string;
  /** IANA zone. */
  readonly zone: string;
  readonly next: Date | null;
}

/** What rings when nights are due: one schedule an installation. Postgres says what it is (db/night-schedule.ts). */
export interface NightSchedules {
  /** @throws VerbatimError SCHEDULE_INVALID */
  set(pattern: string, zone: string): Promise<NightSchedule>;
  get(): Promise<NightSchedule | null>;
  remove(): Promise<boolean>;
  /**
   * Makes runs as they are due, one at a time, until it is closed. One that comes due while the last goes on begins
   * right after it, once, however often it came due.
   * @param run is told when it was due
   */
  work(
    run: (due: Date) => Promise<void>,
    onError: (error: unknown) => void,
  ): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
}

export function openNightSchedules(target: QueueTarget): NightSchedules {
  const prefix = queuePrefix(target);
  const redis = target.kind === 'redis' ? connectRedis(target.url, 8) : null;
  const queue = (
    target.kind === 'redis'
      ? new Queue(NAME, { prefix, connection: redis! })
      : new PostgresQueue(NAME, { prefix, connection: target.pool })
  ) as Queue;
  queue.on('error', () => {});
  const get = async (): Promise<NightSchedule | null> => {
    const found = await queue.getJobScheduler(SCHEDULER);
    if (!found?.pattern) return null;
    return {
      pattern: found.pattern,
      zone: found.tz ?? 'UTC',
      next: found.next ? new Date(found.next) : null,
    };
  };
  return {
    get,
    async set(pattern, zone) {
      assertSchedule(pattern, zone);
      await queue.upsertJobScheduler(SCHEDULER, { pattern, tz: zone }, JOB);
      return (await get())!;
    },
    remove: () => queue.removeJobScheduler(SCHEDULER),
    async work(run, onError) {
      const own = target.kind === 'redis' ? connectRedis(target.url, null) : null;
      // BullMQ notes there when it planned the job for.
      const process = async ({ opts, timestamp }: Job) => run(new Date(opts.prevMillis ?? timestamp));
      const worker = (
        target.kind === 'redis'
          ? new Worker(NAME, process, { prefix, connection: own!, concurrency: 1 })
          : new PostgresWorker(NAME, process, { prefix, connection: target.pool, concurrency: 1 })
      ) as Worker;
      worker.on('error', onError);
      worker.on('failed', (_job, error) => onError(error));
      await worker.waitUntilReady();
      return {
        async close() {
          await worker.close();
          own?.disconnect();
        },
      };
    },
    async close() {
      await queue.close();
      redis?.disconnect();
    },
  };
}

/** When a night was due last. @param pattern five fields of cron @param zone IANA zone */
export function lastDue(pattern: string, zone: string, now: Date): Date {
  return CronExpressionParser.parse(pattern, { tz: zone, currentDate: now }).prev().toDate();
}

/** A schedule with the time that it is due next. */
export function withNext(
  schedule: { readonly pattern: string; readonly zone: string } | null,
  now: Date,
): NightSchedule | null {
  if (!schedule) return null;
  const { pattern, zone } = schedule;
  const next = CronExpressionParser.parse(pattern, { tz: zone, currentDate: now }).next().toDate();
  return { pattern, zone, next };
}

/** @throws VerbatimError SCHEDULE_INVALID */
export function assertSchedule(pattern: string, zone: string): void {
  try {
    if (pattern.trim().split(/\s+/).length !== 5) throw new Error('five fields are expected');
    new Intl.DateTimeFormat('en', { timeZone: zone });
    CronExpressionParser.parse(pattern, { tz: zone }).next();
  } catch (error) {
    throw new VerbatimError('SCHEDULE_INVALID', { detail: detailOf(error) }, { cause: error });
  }
}
