import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { expect, test } from 'vitest';
import type { ViewColumn } from '../../../src/db/views/view-columns.ts';
import type { ViewRow } from '../../../src/db/views/view-rows.ts';
import { type ViewFormat, viewFile } from '../../../src/reporting/exports/view-file.ts';

const COLUMNS: ViewColumn[] = [
  { name: 'id', kind: 'long' },
  { name: 'line', kind: 'integer' },
  { name: 'text', kind: 'text' },
  { name: 'score', kind: 'real' },
  { name: 'share', kind: 'double' },
  { name: 'cut', kind: 'boolean' },
  { name: 'day', kind: 'day' },
  { name: 'at', kind: 'time' },
  { name: 'attributes', kind: 'json' },
  { name: 'emotions', kind: 'texts' },
  { name: 'evidence', kind: 'longs' },
];
const NONE: ViewRow = Object.fromEntries(COLUMNS.map(({ name }) => [name, null]));
const FULL: ViewRow = {
  ...{
    id: 9_007_199_254_740_991,
    line: -7,
    text: 'He said "too small",\r\nthen\nleft; ‮ 🙂',
    score: 0.5,
    share: 1 / 3,
  },
  ...{
    cut: true,
    day: '2024-02-29',
    at: '2026-03-29T01:59:59.123456Z',
    attributes: { Shop: 'Ä', n: [1, null] },
  },
  ...{ emotions: ['joy', '', 'a "b"'], evidence: [1, 9_007_199_254_740_991] },
};

async function fileOf(format: ViewFormat, rows: ViewRow[], columns = COLUMNS, bom = false): Promise<Buffer> {
  async function* pages() {
    for (let at = 0; at < rows.length; at += 2) yield rows.slice(at, at + 2);
  }
  const parts: Uint8Array[] = [];
  const about = { 'verbatim.view': 'reporting.made' };
  for await (const part of viewFile(format, columns, pages(), { bom, about })) parts.push(part);
  return Buffer.concat(parts);
}
const parquet = (bytes: Buffer) => new Uint8Array(bytes).buffer;
const cells = (bytes: Buffer): string[][] => parse(bytes, { relax_column_count: false });

test('CSV tells an empty text from no value, and keeps line breaks and quotes', async () => {
  const columns = COLUMNS.filter(({ name }) => name === 'id' || name === 'text');
  const bytes = await fileOf(
    'csv',
    [
      { ...NONE, id: 1, text: '' },
      { ...NONE, id: 2 },
      { ...FULL, id: 3 },
    ],
    columns,
  );
  expect(bytes.toString()).toBe('id,text\n1,""\n2,\n3,"He said ""too small"",\r\nthen\nleft; ‮ 🙂"\n');
  expect((await fileOf('csv', [], columns, true)).toString()).toBe('\ufeffid,text\n');
});

test('CSV writes numbers, booleans, days and times plainly, lists and attributes as JSON', async () => {
  const [, row] = cells(await fileOf('csv', [FULL]));
  expect(row!.slice(3, 8)).toEqual([
    '0.5',
    String(1 / 3),
    'true',
    '2024-02-29',
    '2026-03-29T01:59:59.123456Z',
  ]);
  expect(JSON.parse(row![8]!)).toEqual(FULL.attributes);
  expect(JSON.parse(row![9]!)).toEqual(FULL.emotions);
  expect(row![10]).toBe('[1,9007199254740991]');
});

test('no cell of CSV begins as a formula does, but numbers stay', async () => {
  const texts = ['=1+1', '+49 30', '-5', '@x', '\t=1', '＝1', ' =1', 'plain'];
  const rows = cells(
    await fileOf(
      'csv',
      texts.map((text) => ({ ...NONE, text })),
    ),
  );
  expect(rows.slice(1).map((row) => row[2])).toEqual([
    ...["'=1+1", "'+49 30", '-5', "'@x", "'\t=1", "'＝1", "' =1", 'plain'],
  ]);
});

test('NDJSON has every column, null where there is no value', async () => {
  const lines = (await fileOf('ndjson', [FULL, NONE])).toString().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([FULL, NONE]);
});

test('Parquet has the types of the view', async () => {
  const bytes = parquet(await fileOf('parquet', [FULL, NONE, { ...NONE, text: '', emotions: [] }]));
  const metadata = parquetMetadata(bytes);
  const types = Object.fromEntries(
    parquetSchema(metadata).children.map(({ element }) => [
      element.name,
      element.converted_type ?? element.type,
    ]),
  );
  expect(types).toEqual({
    ...{
      id: 'INT64',
      line: 'INT32',
      text: 'UTF8',
      score: 'FLOAT',
      share: 'DOUBLE',
      cut: 'BOOLEAN',
      day: 'DATE',
    },
    ...{ at: 'TIMESTAMP_MICROS', attributes: 'JSON', emotions: 'LIST', evidence: 'LIST' },
  });
  const at = parquetSchema(metadata).children.find(({ element }) => element.name === 'at')!.element
    .logical_type;
  expect(at).toMatchObject({ type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' });
  expect(metadata.key_value_metadata).toEqual([{ key: 'verbatim.view', value: 'reporting.made' }]);
  const rows = await parquetReadObjects({ file: bytes });
  expect(rows[0]).toEqual({
    ...FULL,
    id: 9_007_199_254_740_991n,
    evidence: [1n, 9_007_199_254_740_991n],
    day: new Date('2024-02-29T00:00:00Z'),
    at: new Date('2026-03-29T01:59:59.123Z'),
  });
  // The reader gives undefined for a list that is null.
  expect(rows[1]).toEqual({ ...NONE, emotions: undefined, evidence: undefined });
  expect(rows[2]).toEqual({ ...NONE, text: '', emotions: [], evidence: undefined });
});

test('Parquet without rows is a file with columns', async () => {
  const bytes = parquet(await fileOf('parquet', []));
  expect(parquetMetadata(bytes).num_rows).toBe(0n);
  expect(parquetSchema(parquetMetadata(bytes)).children.length).toBe(COLUMNS.length);
});

test('any texts come back from all formats, also over several row groups', async () => {
  const text = fc.oneof(
    fc.constant(null),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '=1', '"', '\r', '\n'),
  );
  const column: ViewColumn[] = [{ name: 'text', kind: 'text' }];
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
      const rows = texts.map((it) => ({ text: it }));
      const back = await parquetReadObjects({ file: parquet(await fileOf('parquet', rows, column)) });
      expect(back.map((row) => row.text)).toEqual(texts);
      const lines = (await fileOf('ndjson', rows, column)).toString().split('\n').slice(0, -1);
      expect(lines.map((line) => JSON.parse(line).text)).toEqual(texts);
      const found: string[][] = parse(await fileOf('csv', [{ text: 'x' }, ...rows], column), {
        ...{ skip_empty_lines: false, record_delimiter: '\n' },
      });
      // What a spreadsheet would run has an apostrophe in front.
      expect(found.slice(2).map(([cell]) => cell)).toEqual(
        texts.map((it) =>
          it !== null && /^\s*[=+\-@\t\r＝＋－＠]/.test(it) && !/^[+-]?\d+(\.\d+)?$/.test(it)
            ? `'${it}`
            : (it ?? ''),
        ),
      );
    }),
    { numRuns: 200 },
  );
  const many = Array.from({ length: 45_000 }, (_, id) => ({ ...NONE, id, text: `text ${id}` }));
  const bytes = parquet(await fileOf('parquet', many));
  expect(parquetMetadata(bytes).row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([
    10_000, 10_000, 10_000, 10_000, 5_000,
  ]);
  const rows = await parquetReadObjects({ file: bytes, columns: ['id', 'text'] });
  expect(rows.every((row, id) => row.id === BigInt(id) && row.text === `text ${id}`)).toBe(true);
});
