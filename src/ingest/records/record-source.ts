import { setImmediate } from 'node:timers/promises';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { ByteSource, Input } from '../bytes/byte-source.ts';
import { makeDecoding } from '../bytes/decoding.ts';
import { DamagedInput } from '../bytes/unpacking.ts';
import { BodyRows, type Skipped } from './body-rows.ts';
import type { Layout } from './file-layout.ts';
import { type Header, mergeHeader } from './header-block.ts';
import { ArrayScanner, type JsonScanner, LineScanner } from './json-records.ts';
import { RecordScanner } from './records.ts';
import type { ScannedRecord } from './scanned-record.ts';

/** Fields that a row may have. More come of a wrong delimiter or of lost line ends. */
const MOST_COLUMNS = 4000;

/** One reading of the records of a file. */
export interface RecordSource {
  /** Below the header, in batches of one piece of the file. Throws {@link DamagedInput}. */
  readonly batches: AsyncGenerator<ScannedRecord[]>;
  readonly bytes: ByteSource;
  /** Rows that were passed over so far, by kind. */
  skipped(): readonly Skipped[];
}

/**
 * The header of a file and the records below it, in one reading. JSON takes a second one for the records: its header is
 * the names of all objects, in order of appearance.
 * @param chunks the bytes of the file from their start
 * @throws VerbatimError FILE_EMPTY, FILE_HEADER_INVALID, FILE_NO_ROWS, FILE_CORRUPT, FILE_TOO_WIDE; {@link DamagedInput}
 */
export async function readHeaded(
  input: Input,
  chunks: AsyncGenerator<Buffer>,
  layout: Layout,
): Promise<{ header: Header; batches: AsyncGenerator<ScannedRecord[]> }> {
  if (layout.format !== 'csv') {
    const header = withoutQuestions(await jsonNames(chunks, layout, input.name));
    return { header, batches: readRecords(input, layout, header.names).batches };
  }
  const all = csvBatches(chunks, layout);
  const first: ScannedRecord[][] = [];
  const header = await csvHeader(all, layout, { file: input.name, first });
  return { header, batches: new FileRows(layout).below(onward(all, first)) };
}

/** Goes on where an earlier reader stopped, from `ahead`; `source` stays open for the next reader. */
export async function* onward<T>(
  source: AsyncGenerator<T>,
  ahead: readonly T[] = [],
  damage: Error | null = null,
): AsyncGenerator<T> {
  yield* ahead;
  if (damage) throw damage;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

/**
 * The names of the columns as written; blank ones where the file has no header row.
 * @param first gets the batches that were read
 */
async function csvHeader(
  batches: AsyncGenerator<ScannedRecord[]>,
  layout: Layout,
  { file, first }: { file: string; first: ScannedRecord[][] },
): Promise<Header> {
  const rows: string[][] = [];
  let before = layout.preamble;
  for await (const batch of onward(batches)) {
    first.push(batch);
    for (const { cells, flaw } of batch) {
      if (before-- > 0) continue;
      if (layout.headerRows === 0)
        return withoutQuestions(checkedWidth(new Array<string>(layout.width).fill(''), file));
      if (!cells) throw new VerbatimError('FILE_HEADER_INVALID', { file, detail: flaw!.detail });
      rows.push(cells.map((cell) => cell.replaceAll('\0', '').toWellFormed()));
      if (rows.length < layout.headerRows) continue;
      checkedWidth(rows[0]!, file);
      return mergeHeader(rows);
    }
  }
  throw new VerbatimError('FILE_EMPTY', { file });
}

const withoutQuestions = (names: string[]): Header => ({
  names,
  questions: names.map(() => ''),
  timeZone: null,
  importIds: [],
  open: new Set(),
});

/** Reads the file from its start. */
export function readRecords(
  input: Pick<Input, 'read'>,
  layout: Layout,
  header: readonly string[],
): RecordSource {
  const bytes = input.read();
  if (layout.format !== 'csv')
    return { batches: jsonBatches(bytes.chunks, layout, header), bytes, skipped: () => [] };
  const body = new FileRows(layout);
  return { batches: body.below(csvBatches(bytes.chunks, layout)), bytes, skipped: () => body.skipped };
}

function checkedWidth(header: string[], file: string): string[] {
  if (header.length <= MOST_COLUMNS) return header;
  throw new VerbatimError('FILE_TOO_WIDE', { file, columns: header.length, most: MOST_COLUMNS });
}

async function* csvBatches(chunks: AsyncGenerator<Buffer>, layout: Layout): AsyncGenerator<ScannedRecord[]> {
  const { delimiter, quotes, separatorLength } = layout;
  const scanner = new RecordScanner(delimiter, { quotes, firstLine: separatorLength > 0 ? 2 : 1 });
  let cut = separatorLength;
  try {
    for await (const text of texts(chunks, layout)) {
      const rest = text.slice(cut);
      cut -= text.length - rest.length;
      yield* batched(scanner.push(rest));
    }
  } catch (error) {
    if (error instanceof DamagedInput) yield* batched(scanner.flush());
    throw error;
  }
  yield* batched(scanner.end());
}

/** Records of a batch, and how long reading it may hold the thread. */
const BATCH = 256;
/** Cells of a batch of JSON, where a short row has as many as the widest. */
const BATCH_CELLS = 200_000;
const BATCH_MS = 20;

/**
 * Records in batches. A server reads files on the thread that answers requests, so it gets its turn between two
 * batches.
 */
async function* batched<T>(records: Iterable<T>, most = BATCH): AsyncGenerator<T[]> {
  let batch: T[] = [];
  let since = performance.now();
  for (const record of records) {
    batch.push(record);
    if (batch.length < most && performance.now() - since < BATCH_MS) continue;
    yield batch;
    batch = [];
    await setImmediate();
    since = performance.now();
  }
  yield batch;
}

/** The text of a file, in pieces, without its byte order mark. */
async function* texts(chunks: AsyncGenerator<Buffer>, layout: Layout): AsyncGenerator<string> {
  const decoding = makeDecoding(layout.encoding);
  let mark = layout.markBytes;
  for await (const chunk of chunks) {
    const rest = chunk.subarray(mark);
    mark -= chunk.length - rest.length;
    yield decoding.decode(rest);
  }
  yield decoding.end();
}

/** The rows of one reading of a file, below its titles and its header. */
class FileRows {
  readonly #layout: Layout;
  readonly #titles: Skipped[] = [];
  #body: BodyRows | null = null;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  get skipped(): readonly Skipped[] {
    return [...this.#titles, ...(this.#body?.skipped ?? [])];
  }

  async *below(batches: AsyncGenerator<ScannedRecord[]>): AsyncGenerator<ScannedRecord[]> {
    const { preamble, headerRows } = this.#layout;
    const above: ScannedRecord[] = [];
    try {
      for await (const batch of batches) {
        const missing = preamble + headerRows - above.length;
        if (missing > 0) above.push(...batch.slice(0, missing));
        if (above.length < preamble + headerRows) continue;
        this.#body ??= this.#below(above);
        yield this.#body.push(missing > 0 ? batch.slice(missing) : batch);
      }
    } catch (error) {
      if (this.#body && error instanceof DamagedInput) yield this.#body.end();
      throw error;
    }
    if (this.#body) yield this.#body.end();
  }

  #below(above: readonly ScannedRecord[]): BodyRows {
    const titles = above.slice(0, this.#layout.preamble);
    const [first] = titles;
    if (first) {
      const { line: firstLine } = first;
      this.#titles.push({ kind: 'title', rows: titles.length, firstLine, lastLine: titles.at(-1)!.endLine });
    }
    const headers = above.slice(this.#layout.preamble).map(({ cells }) => cells ?? []);
    return new BodyRows(
      headers,
      titles.some(({ raw }) => raw.startsWith('#')),
    );
  }
}

async function* scanJson(chunks: AsyncGenerator<Buffer>, layout: Layout, width = 1) {
  const most = Math.min(BATCH, Math.ceil(BATCH_CELLS / width));
  const scanner: JsonScanner = layout.format === 'json' ? new ArrayScanner() : new LineScanner();
  for await (const text of texts(chunks, layout)) yield* batched(scanner.push(text), most);
  yield* batched(scanner.end(), most);
}

async function* jsonBatches(
  chunks: AsyncGenerator<Buffer>,
  layout: Layout,
  header: readonly string[],
): AsyncGenerator<ScannedRecord[]> {
  for await (const records of scanJson(chunks, layout, header.length)) {
    yield records.map(({ members, ...record }) => ({
      ...record,
      cells: members && header.map((name) => members.get(name) ?? ''),
    }));
  }
}

async function jsonNames(chunks: AsyncGenerator<Buffer>, layout: Layout, file: string): Promise<string[]> {
  const names = new Set<string>();
  let flawed: Pick<ScannedRecord, 'line' | 'flaw'> | null = null;
  try {
    for await (const records of scanJson(chunks, layout)) {
      for (const record of records) {
        if (record.flaw) flawed ??= record;
        for (const name of record.members?.keys() ?? []) names.add(name);
      }
      checkedWidth([...names.keys()].slice(0, MOST_COLUMNS + 1), file);
    }
  } catch (error) {
    // The import stores the rows before the damage first, and then fails.
    if (!(error instanceof DamagedInput) || names.size === 0) throw error;
  }
  if (names.size > 0) return [...names];
  // Nothing can be read: the first reason tells more than that there is no row.
  if (flawed) {
    throw new VerbatimError('FILE_CORRUPT', { file, line: flawed.line - 1, detail: flawed.flaw!.detail });
  }
  throw new VerbatimError('FILE_NO_ROWS', { file });
}
