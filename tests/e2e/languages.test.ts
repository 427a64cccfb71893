import { expect, test } from 'vitest';
import { verbatim } from '../support/cli.ts';
import { testDatabase } from '../support/database.ts';

const environment = (url: string) => ({ DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' });
const CSV = `text,region
The delivery was quick and the shirt fits well.,north
Der Versand hat ewig gedauert und die Hose passt nicht.,south
La livraison était rapide et le produit est parfait.,south
ok,north
`;

test('what the model does not serve is set aside by its language, never guessed, and counted under reports', async () => {
  const { url, database } = await testDatabase();
  const made = await verbatim(['run', '-', '--source', 'shop'], environment(url), CSV);
  expect([made.code, made.stdout]).toEqual([
    3,
    expect.stringContaining('Not counted: 2 comments in a language'),
  ]);
  const { rows } = await database.query(
    `select d.language, x.code, x.message, a.sentiment is not null as judged
       from verbatim.feedback f join verbatim.document d on d.id = f.document_id
       left join verbatim.failure x on x.document_id = d.id
       left join verbatim.analysis a on a.document_id = d.id order by f.id`,
  );
  const message = (language: string) => `it is written in "${language}", and the model serves en`;
  expect(rows).toEqual([
    { language: 'en', code: null, message: null, judged: true },
    { language: 'de', code: 'LANGUAGE_UNSUPPORTED', message: message('de'), judged: false },
    { language: 'fr', code: 'LANGUAGE_UNSUPPORTED', message: message('fr'), judged: false },
    { language: null, code: null, message: null, judged: true },
  ]);
  const one = await verbatim(['report', 'sentiment', '--source', 'shop'], environment(url));
  expect(one.stdout).toContain('Not counted: 2 comments');
});

test('a night of nothing but languages that the model does not serve ends well', async () => {
  const { url, database } = await testDatabase();
  const csv = CSV.split('\n')
    .filter((line) => !/delivery|ok/.test(line))
    .join('\n');
  await verbatim(['import', '-', '--source', 'shop'], environment(url), csv);
  const night = await verbatim(['nightly', '--period', 'all', '--json'], environment(url));
  expect([night.code, night.stdout]).toEqual([3, expect.stringContaining('"failed": 2')]);
  const again = await verbatim(['nightly', '--period', 'all', '--json'], environment(url));
  expect([again.code, JSON.parse(again.stdout).idle]).toEqual([0, true]);
  const { rows } = await database.query(
    "select sum(unsupported)::int as n from verbatim.rollup_day where attribute = ''",
  );
  expect(rows[0].n).toBe(2);
});
