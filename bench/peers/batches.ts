import { cutRanges } from '../../src/db/results/documents.ts';
import { codePointLength, type StoredDocument } from '../../src/domain/document.ts';

/** The batches that a run cuts its documents into: ranges of about equal text. */
export function workerBatches(texts: readonly string[], characters: number): StoredDocument[][] {
  const sizes = texts.map((text, id) => ({ id, characters: codePointLength(text) }));
  return cutRanges(sizes, characters).map(({ from, to }) =>
    texts.slice(from, to + 1).map((text, i) => ({ id: from + i, text })),
  );
}

/** Takes batches as a worker does, `concurrency` at once; seconds until the last is done. */
export async function drain<Batch>(
  batches: readonly Batch[],
  concurrency: number,
  handle: (batch: Batch) => Promise<unknown>,
): Promise<number> {
  const started = performance.now();
  const queue = batches.values();
  const hand = async () => {
    for (const batch of queue) await handle(batch);
  };
  await Promise.all(Array.from({ length: concurrency }, hand));
  return (performance.now() - started) / 1000;
}
