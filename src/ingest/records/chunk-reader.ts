import type { Reject } from '../../domain/feedback.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { DamagedInput } from '../bytes/unpacking.ts';
import type { FeedbackRow } from '../columns/feedback-row.ts';
import type { RowReader } from '../columns/rows.ts';
import type { Mark } from './follower.ts';
import type { ScannedRecord } from './scanned-record.ts';

/** Rows that are committed together. */
export interface Chunk {
  readonly rows: readonly FeedbackRow[];
  readonly rejects: readonly Reject[];
  /** Last physical line of the chunk's last record. */
  readonly lastLine: number;
  /** Of the last record that could be read; null: not asked for, or there is none. */
  readonly mark: Mark | null;
}

/** One record of a file and what it makes. */
export interface ReadRecord {
  readonly made: readonly (FeedbackRow | Reject)[];
  readonly endLine: number;
  /** UTF-16 units of the raw row. */
  readonly size: number;
  /** Its cells as read; null: it could not be read. */
  readonly cells?: readonly string[] | null;
}

const CHUNK_ROWS = 2000;
/** UTF-16 units of raw rows after which a chunk is full, whatever its rows: memory is flat. */
const CHUNK_UNITS = 8 * 1024 * 1024;

/** The rows and rejects of records, made one by one: what is read and used at once is not kept. */
export async function* readThrough(
  batches: AsyncGenerator<ScannedRecord[]>,
  reader: RowReader,
): AsyncGenerator<Iterable<ReadRecord>> {
  for await (const batch of batches) yield madeOf(batch, reader);
}

function* madeOf(batch: readonly ScannedRecord[], reader: RowReader): Generator<ReadRecord> {
  for (const record of batch) {
    const read = reader.read(record);
    const made = Array.isArray(read) ? read : [read];
    yield { made, endLine: record.endLine, size: record.raw.length, cells: record.cells };
  }
}

/** Takes the rows of a chunk, one after the other. */
export interface ChunkParts<T> {
  row(row: FeedbackRow): void;
  reject(reject: Reject): void;
  /** Rows and rejects so far. */
  readonly size: number;
  /** The chunk; from now on the next one. */
  take(lastLine: number, mark: Mark | null): T;
}

class RowParts implements ChunkParts<Chunk> {
  #rows: FeedbackRow[] = [];
  #rejects: Reject[] = [];

  get size(): number {
    return this.#rows.length + this.#rejects.length;
  }

  row(row: FeedbackRow): void {
    this.#rows.push(row);
  }

  reject(reject: Reject): void {
    this.#rejects.push(reject);
  }

  take(lastLine: number, mark: Mark | null): Chunk {
    const chunk = { rows: this.#rows, rejects: this.#rejects, lastLine, mark };
    this.#rows = [];
    this.#rejects = [];
    return chunk;
  }
}

interface ChunkOptions {
  readonly file: string;
  readonly signal?: AbortSignal | undefined;
  readonly rows?: number | undefined;
  readonly markOf?: ((cells: readonly string[]) => Mark) | null | undefined;
}

/**
 * The file's rows and rejects in chunks; the rows before a break in the file come out before it is thrown.
 * @throws VerbatimError FILE_CORRUPT, INTERRUPTED
 */
export const chunksOf = (
  batches: AsyncGenerator<Iterable<ReadRecord>>,
  options: ChunkOptions,
): AsyncGenerator<Chunk> => gathered(batches, new RowParts(), options);

/** As {@link chunksOf}, with the same ends of chunks, in a form of the caller's. */
export async function* gathered<T>(
  batches: AsyncGenerator<Iterable<ReadRecord>>,
  parts: ChunkParts<T>,
  options: ChunkOptions,
): AsyncGenerator<T> {
  const limit = options.rows ?? CHUNK_ROWS;
  let units = 0;
  let lastLine = 0;
  let lastCells: readonly string[] | null = null;
  const take = (): T => {
    units = 0;
    return parts.take(lastLine, (lastCells && options.markOf?.(lastCells)) ?? null);
  };
  const stopIfAborted = () => {
    if (options.signal?.aborted) throw interruptedAt(options.signal, lastLine);
  };
  try {
    for await (const batch of batches) {
      for (const { made, endLine, size, cells } of batch) {
        for (const one of made) {
          if ('feedback' in one) parts.row(one);
          else parts.reject(one);
        }
        units += size;
        lastLine = endLine;
        if (cells) lastCells = cells;
        if (parts.size < limit && units < CHUNK_UNITS) continue;
        stopIfAborted();
        yield take();
      }
      stopIfAborted();
    }
  } catch (error) {
    stopIfAborted();
    if (!(error instanceof DamagedInput)) throw error;
    if (parts.size > 0) yield take();
    const place = { file: options.file, line: lastLine, detail: error.message };
    throw new VerbatimError('FILE_CORRUPT', place, { cause: error });
  }
  if (parts.size > 0) yield take();
}

/** The error of an import that is stopped. @param line the last physical line that was read */
export function interruptedAt(signal: AbortSignal, line: number): VerbatimError {
  const name = typeof signal.reason === 'string' ? signal.reason : 'request';
  return new VerbatimError('INTERRUPTED', { signal: name, detail: `the file was read up to line ${line}` });
}
