import { Readable } from 'node:stream';
import type { App } from '../../app/open.ts';
import { note } from '../../app/streams.ts';
import { asDatabaseError } from '../../db/client.ts';
import { takeLease } from '../../db/leases.ts';
import { isBehind, openRows } from '../../db/origins/foreign-query.ts';
import {
  finishPull,
  listOrigins,
  newFiles,
  type Origin,
  readOrigin,
  startPull,
  storeColumns,
  storeFile,
  storePosition,
} from '../../db/origins/origins.ts';
import { type Environment, withSecrets } from '../../domain/secret-reference.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Follower } from '../../ingest/records/follower.ts';
import { DOUBLE_QUOTES } from '../../ingest/records/quotes.ts';
import type { ImportOptions, ImportSummary } from '../../ingest/store/import-file.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { traced } from '../../tracing.ts';
import { importOne, totals } from '../imports/files.ts';
import { bucketFiles, folderFiles, type OriginFile } from './file-origin.ts';
import { httpPages } from './http-origin.ts';
import { laterOf, memberOf } from './http-records.ts';

/** What a pull needs of the app. */
export type PullApp = Pick<App, 'database' | 'keyring'>;

export interface PullOptions {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Counts what would be done and writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** Reads from the start; what is stored is recognised. */
  readonly again?: boolean | undefined;
}

/** What one pull did. */
export interface Pull {
  readonly source: string;
  readonly imports: readonly ImportSummary[];
  /** Files that could not be read, and why; the others were pulled. */
  readonly failed: readonly { readonly file: string; readonly error: VerbatimError }[];
}

/**
 * Pulls one source: reads what is new at its origin and imports it.
 * @throws VerbatimError ORIGIN_*, BUCKET_*, SECRET_MISSING; those of an import
 */
export async function pullSource(app: PullApp, source: string, options: PullOptions): Promise<Pull> {
  const { database } = app;
  const origin = await readOrigin(database, source);
  const connection = await database.connect();
  try {
    const lease = await takeLease(database, connection, `pull ${source}`);
    if (!lease) throw new VerbatimError('ORIGIN_BUSY', { source });
    try {
      return await traced('pull source', { kind: origin.kind }, () =>
        options.dryRun ? read(app, origin, options) : recorded(app, origin, options),
      );
    } finally {
      await lease.release();
    }
  } finally {
    connection.release();
  }
}

/** A source that could not be pulled, or only in part. */
export interface FailedPull {
  readonly source: string;
  readonly error: VerbatimError;
}

/** Pulls all sources. One that fails is noted and reported; the others go on. @throws VerbatimError INTERRUPTED, DATABASE_* */
export async function pullAll(
  app: PullApp,
  options: PullOptions,
): Promise<{ readonly pulls: readonly Pull[]; readonly failed: readonly FailedPull[] }> {
  const pulls: Pull[] = [];
  const failed: FailedPull[] = [];
  for (const { source } of await listOrigins(app.database)) {
    try {
      const pull = await pullSource(app, source, options);
      pulls.push(pull);
      if (pull.failed[0]) failed.push({ source, error: pull.failed[0].error });
    } catch (error) {
      if (!(error instanceof VerbatimError) || endsAll(error)) throw error;
      note(`Pull       ${source} failed: ${error.message} [${error.code}]`);
      failed.push({ source, error });
    }
  }
  return { pulls, failed };
}

const endsAll = ({ code }: VerbatimError): boolean => code === 'INTERRUPTED' || code.startsWith('DATABASE_');

async function recorded(app: PullApp, origin: Origin, options: PullOptions): Promise<Pull> {
  const { database } = app;
  const { source } = origin;
  await startPull(database, source);
  try {
    const pull = await read(app, origin, options);
    const { read: rows, accepted, changed, duplicates, rejected } = totals(pull.imports);
    const counts = { files: pull.imports.length, rows, accepted, changed, duplicates, rejected };
    const [fault] = pull.failed;
    const status = fault ? 'failed' : 'done';
    const errorCode = fault?.error.code ?? null;
    await finishPull(database, source, {
      status,
      errorCode,
      counts: { ...counts, failed: pull.failed.length },
    });
    return pull;
  } catch (thrown) {
    const error = thrown instanceof VerbatimError ? thrown : asDatabaseError(thrown);
    const interrupted = error?.code === 'INTERRUPTED';
    const end = {
      status: interrupted ? ('interrupted' as const) : ('failed' as const),
      errorCode: interrupted ? null : (error?.code ?? 'INTERNAL'),
    };
    await finishPull(database, source, { ...end, counts: {} }).catch(() => {});
    throw thrown;
  }
}

function read(app: PullApp, origin: Origin, options: PullOptions): Promise<Pull> {
  const address = withSecrets(origin.address, options.environment, 'address');
  if (origin.kind === 'sql') return readQuery(app, origin, address, options);
  if (origin.kind === 'http') return readPages(app, origin, address, options);
  const listed =
    origin.kind === 'folder' ? folderFiles(address) : bucketFiles(origin.address, options.environment);
  return readFiles(app, origin, listed, options);
}

/** How every import of an origin begins. */
function settingsOf(app: PullApp, { source, settings }: Origin, { signal, dryRun }: PullOptions) {
  const reading = (settings.reading ?? {}) as Omit<ImportOptions, 'file'>;
  return { ...reading, source, keyring: app.keyring, signal, dryRun };
}

async function readQuery(app: PullApp, origin: Origin, address: string, options: PullOptions): Promise<Pull> {
  const { source, settings } = origin;
  const position = options.again ? null : origin.position;
  const { csv } = await openRows(address, settings, position);
  const follower: Follower = {
    ...{ cursor: settings.cursor, tie: settings.id },
    async chunk(connection, mark) {
      if (!mark || mark.cursor === '') return;
      const id = mark.tie === '' ? undefined : mark.tie;
      await storePosition(connection, source, { value: mark.cursor, id });
    },
  };
  const summary = await importRows(app, origin, {
    // The columns are as the user wrote them, whatever tool has the same ones.
    preset: 'none',
    ...settingsOf(app, origin, options),
    ...{ file: `query of ${source}`, input: csv, follower, update: true },
    ...{ encoding: 'utf-8', delimiter: ',', quotes: DOUBLE_QUOTES, header: true },
  });
  if (!summary && position && (await isBehind(address, settings, position))) {
    throw new VerbatimError('ORIGIN_WENT_BACK', { source, value: position.value });
  }
  return { source, imports: summary ? [summary] : [], failed: [] };
}

async function readPages(app: PullApp, origin: Origin, address: string, options: PullOptions): Promise<Pull> {
  const { source, settings } = origin;
  const position = options.again ? null : origin.position;
  let latest: string | null = position?.value ?? null;
  async function* lines(): AsyncGenerator<string> {
    for await (const records of httpPages(address, settings, position, options)) {
      for (const record of records) {
        const value = settings.cursor === undefined ? undefined : memberOf(record, settings.cursor);
        if (value !== undefined && value !== null) latest = laterOf(latest, cursorText(value));
        yield `${JSON.stringify(record)}\n`;
      }
    }
  }
  // Pages come in any order, so the cursor moves when all of them are stored.
  const follower: Follower = {
    async end(connection) {
      if (latest !== null) await storePosition(connection, source, { value: latest });
    },
  };
  const summary = await importRows(app, origin, {
    ...settingsOf(app, origin, options),
    ...{ file: `answers of ${source}`, input: Readable.from(lines()), follower, update: true },
    ...{ encoding: 'utf-8', format: 'ndjson' as const },
  });
  return { source, imports: summary ? [summary] : [], failed: [] };
}

/** Of a record: a text, or a number as it is written. */
const cursorText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * Imports rows of a query or of answers; null: there is none. What the columns of the first ones turned out to be holds
 * for the later ones, which may be few.
 */
async function importRows(
  app: PullApp,
  origin: Origin,
  options: ImportOptions,
): Promise<ImportSummary | null> {
  try {
    const summary = await importOne(app.database, options);
    if (!options.dryRun && options.map === undefined && options.mapping === undefined) {
      await storeColumns(app.database, origin.source, summary.columns);
    }
    return summary;
  } catch (error) {
    const none = error instanceof VerbatimError && ['FILE_NO_ROWS', 'FILE_EMPTY'].includes(error.code);
    if (none) return null;
    throw error;
  }
}

/** Imports each file that is new or has changed. One that cannot be read does not stop the others. */
async function readFiles(
  app: PullApp,
  origin: Origin,
  listed: AsyncGenerator<OriginFile[]>,
  options: PullOptions,
): Promise<Pull> {
  const { database } = app;
  const { source } = origin;
  const imports: ImportSummary[] = [];
  const failed: { file: string; error: VerbatimError }[] = [];
  for await (const some of listed) {
    for (const file of options.again ? some : await newFiles(database, source, some)) {
      const follower: Follower = { end: (connection) => storeFile(connection, source, file) };
      try {
        const opened = await file.open();
        const importing = { ...settingsOf(app, origin, options), ...opened, file: file.key, follower };
        imports.push(await importOne(database, importing));
      } catch (error) {
        if (!(error instanceof VerbatimError) || endsAll(error)) throw error;
        note(`Pull       ${printable(file.key)} failed: ${error.message} [${error.code}]`);
        failed.push({ file: file.key, error });
      }
    }
  }
  return { source, imports, failed };
}
