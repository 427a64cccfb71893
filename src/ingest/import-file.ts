import type { Connection, Database } from '../db/client.ts';
import { finishImport, type ImportStatus, startImport } from '../db/import-writes.ts';
import { dropSeenTables, makeSeenTables } from '../db/seen-rows.ts';
import { VerbatimError } from '../errors.ts';
import { type ByteSource, type Input, openInput } from './byte-source.ts';
import { type Chunk, chunksOf, type ReadRecord, readThrough } from './chunk-reader.ts';
import { type ChunkOutcome, planChunk, storeChunk } from './chunk-store.ts';
import { fileName, sourceName } from './file-name.ts';
import { openLayout, type PlanOptions, planFile } from './file-plan.ts';
import { assertNoClash } from './id-clash.ts';
import { addOutcome, type ImportSummary, newSummary } from './import-summary.ts';
import { openMended } from './mended-rejects.ts';
import { readRecords } from './record-source.ts';
import { isRejectsFile } from './rejects-file.ts';
import { RowReader, type Unparsed } from './rows.ts';
import { addSamples } from './samples.ts';
import { saveSettings } from './saved-mapping.ts';

export type { ImportSummary } from './import-summary.ts';

export interface ImportProgress {
  bytesRead: number;
  bytesTotal: number;
  rows: number;
  newDocuments: number;
}

export interface ImportOptions extends PlanOptions {
  /** A path, or `-` for standard input. */
  readonly file: string;
  /** Read instead of the file; `file` then is its name. */
  readonly input?: NodeJS.ReadableStream | undefined;
  /** Default: the file's base name without `.csv`, `.csv.gz` and the like; `stdin` for `-`. */
  readonly source?: string | undefined;
  /** Saves the mapping under this name. */
  readonly saveMapping?: string | undefined;
  /** Changes what is stored, however much the file says otherwise. */
  readonly update?: boolean | undefined;
  /** Counts what would be done and writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Rows a transaction; default 2,000. */
  readonly chunkRows?: number | undefined;
  /** Stops between chunks; `reason` may be the name of a signal. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each chunk. */
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/** A file that is understood and of which nothing is taken yet. */
export interface OpenedFile {
  readonly summary: ImportSummary;
  /** What is noted of how it was read, to read its mended rejects in the same way. */
  readonly layout: object;
  beforeWriting?(): Promise<void>;
  /** Its rows from the start; each call reads the file again. */
  read(): { records: AsyncGenerator<ReadRecord[]>; bytes: ByteSource; unparsed(): Unparsed[] };
}

/**
 * Reads one file into feedback and documents, a transaction a chunk. Rows that an earlier import took are
 * recognised, so an import that broke off is simply run again. The file is looked at as a whole first.
 * @throws VerbatimError FILE_*, ENCODING_*, COLUMN_*, DATE_ORDER_UNDECIDED, MAPPING_UNKNOWN, ID_CLASH, REJECTS_*,
 * USAGE before anything is written; FILE_CORRUPT when the file breaks off and INTERRUPTED when `signal` is aborted,
 * after whole chunks
 */
export async function importFile(database: Database, options: ImportOptions): Promise<ImportSummary> {
  const input = await openInput(options.file, options);
  try {
    const opened = await openFile(database, input, options);
    await takeFile(database, input.name, opened, options);
    return opened.summary;
  } finally {
    await input.close();
  }
}

async function openFile(database: Database, input: Input, options: ImportOptions): Promise<OpenedFile> {
  const found = await openLayout(input, options);
  const file = options.file;
  if (isRejectsFile(found.header)) return openMended(database, input, found, file);
  const plan = await planFile(database, input, found, options);
  const { layout, mapping, format } = plan;
  const summary = newSummary(plan, { source: options.source ?? sourceName(file), file });
  const { times, decimal, joinText } = format;
  return {
    summary,
    async beforeWriting() {
      if (options.saveMapping !== undefined) {
        await saveSettings(database, options.saveMapping, mapping, plan.settings);
      }
    },
    layout: { ...layout, header: found.header, ignored: summary.ignored, times, decimal, joinText },
    read() {
      const reader = new RowReader(format);
      const { batches, bytes } = readRecords(input, layout, found.header);
      return { records: readThrough(batches, reader), bytes, unparsed: () => reader.unparsed };
    },
  };
}

/** Takes the rows of an opened file, or counts them. */
async function takeFile(
  database: Database,
  name: string,
  opened: OpenedFile,
  options: ImportOptions,
): Promise<void> {
  const { summary } = opened;
  const chunkOptions = { file: name, signal: options.signal, rows: options.chunkRows };
  const connection = await database.connect();
  let broken = true;
  try {
    if (summary.columns.id !== undefined && !options.update) {
      await assertNoClash(connection, { source: summary.source, file: name }, () =>
        chunksOf(opened.read().records, chunkOptions),
      );
    }
    const { records, bytes, unparsed } = opened.read();
    const chunks = chunksOf(records, chunkOptions);
    const first = await chunks.next();
    if (first.done) throw new VerbatimError('FILE_NO_ROWS', { file: name });
    async function* all(): AsyncGenerator<Chunk> {
      yield first.value as Chunk;
      yield* chunks;
    }
    const add = (outcome: ChunkOutcome) => {
      addOutcome(summary, outcome);
      const { read: rows, newDocuments } = summary;
      options.onProgress?.({
        ...{ bytesRead: bytes.bytesRead(), bytesTotal: bytes.bytesTotal, rows, newDocuments },
      });
    };
    await makeSeenTables(connection);
    try {
      if (options.dryRun) {
        for await (const chunk of all()) {
          add(await planChunk(connection, summary.source, chunk));
          addSamples(summary.samples, chunk.rows);
        }
      } else await storeAll(database, connection, opened, all(), add);
    } finally {
      summary.unparsed = unparsed();
    }
    broken = false;
  } catch (error) {
    broken = !(error instanceof VerbatimError);
    throw error;
  } finally {
    await dropSeenTables(connection).catch(() => {
      broken = true;
    });
    connection.release(broken);
  }
}

/** Everything that is written; leaves the import row with its final status. */
async function storeAll(
  database: Database,
  connection: Connection,
  opened: OpenedFile,
  chunks: AsyncGenerator<Chunk>,
  add: (outcome: ChunkOutcome) => void,
): Promise<void> {
  const { summary, layout } = opened;
  const { source, file, encoding, delimiter, columns } = summary;
  await opened.beforeWriting?.();
  const row = { source, fileName: fileName(file), encoding, delimiter, mapping: columns, layout };
  const importId = await startImport(connection, row);
  summary.importId = importId;
  try {
    await writeChunks(connection, { importId, source }, chunks, add);
    await finishImport(connection, importId, 'done');
  } catch (error) {
    const [status, code] = endOf(error);
    // The connection may be what failed. A database that is gone keeps `running`, as after kill -9.
    await finishImport(connection, importId, status, code)
      .catch(() => finishImport(database, importId, status, code))
      .catch(() => {});
    throw error;
  }
}

function endOf(error: unknown): [ImportStatus, string | null] {
  if (!(error instanceof VerbatimError)) return ['failed', 'INTERNAL'];
  return error.code === 'INTERRUPTED' ? ['interrupted', null] : ['failed', error.code];
}

/** While Postgres stores one chunk, the next is read. */
async function writeChunks(
  connection: Connection,
  target: { importId: number; source: string },
  chunks: AsyncGenerator<Chunk>,
  add: (outcome: ChunkOutcome) => void,
): Promise<void> {
  let writing: Promise<ChunkOutcome> | null = null;
  const written = async () => {
    if (writing) add(await writing);
    writing = null;
  };
  try {
    for await (const chunk of chunks) {
      await written();
      writing = storeChunk(connection, target, chunk);
      writing.catch(() => {}); // it is awaited above or below
    }
  } finally {
    await written();
  }
}
