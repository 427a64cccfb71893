import { type PreparedModel, prepareModel } from '../../app/model-choice.ts';
import { type App, openQueueTarget } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { sourceHasFeedback } from '../../db/reports/report-queries.ts';
import {
  isAttribute,
  rollupAttributes,
  setRollupAttributes,
  updateRollup,
} from '../../db/rollups/rollups.ts';
import { dropSchedule, readSchedule, storeSchedule } from '../../db/runs/nightly-schedule.ts';
import { EXIT, VerbatimError } from '../../errors.ts';
import {
  assertSchedule,
  type NightSchedule,
  openNightSchedules,
  withNext,
} from '../../jobs/nightly-schedule.ts';
import { duration, whole } from '../../reporting/formats/quantities.ts';
import { knownAttributes } from '../../reporting/known-attributes.ts';
import { analyse } from '../../runs/analysis/analyse-step.ts';
import { deliverDigest } from '../../runs/digest/deliver-digest.ts';
import { checkWriter, namedWriter } from '../../runs/digest/named-writer.ts';
import { webhookAddress } from '../../runs/digest/webhook.ts';
import { nameNightPolicy, nightAudit, nightAuditText } from '../../runs/nightly/nightly-audit.ts';
import { type Night, type NightParts, runNight, type StepCounts } from '../../runs/nightly/nightly-run.ts';
import { keepSchedule, wasMissed } from '../../runs/nightly/schedule-keeper.ts';
import { themeStep } from '../../runs/themes/theme-step.ts';
import { assertAudited } from '../audits/audit-swaps.ts';
import { done, type Outcome } from '../output.ts';
import { digestOf, periodOf } from './digest.ts';

export interface NightlyFlags {
  readonly by?: readonly string[];
  /** Period of the digest. */
  readonly period: string;
  readonly webhook?: string | boolean;
  /** Folder of a sequence-to-sequence model that writes the digest's summaries. */
  readonly writer?: string;
  /** File of the policy that nights are audited by from now on; false: they are audited no more. */
  readonly policy?: string | false;
  /** False: the batches are left to other workers. */
  readonly worker: boolean;
  readonly rebuild?: boolean;
  readonly schedule?: string | boolean;
  readonly tz: string;
  readonly unschedule?: boolean;
}

/**
 * What is wrong with a call shows before a database is opened.
 * @throws VerbatimError PERIOD_INVALID, SCHEDULE_INVALID, and those of `checkWriter`
 */
export function checkNightFlags(flags: NightlyFlags): void {
  periodOf(flags.period, new Date());
  checkWriter(flags.writer);
  if (typeof flags.schedule === 'string') assertSchedule(flags.schedule, flags.tz);
}

/**
 * `verbatim nightly`: one night now; or the schedule of nights, and the process that keeps it.
 * @throws VerbatimError ATTRIBUTE_UNKNOWN, before anything is changed; those of {@link oneNight}
 */
export async function nightly(app: App, flags: NightlyFlags, signal: AbortSignal): Promise<Outcome> {
  if (flags.unschedule) return unschedule(app);
  if (flags.schedule === true) return showSchedule(app);
  // Before anything of the call is stored: a wrong name changes nothing. Without any feedback no name is wrong.
  const checked = flags.by && (await sourceHasFeedback(app.database, null));
  const by = checked ? await knownAttributes(app.database, flags.by!) : flags.by;
  const named = { ...flags, ...(by && { by }) };
  await nameNightPolicy(app, flags.policy);
  if (typeof flags.schedule === 'string') return stay(app, flags.schedule, named, signal);
  const night = await oneNight(app, named, 'nightly', signal);
  const counts = night.steps[0]!.counts as { failed: number; noAnswer?: number };
  const failed = counts.failed - (counts.noAnswer ?? 0);
  const stopped = night.audit !== null && night.audit.exitCode !== 0;
  return done(night, describe(night), stopped ? EXIT.gate : failed > 0 ? EXIT.partial : EXIT.ok);
}

/**
 * One night, now. A configured model that is not the active one has to pass the gate of `verbatim model activate`.
 * @throws VerbatimError NIGHT_BUSY, NIGHT_CHECK_FAILED, INTERRUPTED, MODEL_AUDIT_FAILED
 */
export async function oneNight(
  app: App,
  flags: NightlyFlags,
  trigger: string,
  signal: AbortSignal,
): Promise<Night> {
  const { database, config } = app;
  const prepared = await prepareModel(app, {
    activate: true,
    gate: (model, id) => assertAudited(app, model, id, {}),
  });
  const { modelId } = prepared;
  await nameAttributes(app, flags, modelId);
  return runNight({
    ...{ database, modelId, trigger, signal, device: config.device },
    parts: partsOf(app, flags, prepared, signal),
    onStep: (step) => note(`Night      ${step}`),
  });
}

/** `--by` names what roll-ups and digests are broken down by from now on; without it, it stays what it was. */
async function nameAttributes({ database }: App, flags: NightlyFlags, modelId: number): Promise<void> {
  const names = flags.by?.filter((name) => name !== 'source').toSorted();
  if (names && names.join('\0') !== (await rollupAttributes(database)).join('\0')) {
    await setRollupAttributes(database, names);
  }
  if (!flags.rebuild) return;
  for (const cube of ['day', 'theme'] as const)
    await updateRollup(database, cube, modelId, { rebuild: true });
}

function partsOf(app: App, flags: NightlyFlags, prepared: PreparedModel, signal: AbortSignal): NightParts {
  const { database } = app;
  const webhook = webhookAddress(app.config, flags.webhook);
  return {
    async analyse() {
      const run = await analyse(app, { trigger: 'nightly analysis', work: flags.worker, prepared, signal });
      const { runId, documents, analysed, failed, noAnswer, mended, tokens } = run;
      const missing = runId === null;
      return { runId, idle: missing, counts: { documents, analysed, failed, noAnswer, mended, tokens } };
    },
    themes: (modelId) => themeStep(app, { modelId, rebuild: flags.rebuild ?? false, signal }),
    async digest(night) {
      const by = ['source'];
      for (const name of await rollupAttributes(database)) {
        if (await isAttribute(database, name)) by.push(name);
        else note(`No feedback has the attribute ${name} so far: the digest leaves it out.`);
      }
      const writer = flags.writer === undefined ? null : await namedWriter(flags.writer);
      const maker = { night, writer };
      const made = await digestOf(app, flags.period, by, maker).catch((error: unknown) => {
        // Before the first comment there is nothing to tell; that is no failed night.
        if (error instanceof VerbatimError && error.code === 'DIGEST_NOTHING') return null;
        throw error;
      });
      if (!made) return { counts: {}, idle: true };
      const counts: StepCounts = { digest: made.id, fresh: made.fresh };
      if (webhook === null) return { counts, idle: !made.fresh };
      const delivered = await deliverDigest(database, made, webhook, { signal });
      return { counts: { ...counts, delivered }, idle: !made.fresh };
    },
    audit: (now) => nightAudit(app, now),
  };
}

function describe({ steps, idle, seconds, audit }: Night): string {
  const audited = audit ? [nightAuditText(audit)] : [];
  if (idle) return [`Nothing new: the tables are up to date (${duration(seconds)}).`, ...audited].join('\n');
  const count = (value: unknown) => (typeof value === 'number' ? whole(value) : String(value));
  const lines = steps.map(({ step, seconds: took, counts }) => {
    const said = Object.entries(counts)
      .filter(([, value]) => value !== null && value !== false && value !== 0)
      .map(([name, value]) => (value === true ? name : `${name} ${count(value)}`));
    return `${step.padEnd(14)} ${duration(took).padStart(8)}  ${said.join(', ')}`;
  });
  return [...lines, `Done in ${duration(seconds)}.`, ...audited].join('\n');
}

async function unschedule(app: App): Promise<Outcome> {
  const stored = await dropSchedule(app.database);
  const removed = (await (await open(app)).remove()) || stored;
  return done({ removed }, removed ? 'There is no schedule any more.' : 'There was no schedule.');
}

async function showSchedule({ database }: App): Promise<Outcome> {
  const found = withNext(await readSchedule(database), new Date());
  return done({ schedule: found }, found ? scheduleText(found) : 'There is no schedule.');
}

// A clock and a busy machine may take some seconds.
const LATE_MS = 10_000;

const minute = (at: Date) => at.toISOString().slice(0, 16).replace('T', ' ');

/** Stays until a signal, and makes nights as they are due. One that was missed is made once, at once. */
async function stay(app: App, pattern: string, flags: NightlyFlags, signal: AbortSignal): Promise<Outcome> {
  const { database, lifecycle } = app;
  const schedules = await open(app);
  const before = await readSchedule(database);
  await storeSchedule(database, { pattern, zone: flags.tz });
  const schedule = await schedules.set(pattern, flags.tz);
  note(scheduleText(schedule));
  const onError = (error: unknown) =>
    note(`verbatim: ${error instanceof Error ? error.message : String(error)}`);
  let lastEnd = 0;
  const night = async (due?: Date) => {
    const late = due ? Date.now() - due.getTime() : 0;
    if (due && late > LATE_MS) {
      const why = lastEnd > due.getTime() ? ': the run before it went on until then' : '';
      note(`The run of ${minute(due)} UTC begins ${duration(late / 1000)} late${why}.`);
    }
    const made = await oneNight(app, flags, 'schedule', signal).catch((error: unknown) => {
      // By hand or by another process: one night is enough.
      if (error instanceof VerbatimError && error.code === 'NIGHT_BUSY') return null;
      throw error;
    });
    lastEnd = Date.now();
    note(made ? describe(made) : 'This run is skipped: another process is at one.');
  };
  if (before && (await wasMissed(database, before))) {
    note('A night was missed: it is made now.');
    await night().catch(onError);
  }
  const worker = await schedules.work(night, onError);
  lifecycle.opened('nights', worker, (it) => it.close());
  const onRestored = (restored: NightSchedule) =>
    note(`The queue had lost the schedule; it is set again. ${scheduleText(restored)}`);
  const onChanged = (now: { pattern: string; zone: string } | null) => {
    const changed = withNext(now, new Date());
    note(changed ? `The schedule was changed. ${scheduleText(changed)}` : 'The schedule was ended.');
  };
  await keepSchedule({ database, schedules, night, onRestored, onChanged, onError, signal });
  return done(
    { stopped: String(signal.reason), schedule },
    'Nights stopped. The schedule stays; start this again.',
  );
}

async function open(app: App) {
  const schedules = openNightSchedules(await openQueueTarget(app));
  return app.lifecycle.opened('schedule', schedules, (it) => it.close());
}

const scheduleText = ({ pattern, zone, next }: NightSchedule): string =>
  `Nights at "${pattern}" in ${zone}; the next at ${next ? `${minute(next)} UTC` : 'no time'}.`;
