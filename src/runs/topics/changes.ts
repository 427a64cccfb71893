import { addDays } from '../../analysis/digest/period.ts';
import { type TopicChange, topicChanges } from '../../analysis/topics/changes.ts';
import { type Database, inTransaction, type Queryable } from '../../db/client.ts';
import { type CountSource, ROLL_UPS } from '../../db/rollups/count-sources.ts';
import { type DaySpan, lastDatedDay, storeTopicChanges, topicDays } from '../../db/topics/changes.ts';

/** Whole weeks, so that both periods have each weekday as often. */
const DAYS = 28;

/**
 * Stores how each topic changed, from the counts of the roll-ups: the last 28 days with feedback against those before.
 * @returns topics that changed beyond noise
 */
export async function noteTopicChanges(database: Database): Promise<number> {
  return inTransaction(database, async (connection) => {
    const latest = await latestChanges(connection, ROLL_UPS);
    await storeTopicChanges(connection, latest?.changes ?? [], latest?.days ?? null);
    const changed = latest?.changes.filter((it) => it.changed) ?? [];
    return new Set(changed.map(({ topicId }) => topicId)).size;
  });
}

/** Changes of topics up to the days that they are of. */
export interface PeriodChanges {
  readonly days: DaySpan;
  readonly changes: readonly TopicChange[];
}

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
  return { days, changes };
}
