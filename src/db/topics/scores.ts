import type { Connection } from '../client.ts';
import { type CopyValue, copyRows } from '../copy-rows.ts';

/** Deletes the results of topics of one model. */
export async function dropScores(
  connection: Connection,
  modelId: number,
  topicIds: readonly string[],
): Promise<void> {
  await connection.query(
    'delete from verbatim.sentence_topic where model_id = $1 and topic_id = any ($2::uuid[])',
    [modelId, topicIds],
  );
}

/** A result: topic, document, model, ordinal, probability. */
export type ScoreRow = readonly [string, number, number, number, number];

// Postgres: foreign_key_violation.
const GONE = '23503';

/**
 * Stores results. Those of documents that were erased since they were read are left out.
 * @param connection in a transaction
 */
export async function writeScores(connection: Connection, rows: readonly ScoreRow[]): Promise<void> {
  if (rows.length === 0) return;
  let kept = rows;
  for (;;) {
    await connection.query('savepoint scores');
    try {
      await copyRows(
        connection,
        'verbatim.sentence_topic (topic_id, document_id, model_id, ordinal, probability)',
        kept as readonly (readonly CopyValue[])[],
      );
      await connection.query('release savepoint scores');
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== GONE) throw error;
      await connection.query('rollback to savepoint scores');
      const found = await known(connection, kept);
      const left = kept.filter(([, documentId]) => found.has(documentId));
      // Nothing is gone: it is another reference, and the same attempt would fail without end.
      if (left.length === kept.length) throw error;
      kept = left;
    }
  }
}

/** Locks the documents that are left until the transaction ends. */
async function known(connection: Connection, rows: readonly ScoreRow[]): Promise<ReadonlySet<number>> {
  const { rows: found } = await connection.query<{ id: number }>(
    `select document_id as id from verbatim.analysis where model_id = $1 and document_id = any ($2::bigint[])
      order by document_id for key share`,
    [rows[0]![2], [...new Set(rows.map(([, documentId]) => documentId))]],
  );
  return new Set(found.map(({ id }) => id));
}

/** Notes that all topics were judged on documents. */
export async function markScored(
  connection: Connection,
  modelId: number,
  documentIds: readonly number[],
): Promise<void> {
  await connection.query(
    `insert into verbatim.topic_scored (document_id, model_id)
     select document_id, model_id from verbatim.analysis
      where model_id = $1 and document_id = any ($2::bigint[]) order by document_id for key share
         on conflict do nothing`,
    [modelId, documentIds],
  );
}
