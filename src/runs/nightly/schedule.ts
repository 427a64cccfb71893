import { setTimeout as pause } from 'node:timers/promises';
import { type App, openQueueTarget } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import type { Database } from '../../db/client.ts';
import { lastNight } from '../../db/runs/nightly-runs.ts';
import {
  dropSchedule,
  readSchedule,
  type StoredSchedule,
  storeSchedule,
} from '../../db/runs/nightly-schedule.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import {
  lastDue,
  type NightlySchedule,
  type NightlySchedules,
  openNightlySchedules,
  withNext,
} from '../../jobs/nightly-schedule.ts';
import { duration, minute } from '../../reporting/formats/quantities.ts';
import { type NightlySettings, nightlyRun } from './run.ts';
import { nightlyRunText, scheduleText } from './text.ts';

// A clock and a busy machine may take some seconds.
const LATE_MS = 10_000;
const CHECK_EVERY_MS = 15_000;

/** The stored schedule and when it is due next; null: none is stored. */
export const nightlySchedule = async (database: Database): Promise<NightlySchedule | null> =>
  withNext(await readSchedule(database), new Date());

/** Ends the schedule. False when there was none. */
export async function endNightlySchedule(app: App): Promise<boolean> {
  const stored = await dropSchedule(app.database);
  return (await (await openSchedules(app)).remove()) || stored;
}

/**
 * Stores a schedule and makes nightly runs as they are due, until `signal`. Postgres holds the schedule, the queue the
 * next due time. A missed run starts at once, however many were missed.
 * @param pattern five fields of cron
 * @param zone IANA zone
 * @returns the schedule as it was stored
 * @throws VerbatimError SCHEDULE_INVALID. A run that fails is noted, and the schedule goes on
 */
export async function keepNightlySchedule(
  app: App,
  { pattern, zone }: StoredSchedule,
  settings: NightlySettings,
  signal: AbortSignal,
): Promise<NightlySchedule> {
  const { database, lifecycle } = app;
  const schedules = await openSchedules(app);
  const before = await readSchedule(database);
  await storeSchedule(database, { pattern, zone });
  const schedule = await schedules.set(pattern, zone);
  note(scheduleText(schedule));
  const onError = (error: unknown) =>
    note(`verbatim: ${error instanceof Error ? error.message : String(error)}`);
  let lastEnd = 0;
  const run = async (due?: Date) => {
    const late = due ? Date.now() - due.getTime() : 0;
    if (due && late > LATE_MS) {
      const why = lastEnd > due.getTime() ? ': the previous run ended after that time' : '';
      note(`The run of ${minute(due)} starts ${duration(late / 1000)} late${why}.`);
    }
    const made = await nightlyRun(app, settings, 'schedule', signal).catch((error: unknown) => {
      if (error instanceof VerbatimError && error.code === 'NIGHT_BUSY') return null;
      throw error;
    });
    lastEnd = Date.now();
    note(made ? nightlyRunText(made) : 'This run is skipped: another process runs one.');
  };
  if (before && (await wasMissed(database, before))) {
    note('A nightly run was missed. It starts now.');
    await run().catch(onError);
  }
  const worker = await schedules.work(run, onError);
  lifecycle.opened('nightly runs', worker, (it) => it.close());
  await watchSchedule(database, schedules, run, onError, signal);
  return schedule;
}

/** Follows changes by other processes, and restores the schedule in a queue that lost it, until `signal`. */
async function watchSchedule(
  database: Database,
  schedules: NightlySchedules,
  run: () => Promise<void>,
  onError: (error: unknown) => void,
  signal: AbortSignal,
): Promise<void> {
  let seen = await readSchedule(database);
  const check = async () => {
    const wanted = await readSchedule(database);
    const changed = named(wanted) !== named(seen);
    seen = wanted;
    if (changed) {
      const next = withNext(wanted, new Date());
      note(next ? `The schedule was changed. ${scheduleText(next)}` : 'The schedule was ended.');
    }
    const restored = await restoreSchedule(schedules, wanted);
    // The process that changed the schedule may not have updated the queue yet. A new schedule has missed nothing.
    if (!restored || changed) return;
    note(`The queue had lost the schedule. It is set again. ${scheduleText(restored)}`);
    if (await wasMissed(database, restored)) await run();
  };
  for (;;) {
    await pause(CHECK_EVERY_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    await check().catch(onError);
  }
}

/**
 * Sets the schedule of the queue to that of Postgres: a queue that lost its data would never start another run.
 * @returns the schedule that was set; null when the queue had it
 */
async function restoreSchedule(
  schedules: NightlySchedules,
  wanted: StoredSchedule | null,
): Promise<NightlySchedule | null> {
  const found = await schedules.get();
  if (named(found) === named(wanted)) return null;
  if (wanted) return schedules.set(wanted.pattern, wanted.zone);
  await schedules.remove();
  return null;
}

const named = (schedule: StoredSchedule | null) => schedule && `${schedule.pattern} ${schedule.zone}`;

/** Whether a run was due since the last one began. */
export async function wasMissed(database: Database, { pattern, zone }: StoredSchedule): Promise<boolean> {
  const asOf = await lastNight(database);
  return asOf === null || asOf < lastDue(pattern, zone, new Date());
}

async function openSchedules(app: App): Promise<NightlySchedules> {
  const schedules = openNightlySchedules(await openQueueTarget(app));
  return app.lifecycle.opened('schedule', schedules, (it) => it.close());
}
