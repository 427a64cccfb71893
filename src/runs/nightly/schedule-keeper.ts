import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../db/client.ts';
import { lastNight } from '../../db/runs/nightly-runs.ts';
import { readSchedule, type StoredSchedule } from '../../db/runs/nightly-schedule.ts';
import { lastDue, type NightSchedule, type NightSchedules } from '../../jobs/nightly-schedule.ts';

export interface NightKeeperParts {
  readonly database: Database;
  readonly schedules: NightSchedules;
  /** Called when the queue had lost the schedule and has it again, before a night that was due meanwhile. */
  readonly onRestored: (schedule: NightSchedule) => void;
  /** Called when another process has changed the schedule: runs are made by it from now on. */
  readonly onChanged: (schedule: StoredSchedule | null) => void;
  /** Makes a night that was missed. */
  readonly night: () => Promise<void>;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 15_000;

/**
 * Holds the schedule in the queue to that in Postgres until `signal`: a queue that lost its data would never ring
 * again, and nobody would notice. A night that was due meanwhile is made.
 */
export async function keepSchedule(parts: NightKeeperParts, everyMs = LOOK_EVERY_MS): Promise<void> {
  const { signal, onError } = parts;
  const seen: Seen = { schedule: await readSchedule(parts.database) };
  while (!signal.aborted) {
    await pause(everyMs, undefined, { signal }).catch(() => {});
    if (!signal.aborted) await look(parts, seen).catch(onError);
  }
}

interface Seen {
  schedule: StoredSchedule | null;
}

const named = (schedule: StoredSchedule | null) => schedule && `${schedule.pattern} ${schedule.zone}`;

async function look(parts: NightKeeperParts, seen: Seen): Promise<void> {
  const { database, schedules, onRestored, onChanged, night } = parts;
  const wanted = await readSchedule(database);
  const changed = named(wanted) !== named(seen.schedule);
  seen.schedule = wanted;
  if (changed) onChanged(wanted);
  const found = await schedules.get();
  if (!wanted) {
    if (found) await schedules.remove();
    return;
  }
  if (named(found) === named(wanted)) return;
  // Who changes it may not have told the queue yet. A new schedule has missed nothing.
  if (changed) return void (await schedules.set(wanted.pattern, wanted.zone));
  onRestored(await schedules.set(wanted.pattern, wanted.zone));
  if (await wasMissed(database, wanted)) await night();
}

/** Whether a night was due after what the last one holds. */
export async function wasMissed(
  database: Database,
  { pattern, zone }: { readonly pattern: string; readonly zone: string },
): Promise<boolean> {
  const asOf = await lastNight(database);
  return asOf === null || asOf < lastDue(pattern, zone, new Date());
}
