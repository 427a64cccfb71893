import type { Job } from 'bullmq';
import { CronExpressionParser } from 'cron-parser';
import { DateTime } from 'luxon';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';
import { connectRedis, newQueue, newWorker, type QueueTarget } from './queue.ts';

// Names of the first version, which are stored in queues.
const NAME = 'nights';
const SCHEDULER = 'night';
// A run that starts late runs once, and the next at its time.
const JOB = { name: 'night', data: {}, opts: { attempts: 1, removeOnComplete: true, removeOnFail: 10 } };

const settings = {
  repeatStrategy: (after: number, { pattern, tz }: { pattern?: string; tz?: string }) =>
    nextDue(pattern!, tz ?? 'UTC', new Date(after)).getTime(),
};

export interface NightlySchedule {
  /** Five fields of cron. */
  readonly pattern: string;
  /** IANA zone. */
  readonly zone: string;
  readonly next: Date | null;
}

/** Starts nightly runs when they are due: one schedule an installation. Postgres holds it (db/runs/nightly-schedule.ts). */
export interface NightlySchedules {
  /** @throws VerbatimError SCHEDULE_INVALID */
  set(pattern: string, zone: string): Promise<NightlySchedule>;
  get(): Promise<NightlySchedule | null>;
  remove(): Promise<boolean>;
  /**
   * Calls `run` when a run is due, one at a time, until it is closed. A run that becomes due during another starts right
   * after it, once, however often it became due.
   * @param run gets the time when it was due
   */
  work(
    run: (due: Date) => Promise<void>,
    onError: (error: unknown) => void,
  ): Promise<{ close(): Promise<void> }>;
  close(): Promise<void>;
}

export function openNightlySchedules(target: QueueTarget): NightlySchedules {
  const redis = target.kind === 'redis' ? connectRedis(target.url, 8) : null;
  const queue = newQueue(target, redis, NAME, { settings });
  const get = async (): Promise<NightlySchedule | null> => {
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
      // The time that BullMQ planned the job for.
      const process = async ({ opts, timestamp }: Job) => run(new Date(opts.prevMillis ?? timestamp));
      const worker = newWorker(target, own, NAME, process, { settings, concurrency: 1 });
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

/**
 * No clock change is larger. cron-parser computes in UTC as if that were the local clock, and the result is put into the
 * zone: in a zone of its own it skips a day whose midnight does not exist (Santiago, Cairo, Havana), and throws when it
 * searches back over one.
 */
const CHANGE_MS = 3 * 3_600_000;

/** When a run is due next, after `now`. @param pattern five fields of cron @param zone IANA zone */
export function nextDue(pattern: string, zone: string, now: Date): Date {
  const clock = CronExpressionParser.parse(pattern, { tz: 'UTC', currentDate: wall(now, zone, -CHANGE_MS) });
  for (;;) {
    const due = instant(clock.next().toDate(), zone);
    if (due > now) return due;
  }
}

/** When a run was due last, before `now`. @param pattern five fields of cron @param zone IANA zone */
export function lastDue(pattern: string, zone: string, now: Date): Date {
  const clock = CronExpressionParser.parse(pattern, { tz: 'UTC', currentDate: wall(now, zone, CHANGE_MS) });
  for (;;) {
    const due = instant(clock.prev().toDate(), zone);
    if (due < now) return due;
  }
}

/** The local time of the zone, written as a time in UTC. */
const wall = (now: Date, zone: string, shift: number) =>
  new Date(DateTime.fromJSDate(now, { zone }).setZone('utc', { keepLocalTime: true }).toMillis() + shift);

/** A local time that occurs twice means the first. One that is skipped moves by as much as the clocks do. */
const instant = (shown: Date, zone: string) =>
  new Date(
    Math.min(
      ...DateTime.fromJSDate(shown, { zone: 'utc' })
        .setZone(zone, { keepLocalTime: true })
        .getPossibleOffsets()
        .map((possible) => possible.toMillis()),
    ),
  );

/** Adds the time of the next run. */
export function withNext(
  schedule: { readonly pattern: string; readonly zone: string } | null,
  now: Date,
): NightlySchedule | null {
  if (!schedule) return null;
  const { pattern, zone } = schedule;
  return { pattern, zone, next: nextDue(pattern, zone, now) };
}

/** @throws VerbatimError SCHEDULE_INVALID */
export function assertSchedule(pattern: string, zone: string): void {
  try {
    if (pattern.trim().split(/\s+/).length !== 5) throw new Error('five fields are expected');
    new Intl.DateTimeFormat('en', { timeZone: zone });
    CronExpressionParser.parse(pattern, { tz: 'UTC' }).next();
  } catch (error) {
    throw new VerbatimError('SCHEDULE_INVALID', { detail: detailOf(error) }, { cause: error });
  }
}
