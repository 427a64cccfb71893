import { type MissingPage, missingOfUpload } from '../../db/results/documents.ts';
import { addDocuments, finishRun, startRun } from '../../db/runs/runs.ts';
import { runningUploads } from '../../db/uploads/care.ts';
import { type AnalysisRunOptions, queueRanges } from './missing.ts';

export type UploadRunOptions = Pick<
  AnalysisRunOptions,
  'database' | 'queue' | 'modelId' | 'device' | 'batchCharacters'
>;

/**
 * Queues the documents of one upload that are not analysed yet, ahead of any backfill. May be repeated: documents that
 * are queued twice are analysed once.
 * @returns the run, null without documents to analyse
 */
export async function queueUploadDocuments(
  options: UploadRunOptions,
  uploadId: string,
): Promise<number | null> {
  const { database, modelId, device, batchCharacters } = options;
  let runId: number | null = null;
  for await (const page of missingOfUpload(database, modelId, batchCharacters, uploadId)) {
    runId ??= await startRun(database, { trigger: 'upload', modelId, device, runtime: 'other workers' });
    await queueRanges(options, runId, page.ranges, 'upload');
    await addDocuments(database, runId, page.documents);
  }
  return runId;
}

const ROUNDS = 3;

/**
 * Recovers runs of uploads, which no process waits for. If the queue is empty twice in a row and documents of a run are
 * still missing (the queue was flushed, or batches gave up), `look` queues them again. After {@link ROUNDS} rounds
 * without progress the run fails, and the next `verbatim analyze` or nightly run analyses what is missing.
 */
export class UploadRuns {
  readonly #options: UploadRunOptions;
  /** Run → documents that were missing when it was queued last, and how often that was without progress. */
  #lost = new Map<number, { missing: number; rounds: number }>();
  #drained = false;

  constructor(options: UploadRunOptions) {
    this.#options = options;
  }

  /** Resolves with the runs that were queued again. */
  async look(): Promise<number[]> {
    const { database, queue, modelId, batchCharacters } = this.#options;
    const running = await runningUploads(database, modelId);
    const { waiting, active } = await queue.counts();
    const drained = running.length > 0 && waiting + active === 0;
    // Once is not enough: a batch may be between two states.
    const twice = drained && this.#drained;
    this.#drained = drained;
    if (!twice) return [];
    this.#drained = false;
    const before = this.#lost;
    this.#lost = new Map();
    const again: number[] = [];
    for (const { uploadId, runId } of running) {
      const pages: MissingPage[] = [];
      for await (const page of missingOfUpload(database, modelId, batchCharacters, uploadId))
        pages.push(page);
      const missing = pages.reduce((sum, { documents }) => sum + documents, 0);
      const last = before.get(runId);
      const rounds = last && missing >= last.missing ? last.rounds + 1 : 1;
      if (missing === 0) continue;
      if (rounds > ROUNDS) {
        await finishRun(database, runId, 'failed', 'ANALYSIS_INCOMPLETE');
        continue;
      }
      for (const page of pages) await queueRanges(this.#options, runId, page.ranges, 'upload');
      this.#lost.set(runId, { missing, rounds });
      again.push(runId);
    }
    return again;
  }
}
