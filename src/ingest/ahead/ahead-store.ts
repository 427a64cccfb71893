import type { SeenTables } from '../../db/imports/seen-rows.ts';
import { type Chunk, interruptedAt } from '../records/chunk-reader.ts';
import type { OpenedFile } from '../records/opened-file.ts';
import { type ChunkOutcome, type ImportTarget, storeChunk } from '../store/chunk-store.ts';
import { ChunkTexts } from '../store/chunk-texts.ts';
import { storePrepared } from './prepared-store.ts';
import type { readAhead } from './reader.ts';

/** Bytes of a file that takes longer to read than a thread to start. */
const LEAST_BYTES = 2 * 1024 * 1024;
/** Chunks with rows that are no new ones, after which the thread does more work than it saves. */
const MOST_OTHERS = 3;

/**
 * Whether a thread may read the file.
 * @param former headers of earlier files of its source
 */
export function mayReadAhead({ ahead, options }: OpenedFile, former: readonly unknown[]): boolean {
  if (!ahead || ahead.place.known.size < (options.aheadBytes ?? LEAST_BYTES)) return false;
  // A row without an id may be stored as a file with other columns had it.
  return former.length === 0 || ahead.plan.mapping.positions.id !== undefined;
}

/**
 * Stores the chunks that a thread has read. Those with rows that are stored, or that repeat one, are read once more.
 * @param again the chunks of the file, read in this thread from its start
 * @returns false if the rest of the file, from where `again` is, is to be read in this thread
 */
export async function writeAhead(
  seen: SeenTables,
  target: ImportTarget,
  chunks: ReturnType<typeof readAhead>,
  again: AsyncGenerator<Chunk>,
  { signal, add }: { signal: AbortSignal | undefined; add: (it: ChunkOutcome, bytesRead: number) => void },
): Promise<boolean> {
  let number = 0;
  let others = 0;
  let numberAgain = 0;
  for await (const { chunk, bytesRead } of chunks) {
    if (signal?.aborted) throw interruptedAt(signal, chunk.lastLine);
    const stored = await storePrepared(seen, target, chunk);
    if (stored) add(stored, bytesRead);
    else {
      for (; numberAgain < number; numberAgain++) await again.next();
      const rows = (await again.next()).value as Chunk;
      numberAgain++;
      const texts = new ChunkTexts(rows.rows);
      add(await storeChunk(seen, target, { chunk: rows, texts }, () => {}), bytesRead);
      if (++others === MOST_OTHERS) return false;
    }
    number++;
  }
  return true;
}
