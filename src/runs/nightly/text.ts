import type { NightlySchedule } from '../../jobs/nightly-schedule.ts';
import { duration, minute, whole } from '../../reporting/formats/quantities.ts';
import type { NightlyAudit } from './audit.ts';
import type { NightlyRun } from './steps.ts';

/** What a nightly run did, one line a step, and its audit. */
export function nightlyRunText({ steps, idle, seconds, audit }: NightlyRun): string {
  const audited = audit ? [nightlyAuditText(audit)] : [];
  if (idle) return [`Nothing new: the tables are up to date (${duration(seconds)}).`, ...audited].join('\n');
  const count = (value: unknown) => (typeof value === 'number' ? whole(value) : String(value));
  const lines = steps.map(({ step, seconds: took, counts }) => {
    const shown = Object.entries(counts)
      .filter(([, value]) => value !== null && value !== false && value !== 0)
      .map(([name, value]) => (value === true ? name : `${name} ${count(value)}`));
    return `${step.padEnd(14)} ${duration(took).padStart(8)}  ${shown.join(', ')}`;
  });
  return [...lines, `Done in ${duration(seconds)}.`, ...audited].join('\n');
}

const FINDINGS_SHOWN = 5;

/** The verdict of an audit, and the findings that nobody accepted. */
export function nightlyAuditText({ id, verdict, exitCode, findings }: NightlyAudit): string {
  const open = findings.filter(({ state }) => state === 'new' || state === 'ongoing');
  const shown = open.slice(0, FINDINGS_SHOWN).map((finding) => {
    const { severity, state, alert, sentence } = finding;
    return `  finding ${finding.id}, ${severity}, ${state}${alert ? ', alert' : ''}: ${sentence}`;
  });
  const more = open.length > FINDINGS_SHOWN ? [`  and ${open.length - FINDINGS_SHOWN} more`] : [];
  const gate =
    exitCode === 0 ? '' : exitCode === 1 ? '; the gate is shut' : '; a required check could not tell';
  const accepted = findings.filter(({ state }) => state === 'accepted').length;
  const known = accepted === 0 ? '' : `, ${accepted} accepted`;
  return [`Audit ${id}: ${verdict}${known}${gate}.`, ...shown, ...more].join('\n');
}

export const scheduleText = ({ pattern, zone, next }: NightlySchedule): string =>
  `Nightly runs at "${pattern}" in ${zone}; the next at ${next ? minute(next) : 'no time'}.`;
