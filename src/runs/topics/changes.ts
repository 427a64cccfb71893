import { addDays } from '../../analysis/digest/period.ts';
import { type TopicChange, topicChanges } from '../../analysis/topics/changes.ts';
import { DEFAULT_K } from '../../audit/verdict/hiding.ts';
import { type Database, inTransaction, type Queryable } from '../../db/client.ts';
import { busiestPeople } from '../../db/reports/dashboard-topics.ts';
import { type CountSource, ROLL_UPS } from '../../db/rollups/count-sources.ts';
import { anyAuthor } from '../../db/rollups/people.ts';
import { type DaySpan, lastDatedDay, storeTopicChanges, topicDays } from '../../db/topics/changes.ts';
import { peopleIn } from '../../domain/crowd.ts';

/** Whole weeks, so that both periods have each weekday as often. */
const DAYS = 28;

/**
 * Stores how each topic changed, from the counts of the roll-ups: the last 28 days with feedback against those before.
 * @returns topics that changed beyond noise
 */
export async function noteTopicChanges(database: Database): Promise<number> {
  return inTransaction(database, async (connection) => {
    const latest = await latestChanges(connection, ROLL_UPS);
    const stored = latest ? await withFew(connection, latest) : [];
    await storeTopicChanges(connection, stored, latest?.days ?? null);
    const changed = latest?.changes.filter((it) => it.changed) ?? [];
    return new Set(changed.map(({ topicId }) => topicId)).size;
  });
}

/** Changes of topics up to the days that they are of. */
export interface PeriodChanges {
  readonly days: DaySpan;
  readonly daysBefore: DaySpan;
  readonly changes: readonly PeopledChange[];
}

/** With the people who wrote the comments that it counts, in both periods. */
interface PeopledChange extends TopicChange {
  readonly people: number;
  readonly peopleBefore: number;
}

/** Says which changes have a number, or a rest beside it, that may be of fewer people than a reader may see. */
async function withFew(
  connection: Queryable,
  { days, daysBefore, changes }: PeriodChanges,
): Promise<(PeopledChange & { readonly few: boolean })[]> {
  const busiest = (await anyAuthor(connection))
    ? await busiestPeople(
        connection,
        { ...EVERYTHING, first: daysBefore.first, last: days.last },
        days.first,
        DEFAULT_K - 1,
      )
    : null;
  const isFew = (n: number, people: number) => n > 0 && people < DEFAULT_K;
  return changes.map((change) => {
    const { topicId, measure, n, of, nBefore, ofBefore, people, peopleBefore } = change;
    const most = busiest?.get(measure === 'share' ? null : topicId) ?? {
      now: DEFAULT_K - 1,
      before: DEFAULT_K - 1,
    };
    const isRest = (rest: number, least: number) => rest > 0 && rest <= least;
    const few = isFew(n, people) || isFew(nBefore, peopleBefore);
    return { ...change, few: few || isRest(of - n, most.now) || isRest(ofBefore - nBefore, most.before) };
  });
}

const EVERYTHING = {
  ...{ source: null, attribute: null, value: null, theme: null, topic: null, handled: null },
  live: true,
};

/** Of the last 28 days with feedback against those before; null without dated feedback. */
export async function latestChanges(database: Queryable, from: CountSource): Promise<PeriodChanges | null> {
  const last = await lastDatedDay(database, from);
  if (last === null) return null;
  const day = (back: number) => addDays(last, -back);
  return changesBetween(
    database,
    from,
    { first: day(DAYS - 1), last },
    { first: day(2 * DAYS - 1), last: day(DAYS) },
  );
}

/** Of a period against another. */
export async function changesBetween(
  database: Queryable,
  from: CountSource,
  days: DaySpan,
  daysBefore: DaySpan,
): Promise<PeriodChanges> {
  const now = await topicDays(database, from, days);
  const before = await topicDays(database, from, daysBefore);
  const daily = ({ analysed, topics }: typeof now, id: string) =>
    [...analysed].map(([day, all]) => {
      const { comments = 0, negative = 0 } = topics.get(id)?.get(day) ?? {};
      return { analysed: all, comments, negative };
    });
  const ids = [...new Set([...now.topics.keys(), ...before.topics.keys()])].sort();
  const changes = topicChanges(
    ids.map((topicId) => ({ topicId, now: daily(now, topicId), before: daily(before, topicId) })),
  );
  const people = ({ topics }: typeof now, { topicId, measure }: TopicChange) =>
    peopleIn(
      [...(topics.get(topicId)?.values() ?? [])].map((day) =>
        measure === 'share' ? day.people : day.peopleNegative,
      ),
    );
  return {
    ...{ days, daysBefore },
    changes: changes.map((it) => ({ ...it, people: people(now, it), peopleBefore: people(before, it) })),
  };
}
