import { type Database, inTransaction, type Queryable } from '../client.ts';
import { lockMutex } from '../leases.ts';
import type { model as modelTable } from '../schema/models.ts';
import type { Row } from '../schema/verbatim.ts';

interface ModelRecord
  extends Row<
    typeof modelTable,
    'name' | 'version' | 'hash' | 'task' | 'precision' | 'maxLength' | 'folder'
  > {
  /** Description of the outputs, from the folder. */
  readonly manifest: (typeof modelTable.$inferSelect)['manifest'];
  /** The model's own labels, in the order of their probabilities. */
  readonly labels: readonly string[];
}

export interface StoredModel
  extends Row<
    typeof modelTable,
    'id' | 'name' | 'version' | 'hash' | 'task' | 'precision' | 'folder' | 'active'
  > {
  /** Null until the model has passed its checks. */
  readonly checkedAt: (typeof modelTable.$inferSelect)['checkedAt'];
  /** Count of documents analysed by its runs. */
  readonly analysed: number;
  /** Languages that the model translates, ISO 639-1. */
  readonly translates: readonly string[];
}

/** The id of a model; stores the model if it is new. */
export async function recordModel(database: Database, model: ModelRecord): Promise<number> {
  return inTransaction(database, async (connection) => {
    // Several workers may start at once.
    await lockMutex(connection, 'model');
    const { name, version, hash, task, precision, maxLength, manifest, labels, folder } = model;
    await connection.query(
      `insert into verbatim.model (name, version, hash, task, precision, max_length, manifest, labels)
       select $1, $2, $3, $4, $5, $6, $7, $8
        where not exists (select from verbatim.model where hash = $3)`,
      [name, version, hash, task, precision, maxLength, JSON.stringify(manifest), labels],
    );
    const { rows } = await connection.query<Row<typeof modelTable, 'id'>>(
      `update verbatim.model set folder = $2, labels = $3 where hash = $1 returning id`,
      [hash, folder, labels],
    );
    return rows[0]!.id;
  });
}

/** Makes a model the active one of its task, which reports show. Other models keep their results. */
export async function activateModel(database: Database, id: number): Promise<void> {
  await inTransaction(database, async (connection) => {
    await lockMutex(connection, 'model');
    await connection.query(
      `update verbatim.model set active = false
        where active and id <> $1 and task = (select task from verbatim.model where id = $1)`,
      [id],
    );
    await connection.query('update verbatim.model set active = true where id = $1 and not active', [id]);
  });
}

/** Whether the model is active, whether it has passed its checks, and whether its task has no active model. */
export async function modelState(
  database: Queryable,
  id: number,
): Promise<{ readonly active: boolean; readonly checked: boolean; readonly alone: boolean }> {
  const { rows } = await database.query<{ active: boolean; checked: boolean; alone: boolean }>(
    `select active, checked_at is not null as checked,
            not exists (select from verbatim.model o where o.task = m.task and o.active) as alone
       from verbatim.model m where id = $1`,
    [id],
  );
  return rows[0]!;
}

/** Records that a model has passed its checks, with their results. */
export async function recordChecks(database: Queryable, id: number, checks: unknown): Promise<void> {
  await database.query('update verbatim.model set checks = $2, checked_at = now() where id = $1', [
    id,
    JSON.stringify(checks),
  ]);
}

/** Records that the gate refused a graph, so that it is not checked again. */
export async function recordRefusal(database: Queryable, id: number, refused: string): Promise<void> {
  await database.query('update verbatim.model set checks = $2 where id = $1', [
    id,
    JSON.stringify({ refused }),
  ]);
}

/** Whether the gate refused the model with this hash. */
export async function wasRefused(database: Queryable, hash: string): Promise<boolean> {
  const { rows } = await database.query<{ refused: boolean }>(
    `select exists (select from verbatim.model
                     where hash = $1 and checked_at is null and checks ? 'refused') as refused`,
    [hash],
  );
  return rows[0]!.refused;
}

const MODELS = `
  select m.id, m.name, m.version, m.hash, m.task, m.precision, m.folder, m.active, m.checked_at as "checkedAt",
         coalesce((select sum(r.analysed) from verbatim.run r where r.model_id = m.id), 0)::bigint as analysed,
         array(select t.language from verbatim.translator t where t.model_id = m.id order by 1) as translates
    from verbatim.model m`;

export async function listModels(database: Queryable): Promise<StoredModel[]> {
  const { rows } = await database.query<StoredModel>(`${MODELS} order by m.task, m.id`);
  return rows;
}

/** The active model of a task, or null. */
export async function activeModel(database: Queryable, task: string): Promise<StoredModel | null> {
  const { rows } = await database.query<StoredModel>(`${MODELS} where m.active and m.task = $1`, [task]);
  return rows[0] ?? null;
}

/** A model, or null. @param id default: the active model of the task feedback */
export async function feedbackModel(database: Queryable, id: number | null): Promise<StoredModel | null> {
  if (id === null) return activeModel(database, 'feedback');
  const { rows } = await database.query<StoredModel>(`${MODELS} where m.id = $1`, [id]);
  return rows[0] ?? null;
}

/** Models by name, by 'name version', or by the first eight or more digits of their hash. */
export async function findModels(database: Queryable, wanted: string): Promise<StoredModel[]> {
  const { rows } = await database.query<StoredModel>(
    `${MODELS} where m.name = $1 or m.name || ' ' || m.version = $1
                or (length($1) >= 8 and starts_with(m.hash, lower($1))) order by m.id`,
    [wanted],
  );
  return rows;
}
