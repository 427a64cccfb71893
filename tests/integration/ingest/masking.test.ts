import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, test } from 'vitest';
import { openRejects } from '../../../src/db/imports/rejects.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { rejectsCsv, rejectsHeader } from '../../../src/ingest/store/rejects-file.ts';
import { storedAuthor } from '../../../src/privacy/tombstone-macs.ts';
import { explainImport } from '../../../src/runs/imports/text.ts';
import { KEYRING } from '../../support/data/masking.ts';
import { placesOf } from '../../support/data/text-search.ts';
import { testDatabase } from '../../support/servers/database.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/with-personal-data.csv');

async function shop() {
  const { database } = await testDatabase();
  const read = (content: string, options: Partial<ImportOptions> = {}) =>
    importFile(database, {
      ...{ file: 'f.csv', source: 'shop', keyring: KEYRING },
      input: Readable.from([Buffer.from(content)]),
      ...options,
    });
  const rows = async () =>
    (
      await database.query(
        `select f.external_id as id, d.text, f.raw_text as raw, f.author, f.attributes
           from verbatim.feedback f left join verbatim.document d on d.id = f.document_id order by f.line, f.id`,
      )
    ).rows;
  return { database, read, rows };
}

test('the example: what is masked is counted, and none of it is stored', async () => {
  const { database } = await testDatabase();
  const options = { file: EXAMPLE, keyring: KEYRING };
  const planned = await importFile(database, { ...options, dryRun: true });
  const summary = await importFile(database, options);
  expect(summary).toMatchObject({ read: 60, accepted: 60, rejected: 0, erased: 0 });
  expect(summary).toMatchObject({ dropped: ['customer name', 'phone'], hashed: ['author'] });
  // Counted by reading the file.
  expect(summary.masked).toEqual({ email: 13, phone: 10, card: 3, iban: 2, ip: 1, url: 1, birth_date: 1 });
  expect(planned.masked).toEqual(summary.masked);
  expect(planned.samples.map(({ text }) => text).join()).not.toContain('margaret.hollis@');
  const text = explainImport(summary);
  // The path of the clone may be longer.
  const lines = text.split('\n').filter((line) => line !== `File       ${EXAMPLE}`);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(text).toContain('Dropped    customer name, phone');
  expect(text).toContain('Masked     13 e-mail addresses, 10 phone numbers,');
  const rows = parse(readFileSync(EXAMPLE), { columns: true }) as Record<string, string>[];
  const planted = rows.flatMap((row) =>
    [
      ...[row.author!, row.phone!],
      ...row.comment!.matchAll(
        /[\w.]+@[\w.]+|\d[\d ]{8,}\d|\d+(?:\.\d+){3}|[A-Z]{2}\d\d[\d ]+|14\.05\.1987/g,
      ),
    ].map(String),
  );
  expect(planted.length).toBeGreaterThan(140);
  expect(await placesOf(database, [...new Set(planted)])).toEqual([]);
  const { rows: people } = await database.query('select distinct author from verbatim.feedback');
  expect(new Set(people.map(({ author }) => author))).toEqual(
    new Set(rows.map(({ author }) => storedAuthor(KEYRING, author!))),
  );
  expect(await importFile(database, options)).toMatchObject({ accepted: 0, duplicates: 60, changed: 0 });
  const { rows: counts } = await database.query('select masked from verbatim.import order by id');
  expect(counts.map(({ masked }) => masked)).toEqual([summary.masked, {}]);
});

describe('none of it is stored', () => {
  const CSV = [
    'id,date,title,comment,author,Customer Name,contact',
    '1,2026-01-01,Ring 020 7946 0142,Write to a.one@example.com please,ann.one,Ann One,a.one@example.com',
    // Three rejects: a cell too many, a quote that nothing closes, and a row that breaks off.
    '2,2026-01-02,x,Write to b.two@example.com, please,bob.two,Bob Two,b.two@example.com',
    '3,2026-01-03,x,"late, late"r than c.three@example.com said,cy.three,Cy Three,c.three@example.com',
    '4,someday,d.four@example.com',
    // A time that is none becomes an attribute.
    '5,write e.five@example.com,x,Fine,eve.five,Eve Five,e.five@example.com',
    'f.six@example.com,2026-01-05,x,By mail,fay.six,Fay Six,f.six@example.com',
  ].join('\n');
  const PLANTED = [
    ...['a.one@', 'b.two@', 'c.three@', 'd.four@', 'e.five@', 'f.six@', '7946 0142'],
    ...[
      'ann.one',
      'bob.two',
      'cy.three',
      'eve.five',
      'fay.six',
      'Ann One',
      'Bob Two',
      'Cy Three',
      'Eve Five',
    ],
  ];

  test('of a CSV file, its rejects, and the rejects that are mended', async () => {
    const { database, read, rows } = await shop();
    const summary = await read(CSV, { allowUnread: true, file: 'x.csv' });
    expect(summary).toMatchObject({ accepted: 3, rejected: 3 });
    expect(summary.unparsed).toMatchObject([{ column: 'date', examples: ['write [email]'] }]);
    expect(await placesOf(database, PLANTED)).toEqual([]);
    expect(await rows()).toMatchObject([
      { id: '1', text: 'Write to [email] please', attributes: { title: 'Ring [phone]' } },
      { id: '5', attributes: { date: 'write [email]' } },
      { id: expect.stringMatching(/^i\.[\w-]{22}$/), text: 'By mail' },
    ]);
    const open = [];
    for await (const page of openRejects(database, {})) open.push(...page);
    const file = parse(rejectsHeader(false) + rejectsCsv(open), { columns: true }) as Record<
      string,
      string
    >[];
    const mended = file.map((row) =>
      row.line === '3'
        ? { ...row, raw_row: '2,2026-01-02,x,"Write to b.two@example.com, please",bob.two,Bob Two,' }
        : row,
    );
    const again = await read(stringify(mended, { header: true }), { source: undefined, file: 'rejects.csv' });
    expect(again).toMatchObject({ accepted: 1, rejected: 2 });
    expect(await placesOf(database, PLANTED)).toEqual([]);
    expect((await rows()).find(({ id }) => id === '2')).toMatchObject({
      text: 'Write to [email], please',
      author: storedAuthor(KEYRING, 'bob.two'),
    });
  });

  test('of NDJSON, and its rejects', async () => {
    const { database, read, rows } = await shop();
    const lines = [
      {
        id: 1,
        comment: 'Write to a.one@example.com',
        author: 'ann.one',
        contact: { email: 'a.one@example.com' },
        tags: ['b.two@example.com'],
      },
      {
        id: 2,
        comment: 'nothing here',
        author: 'bob.two',
        'Customer Name': 'Bob Two',
        contact: { email: 'b.two@example.com' },
      },
    ].map((it) => JSON.stringify(it));
    const broken = '{"id":3,"comment":"c.three@example.com","author":"cy.three"';
    const nul = JSON.stringify({ id: 4, comment: 'a\0b d.four@exa\0mple.com', author: 'dan.four' });
    const summary = await read(`${[...lines, broken, nul].join('\n')}\n`, { file: 'f.ndjson' });
    expect(summary).toMatchObject({ accepted: 2, rejected: 2, dropped: ['contact.email', 'Customer Name'] });
    expect((await rows())[0]).toMatchObject({
      text: 'Write to [email]',
      attributes: { tags: '["[email]"]' },
    });
    expect(await placesOf(database, [...PLANTED, 'dan.four', 'd.four'])).toEqual([]);
  });

  test('without a key: authors and ids that tell who wrote are not stored, and the import says so', async () => {
    const { database, read, rows } = await shop();
    const summary = await read(CSV, { allowUnread: true, keyring: null });
    expect(summary.notes.join()).toContain('There is no key, so the author (author) is not stored');
    expect((await rows()).map(({ id, author }) => [id, author])).toEqual([
      ...[
        ['1', null],
        ['5', null],
        [null, null],
      ],
    ]);
    expect(await placesOf(database, PLANTED)).toEqual([]);
    for (const rules of [
      { keepOriginal: true },
      { numbered: true },
      { columns: { contact: 'hash' as const } },
    ]) {
      await expect(read(CSV, { allowUnread: true, keyring: null, rules })).rejects.toMatchObject({
        code: 'KEY_MISSING',
      });
    }
  });
});

test('a text that is nothing but identifiers is stored, and two that look alike stay two', async () => {
  const { read, rows } = await shop();
  const file = 'comment,shop\n020 7946 0142,A\n020 7946 0999,A\na@example.com b@example.com,A\n';
  expect(await read(file)).toMatchObject({ accepted: 3, withoutText: 0, newDocuments: 2 });
  expect((await rows()).map(({ text }) => text)).toEqual(['[phone]', '[phone]', '[email] [email]']);
  expect(await read(file)).toMatchObject({ accepted: 0, duplicates: 3 });
  // Under one id, too: a survey asks the same person twice.
  const twice = 'id,comment\n7,Call 020 7946 0142\n7,Call 020 7946 0999\n';
  const { read: other, rows: others } = await shop();
  expect(await other(twice, { chunkRows: 1 })).toMatchObject({ accepted: 2, rejected: 0 });
  expect(await others()).toHaveLength(2);
  expect(await other(twice)).toMatchObject({ accepted: 0, duplicates: 2, rejected: 0 });
});

test('columns are treated as told, and the source remembers it', async () => {
  const { read, rows } = await shop();
  const file = 'comment,phone,name,customer no\nOK,020 7946 0142,Ann One,4711\n';
  const rules = { columns: { phone: 'mask', Name: 'keep', 'customer no': 'hash' } } as const;
  await expect(read(file, { rules: { columns: { phon: 'drop' } } })).rejects.toMatchObject({
    code: 'COLUMN_UNKNOWN',
    message: expect.stringContaining('did you mean phone?'),
  });
  await read(file, { rules });
  const [row] = await rows();
  expect(row!.attributes).toEqual({
    phone: '[phone]',
    name: 'Ann One',
    'customer no': expect.stringMatching(/^h\.[\w-]{22}$/),
  });
  expect(await read(file.replace('OK', 'Fine'))).toMatchObject({ dropped: [], hashed: ['customer no'] });
  await expect(
    read('comment,author\nOK,ann\n', { rules: { columns: { author: 'keep' } } }),
  ).rejects.toMatchObject({ code: 'USAGE' });
});

test('a column that only identifies people is dropped by its cells; product names stay', async () => {
  const { read } = await shop();
  const rows = Array.from(
    { length: 40 },
    (_, i) => `Nice ${i},c${i}@example.com,Kettle ${i % 3},Lamp ${i},${i}`,
  );
  const summary = await read(`comment,x7,name,product name,phone\n${rows.join('\n')}\n`);
  // The column phone holds counts.
  expect(summary).toMatchObject({ dropped: ['x7'], attributes: ['name', 'product name', 'phone'] });
});

test('equal values have the same number, in all files and however many imports run at once', async () => {
  const { database, read, rows } = await shop();
  const rules = { numbered: true };
  const file = (from: number) =>
    `comment,n\n${Array.from({ length: 30 }, (_, i) => `Mail c${(from + i) % 40}@example.com or 020 7946 0${100 + i},${from}-${i}`).join('\n')}\n`;
  await Promise.all([0, 10, 20].map((from) => read(file(from), { rules, source: 'shop', chunkRows: 7 })));
  const numbers = new Map<string, Set<string>>();
  for (const { text, attributes } of await rows()) {
    const [from, i] = attributes.n.split('-').map(Number);
    const known = numbers.get(`c${(from + i) % 40}`) ?? new Set();
    numbers.set(`c${(from + i) % 40}`, known.add(/\[email (\d+)\] or \[phone \d+\]/.exec(text)![1]!));
  }
  expect([...numbers.values()].every(({ size }) => size === 1)).toBe(true);
  expect(new Set([...numbers.values()].flatMap((it) => [...it])).size).toBe(40);
  const { rows: kinds } = await database.query(
    `select kind, count(*)::int as n, max(number) as last from verbatim.masked_value group by kind order by kind`,
  );
  expect(kinds).toEqual([
    { kind: 'email', n: 40, last: 40 },
    { kind: 'phone', n: 30, last: 30 },
  ]);
  expect(await read(file(0), { rules })).toMatchObject({ accepted: 0, duplicates: 30 });
});
