import type { Queryable } from '../client.ts';
import type { worker } from '../schema/runs.ts';
import type { Row } from '../schema/verbatim.ts';

/** What a worker says of itself while it lives. */
export interface WorkerSign
  extends Row<typeof worker, 'host' | 'process' | 'device' | 'lockSeconds' | 'finished'> {
  /** A UUID. */
  readonly id: (typeof worker.$inferSelect)['id'];
  readonly modelHash: string;
  /** Batches that it works on, and those that it has finished. */
  readonly held: (typeof worker.$inferSelect)['held'];
  /** Why it takes no batch; null: it takes some. */
  readonly waitsFor: (typeof worker.$inferSelect)['waitsFor'];
  /** Code of the error with which it left the queue. */
  readonly leftCode: (typeof worker.$inferSelect)['leftCode'];
}

/** One worker as others see it. */
export interface HeardWorker extends Omit<WorkerSign, 'modelHash' | 'lockSeconds'> {
  /** Seconds since it last reached the database. */
  readonly silence: number;
  /** False when that is longer than its lock: it is gone, or cannot reach the database. */
  readonly heard: boolean;
}

/**
 * A sign of life. A write, since a server that takes none serves no worker.
 * @param timeoutMs after which the statement fails with "Query read timeout"
 */
export async function signOfLife(database: Queryable, sign: WorkerSign, timeoutMs: number): Promise<void> {
  const text = `
    insert into verbatim.worker
      (id, host, process, model_id, device, lock_seconds, held, finished, waits_for, left_code)
    values ($1, $2, $3, (select id from verbatim.model where hash = $4), $5, $6, $7, $8, $9, $10)
        on conflict (id) do update
       set heard_at = now(), held = excluded.held, finished = excluded.finished, waits_for = excluded.waits_for,
           left_code = excluded.left_code`;
  const { id, host, process, modelHash, device, lockSeconds, held, finished, waitsFor, leftCode } = sign;
  const values = [id, host, process, modelHash, device, lockSeconds, held, finished, waitsFor, leftCode];
  // pg reads query_timeout of a single query; its types do not know.
  const query: { text: string; values: unknown[] } = Object.assign(
    { text, values },
    { query_timeout: timeoutMs },
  );
  await database.query(query);
}

/** The worker has stopped as told. Rows of those that could not say so go after a day. */
export async function forgetWorker(database: Queryable, id: string): Promise<void> {
  await database.query(`delete from verbatim.worker where id = $1 or heard_at < now() - interval '1 day'`, [
    id,
  ]);
}

/** Workers of the last day that did not stop as told, the one heard last first. */
export async function heardWorkers(database: Queryable): Promise<HeardWorker[]> {
  const { rows } = await database.query<HeardWorker>(
    `select id, host, process, device, held, finished, waits_for as "waitsFor", left_code as "leftCode",
            extract(epoch from now() - heard_at)::float8 as silence,
            heard_at > now() - make_interval(secs => lock_seconds) as heard
       from verbatim.worker where heard_at > now() - interval '1 day' order by heard_at desc, id`,
  );
  return rows;
}
