import type { Queryable } from '../client.ts';
import type { upload } from '../schema/imports.ts';
import type { Row } from '../schema/verbatim.ts';
import type { UploadFault } from './uploads.ts';

/**
 * Notes that this process has the content of these uploads.
 * @param spooled those that are whole in the spool folder
 * @param receiving those whose body this process receives
 */
export async function holdUploads(
  database: Queryable,
  spooled: readonly string[],
  receiving: readonly string[],
): Promise<void> {
  await database.query(
    `update verbatim.upload set seen_at = now()
      where finished_at is null and id = any($1::uuid[] || $2::uuid[])
        and (state in ('queued', 'running') or id = any($2::uuid[]))`,
    [spooled, receiving],
  );
}

/** Which of these uploads have not ended. */
export async function unfinishedUploads(database: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await database.query<Row<typeof upload, 'id'>>(
    'select id from verbatim.upload where id = any($1::uuid[]) and finished_at is null',
    [ids],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Ends uploads that no server has held for long: those whose receiving process is gone, and those whose spool file is
 * lost.
 */
export async function endUnseenUploads(
  database: Queryable,
  faults: { brokenOff: UploadFault; lost: UploadFault },
): Promise<void> {
  await database.query(
    `update verbatim.upload set state = 'broken_off', error = $1, finished_at = now()
      where finished_at is null and state = 'receiving' and seen_at < now() - interval '10 minutes'`,
    [JSON.stringify(faults.brokenOff)],
  );
  await database.query(
    `update verbatim.upload set state = 'failed', error = $1, finished_at = now(), analysis_pending = true
      where finished_at is null and state in ('queued', 'running') and seen_at < now() - interval '1 day'`,
    [JSON.stringify(faults.lost)],
  );
}

/** Uploads that ended and whose documents are not yet queued for analysis, oldest first. */
export async function uploadsToAnalyse(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<Row<typeof upload, 'id'>>(
    'select id from verbatim.upload where analysis_pending order by finished_at limit 100',
  );
  return rows.map((row) => row.id);
}

/** The documents of the upload are queued under this run; null when there were none. */
export async function noteAnalysisQueued(
  database: Queryable,
  id: string,
  runId: number | null,
): Promise<void> {
  await database.query('update verbatim.upload set analysis_pending = false, run_id = $2 where id = $1', [
    id,
    runId,
  ]);
}

/** Uploads whose documents are queued for a model and not all analysed. After {@link finishUploadRuns}. */
export async function runningUploads(
  database: Queryable,
  modelId: number,
): Promise<{ uploadId: string; runId: number }[]> {
  const { rows } = await database.query<{ uploadId: string; runId: number }>(
    `select u.id as "uploadId", r.id as "runId" from verbatim.run r join verbatim.upload u on u.run_id = r.id
      where r.status = 'running' and r.model_id = $1 order by r.id`,
    [modelId],
  );
  return rows;
}

/** Ends the runs of uploads whose own batches have analysed or set aside all of their documents. */
export async function finishUploadRuns(database: Queryable): Promise<void> {
  await database.query(
    `update verbatim.run r set status = 'done', finished_at = now()
       from verbatim.upload u
      where u.run_id = r.id and r.status = 'running' and r.analysed + r.failed >= r.documents`,
  );
}

/**
 * Ends the runs of uploads whose documents are all analysed or set aside, by whichever run. Looks at the documents of
 * uploads that are being analysed, so it is not for every round.
 */
export async function finishOvertakenRuns(database: Queryable): Promise<void> {
  await database.query(
    `update verbatim.run r set status = 'done', finished_at = now()
       from verbatim.upload u
      where u.run_id = r.id and r.status = 'running' and not exists (
        select from verbatim.import i
          join verbatim.feedback f on f.import_id = i.id
         where i.upload_id = u.id and f.document_id is not null
           and not exists (select from verbatim.analysis a
                            where a.document_id = f.document_id and a.model_id = r.model_id)
           and not exists (select from verbatim.failure x
                            where x.document_id = f.document_id and x.model_id = r.model_id))`,
  );
}

/** Of an upload u and its run r, whether what it stored is in what the last run counted; null while it is analysed. */
export const COUNTED = `
  (u.finished_at is not null and not u.analysis_pending and (r.id is null or r.status <> 'running')
   and greatest(u.finished_at, r.finished_at)
       <= (select coalesce(max(n.as_of), '-infinity') from verbatim.run n where n.status = 'done'))`;

/**
 * Whether uploads whose analysis has ended within a day are not in what the dashboard counts. Older ones are counted by
 * the next nightly run, or with the next upload: nothing that ended long ago is read.
 */
export async function hasUncountedUploads(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ found: boolean }>(
    `with last as materialized (
       select greatest(max(as_of), now() - interval '1 day') as as_of from verbatim.run where status = 'done'
     ), ended as materialized (
       select u.id, u.run_id from verbatim.upload u
        where u.finished_at > (select as_of from last) and not u.analysis_pending
       union
       select u.id, u.run_id from verbatim.run r join verbatim.upload u on u.run_id = r.id
        where r.finished_at > (select as_of from last) and u.finished_at is not null and not u.analysis_pending
     )
     select exists (
       select from ended e left join verbatim.run r on r.id = e.run_id
        where (r.id is null or r.status <> 'running')
          and exists (select from verbatim.import i where i.upload_id = e.id and i.accepted + i.changed > 0)
     ) as found`,
  );
  return rows[0]!.found;
}
