import { type Database, inTransaction, type Queryable } from '../client.ts';
import { type CountSource, ROLL_UPS } from '../rollups/count-sources.ts';
import { ALL_FEEDBACK, COUNT, CUBE_TABLES, CUBES, type Cube } from '../rollups/rollup-counts.ts';
import { updateRollup } from '../rollups/rollups.ts';

// Of the days $3 to $4, as roll-ups have them: feedback without a time is of the day on which it was stored.
const FEEDBACK_OF_DAYS = `(
      select * from verbatim.feedback f
       where f.occurred_at >= ($3::date::timestamp at time zone 'UTC')
         and f.occurred_at < (($4::date + 1)::timestamp at time zone 'UTC')
       union all
      select * from verbatim.feedback f
       where f.occurred_at is null and f.created_at >= ($3::date::timestamp at time zone 'UTC')
         and f.created_at < (($4::date + 1)::timestamp at time zone 'UTC')
    ) f`;

/**
 * Runs `work` on counts of a model by these attributes: on the roll-ups, brought up to date, where they are kept by all
 * of these; else on tables of this transaction alone. Settings stay as they are, and no import waits.
 * @param days UTC, both included, that the work is of; null: all
 */
export async function withCounts<T>(
  database: Database,
  modelId: number,
  attributes: readonly string[],
  days: { readonly first: string; readonly last: string } | null,
  work: (connection: Queryable, from: CountSource) => Promise<T>,
): Promise<T> {
  const { rows } = await database.query<{ cube: Cube }>(
    `select cube from verbatim.rollup_state
      where model_id = $1 and attributes @> $2::text[]
        and attributes = array(select name from verbatim.rollup_attribute order by name) order by cube`,
    [modelId, attributes],
  );
  if (rows.length === CUBES.length) {
    for (const { cube } of rows) await updateRollup(database, cube, modelId);
    return work(database, { ...ROLL_UPS, undatedToo: true });
  }
  return inTransaction(database, async (connection) => {
    await connection.query('set transaction isolation level repeatable read');
    await connection.query('set local jit = off');
    const feedback = days ? FEEDBACK_OF_DAYS : ALL_FEEDBACK;
    for (const cube of CUBES) {
      for (const table of CUBE_TABLES[cube]) {
        await connection.query(
          `create temporary table ${table} (like verbatim.${table} including defaults) on commit drop`,
        );
      }
      await connection.query(
        COUNT[cube](feedback, attributes.length).replaceAll('verbatim.rollup_', 'pg_temp.rollup_'),
        [modelId, attributes, ...(days ? [days.first, days.last] : [])],
      );
    }
    return work(connection, { ...ROLL_UPS, undatedToo: true, schema: 'pg_temp' });
  });
}
