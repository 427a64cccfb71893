import { addDays } from '../../analysis/digest/period.ts';
import { type TopicCounts, topicChanges } from '../../analysis/topics/changes.ts';
import { type Database, inTransaction } from '../../db/client.ts';
import { ROLL_UPS } from '../../db/rollups/count-sources.ts';
import { lastDatedDay, storeTopicChanges, topicPeriod } from '../../db/topics/changes.ts';

/** Whole weeks, so that both periods have each weekday as often. */
const DAYS = 28;

/**
 * Stores how each topic changed, from the counts of the roll-ups: the last 28 days with feedback against those before.
 * @returns topics that changed beyond noise
 */
export async function noteTopicChanges(database: Database): Promise<number> {
  return inTransaction(database, async (connection) => {
    const last = await lastDatedDay(connection, ROLL_UPS);
    if (last === null) {
      await storeTopicChanges(connection, [], null);
      return 0;
    }
    const day = (back: number) => addDays(last, -back);
    const days = { first: day(DAYS - 1), last };
    const now = await topicPeriod(connection, ROLL_UPS, days);
    const before = await topicPeriod(connection, ROLL_UPS, { first: day(2 * DAYS - 1), last: day(DAYS) });
    const none = (analysed: number): TopicCounts => ({ analysed, comments: 0, negative: 0 });
    const changes = topicChanges(
      [...new Set([...now.topics.keys(), ...before.topics.keys()])].map((topicId) => ({
        topicId,
        now: now.topics.get(topicId) ?? none(now.analysed),
        before: before.topics.get(topicId) ?? none(before.analysed),
      })),
    );
    await storeTopicChanges(connection, changes, days);
    return new Set(changes.filter(({ changed }) => changed).map(({ topicId }) => topicId)).size;
  });
}
