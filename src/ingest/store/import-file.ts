import type { Connection, Database, Queryable } from '../../db/client.ts';
import { chunkTransaction } from '../../db/imports/chunk-transaction.ts';
import {
  openImportTables,
  openPlanTables,
  type SeenTables,
  startNextFile,
} from '../../db/imports/seen-rows.ts';
import {
  finishImport,
  formerHeaders,
  type ImportStatus,
  isKnownSource,
  startImport,
} from '../../db/imports/writes.ts';
import { giveNumbers, type MaskedValue, readNumbers } from '../../db/privacy/numbers.ts';
import { attendImport, closeAbandoned } from '../../db/runs/abandoned.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import { mayReadAhead, writeAhead } from '../ahead/ahead-store.ts';
import { readAhead } from '../ahead/reader.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { fileName } from '../bytes/file-name.ts';
import { numberedRows } from '../masking/numbered-chunk.ts';
import { type Chunk, chunksOf } from '../records/chunk-reader.ts';
import { markOf } from '../records/follower.ts';
import type { ImportOptions, OpenedFile } from '../records/opened-file.ts';
import { type ChunkOutcome, type ImportTarget, planChunk, storeChunk } from './chunk-store.ts';
import { ChunkTexts } from './chunk-texts.ts';
import { assertNoClashes } from './id-clash.ts';
import { addOutcome, addSamples, type ImportSummary } from './import-summary.ts';
import { openFile } from './open-file.ts';

export type { ImportOptions } from '../records/opened-file.ts';
export type { ImportSummary } from './import-summary.ts';

export interface ImportProgress {
  bytesRead: number;
  bytesTotal: number;
  rows: number;
  rejected: number;
  newDocuments: number;
}

export type OnProgress = (progress: ImportProgress) => void;

/** The files of one command, surveyed and not yet imported. */
export interface ImportSeries {
  readonly files: readonly OpenedFile[];
  /** Imports one of them, or counts it in a dry run; call it once a file, in their order. */
  take(file: OpenedFile, onProgress?: OnProgress): Promise<ImportSummary>;
  close(): Promise<void>;
}

/**
 * Opens files that are imported together. When one of them is refused, none is imported.
 * @throws VerbatimError as {@link openFile}; ID_CLASH
 */
export async function openSeries(database: Database, list: readonly ImportOptions[]): Promise<ImportSeries> {
  const files: OpenedFile[] = [];
  // In a dry run the files see one another's rows.
  let planning: SeenTables | null = null;
  const close = async () => {
    for (const file of files) await file.close();
    await planning?.close();
    planning?.connection.release(true);
  };
  try {
    for (const options of list) files.push(await openFile(database, options));
    await assertNoClashes(database, files);
    if (list.some(({ dryRun }) => dryRun)) planning = await openOn(database, openPlanTables);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    files,
    close,
    async take(file, onProgress = () => {}) {
      if (file.options.dryRun) await countFile(planning!, file, files.length > 1, onProgress);
      else await storeFile(database, file, onProgress);
      return file.summary;
    },
  };
}

/**
 * Imports one file into feedback and documents, a transaction a chunk. It recognises the rows of earlier imports, so an
 * interrupted import can simply be run again.
 * @throws VerbatimError as {@link openSeries}, before anything is written; FILE_NO_ROWS; FILE_CORRUPT when the file
 * breaks off and INTERRUPTED when `signal` is aborted, after whole chunks
 */
export async function importFile(
  database: Database,
  { onProgress, ...options }: ImportOptions & { readonly onProgress?: OnProgress | undefined },
): Promise<ImportSummary> {
  const series = await openSeries(database, [options]);
  try {
    return await series.take(series.files[0]!, onProgress);
  } finally {
    await series.close();
  }
}

/** Tables on a connection of their own, which is closed if that fails. */
async function openOn(
  database: Database,
  open: (connection: Connection) => Promise<SeenTables>,
): Promise<SeenTables> {
  const connection = await database.connect();
  try {
    return await open(connection);
  } catch (error) {
    connection.release(true);
    throw error;
  }
}

/** The chunks of a file, and the function that counts the outcome of each. */
async function chunksAndCounts(
  file: OpenedFile,
  former: readonly (readonly string[])[],
  onProgress: OnProgress,
) {
  const { chunks, bytes, known } = readHere(file, former);
  const first = await chunks.next();
  if (first.done) throw new VerbatimError('FILE_NO_ROWS', { file: file.name });
  async function* all(): AsyncGenerator<Chunk> {
    try {
      yield first.value as Chunk;
      yield* chunks;
    } finally {
      known();
    }
  }
  const count = counter(file, onProgress);
  return { chunks: all(), add: (outcome: ChunkOutcome) => count(outcome, bytes) };
}

/** The chunks of a file, read in this thread. `known`: completes its summary */
function readHere(file: OpenedFile, former: readonly (readonly string[])[]) {
  const { options, summary } = file;
  const { records, bytes, unparsed, ratingsAside, titled, skipped } = file.read(former);
  const { signal, chunkRows } = options;
  const { name, marks, masking } = file;
  const mark = marks && ((cells: readonly string[]) => markOf(cells, marks, masking));
  const chunks = chunksOf(records, { file: name, signal, rows: chunkRows, markOf: mark });
  const known = () => {
    const facts = { unparsed: unparsed(), ratingsAside: ratingsAside(), titled: titled?.() ?? 0 };
    Object.assign(summary, { ...facts, skipped: skipped() });
  };
  return { chunks, bytes, known };
}

const counter =
  ({ summary }: OpenedFile, onProgress: OnProgress) =>
  (outcome: ChunkOutcome, { bytesRead, bytesTotal }: Pick<ByteSource, 'bytesRead' | 'bytesTotal'>) => {
    addOutcome(summary, outcome);
    const { read: rows, rejected, newDocuments } = summary;
    onProgress({ bytesRead: bytesRead(), bytesTotal, rows, rejected, newDocuments });
  };

const formerOf = async (database: Queryable, { header, summary }: OpenedFile) =>
  header ? await formerHeaders(database, summary.source) : [];

/** A dry run: counts and writes nothing. */
async function countFile(
  seen: SeenTables,
  file: OpenedFile,
  series: boolean,
  onProgress: OnProgress,
): Promise<void> {
  const former = await formerOf(seen.connection, file);
  const { chunks, add } = await chunksAndCounts(file, former, onProgress);
  const { summary } = file;
  await startNextFile(seen);
  for await (const chunk of chunks) {
    const { source } = summary;
    // What is new gets no number: a dry run writes nothing.
    const numbersOf = (values: MaskedValue[]) => readNumbers(seen.connection, source, values);
    const rows = await numberedRows(chunk.rows, numbersOf);
    const numbered = { ...chunk, rows };
    add(await planChunk(seen, { source, masking: file.masking }, numbered, series));
    addSamples(summary.samples, rows);
  }
}

async function storeFile(database: Database, file: OpenedFile, onProgress: OnProgress): Promise<void> {
  const former = await formerOf(database, file);
  const writing = await (mayReadAhead(file, former) ? openAhead : openHere)(file, former, onProgress);
  try {
    const seen = await openOn(database, (connection) => openImportTables(database, connection));
    let broken = true;
    try {
      await storeAll(database, seen, file, writing.write);
      broken = false;
    } catch (error) {
      broken = !(error instanceof VerbatimError);
      throw error;
    } finally {
      await seen.close();
      seen.connection.release(broken);
    }
  } finally {
    await writing.close();
  }
}

/** A file whose first chunk is read. */
interface Writing {
  /** Stores all chunks. */
  write(seen: SeenTables, target: ImportTarget): Promise<void>;
  close(): Promise<unknown>;
}

type OpenWriting = (
  file: OpenedFile,
  former: readonly (readonly string[])[],
  onProgress: OnProgress,
) => Promise<Writing>;

const openHere: OpenWriting = async (file, former, onProgress) => {
  const { chunks, add } = await chunksAndCounts(file, former, onProgress);
  return {
    write: (seen, target) => writeChunks(seen, target, chunks, add),
    close: () => chunks.return(undefined),
  };
};

/** A thread reads the file while this one writes. */
const openAhead: OpenWriting = async (file, former, onProgress) => {
  const { ahead, options, summary } = file;
  const { signal, chunkRows } = options;
  const bytesTotal = Number(ahead!.place.known.size);
  const chunks = readAhead({ ...ahead!, chunkRows }, (facts) => Object.assign(summary, facts));
  const first = await chunks.next();
  if (first.done) throw new VerbatimError('FILE_NO_ROWS', { file: file.name });
  async function* all() {
    yield first.value as Exclude<typeof first.value, undefined>;
    yield* chunks;
  }
  const count = counter(file, onProgress);
  const add = (outcome: ChunkOutcome, read: number) => count(outcome, { bytesRead: () => read, bytesTotal });
  const here = readHere(file, former);
  return {
    async write(seen, target) {
      const whole = await writeAhead(seen, target, all(), here.chunks, { signal, add });
      if (whole) return;
      await chunks.return(undefined);
      try {
        await writeChunks(seen, target, here.chunks, (outcome) => count(outcome, here.bytes));
      } finally {
        here.known();
      }
    },
    async close() {
      await chunks.return(undefined);
      await here.chunks.return(undefined);
    },
  };
};

/** Writes the import row, all chunks and the final status. */
async function storeAll(
  database: Database,
  seen: SeenTables,
  opened: OpenedFile,
  write: Writing['write'],
): Promise<void> {
  const { summary, layout, options } = opened;
  const { source, file, encoding, delimiter, columns } = summary;
  const { connection } = seen;
  await opened.beforeWriting?.();
  await closeAbandoned(database);
  const row = {
    ...{ source, fileName: fileName(file), encoding, delimiter, mapping: columns, layout },
    uploadId: options.uploadId,
    // A column of ratings without a scale hides that of earlier files.
    ratingScale: columns.rating === undefined ? null : (summary.scale ?? { unknown: true }),
  };
  const { importId, lease } = await chunkTransaction(connection, async () => {
    const id = await startImport(connection, row);
    return { importId: id, lease: await attendImport(database, connection, id) };
  });
  summary.importId = importId;
  try {
    const assumeNew = !(await isKnownSource(connection, source));
    const { follower } = options;
    const target = { importId, source, assumeNew, masking: opened.masking, follower };
    await write(seen, target);
    await chunkTransaction(connection, async () => {
      await follower?.end?.(connection);
      await finishImport(connection, importId, 'done');
    });
  } catch (error) {
    const [status, code] = endOf(error);
    // The connection may be what failed. A database that is gone keeps `running`, as after kill -9.
    await finishImport(connection, importId, status, code)
      .catch(() => finishImport(database, importId, status, code))
      .catch(() => {});
    throw error;
  } finally {
    await lease.release();
  }
}

function endOf(error: unknown): [ImportStatus, string | null] {
  if (!(error instanceof VerbatimError)) return ['failed', 'INTERNAL'];
  return error.code === 'INTERRUPTED' ? ['interrupted', null] : ['failed', error.code];
}

/**
 * Reads the next chunk while Postgres checks and commits this one. Reading starts when Postgres has all rows of this
 * chunk: earlier, Postgres would wait for them while this thread reads.
 */
async function writeChunks(
  seen: SeenTables,
  target: ImportTarget,
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
      const { numbered } = target.masking.plan.rules;
      const early = numbered ? null : new ChunkTexts(chunk.rows);
      await written();
      const whole = numbered ? await withNumbers(seen.connection, target.source, chunk) : chunk;
      const texts = early ?? new ChunkTexts(whole.rows);
      const sent = Promise.withResolvers<void>();
      writing = storeChunk(seen, target, { chunk: whole, texts }, sent.resolve);
      // `written` awaits it and throws its error.
      await Promise.race([sent.promise, writing.catch(() => {})]);
    }
  } finally {
    await written();
  }
}

/** In a transaction of its own, before the rows: a number that is given stays given. */
async function withNumbers(connection: Connection, source: string, chunk: Chunk): Promise<Chunk> {
  const numbersOf = (values: MaskedValue[]) =>
    chunkTransaction(connection, () => giveNumbers(connection, source, values));
  return { ...chunk, rows: await numberedRows(chunk.rows, numbersOf) };
}
