import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { openKeyring } from '../../../src/privacy/keyring.ts';
import { testDatabase } from '../../support/servers/database.ts';

const KEYRING = openKeyring([Buffer.alloc(32, 7)]);

/** What the tables hold after files are imported one after the other. */
async function stored(files: readonly string[], options: Partial<ImportOptions>) {
  const { database } = await testDatabase();
  const summaries = [];
  for (const [at, content] of files.entries()) {
    const input = Readable.from([Buffer.from(content)]);
    const { importId: _, ...summary } = await importFile(database, {
      ...{ file: `${at}.csv`, source: 'shop', input, chunkRows: 50 },
      ...options,
    });
    summaries.push(summary);
  }
  const rows = async (sql: string) => (await database.query(sql)).rows;
  return {
    summaries,
    feedback: await rows(
      `select line, identity, fingerprint, external_id, raw_text, occurred_at, rating, f.language, author, attributes,
              encode(hash, 'hex') as hash, text, characters
         from verbatim.feedback f left join verbatim.document d on d.id = f.document_id order by import_id, line`,
    ),
    rejects: await rows(
      'select line, column_name, reason, detail, raw_row from verbatim.reject order by line',
    ),
    imports: await rows(
      'select read, accepted, duplicates, changed, rejected, without_text, new_documents, masked, committed_line from verbatim.import order by id',
    ),
    changes: await rows('select line, old_values, new_values from verbatim.feedback_change order by line'),
  };
}

/** A thread that reads stores what one thread stores. */
async function expectSame(files: readonly string[], options: Partial<ImportOptions> = {}) {
  const [alone, ahead] = [
    await stored(files, { ...options, aheadBytes: Number.POSITIVE_INFINITY }),
    await stored(files, { ...options, aheadBytes: 0 }),
  ];
  expect(ahead).toEqual(alone);
  return ahead;
}

const row = (n: number) => [
  `r${n}`,
  text(n),
  (n % 5) + 1,
  `${1950 + (n % 90)}-03-0${(n % 9) + 1}`,
  `Anna ${n % 40}`,
  n % 3 ? 'x"y' : '',
];
const text = (n: number) => {
  if (n % 17 === 0) return ' ';
  if (n % 13 === 0) return '  Gr\u0065\u0301at\n🎉  ';
  if (n % 11 === 0) return `write to anna${n}@example.com`;
  return `Comment \\N ${n % 150}\t\\. ünïcode`;
};
const csv = (rows: readonly (readonly unknown[])[]) =>
  `id,text,rating,date,author,shop\n${rows
    .map((cells) => `${cells.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(',')}\n`)
    .join('')}`;
const numbers = Array.from({ length: 330 }, (_, at) => at + 1);
const rows = numbers.map(row);

describe('a file that a thread of its own reads', () => {
  test('every field, masks, rejects and counts, with and without a key', async () => {
    const broken = csv(
      rows.flatMap((cells) =>
        Number(cells[0]!.toString().slice(1)) % 40 ? [cells] : [cells, ['r', ...cells, 'more']],
      ),
    );
    const { summaries, imports } = await expectSame([broken]);
    expect(summaries[0]).toMatchObject({ read: 338, accepted: 330, rejected: 8, masked: { email: 27 } });
    expect(imports[0]).toMatchObject({ accepted: 330, committed_line: expect.any(Number) });
    await expectSame([broken], { keyring: KEYRING });
  });

  test('rows without an id, of which some are equal, in a chunk and across chunks', async () => {
    const noId = [...rows.slice(0, 120), ...rows.slice(100, 140), ...rows.slice(0, 30)].map(
      ([, ...cells]) => cells,
    );
    const content = csv(noId.map((cells) => ['', ...cells])).replace(/^id,/, 'note,');
    const { summaries } = await expectSame([content]);
    expect(summaries[0]).toMatchObject({ accepted: 190, duplicates: 0 });
    await expectSame([content, content], { keyring: KEYRING });
  });

  test('an id that comes again is a duplicate or a further comment, and the rest of the file is read', async () => {
    const again = [
      ...rows.slice(0, 150),
      rows[3]!,
      [rows[9]![0], 'another text', 1, '2024-01-01', '', ''],
      ...rows.slice(150),
    ];
    const { summaries } = await expectSame([csv(again)]);
    expect(summaries[0]).toMatchObject({ read: 332, accepted: 331, duplicates: 1 });
  });

  test('stored rows are known and changed ones are changes, whichever rows are new', async () => {
    const changed = rows.map((cells, at) =>
      at % 100 === 50 ? [cells[0], 'now other', ...cells.slice(2)] : cells,
    );
    const { summaries } = await expectSame([csv(rows.slice(0, 200)), csv(changed), csv(changed)], {
      update: true,
    });
    expect(summaries[1]).toMatchObject({ duplicates: 198, changed: 2, accepted: 130 });
    expect(summaries[2]).toMatchObject({ duplicates: 330, changed: 0, accepted: 0 });
  });

  test('a file that breaks off keeps the rows before, and says where', async () => {
    const { database } = await testDatabase();
    const input = Readable.from(
      (function* () {
        yield Buffer.from(csv(rows.slice(0, 120)));
        throw new Error('the line is cut');
      })(),
    );
    const attempt = importFile(database, { file: 'cut.csv', input, chunkRows: 50, aheadBytes: 0 });
    await expect(attempt).rejects.toMatchObject({ code: 'FILE_CORRUPT' });
    const { rows: kept } = await database.query(
      'select count(*)::int as n, max(status) as status from verbatim.feedback, verbatim.import',
    );
    expect(kept).toEqual([{ n: 120, status: 'failed' }]);
  });

  test('a signal stops it between chunks, and a second import adds what is missing', async () => {
    const { database } = await testDatabase();
    const stop = new AbortController();
    const read = (signal?: AbortSignal) =>
      importFile(database, {
        ...{
          file: 'f.csv',
          input: Readable.from([Buffer.from(csv(rows))]),
          chunkRows: 50,
          aheadBytes: 0,
          signal,
        },
        onProgress: ({ rows: done }) => done >= 100 && stop.abort('SIGTERM'),
      });
    await expect(read(stop.signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await read()).toMatchObject({ read: 330, accepted: 230, duplicates: 100 });
  });

  test('two imports of one file at once store each row once', async () => {
    const { database } = await testDatabase();
    const read = () =>
      importFile(database, {
        file: 'f.csv',
        input: Readable.from([Buffer.from(csv(rows))]),
        chunkRows: 30,
        aheadBytes: 0,
      });
    const both = await Promise.all([read(), read()]);
    expect(both[0].accepted + both[1].accepted).toBe(330);
    expect(both[0].duplicates + both[1].duplicates).toBe(330);
  });
});
