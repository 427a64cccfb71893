import { emergenceOfAll, TREND_DAYS } from '../../analysis/themes/daily-emergence.ts';
import { RECENT_DAYS } from '../../analysis/themes/emergence.ts';
import { type Database, inTransaction } from '../../db/client.ts';
import { themeDays } from '../../db/reports/digest-figures.ts';
import { holdRollups, noteEmergenceStored, storeEmergences } from '../../db/themes/emergence.ts';

/**
 * Stores the emergence of each theme from the counts of the roll-ups: the last seven days against the days before.
 * @returns count of emerging themes
 */
export async function noteEmergence(database: Database): Promise<number> {
  return inTransaction(database, async (connection) => {
    await holdRollups(connection);
    await noteEmergenceStored(connection);
    const { ids, last, daily, emergences } = emergenceOfAll(await themeDays(connection, TREND_DAYS));
    if (last === null) {
      await storeEmergences(connection, []);
      return 0;
    }
    const firstDay = new Date(Date.parse(last) - (RECENT_DAYS - 1) * 86_400_000).toISOString().slice(0, 10);
    const recent = (counts: ArrayLike<number>) =>
      Array.from(counts)
        .slice(-RECENT_DAYS)
        .reduce((total, n) => total + n, 0);
    await storeEmergences(
      connection,
      ids.map((themeId, i) => {
        const { expected, probability, emerging } = emergences[i]!;
        const { counts, totals, people = null } = daily[i]!;
        return {
          ...{ themeId, firstDay, lastDay: last, said: recent(counts), of: recent(totals) },
          ...{ expected, probability, emerging, people },
        };
      }),
    );
    return emergences.filter(({ emerging }) => emerging).length;
  });
}
