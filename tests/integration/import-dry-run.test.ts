import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Database } from '../../src/db/client.ts';
import { type ImportOptions, importFile } from '../../src/ingest/import-file.ts';
import { testDatabase } from '../support/database.ts';

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
    { numRuns: 25, ...(seed === undefined ? {} : { seed }) },
  );
});
