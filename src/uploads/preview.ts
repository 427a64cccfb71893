import type { Database } from '../db/client.ts';
import type { UploadFault, UploadFormat, UploadSettings } from '../db/uploads/uploads.ts';
import { scaleText } from '../domain/rating-scale.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { openInput } from '../ingest/bytes/byte-source.ts';
import { type Asks, textColumns } from '../ingest/columns/column-map.ts';
import { columnNames } from '../ingest/columns/mapping.ts';
import type { Unparsed } from '../ingest/columns/rows.ts';
import { pageNote } from '../ingest/columns/setting-error.ts';
import { knownPresets, presetsFor } from '../ingest/presets/known-presets.ts';
import type { PresetSaid } from '../ingest/presets/preset-sentences.ts';
import type { Skipped } from '../ingest/records/body-rows.ts';
import { type LayoutOptions, namesColumns } from '../ingest/records/file-layout.ts';
import { surveyFile } from '../ingest/records/file-survey.ts';
import { quoteStyle } from '../ingest/records/quotes.ts';
import type { ScannedRecord } from '../ingest/records/scanned-record.ts';
import { type ImportSummary, openSeries } from '../ingest/store/import-file.ts';
import { identifierMasker } from '../privacy/identifiers/masker.ts';
import type { Keyring } from '../privacy/keyring.ts';
import { maskedText } from '../privacy/masked-text.ts';
import { personalHeader } from '../privacy/personal-header.ts';
import { DEFAULT_RULES } from '../privacy/rules.ts';
import { faultOf } from './fault.ts';
import { importOptions } from './settings.ts';

/** What an import would make of a file. */
export interface Preview {
  readonly file: string;
  readonly source: string | null;
  readonly format: 'csv' | 'ndjson' | 'json';
  readonly encoding: string;
  readonly delimiter: string;
  /** As `--quote` takes it. */
  readonly quote: string;
  /** Whether the first row names the columns. */
  readonly header: boolean;
  /** A distinct name for every column. */
  readonly names: readonly string[];
  /** Field → its columns, as positions from 1; the text may have several. */
  readonly positions: Readonly<Record<string, readonly number[]>>;
  /** Fields whose column was found by what it holds. */
  readonly byContent: readonly string[];
  /** Rows that are no feedback: titles, repeated headers, comment lines, totals. */
  readonly skipped: readonly Skipped[];
  readonly attributes: readonly string[];
  readonly ignored: readonly string[];
  /** Columns that are not stored, because they tell who somebody is; and those that are hashed. */
  readonly dropped: readonly string[];
  readonly hashed: readonly string[];
  /** Parts that would be masked, by kind. */
  readonly masked: Readonly<Record<string, number>>;
  readonly dates: string | null;
  readonly timeZone: string | null;
  readonly decimal: string | null;
  /** As `--scale` takes it. */
  readonly scale: string | null;
  /** Whether the ratings make a Net Promoter Score. */
  readonly nps: boolean;
  /** What the question of the texts asks for; null: not known. */
  readonly asks: Asks | null;
  /** Rows without a text whose title is stored as the text. */
  readonly titled: number;
  /** Notes for the user before the import. */
  readonly notes: readonly string[];
  /** The export of a tool that the file is or may be. */
  readonly preset: PresetSaid | null;
  /** Those that a user may say. */
  readonly presets: readonly { readonly name: string; readonly title: string }[];
  /** The first rows, masked, cells cut to {@link CELL} characters. */
  readonly rows: readonly (readonly string[])[];
  /** Null when the import would fail. */
  readonly counts: PreviewCounts | null;
  readonly rejectsByReason: Readonly<Record<string, number>>;
  readonly unparsed: readonly { column: string; count: number; firstLine: number }[];
  /** Why the import would fail. */
  readonly problem: UploadFault | null;
}

export interface PreviewCounts {
  readonly read: number;
  readonly accepted: number;
  /** Stored already. */
  readonly duplicates: number;
  /** Stored with other content, which would change. */
  readonly changed: number;
  readonly rejected: number;
  readonly erased: number;
  readonly withoutText: number;
  readonly newDocuments: number;
}

const ROWS = 10;
const CELL = 300;

export interface PreviewFile {
  readonly fileName: string;
  readonly format: UploadFormat;
  readonly settings: UploadSettings;
}

/** A preview before anything is known of the file. */
const NOTHING_FOUND = {
  ...{ source: null, encoding: '', delimiter: '', quote: '', header: false, names: [], rows: [] },
  ...{
    positions: {},
    byContent: [],
    skipped: [],
    attributes: [],
    ignored: [],
    notes: [],
    preset: null,
    presets: [],
  },
  ...{ dropped: [], hashed: [], masked: {} },
  ...{ dates: null, timeZone: null, decimal: null, scale: null, nps: false, asks: null, titled: 0 },
  ...{ counts: null, rejectsByReason: {}, unparsed: [] },
};

/**
 * Reads a file as its import would, and writes nothing.
 * @param signal aborted when the sender goes away
 * @throws VerbatimError FILE_*, ENCODING_*, USAGE when not even the header can be read; INTERRUPTED
 */
export async function preview(
  { database, keyring }: { readonly database: Database; readonly keyring: Keyring | null },
  path: string,
  upload: PreviewFile,
  signal: AbortSignal,
): Promise<Preview> {
  const known = (await knownPresets(database)).map(({ preset: { name, title } }) => ({ name, title }));
  const presets = await presetsFor(database, upload.settings.preset);
  const head = await readHead(path, upload, { presets, signal });
  const options = {
    ...importOptions(upload.settings, upload.format),
    ...{ file: upload.fileName, path, dryRun: true, keyring, signal },
  };
  const masker = identifierMasker(DEFAULT_RULES);
  const unplanned = (cell: string, at: number) =>
    cell !== '' && personalHeader(head.names[at] ?? '') ? DROPPED : maskedText(cell, masker.find(cell));
  const shown = { ...NOTHING_FOUND, ...head, presets: known, rows: shownRows(head.rows, unplanned) };
  let series: Awaited<ReturnType<typeof openSeries>>;
  try {
    series = await openSeries(database, [options]);
  } catch (error) {
    return { ...shown, problem: problemOf(error) };
  }
  const [file] = series.files;
  const rows = shownRows(head.rows, (cell, at) => {
    const masked = file!.masking.cell(cell, at);
    return masked === '' && cell !== '' ? DROPPED : masked;
  });
  try {
    const summary = await series.take(file!);
    return { ...shown, rows, ...understood(summary, head.names), counts: countsOf(summary), problem: null };
  } catch (error) {
    return { ...shown, rows, ...understood(file!.summary, head.names), problem: problemOf(error) };
  } finally {
    await series.close();
  }
}

const DROPPED = '[dropped]';

/** Masked first and cut then: half an address would not be found. */
const shownRows = (rows: readonly (readonly string[])[], mask: (cell: string, at: number) => string) =>
  rows.map((cells) => cells.map((cell, at) => mask(cell, at).slice(0, CELL).toWellFormed()));

function understood(summary: ImportSummary, names: readonly string[]) {
  const { source, byContent, attributes, ignored, dates, timeZone, decimal, notes, preset } = summary;
  const { asks, titled, skipped, dropped, hashed, masked } = summary;
  const { text: _, ...others } = summary.columns;
  const columns = { text: textColumns(summary.columns), ...others };
  const positions = Object.entries(columns).map(([field, of]) => [
    field,
    [of].flat().map((name) => names.indexOf(name as string) + 1),
  ]);
  return {
    ...{ source, byContent, attributes, ignored, dates, timeZone, decimal },
    notes: notes.map(pageNote),
    preset: preset && { ...preset, sentences: preset.sentences.map(pageNote) },
    scale: summary.scale && scaleText(summary.scale),
    nps: summary.scale?.nps ?? false,
    positions: Object.fromEntries(positions) as Record<string, number[]>,
    ...{ asks, titled, skipped, dropped, hashed, masked },
    rejectsByReason: summary.rejectsByReason,
    unparsed: withoutCells(summary.unparsed),
  };
}

/** Cells that were not understood, as an upload stores them: their places, not their content. */
export const withoutCells = (columns: readonly Unparsed[]) =>
  columns.map(({ examples: _, ...where }) => where);

function countsOf(summary: ImportSummary): PreviewCounts {
  const { read, accepted, duplicates, changed, rejected, erased, withoutText, newDocuments } = summary;
  return { read, accepted, duplicates, changed, rejected, erased, withoutText, newDocuments };
}

/** The preview of a file that cannot be read. */
export function unseen({ fileName: file, format, settings }: PreviewFile, problem: UploadFault): Preview {
  return { ...NOTHING_FOUND, file, format, source: settings.source ?? null, problem };
}

async function readHead(
  path: string,
  { fileName: file, format: sent, settings }: PreviewFile,
  also: Required<Pick<LayoutOptions, 'presets' | 'signal'>>,
) {
  const options = { ...importOptions(settings, sent), ...also };
  const input = await openInput(file, { path, signal: also.signal });
  try {
    return await surveyFile(input, options, async ({ layout, header }, batches) => {
      const { format, encoding, delimiter, quotes } = layout;
      return {
        ...{ file, format, encoding, delimiter, quote: quoteStyle(quotes), header: namesColumns(layout) },
        ...{ names: columnNames(header, []), rows: await firstRows(batches) },
      };
    });
  } finally {
    await input.close();
  }
}

async function firstRows(batches: AsyncGenerator<ScannedRecord[]>): Promise<string[][]> {
  const rows: string[][] = [];
  try {
    for await (const batch of batches) {
      for (const { cells } of batch) {
        if (cells && rows.length < ROWS) rows.push([...cells]);
      }
      if (rows.length === ROWS) break;
    }
  } catch {
    // The dry run reports the damage.
  }
  return rows;
}

function problemOf(error: unknown): UploadFault {
  if (error instanceof VerbatimError && error.code !== 'INTERRUPTED') return faultOf(error);
  throw error;
}
