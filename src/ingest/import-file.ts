import { basename } from 'node:path';
import type { Connection, Database } from '../db/client.ts';
import {
  dropFingerprintTable,
  finishImport,
  type ImportStatus,
  makeFingerprintTable,
  startImport,
} from '../db/import-writes.ts';
import type { ImportCounts } from '../domain/feedback.ts';
import { VerbatimError } from '../errors.ts';
import { type Chunk, chunksOf } from './chunk-reader.ts';
import { type ChunkOutcome, storeChunk } from './chunk-store.ts';
import { openCsv } from './csv-file.ts';
import { type ColumnMap, resolveMapping } from './mapping.ts';
import { RowReader, type Unparsed } from './rows.ts';

export interface ImportProgress {
  bytesRead: number;
  /** Null for a stream. */
  bytesTotal: number | null;
  rows: number;
  newDocuments: number;
}

export interface ImportOptions {
  /** A path, or `-` for standard input. */
  file: string;
  /** Read instead of the file; `file` then is its name. */
  input?: NodeJS.ReadableStream | undefined;
  /** Default: the file's base name without `.csv`, `.csv.gz` and the like; `stdin` for `-`. */
  source?: string | undefined;
  map?: ColumnMap | undefined;
  /** Default: detected from the header among comma, semicolon, tab and bar. */
  delimiter?: string | undefined;
  /** WHATWG label. Default: by byte order mark, else UTF-8. */
  encoding?: string | undefined;
  /** Parse and count; the database is neither read nor written, so duplicates are not seen. */
  dryRun?: boolean | undefined;
  /** The upload that the import belongs to. */
  uploadId?: string | undefined;
  /** Rows a transaction; default 2,000. */
  chunkRows?: number | undefined;
  /** Stops between chunks; `reason` may be the name of a signal. */
  signal?: AbortSignal | undefined;
  /** Called after each chunk. */
  onProgress?: ((progress: ImportProgress) => void) | undefined;
}

export interface ImportSummary extends ImportCounts {
  /** Null for a dry run. */
  importId: number | null;
  source: string;
  file: string;
  delimiter: string;
  encoding: string;
  /** Mapped fields and their columns. */
  columns: ColumnMap;
  /** Names of the columns that went to the attributes. */
  attributes: string[];
  unparsed: Unparsed[];
  rejectsByReason: Record<string, number>;
}

/**
 * Reads one CSV file into feedback and documents, a transaction a chunk. Rows that an earlier import took are
 * recognised, so an import that broke off is simply run again.
 * @throws VerbatimError FILE_*, ENCODING_UNKNOWN, COLUMN_*, USAGE before anything is written;
 * FILE_CORRUPT when the file breaks off and INTERRUPTED when `signal` is aborted, after whole chunks
 */
export async function importFile(database: Database, options: ImportOptions): Promise<ImportSummary> {
  const { file, signal } = options;
  const csv = await openCsv(options);
  try {
    const mapping = resolveMapping(csv.header, options.map ?? {}, csv.name);
    const reader = new RowReader(csv.header, mapping, csv.encoding);
    const summary: ImportSummary = {
      ...{ importId: null, source: options.source ?? sourceName(file), file },
      ...{ delimiter: csv.delimiter, encoding: csv.encoding, columns: mapping.columns },
      ...{ attributes: mapping.attributes.map((at) => mapping.names[at]!) },
      ...{ read: 0, accepted: 0, duplicates: 0, rejected: 0, withoutText: 0, newDocuments: 0 },
      ...{ unparsed: [], rejectsByReason: {} },
    };
    const chunks = chunksOf(csv.batches, reader, { file: csv.name, signal, rows: options.chunkRows });
    const first = await chunks.next();
    if (first.done) throw new VerbatimError('FILE_NO_ROWS', { file: csv.name });
    async function* all(): AsyncGenerator<Chunk> {
      yield first.value as Chunk;
      yield* chunks;
    }
    const add = (outcome: ChunkOutcome) => {
      addOutcome(summary, outcome);
      const { bytes } = csv;
      options.onProgress?.({
        bytesRead: bytes.bytesRead(),
        bytesTotal: bytes.bytesTotal,
        rows: summary.read,
        newDocuments: summary.newDocuments,
      });
    };
    if (options.dryRun) for await (const chunk of all()) add(countChunk(chunk));
    else await storeAll(database, summary, all(), add, options.uploadId);
    summary.unparsed = reader.unparsed;
    return summary;
  } finally {
    csv.close();
  }
}

/** Everything that is written; leaves the import row with its final status. */
async function storeAll(
  database: Database,
  summary: ImportSummary,
  chunks: AsyncGenerator<Chunk>,
  add: (outcome: ChunkOutcome) => void,
  uploadId?: string,
): Promise<void> {
  const connection = await database.connect();
  let importId: number | null = null;
  let broken = true;
  try {
    await makeFingerprintTable(connection);
    const { source, file, encoding, delimiter, columns } = summary;
    const fileName = file === '-' ? 'stdin' : basename(file);
    const row = { source, fileName, encoding, delimiter, mapping: columns };
    importId = await startImport(connection, row, uploadId);
    summary.importId = importId;
    await writeChunks(connection, { importId, source }, chunks, add);
    await finishImport(connection, importId, 'done');
    broken = false;
  } catch (error) {
    if (importId !== null) {
      const [status, code] = endOf(error);
      // The connection may be what failed. A database that is gone keeps `running`, as after kill -9.
      await finishImport(connection, importId, status, code)
        .catch(() => finishImport(database, importId!, status, code))
        .catch(() => {});
      broken = false;
    }
    throw error;
  } finally {
    await dropFingerprintTable(connection).catch(() => {
      broken = true;
    });
    connection.release(broken);
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

function addOutcome(summary: ImportSummary, outcome: ChunkOutcome): void {
  for (const count of [
    'read',
    'accepted',
    'duplicates',
    'rejected',
    'withoutText',
    'newDocuments',
  ] as const) {
    summary[count] += outcome[count];
  }
  for (const { reason } of outcome.rejects) {
    summary.rejectsByReason[reason] = (summary.rejectsByReason[reason] ?? 0) + 1;
  }
}

function countChunk({ rows, rejects }: Chunk): ChunkOutcome {
  return {
    ...{ read: rows.length + rejects.length, accepted: rows.length, duplicates: 0, rejected: rejects.length },
    ...{
      withoutText: rows.filter(({ feedback }) => feedback.text === null).length,
      newDocuments: 0,
      rejects,
    },
  };
}

function sourceName(file: string): string {
  if (file === '-') return 'stdin';
  const name = basename(file);
  return name.replace(/(?:\.(?:csv|tsv|tab|psv|txt))?(?:\.gz)?$/i, '') || name;
}
