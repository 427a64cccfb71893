import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ViewColumn } from '../../db/views/view-columns.ts';
import type { ViewCell, ViewRow } from '../../db/views/view-rows.ts';

type Kind = ViewColumn['kind'];
type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type Element = Schema[number];

/** A row group ends with this many rows, or with this many characters of text: memory is that of one. */
const GROUP_ROWS = 10_000;
const GROUP_CHARACTERS = 8_000_000;

const UTF8 = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
const TIME = {
  type: 'INT64',
  converted_type: 'TIMESTAMP_MICROS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
} as const;

/** Types of the values of a column, and of the elements of its lists. */
const TYPES: Readonly<Record<Kind, Omit<Element, 'name'>>> = {
  ...{
    text: UTF8,
    texts: UTF8,
    long: { type: 'INT64' },
    longs: { type: 'INT64' },
    integer: { type: 'INT32' },
  },
  ...{ real: { type: 'FLOAT' }, double: { type: 'DOUBLE' }, boolean: { type: 'BOOLEAN' }, time: TIME },
  day: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  json: { type: 'BYTE_ARRAY', converted_type: 'JSON', logical_type: { type: 'JSON' } },
};

/**
 * Rows as Parquet. Times are microseconds in UTC, days DATE, lists LIST, attributes JSON, and every column may be null.
 * @param about name and comment of the view, for the file's metadata
 */
export async function* viewParquet(
  columns: readonly ViewColumn[],
  pages: AsyncIterable<readonly ViewRow[]>,
  about: Readonly<Record<string, string>>,
): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'view', num_children: columns.length }, ...columns.flatMap(elements)],
    kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
    createdBy: 'verbatim',
  });
  let group: ViewRow[] = [];
  let characters = 0;
  const flush = () => {
    file.write({
      columnData: columns.map(({ name, kind }) => ({
        ...{ name, data: group.map((row) => stored(row[name] ?? null, kind)), offsetIndex: false },
      })),
      rowGroupSize: group.length,
    });
    [group, characters] = [[], 0];
    return taken(bytes);
  };
  for await (const rows of pages) {
    for (const row of rows) {
      for (const value of Object.values(row)) if (typeof value === 'string') characters += value.length;
      group.push(row);
    }
    if (group.length >= GROUP_ROWS || characters >= GROUP_CHARACTERS) yield flush();
  }
  if (group.length > 0) yield flush();
  file.finish();
  yield taken(bytes);
}

/** What was written since the last time; offsets in the file go on. */
function taken(bytes: ByteWriter): Uint8Array {
  const part = bytes.getBytes().slice();
  bytes.index = 0;
  return part;
}

function elements({ name, kind }: ViewColumn): Element[] {
  if (kind !== 'texts' && kind !== 'longs') return [{ name, repetition_type: 'OPTIONAL', ...TYPES[kind] }];
  return [
    {
      name,
      repetition_type: 'OPTIONAL',
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
      num_children: 1,
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', repetition_type: 'OPTIONAL', ...TYPES[kind] },
  ];
}

function stored(value: ViewCell, kind: Kind): unknown {
  if (value === null) return null;
  if (kind === 'long') return BigInt(value as number);
  if (kind === 'longs') return (value as (number | null)[]).map((it) => (it === null ? null : BigInt(it)));
  if (kind === 'day') return Date.parse(`${value}T00:00:00Z`) / 86_400_000;
  if (kind === 'time') return microseconds(String(value));
  return kind === 'text' ? String(value).toWellFormed() : value;
}

/** Of an ISO time with six decimals; a Date has three. */
const microseconds = (time: string): bigint =>
  BigInt(Date.parse(`${time.slice(0, 19)}Z`)) * 1_000n + BigInt(time.slice(20, 26));
