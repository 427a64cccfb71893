import { VerbatimError } from '../../errors/verbatim-error.ts';
import { makeDecoding } from '../bytes/decoding.ts';
import { fileKind } from '../bytes/file-kind.ts';
import type { PresetChoice } from '../presets/known-presets.ts';
import { presetHeader } from '../presets/recognised.ts';
import { detectDelimiter, firstRecords, separatorLine, usualWidth } from './delimiter.ts';
import { findHeader, type HeaderBlock } from './header-block.ts';
import type { HeaderChoice } from './header-choice.ts';
import { DOUBLE_QUOTES, detectQuotes, type Quotes } from './quotes.ts';

/** How the bytes of a file become records. */
export interface Layout extends HeaderBlock {
  readonly format: 'csv' | 'ndjson' | 'json';
  /** Canonical WHATWG name. */
  readonly encoding: string;
  readonly markBytes: number;
  /** Empty for JSON. */
  readonly delimiter: string;
  readonly quotes: Quotes;
  /** Length of Excel's first line `sep=;` with its line end. */
  readonly separatorLength: number;
  /** Fields of a row where there is no header. */
  readonly width: number;
}

/** True where the file names its columns; JSON always does. */
export const namesColumns = ({ format, headerRows }: Layout): boolean => format !== 'csv' || headerRows > 0;

/** Settings of a layout; those that are missing are detected. */
export interface LayoutOptions {
  /** Known from elsewhere, such as the type of a body. */
  readonly format?: 'ndjson' | undefined;
  /** As the user names it; checked by the survey. */
  readonly delimiter?: string | undefined;
  /** WHATWG label; a byte order mark overrules it. */
  readonly encoding?: string | undefined;
  readonly quotes?: Quotes | undefined;
  readonly header?: HeaderChoice | undefined;
  /** Exports of tools that the file is compared with; default: none. */
  readonly presets?: PresetChoice | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Characters of the beginning in which delimiter, quotes and header are looked for. */
const LOOKED_AT = 64 * 1024;

/**
 * Finds the layout of a file by its first bytes.
 * @throws VerbatimError FILE_NOT_TEXT, FILE_HEADER_INVALID, HEADER_UNDECIDED
 */
export function detectLayout(
  sample: Buffer,
  { encoding, markBytes }: { readonly encoding: string; readonly markBytes: number },
  options: LayoutOptions,
  file: string,
): Layout {
  const given = options.delimiter ?? null;
  const kind = fileKind(sample, encoding.startsWith('utf-16'));
  if (kind) throw new VerbatimError('FILE_NOT_TEXT', { file, detail: kind });

  const text = makeDecoding(encoding).decode(sample.subarray(markBytes)).slice(0, LOOKED_AT);
  if (encoding.startsWith('utf-16') && controls(text) > Math.max(15, text.length / 50)) {
    throw new VerbatimError('FILE_NOT_TEXT', { file, detail: 'it holds binary data' });
  }
  const base = { encoding, markBytes, separatorLength: 0, width: 0, preamble: 0, headerRows: 0 };
  const format = options.format ?? (given || options.quotes ? 'csv' : formatOf(text, file));
  if (format !== 'csv') {
    return { ...base, format, delimiter: '', quotes: DOUBLE_QUOTES };
  }
  const separator = separatorLine(text);
  const body = separator ? text.slice(separator.length) : text;
  const quotes = options.quotes ?? detectQuotes(body);
  const delimiter = given ?? separator?.delimiter ?? detectDelimiter(body, quotes);
  if (quotes.quote !== null && (delimiter === quotes.quote || delimiter === quotes.escape)) {
    const detail = `the delimiter ${delimiter} is also what quotes or escapes a field: --delimiter, --quote.`;
    throw new VerbatimError('USAGE', { detail });
  }
  const records = firstRecords(body, delimiter, quotes, separator ? 2 : 1);
  const width = usualWidth(records);
  const rows = records.map(({ cells }) => cells ?? []);
  const ofPreset =
    options.header === undefined && options.presets ? presetHeader(rows, options.presets) : null;
  const block = ofPreset ?? findHeader(records, width, options.header, file);
  const separatorLength = separator?.length ?? 0;
  return { ...base, format, delimiter, quotes, separatorLength, width, ...block };
}

/** Control characters that no text has. */
function controls(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is counted
  return text.match(/[\u0001-\u0008\u000e-\u001a\u001c-\u001f\u0080-\u0084\u0086-\u009f]/g)?.length ?? 0;
}

/** Names of files that hold one object a line, also where that is a single one. */
const NDJSON_NAME = /\.(?:ndjson|jsonl)(?:\.(?:gz|zst))?$/i;

function formatOf(text: string, file: string): Layout['format'] {
  const start = text.trimStart();
  if (/^\[\s*[{\]]/.test(start)) return 'json';
  if (!start.startsWith('{')) return 'csv';
  const end = start.search(/[\r\n]|$/);
  const whole = start.slice(0, end).trimEnd().endsWith('}');
  const lines = whole && start.slice(end).trim() !== '';
  // What is longer than the beginning may go on in further lines.
  if (lines || (end === start.length && text.length === LOOKED_AT)) return 'ndjson';
  if (whole && NDJSON_NAME.test(file)) return 'ndjson';
  const detail =
    'it is one JSON object, such as an answer of an API; an array of objects is read, or one object a line ' +
    '(a single one in a file named .ndjson)';
  throw new VerbatimError('FILE_NOT_TEXT', { file, detail });
}
