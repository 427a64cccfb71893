import { chanceOf, type Judged, judgeSubjects } from '../../analysis/alerts/judgement.ts';
import { addDays } from '../../analysis/digest/period.ts';
import { datesBetween, TREND_DAYS, weekdayOf } from '../../analysis/themes/daily-emergence.ts';
import type { DailyCounts } from '../../analysis/themes/trend.ts';
import { DEFAULT_K } from '../../audit/verdict/hiding.ts';
import type { FoundAlert } from '../../db/alerts/alerts.ts';
import {
  type AlertSubject,
  allDays,
  auditFindings,
  lastImports,
  subjectDays,
  subjectPeople,
} from '../../db/alerts/figures.ts';
import type { StoredRule } from '../../db/alerts/rules.ts';
import type { Queryable } from '../../db/client.ts';
import type { AlertRule } from '../../domain/alerts/rule.ts';

/** A subject of a rule in a check. */
export interface Finding {
  /** With the rule, what is found once. */
  readonly subject: string;
  /** The same without its source: what another rule may find in all sources. */
  readonly about: string;
  readonly source: string | null;
  readonly topicId: string | null;
  readonly found: boolean;
  readonly goesOn: boolean;
  readonly lastDay: string;
  /** What is written about it if it is new. Null: fewer people than the rule asks for, or they would show. */
  alert(): Promise<FoundAlert | null>;
}

/** What a rule finds in the roll-ups, or in the latest audits. */
export interface RuleFindings {
  readonly tests: number;
  readonly findings: readonly Finding[];
}

export const isAboutAudits = ({ watch }: AlertRule): boolean => watch === 'drift' || watch === 'audit';

/**
 * Tests the subjects of a rule.
 * @param last last day with feedback; null: none
 * @param rules how many rules test
 */
export async function findingsOf(
  database: Queryable,
  { rule, lookedAt }: StoredRule,
  { last, now, rules }: { readonly last: string | null; readonly now: Date; readonly rules: number },
): Promise<RuleFindings> {
  if (isAboutAudits(rule)) return findingsOfAudits(database, rule);
  if (last === null) return { tests: 0, findings: [] };
  const today = now.toISOString().slice(0, 10);
  // A day that is not over has fewer comments than it will have.
  const end = rule.watch === 'volume' && last === today ? addDays(last, -1) : last;
  const all = await seriesOf(database, rule, end);
  const { subjects, daily } =
    rule.watch === 'volume' && rule.direction === 'down' ? await upTo(database, all, end) : all;
  const test = { days: rule.days, direction: rule.direction, factor: rule.factor, least: rule.people };
  const { tests, judged } = judgeSubjects(daily, weekdayOf(end), test, chanceOf(lookedAt, now, rules));
  const findings = subjects.flatMap((subject, i): Finding[] => {
    const it = judged[i];
    if (!it) return [];
    const { found, goesOn } = it;
    const alert = () =>
      foundAlert(database, rule, subject, it, { last: end, length: daily[i]!.counts.length });
    const { watch, measure, direction } = rule;
    const about = [watch, measure, direction, keyOf({ ...subject, source: null })].join(' ');
    return [{ ...subject, subject: keyOf(subject), about, found, goesOn, lastDay: end, alert }];
  });
  return { tests, findings };
}

interface Series {
  readonly subjects: readonly AlertSubject[];
  readonly daily: readonly DailyCounts[];
}

/** Counts of each subject for each day up to `end`, from the first day on which its source has feedback. */
async function seriesOf(database: Queryable, rule: AlertRule, end: string): Promise<Series> {
  const span = { first: addDays(end, 1 - TREND_DAYS), last: end };
  const all = Map.groupBy(await allDays(database, rule, span), ({ source }) => source);
  const days = await subjectDays(database, rule, span);
  const bySubject = Map.groupBy(days, keyOf);
  const subjects = [...bySubject.values()].map((own): AlertSubject => {
    const { topicId, themeId, source } = own[0]!;
    return { topicId, themeId, source };
  });
  const daily = subjects.map((subject): DailyCounts => {
    const own = all.get(subject.source) ?? [];
    const first = own.map(({ day }) => day).sort()[0] ?? end;
    const calendar = datesBetween(first, end);
    const counts = new Map(bySubject.get(keyOf(subject))!.map(({ day, n }) => [day, n]));
    const totals = new Map(own.map(({ day, analysed }) => [day, analysed]));
    return {
      counts: calendar.map((day) => counts.get(day) ?? 0),
      totals: calendar.map((day) => (rule.watch === 'volume' ? 1 : (totals.get(day) ?? 0))),
    };
  });
  return { subjects, daily };
}

/** Without sources whose last import is older: what a file that is still to come holds is not known. */
async function upTo(database: Queryable, { subjects, daily }: Series, end: string): Promise<Series> {
  const imports = await lastImports(database);
  const latest = [...imports.values()].sort().at(-1) ?? '';
  const isKnown = ({ source }: AlertSubject) =>
    ((source === null ? latest : imports.get(source)) ?? '') >= end;
  const kept = subjects
    .map((subject, i) => ({ subject, days: daily[i]! }))
    .filter(({ subject }) => isKnown(subject));
  return { subjects: kept.map(({ subject }) => subject), daily: kept.map(({ days }) => days) };
}

const keyOf = ({ topicId, themeId, source }: AlertSubject): string =>
  [
    topicId === null ? '' : `topic ${topicId}`,
    themeId === null ? '' : `theme ${themeId}`,
    source === null ? '' : `source ${source}`,
  ]
    .filter(Boolean)
    .join(', ') || 'all';

async function foundAlert(
  database: Queryable,
  rule: AlertRule,
  subject: AlertSubject,
  judged: Judged,
  { last, length }: { readonly last: string; readonly length: number },
): Promise<FoundAlert | null> {
  const firstDay = addDays(last, 1 - rule.days);
  const now = { first: firstDay, last };
  const before = { first: addDays(last, 1 - length), last: addDays(firstDay, -1) };
  const peopleBefore = await subjectPeople(database, rule, subject, before);
  const people = rule.direction === 'up' ? await subjectPeople(database, rule, subject, now) : peopleBefore;
  if (people < rule.people) return null;
  const { n, of, nBefore, ofBefore, expected, probability } = judged;
  const volume = rule.watch === 'volume';
  // A number of few people shows in the rest of a total as well.
  if (!volume && isFew(of - n)) return null;
  if (rule.direction === 'down' && isFew(n)) return null;
  const shown = nBefore === 0 || (peopleBefore >= DEFAULT_K && (volume || !isFew(ofBefore - nBefore)));
  const { value, low, high } = volume ? judged.ratio : judged.share;
  return {
    ...{ rule: rule.name, watch: rule.watch, measure: rule.measure, direction: rule.direction },
    ...{ subject: keyOf(subject), ...subject, findingId: null, firstDay, lastDay: last },
    ...{ n, of: volume ? null : of, nBefore: shown ? nBefore : null, ofBefore: volume ? null : ofBefore },
    ...{ daysBefore: length - rule.days, value, low, high, probability, people },
    expected: shown ? expected : null,
  };
}

const isFew = (n: number): boolean => n > 0 && n < DEFAULT_K;

async function findingsOfAudits(database: Queryable, rule: AlertRule): Promise<RuleFindings> {
  const found = await auditFindings(database, rule);
  const findings = found.map(({ findingId, fingerprint, source, day, rows, value, low, high, higher }) => {
    const subject = `${fingerprint}${source === null ? '' : `, source ${source}`}`;
    const alert = async () => ({
      ...{ rule: rule.name, watch: rule.watch, measure: null, direction: higher ? 'up' : 'down', subject },
      ...{ topicId: null, themeId: null, findingId, source, firstDay: day, lastDay: day, n: rows },
      ...{ of: null, nBefore: null, ofBefore: null, daysBefore: null, value, low, high },
      ...{ expected: null, probability: null, people: null },
    });
    const about = `${rule.watch} ${subject}`;
    return { subject, about, source, topicId: null, found: true, goesOn: true, lastDay: day, alert };
  });
  return { tests: 0, findings };
}
