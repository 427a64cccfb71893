import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { testDatabase } from '../../support/servers/database.ts';

const FILE = join(ROOT, 'examples/reviews-multilingual.csv');
const LANGUAGES = 'de en es fr it nl pl pt'.split(' ');

test('every review of the example in eight languages is labelled, none is set aside', async () => {
  const { url, database } = await testDatabase();
  const environment = {
    ...{ DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' },
    VERBATIM_MODEL: join(ROOT, 'models/verbatim-multilingual'),
  };
  const made = await verbatim(['run', FILE], environment);
  expect([made.code, made.stdout]).toEqual([0, expect.stringContaining('400 read = 400 accepted')]);
  expect(made.stdout).not.toContain('Not counted');
  const { rows } = await database.query(
    `select d.language, count(*)::int as n, count(a.sentiment)::int as labelled,
            avg(a.score) filter (where f.rating <= 2) as low, avg(a.score) filter (where f.rating >= 4) as high
       from verbatim.feedback f join verbatim.document d on d.id = f.document_id
       left join verbatim.analysis a on a.document_id = d.id
      group by 1 order by 1`,
  );
  const total = (of: 'n' | 'labelled') => rows.reduce((sum, row) => sum + row[of], 0);
  expect([total('n'), total('labelled')]).toEqual([400, 400]);
  const known = rows.filter(({ language }) => LANGUAGES.includes(language));
  expect(known.map(({ language }) => language)).toEqual(LANGUAGES);
  for (const { language, n, low, high } of known) {
    // Of 50 each: "Super!" has no language of its own.
    expect([language, n > 45, n < 55]).toEqual([language, true, true]);
    expect([language, high - low > 0.3]).toEqual([language, true]);
  }
});

test('the example has 400 different reviews with ids, dates, countries and ratings', () => {
  const rows: Record<string, string>[] = parse(readFileSync(FILE), { columns: true });
  expect(rows.length).toBe(400);
  expect(Object.keys(rows[0]!)).toEqual(['id', 'date', 'product', 'country', 'rating', 'review']);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(400);
  expect(new Set(rows.map(({ review }) => review)).size).toBe(400);
  expect(new Set(rows.map(({ rating }) => rating))).toEqual(new Set(['1', '2', '3', '4', '5']));
  const words = rows.map(({ review }) => review!.split(' ').length);
  expect([Math.min(...words), Math.max(...words) >= 20]).toEqual([1, true]);
});
