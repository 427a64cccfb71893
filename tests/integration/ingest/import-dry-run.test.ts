import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { type ImportOptions, importFile, openSeries } from '../../../src/ingest/store/import-file.ts';
import { testDatabase } from '../../support/servers/database.ts';

const counts = ({
  read,
  accepted,
  duplicates,
  changed,
  rejected,
  withoutText,
  newDocuments,
}: Awaited<ReturnType<typeof importFile>>) => ({
  ...{ read, accepted, duplicates, changed, rejected, withoutText, newDocuments },
});
const run = (database: Database, csv: string, options: Partial<ImportOptions>) =>
  importFile(database, { file: 'f.csv', input: Readable.from([csv]), ...options });
const everything = async (database: Database) =>
  (
    await database.query(
      `select (select json_agg(f order by id) from verbatim.feedback f) as feedback,
              (select json_agg(i order by id) from verbatim.import i) as imports,
              (select json_agg(r order by id) from verbatim.reject r) as rejects,
              (select json_agg(d.id order by id) from verbatim.document d) as documents,
              (select json_agg(c order by id) from verbatim.feedback_change c) as changes`,
    )
  ).rows[0];

test('counts what the import does, shows five samples on a line each, writes nothing', async () => {
  const { database } = await testDatabase();
  await run(database, 'id,text\n1,one\n2,two\n3,three\n', {});
  const long = 'A long\nstory. '.repeat(30);
  const csv = `id,text,\n1,one,\n2,"${long}",\n4,\u001b[31mred\u202e,\n5,,\n6,four,x,y\n7,four,\n8,four,\n9,nine,\n`;
  const before = await everything(database);
  const dry = await run(database, csv, { dryRun: true });
  expect(await everything(database)).toEqual(before);
  expect(counts(dry)).toEqual({
    ...{ read: 8, accepted: 5, duplicates: 1, changed: 1, rejected: 1, withoutText: 1, newDocuments: 4 },
  });
  expect(dry).toMatchObject({ importId: null, ignored: ['column_3'] });
  expect(dry.samples).toEqual([
    { line: 2, text: 'one', cut: false },
    { line: 3, text: expect.stringMatching(/^A long story\. A long .*…$/), cut: true },
    { line: 34, text: '[31mred', cut: false },
    { line: 37, text: 'four', cut: false },
    { line: 38, text: 'four', cut: false },
  ]);
  expect(counts(await run(database, csv, {}))).toEqual(counts(dry));
});

test('files of one command see one another, in a dry run as in the import', async () => {
  const { database } = await testDatabase();
  await run(database, 'id,text\n1,one\n', { source: 'shop' });
  const files = [
    'id,text\n1,one\n2,two\n3,three\n,no id\n',
    'id,text\n2,two\n3,changed\n4,two\n,no id\n,no id\n',
  ];
  const all = async (dryRun: boolean) => {
    const list = files.map((csv) => ({ file: 'f.csv', source: 'shop', dryRun, input: Readable.from([csv]) }));
    const series = await openSeries(database, list);
    try {
      const summaries = [];
      for (const file of series.files) summaries.push(counts(await series.take(file)));
      return summaries;
    } finally {
      await series.close();
    }
  };
  const before = await everything(database);
  const dry = await all(true);
  expect(await everything(database)).toEqual(before);
  expect(dry).toMatchObject([
    { read: 4, accepted: 3, duplicates: 1, changed: 0, newDocuments: 3 },
    { read: 5, accepted: 2, duplicates: 2, changed: 1, newDocuments: 1 },
  ]);
  expect(await all(false)).toEqual(dry);
});

test('two files of one command that clash: neither is imported', async () => {
  const { database } = await testDatabase();
  const list = ['a', 'b'].map((word) => ({
    ...{
      file: `${word}.csv`,
      source: 'shop',
      input: Readable.from([`id,text\n1,${word}1\n2,${word}2\n3,c\n`]),
    },
  }));
  await expect(openSeries(database, list)).rejects.toMatchObject({
    ...{ code: 'ID_CLASH', params: { file: 'b.csv', stored: 3, different: 2, line: 2 } },
  });
  const broken = [
    { file: 'a.csv', input: Readable.from(['id,text\n1,a\n']) },
    { file: 'b.csv', input: Readable.from(['%PDF-1.7']) },
  ];
  await expect(openSeries(database, broken)).rejects.toMatchObject({ code: 'FILE_NOT_TEXT' });
  expect((await everything(database)).imports).toBeNull();
});

test('a read-only role is enough', async () => {
  const { database } = await testDatabase();
  await run(database, 'id,text\n1,one\n', {});
  const { rows } = await database.query('select current_database() as name');
  const role = `reader_${rows[0].name}`;
  const reader = await database.connect();
  const release = reader.release.bind(reader);
  try {
    await reader.query(`create role ${role}; grant usage on schema verbatim to ${role};
                        grant select on all tables in schema verbatim to ${role}; set role ${role}`);
    const readOnly = {
      connect: async () => Object.assign(reader, { release() {} }),
      query: reader.query.bind(reader),
    };
    const summary = await run(readOnly as unknown as Database, 'id,text\n1,one\n2,two\n', { dryRun: true });
    expect(summary).toMatchObject({ accepted: 1, duplicates: 1 });
  } finally {
    await reader.query(`reset role; drop owned by ${role}; drop role ${role}`);
    Object.assign(reader, { release }).release();
  }
});

test.each([4, 20240229, undefined])('the same counts as the import that follows (seed %s)', async (seed) => {
  const { database } = await testDatabase();
  const id = fc.constantFrom('', '', '1', '2', '3', '4', '5');
  const text = fc.constantFrom(
    '',
    'good',
    'bad',
    'fine',
    '"a,b"',
    '"x\ny"',
    '"open',
    'q"q',
    'n\0l',
    ' good ',
  );
  const row = fc.tuple(id, text, fc.constantFrom('', 'x', 'y', 'y,z')).map((cells) => cells.join(','));
  const file = fc
    .array(row, { minLength: 1, maxLength: 15 })
    .map((rows) => `id,text,shop\n${rows.join('\n')}\n`);
  let n = 0;
  await fc.assert(
    fc.asyncProperty(file, file, fc.integer({ min: 1, max: 6 }), async (first, second, chunkRows) => {
      const options = { source: `s${n++}`, chunkRows, update: true };
      for (const csv of [first, second, first]) {
        const dry = await run(database, csv, { ...options, dryRun: true }).catch((error) => error.code);
        const real = await run(database, csv, options).catch((error) => error.code);
        if (typeof dry === 'string') expect(real).toBe(dry);
        else {
          expect(counts(real)).toEqual(counts(dry));
          expect(real.rejectsByReason).toEqual(dry.rejectsByReason);
          expect(real.read).toBe(real.accepted + real.duplicates + real.changed + real.rejected);
        }
      }
    }),
    {
      numRuns: 25,
      // The first row takes the text away that the second one has: by then it is another text.
      // Then two further comments of one id and text, of which only the later one is stored: they contradict each other.
      examples: [
        ['id,text,shop\n4,"x\ny",\n,,\n', 'id,text,shop\n4,,\n4,"x\ny",x\n', 1],
        ['id,text,shop\n1,,\n1, good ,x\n1, good ,\n,,\n', 'id,text,shop\n1, good ,\n,,\n', 1],
      ],
      ...(seed === undefined ? {} : { seed }),
    },
  );
});
