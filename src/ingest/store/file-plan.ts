import type { Database } from '../../db/client.ts';
import { storedScale } from '../../db/imports/rating-scales.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Input } from '../bytes/byte-source.ts';
import { DamagedInput } from '../bytes/unpacking.ts';
import { ColumnSurvey } from '../columns/column-facts.ts';
import { assertTimesRead, decideDecimal, decideTimeFormat } from '../columns/column-formats.ts';
import { candidates, type Mapping, resolveMapping } from '../columns/mapping.ts';
import { decideScale } from '../columns/rating-scale.ts';
import type { RowFormat } from '../columns/rows.ts';
import { type MappingSettings, withSaved } from '../columns/saved-mapping.ts';
import { UTC_TIMES } from '../columns/time-format.ts';
import { interrupted } from '../records/chunk-reader.ts';
import { detectLayout, type Layout, type LayoutOptions } from '../records/file-layout.ts';
import type { Header } from '../records/header-block.ts';
import { readHeader, readRecords } from '../records/record-source.ts';
import { scaleNotes, timeNotes } from './file-notes.ts';

/** How one file is read: decided over the whole file, before anything of it is taken. */
export interface FilePlan {
  readonly layout: Layout;
  readonly mapping: Mapping;
  readonly format: RowFormat;
  /** What was asked for, with what the saved mapping says. */
  readonly settings: MappingSettings;
  /** What a person should know of the file before it is imported; whole sentences. */
  readonly notes: readonly string[];
}

/** Layout and header of a file. */
export interface FoundLayout extends Omit<Header, 'names'> {
  readonly layout: Layout;
  /** Names of the columns; blank ones where the file has no header. */
  readonly header: readonly string[];
}

export interface PlanOptions extends LayoutOptions, MappingSettings {
  /** Name of a saved mapping. */
  readonly mapping?: string | undefined;
  /** Goes on though much of the time column is no time. */
  readonly allowUnread?: boolean | undefined;
}

/**
 * @param found layout and header of the file
 * @param source whose earlier files may tell the scale of the ratings
 * @throws VerbatimError COLUMN_*, DATE_ORDER_UNDECIDED, TIMES_UNREAD, MAPPING_UNKNOWN, INTERRUPTED, USAGE
 */
export async function planFile(
  database: Database,
  input: Input,
  found: FoundLayout,
  source: string,
  options: PlanOptions,
): Promise<FilePlan> {
  const { layout, header, questions } = found;
  const file = input.name;
  const saved = await withSaved(database, options);
  const settings = { ...saved, timeZone: saved.timeZone ?? found.timeZone ?? undefined };
  const survey = await surveyColumns(input, found, settings, options.signal);
  const { ignore, keep, map } = settings;
  const mapping = resolveMapping(header, { map, ignore, keep, questions, facts: survey.columns }, file);
  const { time, rating } = mapping.positions;
  const times =
    time === undefined
      ? UTC_TIMES
      : decideTimeFormat(survey.dates.get(time), settings, { file, column: mapping.names[time]! });
  const decimal =
    rating === undefined
      ? null
      : decideDecimal(survey.decimals.get(rating), settings.decimal, layout.delimiter);
  if (time !== undefined && !options.allowUnread) {
    assertTimesRead(survey.dates.get(time), { file, column: mapping.names[time]! });
  }
  const votes = rating === undefined ? undefined : survey.ratings.get(rating);
  const stored = votes ? await storedScale(database, source) : null;
  const names = rating === undefined ? [] : [header[rating] ?? '', questions[rating] ?? ''];
  const { scale: given, nps } = settings;
  const scale = votes ? decideScale(votes, { names, given, nps, stored }) : null;
  const { encoding } = layout;
  const { joinText, asks } = settings;
  return {
    layout,
    mapping,
    settings,
    format: { header, mapping, questions, asks, encoding, joinText, times, decimal, scale },
    notes: [
      ...timeNotes(time === undefined ? undefined : survey.dates.get(time)),
      ...scaleNotes(votes, { scale, stored, names }),
    ],
  };
}

/**
 * Layout and header of a file.
 * @throws VerbatimError as {@link detectLayout} and `readHeader`, FILE_CORRUPT, INTERRUPTED
 */
export async function openLayout(input: Input, options: LayoutOptions): Promise<FoundLayout> {
  try {
    const layout = await detectLayout(input, options);
    const { names, ...said } = await readHeader(input, layout);
    return { layout, header: names, ...said };
  } catch (error) {
    if (options.signal?.aborted) throw interrupted(options.signal, 0);
    throw corrupt(input, error);
  }
}

/** What a reading of which nothing is taken throws: a break of the file as FILE_CORRUPT, all else as it is. */
export function corrupt(input: Input, error: unknown): unknown {
  if (!(error instanceof DamagedInput)) return error;
  const place = { file: input.name, line: 0, detail: error.message };
  return new VerbatimError('FILE_CORRUPT', place, { cause: error });
}

async function surveyColumns(
  input: Input,
  { layout, header, questions }: FoundLayout,
  { map = {} }: MappingSettings,
  signal: AbortSignal | undefined,
): Promise<ColumnSurvey> {
  const survey = new ColumnSurvey(header.length, {
    times: candidates('time', { header, questions }, map),
    ratings: candidates('rating', { header, questions }, map),
  });
  try {
    for await (const batch of readRecords(input, layout, header).batches) {
      if (signal?.aborted) throw interrupted(signal, 0);
      for (const { cells, line } of batch) {
        // A row with values beyond the header is rejected: what column they are of is not known.
        if (cells?.slice(header.length).every((cell) => cell.trim() === '')) survey.add(cells, line);
      }
      if (survey.complete) break;
    }
  } catch (error) {
    // A break is dealt with when the rows before it have been taken.
    if (!(error instanceof DamagedInput)) throw error;
  }
  return survey;
}
