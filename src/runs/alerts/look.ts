import { nextOf } from '../../analysis/alerts/episode.ts';
import {
  addAlerts,
  endAlerts,
  type FoundAlert,
  lastAlerts,
  noteSeen,
  wakeAlerts,
} from '../../db/alerts/alerts.ts';
import { lastDay, topicsAbove } from '../../db/alerts/figures.ts';
import { addMessages } from '../../db/alerts/messages.ts';
import { noteLook, readChannels, readRules, type StoredRule } from '../../db/alerts/rules.ts';
import { type Connection, type Database, inTransaction } from '../../db/client.ts';
import { lockMutex } from '../../db/leases.ts';
import type { AlertLook } from '../../domain/alerts/check.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { type Finding, findingsOf, isAboutAudits } from './findings.ts';

/**
 * Checks all rules against the roll-ups and the latest audits, and notes what they find together with the messages
 * about it: in one transaction, so that each finding has its messages, once. Sends nothing.
 * @throws VerbatimError ALERT_RULES_NONE
 */
export function lookForAlerts(database: Database, now: Date): Promise<AlertLook> {
  return inTransaction(database, async (connection) => {
    await lockMutex(connection, 'alert');
    const rules = await readRules(connection);
    if (rules.length === 0) throw new VerbatimError('ALERT_RULES_NONE');
    const last = await lastDay(connection, now.toISOString().slice(0, 10));
    const testing = rules.filter(({ rule }) => !isAboutAudits(rule)).length;
    const looks: RuleLook[] = [];
    const told = new Set<string>();
    for (const stored of rules) {
      looks.push(await lookAt(connection, stored, { last, now, rules: testing, told }));
    }
    for (const again of [false, true]) {
      await addMessages(connection, await messagesOf(connection, looks, again));
    }
    return {
      ...{ rules: rules.length, tests: looks.reduce((sum, { tests }) => sum + tests, 0), lastDay: last },
      ...{ found: looks.flatMap(({ found }) => found), again: looks.flatMap((it) => it.again) },
      ended: looks.flatMap(({ ended }) => ended),
    };
  });
}

interface RuleLook extends Pick<AlertLook, 'tests' | 'found' | 'again' | 'ended'> {
  readonly to: readonly string[] | null;
}

async function lookAt(
  connection: Connection,
  stored: StoredRule,
  given: {
    readonly last: string | null;
    readonly now: Date;
    readonly rules: number;
    /** What earlier rules found in all sources: later ones do not say it again of one. */
    readonly told: Set<string>;
  },
): Promise<RuleLook> {
  const { rule } = stored;
  const { now, told } = given;
  const { tests, findings: all } = await findingsOf(connection, stored, given);
  const before = await lastAlerts(connection, rule.name);
  const findings = await withoutParents(connection, all, before);
  const fresh: FoundAlert[] = [];
  const on = new Map<string, number[]>();
  const again: number[] = [];
  const ended: number[] = [];
  const present = new Set(findings.map(({ subject }) => subject));
  for (const { subject, about, source, found: differs, goesOn, lastDay: day, alert } of findings) {
    const known = before.get(subject) ?? null;
    const found = differs && (source === null || !told.has(about));
    const next = nextOf(known, { found, goesOn, lastDay: day, time: now }, rule.days);
    if (source === null && (next === 'on' || next === 'wake')) told.add(about);
    if (next === 'wake') again.push(known!.id);
    if (next === 'on' || next === 'wake') on.set(day, [...(on.get(day) ?? []), known!.id]);
    if (next === 'end') ended.push(known!.id);
    if (next !== 'new' && !(next === 'end' && found)) continue;
    const made = await alert();
    if (!made) continue;
    fresh.push(made);
    if (source === null) told.add(about);
  }
  // A finding of an audit that is resolved or accepted, a topic that is retired, a theme that is gone.
  for (const [subject, { id, state }] of before) {
    if (state !== 'resolved' && !present.has(subject)) ended.push(id);
  }
  for (const [day, ids] of on) await noteSeen(connection, ids, day);
  await wakeAlerts(connection, again);
  await endAlerts(connection, ended);
  const found = await addAlerts(connection, fresh);
  await noteLook(connection, rule.name, { at: now, tests });
  return { tests, found, again, ended, to: rule.to };
}

/** A topic gives way to one below it that is found, or was and goes on, in the same sources. */
async function withoutParents(
  connection: Connection,
  findings: readonly Finding[],
  before: ReadonlyMap<string, unknown>,
): Promise<Finding[]> {
  const risen = findings.filter(
    ({ topicId, found, goesOn, subject }) => topicId !== null && (found || (goesOn && before.has(subject))),
  );
  const above = await topicsAbove(connection, [...new Set(risen.map(({ topicId }) => topicId!))]);
  const parents = new Set(
    risen.flatMap(({ topicId, subject }) =>
      (above.get(topicId!) ?? []).map((parent) => subject.replace(topicId!, parent)),
    ),
  );
  return findings.map((it) => (parents.has(it.subject) ? { ...it, found: false } : it));
}

/** One for each channel that has something to say. @param again of alerts whose snooze has ended */
async function messagesOf(connection: Connection, looks: readonly RuleLook[], again: boolean) {
  const channels = await readChannels(connection);
  return channels.flatMap(({ name }) => {
    const told = looks.filter(({ to }) => to === null || to.includes(name));
    const alerts = told.flatMap((look) => (again ? look.again : look.found));
    return alerts.length > 0 ? [{ channel: name, alerts, again }] : [];
  });
}
