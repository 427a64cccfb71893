import { type IdRange, missingOfUpload } from '../db/documents.ts';
import { addDocuments, startRun } from '../db/runs.ts';
import type { AnalysisRunOptions } from './analysis-run.ts';

/**
 * Queues the documents of one upload that are not analysed yet, ahead of any backfill; the run, null when there
 * are none. May be repeated: documents that are queued twice are analysed once.
 */
export async function queueUpload(
  options: Pick<AnalysisRunOptions, 'database' | 'queue' | 'modelId' | 'device' | 'batchCharacters'>,
  uploadId: string,
): Promise<number | null> {
  const { database, queue, modelId, device, batchCharacters } = options;
  let runId: number | null = null;
  for await (const page of missingOfUpload(database, modelId, batchCharacters, uploadId)) {
    runId ??= await startRun(database, { trigger: 'upload', modelId, device, runtime: 'other workers' });
    const run = runId;
    await queue.add(
      page.ranges.map(({ from, to }: IdRange) => ({ runId: run, modelId, from, to })),
      'upload',
    );
    await addDocuments(database, runId, page.documents);
  }
  return runId;
}
