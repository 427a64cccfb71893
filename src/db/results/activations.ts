import { type Database, inTransaction, type Queryable } from '../client.ts';
import { lockMutex } from '../leases.ts';
import type { modelActivation, model as modelTable } from '../schema/models.ts';
import type { Row } from '../schema/verbatim.ts';

/** How a model became active. */
export type ActivationWay = 'activate' | 'promote' | 'rollback';

/**
 * Makes a model the active one of its task by a promotion or a rollback, if the model that it replaces is still active.
 * False: another process was faster, and nothing changed.
 * @param comparisonId comparison that it is promoted by
 */
export async function replaceActive(
  database: Database,
  id: number,
  {
    way,
    insteadOf,
    comparisonId = null,
  }: {
    readonly way: 'promote' | 'rollback';
    readonly insteadOf: number;
    readonly comparisonId?: number | null;
  },
): Promise<boolean> {
  return inTransaction(database, async (connection) => {
    await lockMutex(connection, 'model');
    const former = await connection.query(
      'update verbatim.model set active = false where id = $1 and active',
      [insteadOf],
    );
    if (former.rowCount === 0) return false;
    await connection.query('update verbatim.model set active = true where id = $1', [id]);
    // The trigger model_activated has noted it.
    await connection.query(
      `update verbatim.model_activation set way = $2, comparison_id = $3
        where id = (select max(id) from verbatim.model_activation where model_id = $1)`,
      [id, way, comparisonId],
    );
    return true;
  });
}

export interface StoredActivation
  extends Row<typeof modelTable, 'name' | 'version' | 'hash'>,
    Pick<typeof modelActivation.$inferSelect, 'modelId' | 'activatedAt' | 'comparisonId'> {
  readonly way: ActivationWay;
}

/** Every activation of a model for a task, oldest first. */
export async function activations(database: Queryable, task: string): Promise<StoredActivation[]> {
  const { rows } = await database.query<StoredActivation>(
    `select m.id as "modelId", m.name, m.version, m.hash, c.activated_at as "activatedAt", c.way,
            c.comparison_id as "comparisonId"
       from verbatim.model_activation c join verbatim.model m on m.id = c.model_id
      where m.task = $1 order by c.id`,
    [task],
  );
  return rows;
}

/** Number of the last activation for a task; null: there was none. */
export async function lastActivation(database: Queryable, task: string): Promise<number | null> {
  const { rows } = await database.query<{ last: number | null }>(
    `select max(c.id) as last from verbatim.model_activation c join verbatim.model m on m.id = c.model_id
      where m.task = $1`,
    [task],
  );
  return rows[0]!.last;
}

/**
 * Whether the model with this hash was active before the active model of its task was promoted, or rolled back to: then
 * a setting that still names it does not bring it back.
 */
export async function wasReplaced(database: Queryable, hash: string): Promise<boolean> {
  const { rows } = await database.query<{ replaced: boolean }>(
    `select exists (
       select from verbatim.model m
         join verbatim.model active on active.task = m.task and active.active and active.id <> m.id
         join lateral (select * from verbatim.model_activation where model_id = active.id
                        order by id desc limit 1) a on a.way <> 'activate'
         join verbatim.model_activation before on before.model_id = m.id and before.id < a.id
        where m.hash = $1) as replaced`,
    [hash],
  );
  return rows[0]!.replaced;
}
