import type { Database } from '../../db/client.ts';
import type { Skipped } from './body-rows.ts';
import type { ByteSource, Input } from '../bytes/byte-source.ts';
import { openInput } from '../bytes/byte-source.ts';
import { type ReadRecord, readThrough } from './chunk-reader.ts';
import { sourceName } from '../bytes/file-name.ts';
import { corrupt, openLayout, type PlanOptions, planFile } from '../store/file-plan.ts';
import { type ImportSummary, newSummary } from '../store/import-summary.ts';
import { openMended } from '../store/mended-rejects.ts';
import { readRecords } from './record-source.ts';
import { isRejectsFile } from '../store/rejects-file.ts';
import { type RatingsAside, RowReader, type Unparsed } from '../columns/rows.ts';
import { saveSettings } from '../columns/saved-mapping.ts';

export interface ImportOptions extends PlanOptions {
  /** A path, or `-` for standard input. */
  readonly file: string;
  /** Read instead of the file; `file` then is its name. */
  readonly input?: NodeJS.ReadableStream | undefined;
  /** Where the bytes lie; `file` then is no more than its name. */
  readonly path?: string | undefined;
  /** The upload that the import belongs to. */
  readonly uploadId?: string | undefined;
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
}

/** A file that is understood and of which nothing is taken yet. */
export interface OpenedFile {
  /** For messages. */
  readonly name: string;
  readonly options: ImportOptions;
  readonly summary: ImportSummary;
  /** What is noted of how it was read, to read its mended rejects in the same way. */
  readonly layout: object;
  /** Names of the columns as written; none for rejects. */
  readonly header?: readonly string[];
  beforeWriting?(): Promise<void>;
  /**
   * Its rows from the start; each call reads the file again.
   * @param formerHeaders those that earlier files of the source had
   */
  read(formerHeaders?: readonly (readonly string[])[]): {
    records: AsyncGenerator<ReadRecord[]>;
    bytes: ByteSource;
    unparsed(): Unparsed[];
    ratingsAside(): RatingsAside;
    /** Rows whose title is taken for the text. */
    titled?(): number;
    skipped(): readonly Skipped[];
  };
  close(): Promise<void>;
}

export type Understood = Omit<OpenedFile, 'name' | 'options' | 'close'>;

/**
 * Opens a file and finds out how it is to be read; it is looked at as a whole.
 * @throws VerbatimError FILE_*, ENCODING_*, COLUMN_*, DATE_ORDER_UNDECIDED, TIMES_UNREAD, MAPPING_UNKNOWN, REJECTS_*, INTERRUPTED,
 * USAGE
 */
export async function openFile(database: Database, options: ImportOptions): Promise<OpenedFile> {
  const input = await openInput(options.file, options);
  try {
    const { name } = input;
    return { ...(await understood(database, input, options)), name, options, close: () => input.close() };
  } catch (error) {
    await input.close();
    throw corrupt(input, error);
  }
}

async function understood(database: Database, input: Input, options: ImportOptions): Promise<Understood> {
  const found = await openLayout(input, options);
  const file = options.file;
  if (isRejectsFile(found.header)) return openMended(database, input, found, file);
  const source = options.source ?? sourceName(file);
  const plan = await planFile(database, input, found, source, options);
  const { layout, mapping, format } = plan;
  const summary = newSummary(plan, { source, file });
  const { times, decimal, joinText, questions, asks, scale } = format;
  return {
    summary,
    async beforeWriting() {
      if (options.saveMapping !== undefined) {
        await saveSettings(database, options.saveMapping, mapping, plan.settings);
      }
    },
    layout: {
      ...{ ...layout, header: found.header, ignored: summary.ignored },
      ...{ times, decimal, joinText, questions, asks, scale },
    },
    header: found.header,
    read(formerHeaders) {
      const reader = new RowReader({ ...format, formerHeaders });
      const { batches, bytes, skipped } = readRecords(input, layout, found.header);
      const counts = { unparsed: () => reader.unparsed, ratingsAside: () => reader.ratingsAside };
      const titled = () => reader.titled;
      return { records: readThrough(batches, reader), bytes, skipped, titled, ...counts };
    },
  };
}
