import { nextOf } from '../../src/analysis/alerts/episode.ts';
import { chanceOf, judgeSubjects } from '../../src/analysis/alerts/judgement.ts';
import { addDays } from '../../src/analysis/digest/period.ts';
import { TREND_DAYS } from '../../src/analysis/themes/daily-emergence.ts';
import type { AlertRule } from '../../src/domain/alerts/rule.ts';
import type { SourceCounts } from './world.ts';

/** An alert of a simulation. */
export interface SimulatedAlert {
  readonly rule: string;
  readonly day: number;
  /** Place of the topic or theme; null: of none. */
  readonly subject: number | null;
}

const FIRST_DAY = '2026-01-01';
const dateOf = (day: number) => addDays(FIRST_DAY, day);

/**
 * Checks rules each night, from the day on which they have a full past, as a nightly run does: each day with the counts
 * up to it, what lasts once. Each comment counts as one person.
 */
export function nightlyChecks(
  rules: readonly AlertRule[],
  sources: readonly SourceCounts[],
  { days, stop = () => false }: { readonly days: number; readonly stop?: (alert: SimulatedAlert) => boolean },
): SimulatedAlert[] {
  const all = sources.length > 1 ? [...sources, united(sources)] : [...sources];
  const total = all.length - 1;
  const testing = rules.filter(({ watch }) => watch !== 'drift' && watch !== 'audit');
  const alerts: SimulatedAlert[] = [];
  const last = new Map<string, { state: 'open'; seenDay: string; snoozedUntil: null }>();
  for (let day = TREND_DAYS - 1; day < days; day++) {
    const told = new Set<string>();
    for (const rule of testing) {
      const places = rule.by === 'source' ? sources.map((_, i) => i) : [total];
      const subjects = places.flatMap((place) =>
        seriesOf(rule, all[place]!).map((counts, subject) => ({ place, subject, counts })),
      );
      const upTo = (values: ArrayLike<number>) =>
        Float64Array.from({ length: TREND_DAYS }, (_, i) => values[day - TREND_DAYS + 1 + i]!);
      const ones = new Float64Array(TREND_DAYS).fill(1);
      const { judged } = judgeSubjects(
        subjects.map(({ place, counts }) => ({
          counts: upTo(counts),
          totals: rule.watch === 'volume' ? ones : upTo(all[place]!.comments),
        })),
        day % 7,
        { days: rule.days, direction: rule.direction, factor: rule.factor, least: rule.people },
        chanceOf(null, new Date(0), testing.length),
      );
      for (const [i, it] of judged.entries()) {
        if (!it) continue;
        const { place, subject } = subjects[i]!;
        const about = `${rule.watch} ${rule.measure} ${rule.direction} ${subject}`;
        const key = `${rule.name} ${place} ${subject}`;
        const people = rule.direction === 'up' ? it.n : it.nBefore;
        const found = it.found && people >= rule.people && (rule.by === null || !told.has(about));
        const now = { found, goesOn: it.goesOn, lastDay: dateOf(day), time: new Date(0) };
        const next = nextOf(last.get(key) ?? null, now, rule.days);
        if (rule.by === null && (next === 'new' || next === 'on')) told.add(about);
        if (next === 'end') last.delete(key);
        if (next === 'on') last.get(key)!.seenDay = dateOf(day);
        if (next !== 'new' && !(next === 'end' && found)) continue;
        last.set(key, { state: 'open', seenDay: dateOf(day), snoozedUntil: null });
        const alert = { rule: rule.name, day, subject: rule.watch === 'topic' ? subject : null };
        alerts.push(alert);
        if (stop(alert)) return alerts;
      }
    }
  }
  return alerts;
}

function seriesOf({ watch }: AlertRule, counts: SourceCounts): readonly Float64Array[] {
  if (watch === 'topic') return counts.topics;
  if (watch === 'theme') return counts.themes;
  if (watch === 'sentiment') return [counts.negative];
  return [watch === 'toxicity' ? counts.toxic : counts.comments];
}

const sum = (arrays: readonly Float64Array[]): Float64Array =>
  arrays[0]!.map((_, i) => arrays.reduce((total, values) => total + values[i]!, 0));

function united(sources: readonly SourceCounts[]): SourceCounts {
  const each = (pick: (counts: SourceCounts) => readonly Float64Array[]) =>
    pick(sources[0]!).map((_, i) => sum(sources.map((counts) => pick(counts)[i]!)));
  return {
    comments: sum(sources.map(({ comments }) => comments)),
    topics: each(({ topics }) => topics),
    themes: each(({ themes }) => themes),
    negative: sum(sources.map(({ negative }) => negative)),
    toxic: sum(sources.map(({ toxic }) => toxic)),
  };
}
