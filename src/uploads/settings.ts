import { z } from 'zod';
import type { UploadFormat, UploadSettings } from '../db/uploads/uploads.ts';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { encodingName } from '../ingest/bytes/decoding.ts';
import { FIELDS } from '../ingest/columns/aliases.ts';
import { type ColumnMap, parseAsks, parseColumns, parseMap } from '../ingest/columns/column-map.ts';
import { parseScale } from '../ingest/columns/rating-scale.ts';
import { DECIMAL_SIGNS } from '../ingest/columns/ratings.ts';
import { DATE_ORDERS, parseTimeZone } from '../ingest/columns/time-format.ts';
import { PRESET_NAME } from '../ingest/presets/preset.ts';
import { parseDelimiter } from '../ingest/records/delimiter.ts';
import { parseHeaderChoice } from '../ingest/records/header-choice.ts';
import { parseQuotes, QUOTE_STYLES } from '../ingest/records/quotes.ts';
import type { ImportOptions } from '../ingest/store/import-file.ts';
import { parseTreatments } from '../privacy/rule-settings.ts';
import { COLUMN_TREATMENTS, NAME_TREATMENTS } from '../privacy/rules.ts';

const column = z.string().max(500);
const MAP = z.strictObject({
  ...Object.fromEntries(FIELDS.map((field) => [field, column.optional()])),
  text: z.union([column, z.array(column).max(20)]).optional(),
});
const columns = z.union([z.string().max(4_000), z.array(column).max(1_000)]).optional();
// Fields of forms and addresses are text.
const flag = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((value) => value === true || value === 'true')
  .optional();
const name = z.string().trim().min(1).max(200).optional();

/** Settings of an upload, by their names in the query and in the fields of a form. */
export const UPLOAD_SETTINGS = z.object({
  source: name.describe('Name of where the feedback comes from. Default: by the name of the file.'),
  map: z
    .union([z.string().max(4_000), MAP])
    .optional()
    .describe('Columns by name or position: text="Review Text",id=#1; or an object, where "" is no column.'),
  ignore: columns.describe('Columns that are not stored.'),
  keep: columns.describe('The only further columns that are stored.'),
  joinText: flag.describe('Several text columns make one text.'),
  asks: z.string().max(20).optional().describe('What the question of the texts asks for: faults or praise.'),
  preset: z
    .string()
    .regex(PRESET_NAME, { error: 'is no name of a preset' })
    .optional()
    .describe('Export of a tool: the name of a preset, or none. Default: detected.'),
  mapping: name.describe('Name of a saved mapping.'),
  saveMapping: name.describe('Saves the mapping under this name.'),
  delimiter: z.string().max(10).optional().describe('Field separator. Default: detected.'),
  quote: z
    .enum(QUOTE_STYLES as [string, ...string[]])
    .optional()
    .describe('How fields are quoted. Default: detected.'),
  header: z
    .union([z.boolean(), z.number().int(), z.string().max(20)])
    .transform((value) => ({ true: 'yes', false: 'no' })[String(value)] ?? String(value))
    .optional()
    .describe('yes, no, or the lines of the header such as 4 or 1-3. Default: detected.'),
  encoding: z.string().max(40).optional().describe('WHATWG name of the encoding. Default: detected.'),
  dates: z
    .enum([...DATE_ORDERS, 'iso'])
    .optional()
    .describe('How 03/04/2024 is read. Default: by the whole file.'),
  timeZone: z.string().max(64).optional().describe('IANA zone of times that have none. Default: UTC.'),
  decimal: z.enum(DECIMAL_SIGNS).optional().describe('Decimal sign. Default: by the whole file.'),
  scale: z
    .string()
    .max(20)
    .optional()
    .describe('Scale of the rating: 1-5, 0-10, 6-1 where 1 is best, none. Default: by the whole file.'),
  nps: flag.describe('The rating asks to recommend, on 0 to 10.'),
  allowUnread: flag.describe('Goes on though over 20 % of the time column is no time.'),
  update: flag.describe('Takes changed rows where a clash of ids would be refused.'),
  column: z
    .union([z.string().max(4_000), z.record(column, z.enum(COLUMN_TREATMENTS))])
    .optional()
    .describe('What is done with columns: phone=drop,note=mask; or an object. keep needs the scope admin.'),
  identifiers: z
    .enum(['on', 'off'])
    .optional()
    .describe('Whether e-mail addresses and the like are masked. off needs the scope admin.'),
  names: z.enum(NAME_TREATMENTS).optional().describe('Names of persons. off and flag need the scope admin.'),
  number: flag.describe('Gives equal masked values the same number.'),
  keepOriginal: flag.describe('Keeps what is masked, encrypted. Needs the scope admin.'),
});

/**
 * Settings as they came, checked before anything is kept; empty ones count as not given.
 * @throws VerbatimError UPLOAD_INVALID, ENCODING_UNKNOWN, USAGE
 */
export function readSettings(given: Readonly<Record<string, unknown>>): UploadSettings {
  const present = Object.entries(given).filter(([, value]) => value !== '' && value !== undefined);
  // Neither Postgres nor its JSON can hold these.
  if (/\\u0000|\\ud[89a-f]/i.test(JSON.stringify(present))) {
    throw new VerbatimError('UPLOAD_INVALID', { detail: 'a setting holds NUL or half a character' });
  }
  const parsed = UPLOAD_SETTINGS.safeParse(Object.fromEntries(present));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new VerbatimError('UPLOAD_INVALID', { detail: `${path.join('.')}: ${message}` });
  }
  const { map, ignore, keep, asks, column: treatments, ...rest } = parsed.data;
  if (rest.header !== undefined) parseHeaderChoice(rest.header);
  if (rest.delimiter !== undefined) parseDelimiter(rest.delimiter);
  if (rest.encoding !== undefined) encodingName(rest.encoding);
  if (rest.timeZone !== undefined) parseTimeZone(rest.timeZone);
  if (rest.scale !== undefined) parseScale(rest.scale);
  const said = {
    ...rest,
    asks: asks === undefined ? undefined : parseAsks(asks),
    map: map === undefined ? undefined : typeof map === 'string' ? mapOfText(map) : map,
    ignore: listOf(ignore),
    keep: listOf(keep),
    column: typeof treatments === 'string' ? treatmentsOf(treatments) : treatments,
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** Settings as an import takes them. */
export function importOptions(
  {
    quote,
    map,
    header,
    scale,
    column,
    identifiers,
    names,
    number,
    keepOriginal,
    ...settings
  }: UploadSettings,
  format: UploadFormat,
): Omit<ImportOptions, 'file'> {
  return {
    ...settings,
    rules: {
      identifiers: identifiers && identifiers === 'on',
      ...{ names, numbered: number, keepOriginal, columns: column },
    },
    ...(map === undefined ? {} : { map: map as ColumnMap }),
    ...(header === undefined ? {} : { header: parseHeaderChoice(headerText(header)) }),
    ...(scale === undefined ? {} : { scale: parseScale(scale) }),
    ...(quote === undefined ? {} : { quotes: parseQuotes(quote) }),
    ...(format === 'ndjson' ? { format } : {}),
  };
}

/** Whether settings let through what the rules of a source may mask: not for everyone who may upload. */
export const weakensMasking = ({ column = {}, identifiers, names, keepOriginal }: UploadSettings): boolean =>
  identifiers === 'off' ||
  (names !== undefined && names !== 'mask') ||
  keepOriginal === true ||
  Object.values(column).includes('keep');

/** As on the command line, or the JSON of an object. @throws VerbatimError USAGE, UPLOAD_INVALID */
function treatmentsOf(text: string): UploadSettings['column'] {
  if (!text.trimStart().startsWith('{')) return parseTreatments(text);
  try {
    return z.record(column, z.enum(COLUMN_TREATMENTS)).parse(JSON.parse(text));
  } catch {
    throw new VerbatimError('UPLOAD_INVALID', {
      detail: 'column is not an object of headers and treatments',
    });
  }
}

/** Uploads that an earlier version received say true or false. */
const headerText = (header: string | boolean): string =>
  typeof header === 'string' ? header : header ? 'yes' : 'no';

const listOf = (list: string | string[] | undefined): string[] | undefined =>
  typeof list === 'string' ? parseColumns(list) : list;

/** As on the command line, or the JSON of an object, as a field of a form has it. */
function mapOfText(text: string): ColumnMap {
  if (!text.trimStart().startsWith('{')) return parseMap(text);
  try {
    return MAP.parse(JSON.parse(text)) as ColumnMap;
  } catch {
    throw new VerbatimError('UPLOAD_INVALID', { detail: `map is not an object of ${FIELDS.join(', ')}` });
  }
}

// Controls, and what turns the direction of a line around.
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** A file name as a label: the part behind the last slash, without control characters. */
export function fileLabel(name: string | undefined): string {
  const last = (name ?? '').toWellFormed().split(/[/\\]/).at(-1)!;
  const clean = last.replace(UNPRINTABLE, '').trim().slice(0, 200);
  return /^[-.]*$/.test(clean) ? 'upload' : clean;
}
