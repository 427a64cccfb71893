import type { Queryable } from '../client.ts';
import type { writerUse } from '../schema/search.ts';
import type { Row } from '../schema/verbatim.ts';

/** What a writer is used for. */
export type WriterPurpose = 'answer' | 'theme_names' | 'digest' | 'reply';

/** What a writer was asked for once, and what it cost. */
type WriterUseRow = { readonly purpose: WriterPurpose } & Row<
  typeof writerUse,
  | 'writer'
  | 'runId'
  | 'requests'
  | 'failedRequests'
  | 'promptTokens'
  | 'completionTokens'
  | 'sentences'
  | 'dropped'
>;

/** Notes a use of a writer. */
export async function storeWriterUse(database: Queryable, use: WriterUseRow): Promise<void> {
  await database.query(
    `insert into verbatim.writer_use
       (purpose, writer, requests, failed_requests, prompt_tokens, completion_tokens, sentences, dropped, run_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[use.purpose, use.writer, use.requests, use.failedRequests],
      ...[use.promptTokens, use.completionTokens, use.sentences, use.dropped, use.runId],
    ],
  );
}
