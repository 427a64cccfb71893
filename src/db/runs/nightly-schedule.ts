import type { Queryable } from '../client.ts';
import type { nightSchedule } from '../schema/runs.ts';

/** When nights are to be made; the queue only rings at these times. */
export interface StoredSchedule {
  /** Five fields of cron. */
  readonly pattern: (typeof nightSchedule.$inferSelect)['pattern'];
  /** IANA zone. */
  readonly zone: (typeof nightSchedule.$inferSelect)['zone'];
}

export async function readSchedule(database: Queryable): Promise<StoredSchedule | null> {
  const { rows } = await database.query<StoredSchedule>('select pattern, zone from verbatim.night_schedule');
  return rows[0] ?? null;
}

export async function storeSchedule(database: Queryable, { pattern, zone }: StoredSchedule): Promise<void> {
  await database.query(
    `insert into verbatim.night_schedule (pattern, zone) values ($1, $2)
     on conflict (one) do update set pattern = $1, zone = $2, changed_at = now()`,
    [pattern, zone],
  );
}

/** False when there was none. */
export async function dropSchedule(database: Queryable): Promise<boolean> {
  const { rowCount } = await database.query('delete from verbatim.night_schedule');
  return rowCount === 1;
}
