import type { Database } from './client.ts';
import { updateRollup } from './rollups.ts';

/** Notes of what is to be counted anew, and days of a source that they name, up to which a reader waits for it. */
const MOST_NOTES = 2_000;
const MOST_DAYS = 100;

// What says that this user may not write here: insufficient_privilege, read_only_sql_transaction.
const MAY_NOT_WRITE = new Set(['42501', '25006']);

/** The attributes that roll-ups are broken down by, when these hold all that is stored of the active model. */
export interface FreshRollups {
  readonly attributes: readonly string[];
}

/**
 * Whether roll-ups say what the tables say. What little was stored since the last night is counted now; null before
 * the first night, after a change of the model, while much is being stored, and for a user who may not write.
 */
export async function freshRollups(database: Database): Promise<FreshRollups | null> {
  const { rows } = await database.query<{ modelId: number; attributes: string[]; notes: number }>(
    `select m.id as "modelId", d.attributes,
            (select count(*) from (select from verbatim.rollup_touched limit ${MOST_NOTES + 1}) n) as notes
       from verbatim.model m
       join verbatim.rollup_state d on d.cube = 'day' and d.model_id = m.id
       join verbatim.rollup_state t on t.cube = 'theme' and t.model_id = m.id and t.attributes = d.attributes
      where m.active and m.task = 'feedback'
        and d.attributes = array(select name from verbatim.rollup_attribute order by name)`,
  );
  const state = rows[0];
  if (!state || state.notes > MOST_NOTES) return null;
  if (state.notes > 0 && !(await counted(database, state.modelId))) return null;
  return { attributes: state.attributes };
}

async function counted(database: Database, modelId: number): Promise<boolean> {
  const { rows } = await database.query<{ n: number }>(
    'select count(*) as n from (select distinct cube, day, dated, source from verbatim.rollup_touched) days',
  );
  if (rows[0]!.n > MOST_DAYS) return false;
  try {
    for (const cube of ['day', 'theme'] as const) await updateRollup(database, cube, modelId);
    return true;
  } catch (error) {
    if (MAY_NOT_WRITE.has((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}
