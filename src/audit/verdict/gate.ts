import type { Status } from './status.ts';

/** A metric as the gate sees it. */
export interface GatedMetric {
  readonly check: string;
  readonly status: Status;
  /** Accepted by someone until a date that has not passed. */
  readonly waived: boolean;
}

export interface GatePolicy {
  readonly failOn: 'fail' | 'warn';
  /** Checks that must have been able to tell. */
  readonly require: readonly string[];
}

/** What a run means for a release; the command line has an exit code for each. */
export type GateOutcome = 'pass' | 'fail' | 'insufficient';

/**
 * A failure that nobody waived stops a release; so does a warning under `failOn: 'warn'`. Else a required check that
 * was insufficient throughout, or not there at all, makes it insufficient: passing means shown, not unseen.
 */
export function gate(metrics: readonly GatedMetric[], policy: GatePolicy): GateOutcome {
  const stops = (status: Status) => status === 'fail' || (status === 'warn' && policy.failOn === 'warn');
  if (metrics.some(({ status, waived }) => stops(status) && !waived)) return 'fail';
  const unable = policy.require.some((required) => {
    return metrics.every(({ check, status }) => check !== required || status === 'insufficient');
  });
  return unable ? 'insufficient' : 'pass';
}

/** The worst status of a run: fail, then warn, then insufficient where nothing at all passed. */
export function overallStatus(statuses: readonly Status[]): Status {
  if (statuses.includes('fail')) return 'fail';
  if (statuses.includes('warn')) return 'warn';
  return statuses.includes('pass') ? 'pass' : 'insufficient';
}

/**
 * Whether a finding alerts: found tonight and on one of the two nights before. One night in twenty finds something by
 * chance; two of three hardly ever. The nights are oldest first, and a release gate looks at its one run alone.
 */
export function alertsAfter(nightsFound: readonly boolean[]): boolean {
  const recent = nightsFound.slice(-3);
  return recent.at(-1) === true && recent.filter(Boolean).length >= 2;
}
