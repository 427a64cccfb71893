import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { Input } from '../bytes/byte-source.ts';
import { encodingName } from '../bytes/decoding.ts';
import { decideEncoding, type EncodingFacts, EncodingSurvey } from '../bytes/encoding-survey.ts';
import { encodingByMark, fileKind, SAMPLE_BYTES } from '../bytes/file-kind.ts';
import { DamagedInput } from '../bytes/unpacking.ts';
import { type Recognised, recognise } from '../presets/recognised.ts';
import { interruptedAt } from './chunk-reader.ts';
import { parseDelimiter } from './delimiter.ts';
import { detectLayout, type Layout, type LayoutOptions } from './file-layout.ts';
import type { Header } from './header-block.ts';
import { onward, readHeaded } from './record-source.ts';
import type { ScannedRecord } from './scanned-record.ts';

/** Layout and header of a file. */
export interface FoundLayout extends Omit<Header, 'names'> {
  readonly layout: Layout;
  /** Names of the columns; blank ones where the file has no header. */
  readonly header: readonly string[];
  /** The export of a tool that the file is or may be; null: none. */
  readonly recognised: Recognised | null;
}

/** Reads the records below the header, as far as it needs them. It may run twice, so it writes nothing. */
export type Look<T> = (found: FoundLayout, batches: AsyncGenerator<ScannedRecord[]>) => Promise<T>;

/**
 * Reads a file once and returns what `look` makes of its records. The first 64 KiB decide the layout and suggest an
 * encoding; all bytes decide the encoding. If that is another one, the survey is repeated with it.
 * @throws VerbatimError FILE_EMPTY, FILE_NOT_TEXT, FILE_CORRUPT, FILE_HEADER_INVALID, FILE_TOO_WIDE, ENCODING_UNKNOWN,
 * ENCODING_UNDECIDED, HEADER_UNDECIDED, INTERRUPTED, USAGE; what `look` throws
 */
export async function surveyFile<T>(input: Input, options: LayoutOptions, look: Look<T>): Promise<T> {
  try {
    // Wrong settings are reported before the file is opened.
    const label = options.encoding === undefined ? null : encodingName(options.encoding);
    const delimiter = options.delimiter === undefined ? undefined : parseDelimiter(options.delimiter);
    const checked = { ...options, delimiter };
    const first = await surveyOnce(input, checked, label, look);
    const { assumed, encoding } = first;
    const { looked } = encoding === assumed ? first : await surveyOnce(input, checked, encoding, look);
    options.signal?.throwIfAborted();
    if (looked.status === 'rejected') throw looked.reason;
    return looked.value;
  } catch (error) {
    if (options.signal?.aborted) throw interruptedAt(options.signal, 0);
    if (!(error instanceof DamagedInput)) throw error;
    const place = { file: input.name, line: 0, detail: error.message };
    throw new VerbatimError('FILE_CORRUPT', place, { cause: error });
  }
}

interface Surveyed<T> {
  /** The encoding with which `look` read. */
  readonly assumed: string;
  /** The encoding that all bytes tell. */
  readonly encoding: string;
  readonly looked: PromiseSettledResult<T>;
}

/** @param label canonical name of a known encoding; null: the bytes decide. A byte order mark overrules both. */
async function surveyOnce<T>(
  input: Input,
  options: LayoutOptions,
  label: string | null,
  look: Look<T>,
): Promise<Surveyed<T>> {
  const file = input.name;
  const { chunks } = input.read();
  try {
    const { sample, damage } = await readSample(chunks, file);
    const known = encodingByMark(sample) ?? (label === null ? null : { encoding: label, markBytes: 0 });
    const kind = known ? null : fileKind(sample, true);
    if (kind) throw new VerbatimError('FILE_NOT_TEXT', { file, detail: kind });
    const { encoding: assumed, markBytes } = known ?? { encoding: suggestedEncoding(sample), markBytes: 0 };
    const survey = known ? null : new EncodingSurvey();
    async function* surveyed(): AsyncGenerator<Buffer> {
      for await (const chunk of onward(chunks, [sample], damage)) {
        if (options.signal?.aborted) throw interruptedAt(options.signal, 0);
        survey?.add(chunk);
        yield chunk;
      }
    }
    const bytes = surveyed();
    const readRows = async () => {
      const layout = detectLayout(sample, { encoding: assumed, markBytes }, options, file);
      const { header, batches } = await readHeaded(input, onward(bytes), layout);
      const { names, ...others } = header;
      const recognised = options.presets ? recognise(header, options.presets) : null;
      return look({ layout, header: names, ...others, recognised }, batches);
    };
    // An error waits: with another encoding it may vanish.
    const [looked] = await Promise.allSettled([readRows()]);
    if (!survey) return { assumed, encoding: assumed, looked };
    await readOut(bytes);
    return { assumed, encoding: decidedEncoding(survey.end(), sample, file), looked };
  } finally {
    await chunks.return(undefined);
  }
}

/**
 * The first bytes of a file, and the damage right behind them.
 * @throws VerbatimError FILE_EMPTY; {@link DamagedInput} where no byte precedes the damage
 */
async function readSample(
  chunks: AsyncGenerator<Buffer>,
  file: string,
): Promise<{ sample: Buffer; damage: DamagedInput | null }> {
  const parts: Buffer[] = [];
  let length = 0;
  let damage: DamagedInput | null = null;
  try {
    for await (const chunk of onward(chunks)) {
      parts.push(chunk);
      length += chunk.length;
      if (length >= SAMPLE_BYTES) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedInput) || length === 0) throw error;
    damage = error;
  }
  if (length === 0) throw new VerbatimError('FILE_EMPTY', { file });
  return { sample: Buffer.concat(parts), damage };
}

/** Reads what `look` left, for the survey of the bytes. */
async function readOut(bytes: AsyncGenerator<Buffer>): Promise<void> {
  try {
    for await (const _ of bytes);
  } catch (error) {
    // The rows before the damage are imported, so the bytes before it decide.
    if (!(error instanceof DamagedInput)) throw error;
  }
}

function suggestedEncoding(sample: Buffer): string {
  const survey = new EncodingSurvey();
  survey.add(sample);
  try {
    // Not `end()`: a character that the end of the sample cuts is not invalid.
    return decideEncoding(survey.facts, '');
  } catch {
    return 'utf-8';
  }
}

function decidedEncoding(facts: EncodingFacts, sample: Buffer, file: string): string {
  try {
    return decideEncoding(facts, file);
  } catch (error) {
    const detail = fileKind(sample, false);
    throw detail ? new VerbatimError('FILE_NOT_TEXT', { file, detail }) : error;
  }
}
