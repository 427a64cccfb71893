import { createHash } from 'node:crypto';
import type { Status } from './status.ts';

/** What makes a problem the same one each night: everything but its values. */
export interface FindingIdentity {
  readonly check: string;
  readonly task: string;
  readonly attribute: string;
  readonly group: string;
  readonly reference: string;
}

export type Direction = 'higher' | 'lower';

/** 32 hexadecimal digits of a SHA-256 over the identity; the same on every machine. */
export function fingerprint(identity: FindingIdentity, direction: Direction): string {
  const { check, task, attribute, group, reference } = identity;
  const text = JSON.stringify([check, task, attribute, group, reference, direction]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** One metric of this run, as judged. */
export interface Observation {
  readonly identity: FindingIdentity;
  readonly status: Status;
  /** Which way the group differs; of no meaning where nothing is found. */
  readonly direction: Direction;
  readonly metricId: string;
}

export type FindingState = 'new' | 'ongoing' | 'resolved' | 'accepted';

export interface Finding {
  readonly fingerprint: string;
  readonly firstRunId: string;
  /** The last run that found it. */
  readonly lastRunId: string;
  /** Runs that found it. */
  readonly runsSeen: number;
  readonly state: FindingState;
  readonly severity: 'warn' | 'fail';
  readonly metricId: string;
}

/** Someone accepts a finding for a while: it is printed, and does not stop a release. */
export interface Waiver {
  readonly fingerprint: string;
  readonly reason: string;
  readonly byWhom: string;
  /** The last moment it holds. */
  readonly until: Date;
}

/**
 * Findings after a run, in the order of their fingerprints.
 * - Found and unknown, or found again after it was resolved: new. Found and known: ongoing.
 * - Known and now passed, or found the other way round: resolved.
 * - Known, and this run could not tell or did not look: as it was, for silence proves nothing.
 * - Found under a waiver that still holds: accepted; when the waiver ends, ongoing again.
 */
export function advanceFindings(
  known: readonly Finding[],
  observed: readonly Observation[],
  waivers: readonly Waiver[],
  run: { readonly id: string; readonly at: Date },
): Finding[] {
  const waived = new Set(waivers.filter(({ until }) => run.at <= until).map((waiver) => waiver.fingerprint));
  const after = new Map(known.map((finding) => [finding.fingerprint, withoutWaiver(finding, waived)]));
  for (const observation of observed) {
    if (observation.status === 'insufficient') continue;
    for (const direction of ['higher', 'lower'] as const) {
      const key = fingerprint(observation.identity, direction);
      const before = after.get(key);
      const found = observation.status !== 'pass' && observation.direction === direction;
      if (found) after.set(key, seen(key, before, observation, waived.has(key), run.id));
      else if (before) after.set(key, { ...before, state: 'resolved' });
    }
  }
  return [...after.values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

function withoutWaiver(finding: Finding, waived: ReadonlySet<string>): Finding {
  const expired = finding.state === 'accepted' && !waived.has(finding.fingerprint);
  return expired ? { ...finding, state: 'ongoing' } : finding;
}

function seen(
  key: string,
  before: Finding | undefined,
  { status, metricId }: Observation,
  waived: boolean,
  runId: string,
): Finding {
  const isOpen = before !== undefined && before.state !== 'resolved';
  return {
    fingerprint: key,
    firstRunId: before?.firstRunId ?? runId,
    lastRunId: runId,
    // A run that is done again counts once.
    runsSeen: before?.lastRunId === runId ? before.runsSeen : (before?.runsSeen ?? 0) + 1,
    state: waived ? 'accepted' : stateOf(before, isOpen, runId),
    severity: status === 'fail' ? 'fail' : 'warn',
    metricId,
  };
}

function stateOf(before: Finding | undefined, isOpen: boolean, runId: string): FindingState {
  const repeatedFirstRun = before?.state === 'new' && before.lastRunId === runId;
  return isOpen && !repeatedFirstRun ? 'ongoing' : 'new';
}
