import { setImmediate } from 'node:timers/promises';
import { VerbatimError } from '../../errors/verbatim-error.ts';

/** A JSON body is read into memory; larger ones are sent as NDJSON. */
export const BATCH_BYTES = 16 * 1024 * 1024;
const ROWS_AT_ONCE = 2_000;

// Rows and settings are flat; what is deeper is an attack on functions that call themselves.
const DEPTH = 100;

/** A JSON body as lines of JSON, and the settings beside them. */
export interface Batch {
  readonly lines: AsyncGenerator<Buffer>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Reads a list of objects, or an object with such a list as `rows` and settings beside it.
 * @throws VerbatimError UPLOAD_INVALID
 */
export function readBatch(bytes: Buffer): Batch {
  if (isDeep(bytes)) throw invalid(`it is nested more than ${DEPTH} deep`);
  const { rows, ...settings } = batchOf(bytes);
  if (rows.length === 0) throw invalid('there are no rows in it');
  return { lines: linesOf(rows), settings };
}

/** Whether brackets are nested deeper than {@link DEPTH}; those in strings do not count. */
function isDeep(bytes: Buffer): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (quoted) {
      if (byte === 0x5c) at++;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > DEPTH) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}

/** A few at a time: the thread answers other requests between them. */
async function* linesOf(rows: readonly unknown[]): AsyncGenerator<Buffer> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    yield Buffer.from(
      rows
        .slice(at, at + ROWS_AT_ONCE)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
    await setImmediate();
  }
}

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
