import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { VerbatimError } from '../errors.ts';
import { tooLarge } from './spool.ts';

/** A JSON body is read into memory; larger ones are sent as NDJSON. */
export const BATCH_BYTES = 16 * 1024 * 1024;
const ROWS_AT_ONCE = 2_000;

/**
 * A JSON body as lines of JSON: a list of objects, or an object with such a list as `rows` and settings beside it.
 * @throws VerbatimError UPLOAD_INVALID, UPLOAD_TOO_LARGE
 */
export async function readBatch(
  body: AsyncIterable<Buffer>,
  limit: number,
): Promise<{ lines: Readable; settings: Record<string, unknown> }> {
  const most = Math.min(limit, BATCH_BYTES);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  const { rows, ...settings } = batchOf(Buffer.concat(chunks));
  if (rows.length === 0) throw invalid('there are no rows in it');
  try {
    JSON.stringify(settings);
  } catch {
    throw tooDeep();
  }
  return { lines: Readable.from(linesOf(rows), { objectMode: false }), settings };
}

/** A few at a time: the thread answers other requests between them. */
async function* linesOf(rows: readonly unknown[]): AsyncGenerator<Buffer> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    try {
      const lines = rows.slice(at, at + ROWS_AT_ONCE).map((row) => `${JSON.stringify(row)}\n`);
      yield Buffer.from(lines.join(''));
    } catch (error) {
      throw error instanceof RangeError ? tooDeep() : error;
    }
    await setImmediate();
  }
}

const tooDeep = () => invalid('it is nested too deep');

function batchOf(bytes: Buffer): { rows: unknown[] } & Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('the body is not JSON in UTF-8');
  }
  if (Array.isArray(body)) return { rows: body };
  if (isRow(body) && Array.isArray(body.rows)) return { ...body, rows: body.rows as unknown[] };
  throw invalid('a list of objects, or {"rows": [...]}, is expected');
}

const invalid = (detail: string) => new VerbatimError('UPLOAD_INVALID', { detail });

const isRow = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
