import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Input } from '../bytes/byte-source.ts';
import { encodingName, makeDecoding } from '../bytes/decoding.ts';
import { decideEncoding, EncodingSurvey } from '../bytes/encoding-survey.ts';
import { encodingByMark, fileKind, SAMPLE_BYTES } from '../bytes/file-kind.ts';
import { DamagedInput } from '../bytes/unpacking.ts';
import { interrupted } from './chunk-reader.ts';
import { detectDelimiter, firstRecords, parseDelimiter, separatorLine, usualWidth } from './delimiter.ts';
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
  readonly hasHeader: boolean;
  /** Fields of a row where there is no header. */
  readonly width: number;
}

/** What the user says of a layout; the rest is detected. */
export interface LayoutOptions {
  /** Known from elsewhere, such as the type of a body. */
  readonly format?: 'ndjson' | undefined;
  readonly delimiter?: string | undefined;
  /** WHATWG label; a byte order mark overrules it. */
  readonly encoding?: string | undefined;
  readonly quotes?: Quotes | undefined;
  readonly header?: HeaderChoice | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Characters of the beginning in which delimiter, quotes and header are looked for. */
const LOOKED_AT = 64 * 1024;

/**
 * Finds the layout of a file; the encoding by all of its bytes.
 * @throws VerbatimError FILE_EMPTY, FILE_NOT_TEXT, FILE_CORRUPT, ENCODING_UNKNOWN, ENCODING_UNDECIDED,
 * INTERRUPTED, USAGE
 */
export async function detectLayout(input: Input, options: LayoutOptions): Promise<Layout> {
  const file = input.name;
  const given = options.delimiter === undefined ? null : parseDelimiter(options.delimiter);
  const label = options.encoding === undefined ? null : encodingName(options.encoding);
  const { sample, encoding, markBytes } = await detectEncoding(input, label, options.signal);
  const kind = fileKind(sample, encoding.startsWith('utf-16'));
  if (kind) throw new VerbatimError('FILE_NOT_TEXT', { file, detail: kind });

  const text = makeDecoding(encoding).decode(sample.subarray(markBytes)).slice(0, LOOKED_AT);
  if (encoding.startsWith('utf-16') && controls(text) > Math.max(15, text.length / 50)) {
    throw new VerbatimError('FILE_NOT_TEXT', { file, detail: 'it holds binary data' });
  }
  const base = { encoding, markBytes, separatorLength: 0, width: 0, preamble: 0, headerRows: 0 };
  const format = options.format ?? (given || options.quotes ? 'csv' : formatOf(text, file));
  if (format !== 'csv') {
    return { ...base, format, delimiter: '', quotes: DOUBLE_QUOTES, hasHeader: true };
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
  const block = findHeader(records, width, options.header, file);
  const separatorLength = separator?.length ?? 0;
  return {
    ...base,
    format,
    delimiter,
    quotes,
    separatorLength,
    width,
    ...block,
    hasHeader: block.headerRows > 0,
  };
}

async function detectEncoding(
  input: Input,
  label: string | null,
  signal: AbortSignal | undefined,
): Promise<{ sample: Buffer; encoding: string; markBytes: number }> {
  const { chunks } = input.read();
  const parts: Buffer[] = [];
  const survey = new EncodingSurvey();
  let length = 0;
  let mark: ReturnType<typeof encodingByMark> = null;
  try {
    for await (const chunk of chunks) {
      if (signal?.aborted) throw interrupted(signal, 0);
      const sampled = length < SAMPLE_BYTES;
      if (sampled) parts.push(chunk);
      length += chunk.length;
      if (sampled && length >= 3) mark = encodingByMark(Buffer.concat(parts));
      if (label === null && !mark) survey.add(chunk);
      else if (length >= SAMPLE_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedInput)) throw error;
    // What came before the break is imported; a file that has nothing before it is refused at once.
    const place = { file: input.name, line: 0, detail: error.message };
    if (length === 0) throw new VerbatimError('FILE_CORRUPT', place, { cause: error });
  }
  if (length === 0) throw new VerbatimError('FILE_EMPTY', { file: input.name });
  const sample = Buffer.concat(parts);
  if (mark) return { sample, ...mark };
  if (label !== null) return { sample, encoding: label, markBytes: 0 };
  const notText = (kind: string) => new VerbatimError('FILE_NOT_TEXT', { file: input.name, detail: kind });
  const kind = fileKind(sample, true);
  if (kind) throw notText(kind);
  try {
    return { sample, encoding: decideEncoding(survey.end(), input.name), markBytes: 0 };
  } catch (error) {
    const binary = fileKind(sample, false);
    throw binary ? notText(binary) : error;
  }
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
