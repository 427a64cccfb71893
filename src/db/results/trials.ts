import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';

/** document id → how many workers were lost on it under watch, of those documents that have a record. */
export async function lostWorkers(
  database: Queryable,
  modelId: number,
  documentIds: readonly number[],
): Promise<Map<number, number>> {
  const { rows } = await database.query<{ id: number; lost: number }>(
    `select document_id as id, lost from verbatim.trial where model_id = $1 and document_id = any($2::bigint[])`,
    [modelId, documentIds],
  );
  return new Map(rows.map(({ id, lost }) => [id, lost]));
}

/**
 * Counts the worker as lost on these documents, before it begins: nobody can do so after it has died.
 * {@link clearTrials}, at their result, or {@link endWatch} takes it back.
 */
export async function beginWatch(
  database: Queryable,
  modelId: number,
  documentIds: readonly number[],
): Promise<void> {
  await database.query(
    `insert into verbatim.trial (document_id, model_id, lost)
     select id, $1, 1 from unnest($2::bigint[]) as own (id) order by id
         on conflict (document_id, model_id) do update set lost = verbatim.trial.lost + 1, changed_at = now()`,
    [modelId, documentIds],
  );
}

/** The worker lives and gave up for another reason: takes {@link beginWatch} back. */
export async function endWatch(
  database: Queryable,
  modelId: number,
  documentIds: readonly number[],
): Promise<void> {
  await database.query(
    `update verbatim.trial set lost = greatest(0, lost - 1), changed_at = now()
      where model_id = $1 and document_id = any($2::bigint[])`,
    [modelId, documentIds],
  );
}

/**
 * Documents that have a result now: their records go, and failures that others found of them meanwhile (a result
 * is worth more), which are counted back in the runs that had counted them.
 */
export async function clearTrials(
  connection: Connection,
  modelId: number,
  analysed: readonly number[],
  setAside: readonly number[],
): Promise<void> {
  await connection.query(
    `with over as (
       delete from verbatim.trial where model_id = $1 and document_id = any($2::bigint[] || $3::bigint[])
     ), void as (
       delete from verbatim.failure where model_id = $1 and document_id = any($2::bigint[]) returning run_id, code
     )
     update verbatim.run set failed = failed - void_of_run.n, no_answer = no_answer - void_of_run.empty
       from (select run_id, count(*) as n, count(*) filter (where code = 'NO_ANSWER') as empty
               from void group by run_id) as void_of_run
      where run.id = void_of_run.run_id`,
    [modelId, analysed, setAside],
  );
}

/**
 * Takes failures of these codes back, so that their documents are missing again; how many. What a worker of an
 * earlier run may yet report of them is stale: only runs from `sinceRun` on may set them aside again.
 */
export async function reopenFailures(
  database: Database,
  modelId: number,
  codes: readonly string[],
  sinceRun: number,
): Promise<number> {
  return inTransaction(database, async (connection) => {
    const { rowCount } = await connection.query(
      `with reopened as (
         delete from verbatim.failure where model_id = $1 and code = any($2::text[]) returning document_id
       )
       insert into verbatim.trial (document_id, model_id, since_run)
       select document_id, $1, $3 from reopened order by document_id
           on conflict (document_id, model_id) do update set lost = 0, since_run = $3, changed_at = now()`,
      [modelId, codes, sinceRun],
    );
    return rowCount ?? 0;
  });
}
