import type { Queryable } from '../client.ts';
import { type HeardWorker, heardWorkers } from '../runs/workers.ts';
import type { model } from '../schema/models.ts';
import type { Row } from '../schema/verbatim.ts';

export interface Status {
  readonly imports: number;
  readonly rejects: number;
  readonly feedback: number;
  readonly documents: number;
  readonly model: { name: string; version: string; hash: string } | null;
  /** Of the active model. */
  readonly analysed: number;
  readonly failed: number;
  /** Documents without an answer ("N/A"). */
  readonly noAnswer: number;
  readonly missing: number;
  readonly failures: readonly { code: string; count: number }[];
  /** Workers of the last day that did not shut down cleanly. */
  readonly workers: readonly HeardWorker[];
  readonly lastRun: {
    id: number;
    trigger: string;
    status: string;
    documents: number;
    analysed: number;
    failed: number;
    startedAt: Date;
    seconds: number;
  } | null;
}

export async function readStatus(database: Queryable): Promise<Status> {
  const counts = await database.query<Omit<Status, 'model' | 'failures' | 'workers' | 'lastRun' | 'missing'>>(
    `select (select count(*) from verbatim.import) as imports,
            (select count(*) from verbatim.reject where closed_at is null) as rejects,
            (select count(*) from verbatim.feedback) as feedback,
            (select count(*) from verbatim.document) as documents,
            (select count(*) from verbatim.analysis a join verbatim.model m on m.id = a.model_id and m.active)
              as analysed,
            (select count(*) from verbatim.failure f join verbatim.model m on m.id = f.model_id and m.active
              where f.code <> 'NO_ANSWER') as failed,
            (select count(*) from verbatim.failure f join verbatim.model m on m.id = f.model_id and m.active
              where f.code = 'NO_ANSWER') as "noAnswer"`,
  );
  const models = await database.query<Row<typeof model, 'name' | 'version' | 'hash'>>(
    `select name, version, hash from verbatim.model where active and task = 'feedback'`,
  );
  const failures = await database.query<{ code: string; count: number }>(
    `select f.code, count(*) from verbatim.failure f join verbatim.model m on m.id = f.model_id and m.active
      where f.code <> 'NO_ANSWER' group by f.code order by count(*) desc, f.code`,
  );
  const runs = await database.query<NonNullable<Status['lastRun']>>(
    `select id, trigger, status, documents, analysed, failed, started_at as "startedAt",
            extract(epoch from coalesce(finished_at, now()) - started_at)::float8 as seconds
       from verbatim.run order by id desc limit 1`,
  );
  const stored = counts.rows[0]!;
  return {
    ...stored,
    missing: stored.documents - stored.analysed - stored.failed - stored.noAnswer,
    model: models.rows[0] ?? null,
    failures: failures.rows,
    workers: await heardWorkers(database),
    lastRun: runs.rows[0] ?? null,
  };
}
