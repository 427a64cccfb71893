import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from } from 'pg-copy-streams';
import type { Connection } from './client.ts';

/** A value to write; bytea as `\x` and hex. */
export type CopyValue = string | number | null;

/** UTF-16 units sent at a time. */
const PIECE = 128 * 1024;
const SPECIAL = /[\\\n\r\t]/;
const ESCAPED: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Stores rows by COPY.
 * @param into table and columns, such as `public.word (id, text)`
 * @param onSent called after all rows are sent, while Postgres still works
 */
export async function copyRows(
  connection: Connection,
  into: string,
  rows: Iterable<readonly CopyValue[]>,
  onSent: () => void = () => {},
): Promise<void> {
  const source = Readable.from(pieces(rows)).once('end', onSent);
  await pipeline(source, connection.query(from(`copy ${into} from stdin`)));
}

function* pieces(rows: Iterable<readonly CopyValue[]>): Generator<Buffer> {
  let piece = '';
  for (const values of rows) {
    let line = written(values[0]!);
    for (let at = 1; at < values.length; at++) line += `\t${written(values[at]!)}`;
    piece += `${line}\n`;
    if (piece.length < PIECE) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}

function written(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'number') return String(value);
  return SPECIAL.test(value) ? value.replace(/[\\\n\r\t]/g, (found) => ESCAPED[found]!) : value;
}
