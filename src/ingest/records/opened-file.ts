import type { Keyring } from '../../privacy/keyring.ts';
import type { ReadSetup } from '../ahead/reader.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import type { RatingsAside, Unparsed } from '../columns/rows.ts';
import type { RowMasking } from '../masking/row-masking.ts';
import type { PlanOptions } from '../store/file-plan.ts';
import type { ImportSummary } from '../store/import-summary.ts';
import type { Skipped } from './body-rows.ts';
import type { ReadRecord } from './chunk-reader.ts';
import type { Follower, MarkColumns } from './follower.ts';

export interface ImportOptions extends PlanOptions {
  /** A path, or `-` for standard input. */
  readonly file: string;
  /** Read instead of the file; `file` then is its name. */
  readonly input?: NodeJS.ReadableStream | undefined;
  /** Path of the bytes; `file` then is only the name. */
  readonly path?: string | undefined;
  /** The upload that the import belongs to. */
  readonly uploadId?: string | undefined;
  /** Default: the file's base name without `.csv`, `.csv.gz` and the like; `stdin` for `-`. */
  readonly source?: string | undefined;
  /** Export of a tool: name of a preset, a file with one, or `none`. Default: detected. */
  readonly preset?: string | undefined;
  /** Saves the mapping under this name. */
  readonly saveMapping?: string | undefined;
  /** Stores changed rows even if most texts differ from the stored ones. */
  readonly update?: boolean | undefined;
  /** Counts what would be done and writes nothing. */
  readonly dryRun?: boolean | undefined;
  /** The keys of the installation; null or absent: it has none. */
  readonly keyring?: Keyring | null | undefined;
  /** Rows a transaction; default 2,000. */
  readonly chunkRows?: number | undefined;
  readonly follower?: Follower | undefined;
  /** Bytes from which on a thread of its own reads the file; default 2 MiB. */
  readonly aheadBytes?: number | undefined;
  /** Stops between chunks; `reason` may be the name of a signal. */
  readonly signal?: AbortSignal | undefined;
}

/** A file that is surveyed and not yet imported. */
export interface OpenedFile {
  /** For messages. */
  readonly name: string;
  readonly options: ImportOptions;
  readonly summary: ImportSummary;
  /** What is noted of how it was read, to read its mended rejects in the same way. */
  readonly layout: object;
  /** Of its rows. */
  readonly masking: RowMasking;
  /** Names of the columns as written; none for rejects. */
  readonly header?: readonly string[];
  /** For the follower; null: there is none. */
  readonly marks?: MarkColumns | null;
  beforeWriting?(): Promise<void>;
  /** For a thread that reads it; null where each row needs more than the thread has. */
  readonly ahead: Omit<ReadSetup, 'chunkRows' | 'chunksAhead'> | null;
  /**
   * Its rows from the start; each call reads the file again.
   * @param formerHeaders those that earlier files of the source had
   */
  read(formerHeaders?: readonly (readonly string[])[]): {
    records: AsyncGenerator<Iterable<ReadRecord>>;
    bytes: ByteSource;
    unparsed(): Unparsed[];
    ratingsAside(): RatingsAside;
    /** Rows without a text whose title is stored as the text. */
    titled?(): number;
    skipped(): readonly Skipped[];
  };
  close(): Promise<void>;
}

export type Understood = Omit<OpenedFile, 'name' | 'options' | 'close'>;
