import type { Database, Queryable } from '../client.ts';
import { CUBES } from './rollup-counts.ts';
import { updateRollup } from './rollups.ts';

/** A reader counts at most this many notes of changes, and days of a source in them; the nightly run counts more. */
const MOST_NOTES = 3_000;
const MOST_DAYS = 150;

// This user may not write: insufficient_privilege, read_only_sql_transaction.
const MAY_NOT_WRITE = new Set(['42501', '25006']);

/** Roll-ups that hold all stored results of the active model. */
export interface FreshRollups {
  /** Attributes that they count by. */
  readonly attributes: readonly string[];
  /** Whether those of topics agree, too. */
  readonly topics: boolean;
}

/**
 * Roll-ups that agree with the tables. Null before the first nightly run, after a change of the model or of the
 * attributes, and while stored data is not counted yet.
 */
export async function freshRollups(database: Queryable): Promise<FreshRollups | null> {
  const { rows } = await database.query<FreshRollups>(
    `select s.attributes, exists (select from verbatim.rollup_fresh where cube = 'topic') as topics
       from verbatim.rollup_state s
      where s.cube = 'day' and (select count(*) from verbatim.rollup_fresh where cube in ('day', 'theme')) = 2
        and not exists (select from verbatim.rollup_state o
                         where o.attributes <> array(select name from verbatim.rollup_attribute order by name))`,
  );
  return rows[0] ?? null;
}

/**
 * Counts a small amount of data stored since the last nightly run. Leaves more data, another model, other attributes
 * and users without the right to write to the nightly run.
 */
export async function countLatest(database: Database): Promise<void> {
  const { rows } = await database.query<{ modelId: number; notes: number }>(
    `select s.model_id as "modelId",
            (select count(*) from (select from verbatim.rollup_touched limit ${MOST_NOTES + 1}) n) as notes
       from verbatim.rollup_state s
       join verbatim.model m on m.id = s.model_id and m.active and m.task = 'feedback'
      where s.attributes = array(select name from verbatim.rollup_attribute order by name)`,
  );
  const [state] = rows;
  if (!state || rows.length < CUBES.length || state.notes === 0 || state.notes > MOST_NOTES) return;
  const days = await database.query<{ n: number }>(
    'select count(*) as n from (select distinct cube, day, dated, source from verbatim.rollup_touched) days',
  );
  if (days.rows[0]!.n > MOST_DAYS) return;
  try {
    for (const cube of CUBES) await updateRollup(database, cube, state.modelId);
  } catch (error) {
    if (!MAY_NOT_WRITE.has((error as { code?: string }).code ?? '')) throw error;
  }
}
