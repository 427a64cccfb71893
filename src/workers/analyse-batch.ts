import { analysisOf } from '../analysis/judge.ts';
import { storeBatch } from '../db/analysis-writes.ts';
import type { Database } from '../db/client.ts';
import { documentsToAnalyse } from '../db/documents.ts';
import type { Engine } from '../inference/engine.ts';
import type { AnalysePayload } from '../jobs/payload.ts';

export interface BatchCounts {
  readonly documents: number;
  readonly failed: number;
  readonly tokens: number;
}

/**
 * One batch from ids to stored results. May run any number of times, also at once in two workers: documents that
 * have a result by then are left out, and results that arrive second are dropped.
 */
export async function analyseBatch(
  { database, engine }: { database: Database; engine: Engine },
  { runId, modelId, from, to }: AnalysePayload,
): Promise<BatchCounts> {
  const documents = await documentsToAnalyse(database, modelId, { from, to });
  if (documents.length === 0) return { documents: 0, failed: 0, tokens: 0 };
  const { scores, failures, tokens, paddedTokens } = await engine.analyse(documents);
  const analyses = scores.map(analysisOf);
  await storeBatch(database, { runId, modelId, analyses, failures, tokens, paddedTokens });
  return { documents: documents.length, failed: failures.length, tokens };
}
