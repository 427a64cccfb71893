import { type Database, inTransaction, type Queryable } from './client.ts';

export interface ModelRecord {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly task: string;
  readonly precision: string;
  readonly maxLength: number;
  readonly manifest: unknown;
}

/**
 * The id of a model, recorded if it is new. The first model of a task becomes its active one; `activate` makes
 * it so in any case.
 */
export async function registerModel(
  database: Database,
  model: ModelRecord,
  options: { activate: boolean },
): Promise<number> {
  return inTransaction(database, async (connection) => {
    // Several workers may start at once.
    await connection.query(`select pg_advisory_xact_lock(hashtext('verbatim.model'))`);
    await connection.query(
      `insert into verbatim.model (name, version, hash, task, precision, max_length, manifest)
       select $1, $2, $3, $4, $5, $6, $7
        where not exists (select from verbatim.model where hash = $3)`,
      [model.name, model.version, model.hash, model.task, model.precision, model.maxLength, model.manifest],
    );
    const { rows } = await connection.query<{ id: number; active: boolean; other: boolean }>(
      `select id, active, exists (select from verbatim.model o where o.task = m.task and o.active) as other
         from verbatim.model m where hash = $1`,
      [model.hash],
    );
    const { id, active, other } = rows[0]!;
    if (!active && (options.activate || !other)) {
      await connection.query('update verbatim.model set active = false where task = $1 and active', [
        model.task,
      ]);
      await connection.query('update verbatim.model set active = true where id = $1', [id]);
    }
    return id;
  });
}

export interface StoredModel {
  readonly id: number;
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly active: boolean;
}

export async function listModels(database: Queryable): Promise<StoredModel[]> {
  const { rows } = await database.query<StoredModel>(
    'select id, name, version, hash, active from verbatim.model order by id',
  );
  return rows;
}
