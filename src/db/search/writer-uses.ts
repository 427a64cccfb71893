import type { Queryable } from '../client.ts';
import type { writerUse } from '../schema/search.ts';
import type { Row } from '../schema/verbatim.ts';

/** What a writer was asked for once, and what it cost. */
type WriterUseRow = Row<
  typeof writerUse,
  | 'purpose'
  | 'writer'
  | 'requests'
  | 'failedRequests'
  | 'promptTokens'
  | 'completionTokens'
  | 'sentences'
  | 'dropped'
>;

/** Notes a use of a writer outside of runs. */
export async function storeWriterUse(database: Queryable, use: WriterUseRow): Promise<void> {
  await database.query(
    `insert into verbatim.writer_use
       (purpose, writer, requests, failed_requests, prompt_tokens, completion_tokens, sentences, dropped)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[use.purpose, use.writer, use.requests, use.failedRequests],
      ...[use.promptTokens, use.completionTokens, use.sentences, use.dropped],
    ],
  );
}
