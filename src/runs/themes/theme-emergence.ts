import { emergenceOfAll, TREND_DAYS } from '../../analysis/themes/daily-emergence.ts';
import type { Database } from '../../db/client.ts';
import { inTransaction } from '../../db/client.ts';
import { themeDays } from '../../db/reports/digest-figures.ts';
import { holdRollups, noteEmergenceStored, storeEmergences } from '../../db/themes/theme-emergence.ts';

/** Days that are tested against those before. */
const RECENT = 7;

/**
 * Stores how each theme emerges, by what the roll-ups count: themes of seven days and what their past lets expect.
 * @returns how many emerge
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
    const first = new Date(Date.parse(last) - (RECENT - 1) * 86_400_000).toISOString().slice(0, 10);
    const sum = (counts: ArrayLike<number>) =>
      Array.from(counts)
        .slice(-RECENT)
        .reduce((total, n) => total + n, 0);
    await storeEmergences(
      connection,
      ids.map((themeId, i) => {
        const { expected, probability, emerging } = emergences[i]!;
        const { counts, totals } = daily[i]!;
        return {
          ...{ themeId, firstDay: first, lastDay: last, said: sum(counts), of: sum(totals) },
          ...{ expected, probability, emerging },
        };
      }),
    );
    return emergences.filter(({ emerging }) => emerging).length;
  });
}
