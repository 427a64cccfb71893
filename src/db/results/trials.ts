import { type Connection, type Database, inTransaction, type Queryable } from '../client.ts';

/** Document id → count of workers lost on it under watch; omits documents without a record. */
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
 * Counts the worker as lost on these documents before it starts on them, because a dead worker cannot. A result
 * ({@link clearTrials}) or {@link endWatch} undoes it.
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

/** Undoes {@link beginWatch}: the worker is alive and stopped for another reason. */
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
 * Deletes the records of documents that now have a result, and the failures that other workers stored meanwhile (a
 * result takes precedence), and corrects the counts of the runs of these failures.
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
 * Deletes failures with these codes, so the documents are analysed again. Failures from workers of runs before `sinceRun`
 * are then stale and ignored.
 * @returns count of deleted failures
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
