import { VerbatimError } from '../errors.ts';
import { type ByteSource, DamagedInput, openBytes } from './byte-source.ts';
import { interrupted } from './chunk-reader.ts';
import { encodingName, makeDecoding } from './decoding.ts';
import { detectDelimiter, parseDelimiter, separatorLine } from './delimiter.ts';
import { encodingByContent, fileKind, SAMPLE_BYTES } from './file-kind.ts';
import { RecordScanner, type ScannedRecord } from './records.ts';

export interface CsvOptions {
  /** A path, or `-` for standard input. */
  readonly file: string;
  /** Replaces the file when given. */
  readonly input?: NodeJS.ReadableStream | undefined;
  /** Detected from the header when missing. */
  readonly delimiter?: string | undefined;
  /** WHATWG label; a byte order mark overrules it; UTF-8 when neither is there. */
  readonly encoding?: string | undefined;
  /** Ends a read that waits for more. */
  readonly signal?: AbortSignal | undefined;
}

/** An opened CSV file whose header has been read. */
export interface CsvFile {
  /** The file's name for messages. */
  readonly name: string;
  readonly delimiter: string;
  /** Canonical WHATWG name. */
  readonly encoding: string;
  readonly header: readonly string[];
  /** The records below the header, in batches of one piece of the file. Throws {@link DamagedInput}. */
  readonly batches: AsyncGenerator<ScannedRecord[]>;
  readonly bytes: ByteSource;
  /** Ends reading, at once. */
  close(): void;
}

/**
 * Opens a CSV file and reads its header.
 * @throws VerbatimError FILE_NOT_FOUND, FILE_UNREADABLE, FILE_EMPTY, FILE_NOT_TEXT, FILE_CORRUPT,
 * FILE_HEADER_INVALID, ENCODING_UNKNOWN, INTERRUPTED, USAGE
 */
export async function openCsv(options: CsvOptions): Promise<CsvFile> {
  const file = options.file === '-' ? 'standard input' : options.file;
  const given = options.delimiter === undefined ? null : parseDelimiter(options.delimiter);
  const label = encodingName(options.encoding ?? 'utf-8');
  const bytes = await openBytes(options.file, options.input);
  const stop = () => bytes.stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  const close = () => {
    options.signal?.removeEventListener('abort', stop);
    stop();
  };
  try {
    return {
      ...(await readHeader(bytes, file, given, options.encoding === undefined ? null : label)),
      close,
    };
  } catch (error) {
    close();
    if (options.signal?.aborted) throw interrupted(options.signal, 0);
    if (!(error instanceof DamagedInput)) throw error;
    throw new VerbatimError('FILE_CORRUPT', { file, line: 0, detail: error.message }, { cause: error });
  }
}

async function readHeader(
  bytes: ByteSource,
  file: string,
  givenDelimiter: string | null,
  givenEncoding: string | null,
): Promise<Omit<CsvFile, 'close'>> {
  const { sample, damage } = await takeSample(bytes.chunks);
  if (sample.length === 0) {
    if (damage) throw damage;
    throw new VerbatimError('FILE_EMPTY', { file });
  }
  const found = encodingByContent(sample);
  // Without a mark, the NUL bytes are a guess that the user may overrule.
  const detected = found && (found.markBytes > 0 || !givenEncoding) ? found : null;
  const encoding = detected?.encoding ?? givenEncoding ?? 'utf-8';
  const kind = fileKind(sample, encoding.startsWith('utf-16'));
  if (kind) throw new VerbatimError('FILE_NOT_TEXT', { file, detail: kind });

  const decoding = makeDecoding(encoding);
  let text = decoding.decode(sample.subarray(detected?.markBytes ?? 0));
  const separator = separatorLine(text);
  if (separator) text = text.slice(separator.length);
  const delimiter = givenDelimiter ?? separator?.delimiter ?? detectDelimiter(text);
  const scanner = new RecordScanner(delimiter, { firstLine: separator ? 2 : 1 });

  async function* records(): AsyncGenerator<ScannedRecord[]> {
    yield scanner.push(text);
    try {
      if (damage) throw damage;
      for await (const chunk of bytes.chunks) yield scanner.push(decoding.decode(chunk));
    } catch (error) {
      yield scanner.flush();
      throw error;
    }
    yield [...scanner.push(decoding.end()), ...scanner.end()];
  }
  const batches = records();
  const first = await firstRecords(batches);
  const headerRecord = first.shift();
  if (!headerRecord) throw new VerbatimError('FILE_EMPTY', { file });
  if (!headerRecord.cells) {
    throw new VerbatimError('FILE_HEADER_INVALID', { file, detail: headerRecord.flaw!.detail });
  }
  async function* rest(): AsyncGenerator<ScannedRecord[]> {
    yield first;
    yield* batches;
  }
  const header = headerRecord.cells.map((cell) => cell.replaceAll('\0', '').toWellFormed());
  return { name: file, delimiter, encoding, header, batches: rest(), bytes };
}

/** The first {@link SAMPLE_BYTES} bytes or more; less when the file ends or breaks off before. */
async function takeSample(
  chunks: AsyncGenerator<Buffer>,
): Promise<{ sample: Buffer; damage: DamagedInput | null }> {
  const parts: Buffer[] = [];
  let length = 0;
  let damage: DamagedInput | null = null;
  try {
    while (length < SAMPLE_BYTES) {
      const next = await chunks.next();
      if (next.done) break;
      parts.push(next.value);
      length += next.value.length;
    }
  } catch (error) {
    if (!(error instanceof DamagedInput)) throw error;
    damage = error;
  }
  return { sample: Buffer.concat(parts), damage };
}

async function firstRecords(batches: AsyncGenerator<ScannedRecord[]>): Promise<ScannedRecord[]> {
  for (;;) {
    const next = await batches.next();
    if (next.done) return [];
    if (next.value.length > 0) return next.value;
  }
}
