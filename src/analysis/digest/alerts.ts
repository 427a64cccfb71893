import { wilsonShare } from '../../statistics/intervals/intervals.ts';
import { datesBetween, weekdayOf } from '../themes/daily-emergence.ts';
import { emergingThemes } from '../themes/emergence.ts';
import type { DigestAlert } from './subjects.ts';

interface SubjectDay {
  /** Empty: all comments. */
  readonly id: string;
  readonly day: string;
  readonly comments: number;
  readonly negative: number;
}

const MOST_ALERTS = 3;

/**
 * Subjects whose share of all comments, or whose negative share, is higher in the last days than the days before let
 * expect. All are tested together, with the correction for many of {@link emergingThemes}.
 * @param names of subjects, by id
 * @param above ids of the topics above each: a topic gives way to those below it
 * @param recentDays last days, which are tested
 */
export function subjectAlerts(
  days: readonly SubjectDay[],
  names: ReadonlyMap<string, string>,
  above: ReadonlyMap<string, readonly string[]>,
  { last, recentDays, pastDays }: { last: string | null; recentDays: number; pastDays: number },
): Omit<DigestAlert, 'quotes'>[] {
  const all = days.filter(({ id }) => id === '');
  const end = last ?? all.at(-1)?.day;
  if (!all[0] || end === undefined || end < all[0].day) return [];
  const calendar = datesBetween(all[0].day, end).slice(-(recentDays + pastDays));
  const from = calendar[0]!;
  const bySubject = Map.groupBy(days, ({ id }) => id);
  const series = (id: string, of: 'comments' | 'negative') => {
    const byDay = new Map((bySubject.get(id) ?? []).map((it) => [it.day, it[of]]));
    return calendar.map((day) => byDay.get(day) ?? 0);
  };
  const totals = series('', 'comments');
  const tested = [...bySubject.keys()]
    .filter((id) => names.has(id))
    .flatMap((id) => [
      { id, what: 'share' as const, daily: { counts: series(id, 'comments'), totals } },
      {
        id,
        what: 'negative' as const,
        daily: { counts: series(id, 'negative'), totals: series(id, 'comments') },
      },
    ]);
  const emergences = emergingThemes(
    tested.map(({ daily }) => daily),
    weekdayOf(from),
    recentDays,
  );
  const risen = tested
    .map((it, i) => ({ ...it, ...emergences[i]! }))
    .filter(({ emerging, observed }) => emerging && observed >= LEAST)
    .sort((a, b) => a.probability - b.probability || (a.id < b.id ? -1 : 1));
  const parents = new Set(risen.flatMap(({ id }) => above.get(id) ?? []));
  return risen
    .filter(({ id }, i) => !parents.has(id) && risen.findIndex((it) => it.id === id) === i)
    .slice(0, MOST_ALERTS)
    .map(({ id, what, daily, observed, expected }) => {
      const of = daily.totals.slice(-recentDays).reduce((sum, n) => sum + n, 0);
      return {
        ...{ id, name: names.get(id)!, what, first: calendar.slice(-recentDays)[0]!, last: end },
        ...{ observed, of, share: wilsonShare(observed, of), expected },
      };
    });
}

/** As in all lists: fewer comments are not shown. */
const LEAST = 10;
