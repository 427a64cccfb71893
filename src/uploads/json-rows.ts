import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { stringify } from 'csv-stringify/sync';
import type { Reject, RejectReason } from '../domain/feedback.ts';
import { detailOf, VerbatimError } from '../errors.ts';

// What is held in memory is bounded: the names of the columns, one line, the lines that are no rows.
const COLUMNS = 1_000;
const LINE_BYTES = 8 * 1024 * 1024;
const REJECTS = 10_000;
const KEPT_OF_RAW = 10_000;
const RECORDS = 50;

export interface JsonTable {
  /** The rows as CSV with a header, in UTF-8. */
  readonly csv: Readable;
  /** Lines that are no JSON object; complete once `csv` has ended. */
  readonly rejects: readonly Reject[];
}

/**
 * A file of JSON objects, one a line, as a table: a column for every key, in the order in which they first occur.
 * Texts stay as they are; numbers, truth values, lists and objects are written as JSON; null is an empty cell.
 * @throws VerbatimError FILE_EMPTY, UPLOAD_INVALID; `csv` throws UPLOAD_INVALID
 */
export async function jsonTable(path: string, file: string): Promise<JsonTable> {
  const columns = new Set<string>();
  for await (const { row } of rows(path)) {
    for (const key of Object.keys(row ?? {})) columns.add(key);
    if (columns.size > COLUMNS) throw invalid(`its objects have more than ${COLUMNS} keys`);
  }
  if (columns.size === 0) throw new VerbatimError('FILE_EMPTY', { file });
  const header = [...columns];
  const rejects: Reject[] = [];
  async function* table(): AsyncGenerator<string> {
    let records: string[][] = [header];
    for await (const { line, row, reject } of rows(path)) {
      if (row) {
        records.push(header.map((key) => (Object.hasOwn(row, key) ? cell(row[key]) : '')));
        if (records.length < RECORDS) continue;
        yield stringify(records);
        records = [];
        continue;
      }
      if (rejects.length === REJECTS) throw invalid(`more than ${REJECTS} of its lines are no JSON objects`);
      rejects.push({ line, column: null, ...reject! });
    }
    if (records.length > 0) yield stringify(records);
  }
  return { csv: Readable.from(table(), { objectMode: false }), rejects };
}

interface Line {
  readonly line: number;
  /** Null where the line is no object. */
  readonly row: Record<string, unknown> | null;
  readonly reject?: { readonly reason: RejectReason; readonly detail: string; readonly raw: string };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Every line that is not blank. */
async function* rows(path: string): AsyncGenerator<Line> {
  let line = 0;
  for await (const bytes of lines(path)) {
    line++;
    let text: string | null = null;
    try {
      text = UTF8.decode(bytes);
    } catch {
      const raw = bytes.toString('utf8').slice(0, KEPT_OF_RAW).toWellFormed();
      const detail = 'the line is not valid UTF-8';
      yield { line, row: null, reject: { reason: 'invalid_encoding', detail, raw: storable(raw) } };
      continue;
    }
    if (text.trim() === '') continue;
    const row = objectOf(text);
    if (row) yield { line, row };
    else {
      const raw = storable(text.slice(0, KEPT_OF_RAW).toWellFormed());
      const detail = 'the line is not a JSON object';
      yield { line, row, reject: { reason: 'malformed_row', detail, raw } };
    }
  }
}

const storable = (raw: string) => raw.replaceAll('\0', '\u2400');

async function* lines(path: string): AsyncGenerator<Buffer> {
  const stored = createReadStream(path);
  const packed = await isGzip(path);
  const unpacked = packed ? createGunzip() : null;
  if (unpacked) stored.on('error', (error) => unpacked.destroy(error)).pipe(unpacked);
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of (unpacked ?? stored) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
        yield Buffer.concat([rest, chunk.subarray(from, end)]);
        rest = Buffer.alloc(0);
        from = end + 1;
      }
      rest = Buffer.concat([rest, chunk.subarray(from)]);
      if (rest.length > LINE_BYTES) throw invalid('a line is longer than 8 MB');
    }
  } catch (error) {
    throw error instanceof VerbatimError ? error : invalid(`it is damaged: ${detailOf(error)}`);
  } finally {
    stored.destroy();
  }
  if (rest.length > 0) yield rest;
}

async function isGzip(path: string): Promise<boolean> {
  for await (const start of createReadStream(path, { end: 1 })) {
    return (start as Buffer)[0] === 0x1f && (start as Buffer)[1] === 0x8b;
  }
  return false;
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRow(value) ? value : null;
  } catch {
    return null;
  }
}

export const isRow = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function cell(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const invalid = (detail: string) => new VerbatimError('UPLOAD_INVALID', { detail });
