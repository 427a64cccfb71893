import type { Database } from '../db/client.ts';
import type { UploadFault, UploadFormat, UploadSettings } from '../db/uploads.ts';
import { VerbatimError } from '../errors.ts';
import { openCsv } from '../ingest/csv-file.ts';
import { importFile } from '../ingest/import-file.ts';
import { type Mapping, resolveMapping } from '../ingest/mapping.ts';
import { faultOf } from './fault.ts';
import { openUpload } from './upload-import.ts';

/** What an import would make of a file. */
export interface Preview {
  readonly file: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly header: readonly string[];
  /** Field → its column, as a position from 1. */
  readonly positions: Readonly<Record<string, number>>;
  readonly columns: Readonly<Record<string, string>>;
  readonly attributes: readonly string[];
  /** The first rows, cells cut to {@link CELL} characters. */
  readonly rows: readonly (readonly string[])[];
  /** Null when the import would fail. Duplicates are not looked for. */
  readonly counts: { read: number; accepted: number; rejected: number; withoutText: number } | null;
  readonly rejectsByReason: Readonly<Record<string, number>>;
  readonly unparsed: readonly { column: string; count: number; firstLine: number }[];
  /** Why the import would fail. */
  readonly problem: UploadFault | null;
}

const ROWS = 10;
const CELL = 300;

export interface PreviewFile {
  readonly fileName: string;
  readonly format: UploadFormat;
  readonly settings: UploadSettings;
}

/**
 * Reads a file as its import would, and writes nothing.
 * @throws VerbatimError FILE_*, ENCODING_UNKNOWN, USAGE when not even the header can be read
 */
export async function preview(database: Database, path: string, upload: PreviewFile): Promise<Preview> {
  const { fileName: file, format, settings } = upload;
  const head = await readHead(path, upload);
  const shown = {
    ...{ file, ...head, positions: {}, columns: {}, attributes: [], counts: null },
    ...{ rejectsByReason: {}, unparsed: [], problem: null },
  };
  let mapping: Mapping;
  try {
    mapping = resolveMapping(head.header, settings.map ?? {}, file);
  } catch (error) {
    return { ...shown, problem: problemOf(error) };
  }
  const mapped = {
    ...shown,
    header: mapping.names,
    columns: { ...mapping.columns } as Record<string, string>,
    positions: Object.fromEntries(Object.entries(mapping.positions).map(([field, at]) => [field, at + 1])),
    attributes: mapping.attributes.map((at) => mapping.names[at]!),
  };
  try {
    const { input, known, rejects } = await openUpload(path, format, file);
    const summary = await importFile(database, { ...settings, ...known, file, input, dryRun: true });
    const { read, accepted, rejected, withoutText, rejectsByReason, unparsed } = summary;
    const bad: Record<string, number> = { ...rejectsByReason };
    for (const { reason } of rejects) bad[reason] = (bad[reason] ?? 0) + 1;
    const more = rejects.length;
    const counts = { read: read + more, accepted, rejected: rejected + more, withoutText };
    return { ...mapped, counts, rejectsByReason: bad, unparsed };
  } catch (error) {
    return { ...mapped, problem: problemOf(error) };
  }
}

async function readHead(path: string, { fileName: file, format, settings }: PreviewFile) {
  const { input, known } = await openUpload(path, format, file);
  const csv = await openCsv({ ...settings, ...known, file, input });
  const rows: string[][] = [];
  try {
    for await (const batch of csv.batches) {
      for (const { cells } of batch) {
        if (cells && rows.length < ROWS) rows.push(cells.map((cell) => cell.slice(0, CELL).toWellFormed()));
      }
      if (rows.length === ROWS) break;
    }
  } catch {
    // Where the file is damaged is said by the dry run.
  } finally {
    csv.close();
  }
  return { encoding: csv.encoding, delimiter: csv.delimiter, header: csv.header, rows };
}

function problemOf(error: unknown): UploadFault {
  if (error instanceof VerbatimError) return faultOf(error);
  throw error;
}
