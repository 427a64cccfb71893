import { z } from 'zod';
import type { UploadSettings } from '../db/uploads.ts';
import { VerbatimError } from '../errors.ts';
import { FIELDS } from '../ingest/aliases.ts';
import { encodingName } from '../ingest/decoding.ts';
import { parseDelimiter } from '../ingest/delimiter.ts';
import { parseMap } from '../ingest/mapping.ts';

const column = z.string().max(500);
const MAP = z.strictObject(Object.fromEntries(FIELDS.map((field) => [field, column.optional()])));

/** What a sender may say about an upload; by the names of the query and of the fields of a form. */
export const SETTINGS = z.object({
  source: z.string().trim().min(1).max(200).optional().describe('Name of where the feedback comes from.'),
  map: z
    .union([z.string().max(4_000), MAP])
    .optional()
    .describe('Columns by name or position: text="Review Text",id=#1; or an object, where "" is no column.'),
  delimiter: z.string().max(10).optional().describe('Field separator. Default: detected.'),
  encoding: z.string().max(40).optional().describe('WHATWG name of the encoding. Default: detected.'),
});

/**
 * Settings as they came, checked before anything is kept; empty ones count as not given.
 * @throws VerbatimError UPLOAD_INVALID, ENCODING_UNKNOWN, USAGE
 */
export function readSettings(given: Readonly<Record<string, unknown>>): UploadSettings {
  const present = Object.entries(given).filter(([, value]) => value !== '' && value !== undefined);
  const parsed = SETTINGS.safeParse(Object.fromEntries(present));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new VerbatimError('UPLOAD_INVALID', { detail: `${path.join('.')}: ${message}` });
  }
  const { source, map, delimiter, encoding } = parsed.data;
  if (delimiter !== undefined) parseDelimiter(delimiter);
  if (encoding !== undefined) encodingName(encoding);
  return {
    ...(source === undefined ? {} : { source }),
    ...(map === undefined ? {} : { map: readMap(map) }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(encoding === undefined ? {} : { encoding }),
  };
}

function readMap(map: string | Record<string, string | undefined>): Record<string, string> {
  const read = typeof map === 'string' ? mapOfText(map) : map;
  return Object.fromEntries(
    Object.entries(read).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** As on the command line, or the JSON of an object, as a field of a form has it. */
function mapOfText(text: string): Record<string, string | undefined> {
  if (!text.trimStart().startsWith('{')) return parseMap(text);
  try {
    return MAP.parse(JSON.parse(text));
  } catch {
    throw new VerbatimError('UPLOAD_INVALID', { detail: `map is not an object of ${FIELDS.join(', ')}` });
  }
}

// Controls, and what turns the direction of a line around.
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** A file name as a label: what stands behind the last slash, without control characters. */
export function label(name: string | undefined): string {
  const last = (name ?? '').toWellFormed().split(/[/\\]/).at(-1)!;
  const clean = last.replace(UNPRINTABLE, '').trim().slice(0, 200);
  return /^[-.]*$/.test(clean) ? 'upload' : clean;
}
