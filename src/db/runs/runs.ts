import type { Queryable } from '../client.ts';
import type { run as runTable } from '../schema/runs.ts';
import type { Row } from '../schema/verbatim.ts';

export interface RunProgress
  extends Row<typeof runTable, 'documents' | 'analysed' | 'tokens' | 'paddedTokens'> {
  /** Set aside, those without an answer included. */
  readonly failed: (typeof runTable.$inferSelect)['failed'];
  /** Of them, those that say nothing. */
  readonly noAnswer: (typeof runTable.$inferSelect)['noAnswer'];
  /** Analysed with wrongly decoded characters mended. */
  readonly mended: (typeof runTable.$inferSelect)['mended'];
  /** Names that were masked or flagged, by kind. */
  readonly masked: Readonly<Record<string, number>>;
}

export async function startRun(
  database: Queryable,
  run: { trigger: string; modelId: number; device: string; runtime: string },
): Promise<number> {
  const { rows } = await database.query<Row<typeof runTable, 'id'>>(
    `insert into verbatim.run (trigger, model_id, device, runtime) values ($1, $2, $3, $4) returning id`,
    [run.trigger, run.modelId, run.device, run.runtime],
  );
  return rows[0]!.id;
}

/** Counts documents that were queued for the run. */
export async function addDocuments(database: Queryable, runId: number, documents: number): Promise<void> {
  await database.query('update verbatim.run set documents = documents + $2 where id = $1', [
    runId,
    documents,
  ]);
}

export async function finishRun(
  database: Queryable,
  runId: number,
  status: 'done' | 'failed' | 'interrupted',
  errorCode: string | null = null,
): Promise<void> {
  await database.query(
    'update verbatim.run set status = $2, error_code = $3, finished_at = now() where id = $1',
    [runId, status, errorCode],
  );
}

/** Ends runs of the model that nobody waits for. To be called when nothing is missing for it. */
export async function finishUnattended(database: Queryable, modelId: number): Promise<void> {
  await database.query(
    `update verbatim.run set status = 'done', finished_at = now()
      where status = 'running' and not attended and model_id = $1`,
    [modelId],
  );
}

export async function runProgress(database: Queryable, runId: number): Promise<RunProgress> {
  const { rows } = await database.query<RunProgress>(
    `select documents, analysed, failed, no_answer as "noAnswer", mended, masked, tokens,
            padded_tokens as "paddedTokens" from verbatim.run where id = $1`,
    [runId],
  );
  return rows[0]!;
}
