import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { sourceName } from '../../../src/ingest/bytes/file-name.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { testDatabase } from '../../support/servers/database.ts';

test.each([
  ['reviews_org.example.shop_202403.csv', 'reviews_org.example.shop'],
  ['feedback-2024-03-01.csv', 'feedback'],
  ['export_20240301_1200.csv.gz', 'export'],
  ['survey March 2024.csv', 'survey'],
  ['Q1 2024 NPS (3).csv', 'NPS'],
  ['reviews 01.03.2024.csv', 'reviews'],
  ['umfrage-2024-KW12.csv', 'umfrage'],
  ['2024-03.csv', '2024-03'],
  ['nps11.csv', 'nps11'],
  ['orders-12345678.csv', 'orders-12345678'],
])('%s is of the source %s', (file, source) => {
  expect(sourceName(file)).toBe(source);
});

const rows = (from: number, to: number, header = 'id,text\n') =>
  header + Array.from({ length: to - from }, (_, i) => `${from + i},comment number ${from + i}\n`).join('');

async function take(
  database: Parameters<typeof importFile>[0],
  file: string,
  content: string,
  options: Partial<ImportOptions> = {},
) {
  return importFile(database, { file, input: Readable.from([content]), ...options });
}

test('a dated export adds to the source of the one before', async () => {
  const { database } = await testDatabase();
  await take(database, 'shop-2024-03-01.csv', rows(1, 21));
  const { source, accepted, duplicates } = await take(database, 'shop-2024-03-02.csv', rows(1, 31));
  expect({ source, accepted, duplicates }).toEqual({ source: 'shop', accepted: 10, duplicates: 20 });
});

test('rows that are stored under another source are named before anything is written', async () => {
  const { database } = await testDatabase();
  for (const [header, name] of [
    ['id,text\n', 'shop'],
    ['nr,text\n', 'kiosk'],
  ] as const) {
    await take(database, `${name}.csv`, rows(1, 21, header));
    const again = () => take(database, `copy of ${name}.csv`, rows(1, 25, header));
    const error = await again().catch((thrown) => thrown as VerbatimError);
    expect(error).toBeInstanceOf(VerbatimError);
    expect(error).toMatchObject({ code: 'SOURCE_KNOWN', message: expect.stringContaining(`source ${name}`) });
    const { rows: counts } = await database.query('select count(*)::integer as n from verbatim.import');
    expect(counts[0].n).toBe(name === 'shop' ? 1 : 3);
    const given = await take(database, 'x.csv', rows(1, 25, header), { source: `second ${name}` });
    expect(given.accepted).toBe(24);
  }
});

test('another shop that numbers its rows from 1 is no copy', async () => {
  const { database } = await testDatabase();
  await take(database, 'shop.csv', rows(1, 21));
  const other = rows(1, 21).replaceAll('comment', 'remark');
  expect(await take(database, 'kiosk.csv', other)).toMatchObject({ source: 'kiosk', accepted: 20 });
});
