import type { App } from '../../app/open.ts';
import { sourceHasFeedback } from '../../db/reports/report-queries.ts';
import { EXIT } from '../../errors/entry.ts';
import { assertSchedule } from '../../jobs/nightly-schedule.ts';
import { knownAttributes } from '../../reporting/known-attributes.ts';
import { digestPeriod } from '../../runs/digest/period-digest.ts';
import { webhookAddress } from '../../runs/digest/webhook-delivery.ts';
import { storeNightlyPolicy } from '../../runs/nightly/audit.ts';
import { type NightlySettings, nightlyRun } from '../../runs/nightly/run.ts';
import { endNightlySchedule, keepNightlySchedule, nightlySchedule } from '../../runs/nightly/schedule.ts';
import { nightlyRunText, scheduleText } from '../../runs/nightly/text.ts';
import { checkWriter } from '../../runs/writing/named-writer.ts';
import { done, type Outcome } from '../output.ts';

export interface NightlyFlags extends Omit<NightlySettings, 'webhook'> {
  readonly webhook?: string | boolean;
  /** File of the policy that nightly runs audit by from now on; false: they stop auditing. */
  readonly policy?: string | false;
  readonly schedule?: string | boolean;
  readonly tz: string;
  readonly unschedule?: boolean;
}

/**
 * Refuses wrong flags before a database is opened.
 * @throws VerbatimError PERIOD_INVALID, SCHEDULE_INVALID, and those of `checkWriter`
 */
export function checkNightlyFlags(flags: NightlyFlags): void {
  digestPeriod(flags.period, new Date());
  checkWriter(flags.writer);
  if (typeof flags.schedule === 'string') assertSchedule(flags.schedule, flags.tz);
}

/**
 * `verbatim nightly`: one nightly run now, or the schedule and the process that keeps it.
 * @throws VerbatimError ATTRIBUTE_UNKNOWN before anything is changed; those of `nightlyRun`
 */
export async function nightly(app: App, flags: NightlyFlags, signal: AbortSignal): Promise<Outcome> {
  if (flags.unschedule) {
    const removed = await endNightlySchedule(app);
    return done({ removed }, removed ? 'There is no schedule any more.' : 'There was no schedule.');
  }
  if (flags.schedule === true) {
    const schedule = await nightlySchedule(app.database);
    return done({ schedule }, schedule ? scheduleText(schedule) : 'There is no schedule.');
  }
  // A wrong name must change nothing. Without any feedback every name is accepted.
  const checked = flags.by && (await sourceHasFeedback(app.database, null));
  const by = checked ? await knownAttributes(app.database, flags.by!) : flags.by;
  const webhook = webhookAddress(app.config, flags.webhook);
  const settings = { ...flags, ...(by && { by }), webhook };
  await storeNightlyPolicy(app, flags.policy);
  if (typeof flags.schedule === 'string') {
    const wanted = { pattern: flags.schedule, zone: flags.tz };
    const schedule = await keepNightlySchedule(app, wanted, settings, signal);
    const text = 'Nightly runs stopped. The schedule stays. To resume, start this command again.';
    return done({ stopped: String(signal.reason), schedule }, text);
  }
  const run = await nightlyRun(app, settings, 'nightly', signal);
  const failedIn = (name: string) => {
    const counts = run.steps.find(({ step }) => step === name)!.counts as {
      failed?: number;
      noAnswer?: number;
    };
    return (counts.failed ?? 0) - (counts.noAnswer ?? 0);
  };
  const failed = failedIn('pull') + failedIn('analyse');
  const shut = run.audit !== null && run.audit.exitCode !== 0;
  return done(run, nightlyRunText(run), shut ? EXIT.gate : failed > 0 ? EXIT.partial : EXIT.ok);
}
