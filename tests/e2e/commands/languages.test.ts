import { expect, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';
import { tinyTranslator } from '../../support/models/translator.ts';
import { testDatabase } from '../../support/servers/database.ts';

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

test('once a translator is named, these comments are judged, counted as such, and quoted as they were written', async () => {
  const { url, database } = await testDatabase();
  await verbatim(['import', '-', '--source', 'shop'], environment(url), CSV);
  const night = () => verbatim(['nightly', '--period', 'all', '--json'], environment(url));
  expect((await night()).code).toBe(3);
  const before = await verbatim(['digest', '--period', 'all'], environment(url));
  expect(before.stdout.replace(/\s+/g, ' ')).toContain('2 of 4 comments are analysed; 2 in a language');

  const { folder } = tinyTranslator();
  for (const flags of [
    ['--translates', 'en'],
    ['--translates', 'german'],
    ['--translates', 'de', '--into', 'English'],
  ]) {
    const refused = await verbatim(['model', 'add', folder, ...flags, '--json'], environment(url));
    expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([2, 'USAGE']);
  }
  const added = await verbatim(['model', 'add', folder, '--translates', 'de,fr', '--json'], environment(url));
  expect([added.code, JSON.parse(added.stdout)]).toEqual([
    0,
    expect.objectContaining({ languages: ['de', 'fr'], into: 'en', missing: 2 }),
  ]);
  const list = await verbatim(['model', 'list'], environment(url));
  expect(list.stdout).toMatch(/\* +translation de,fr/);

  expect((await night()).code).toBe(0);
  const after = await verbatim(['digest', '--period', 'all', '--format', 'json'], environment(url));
  const digest = JSON.parse(after.stdout) as {
    counts: { analysed: number; translated: number; unsupported: number };
    summary: { quotes: { feedbackId: number; start: number; end: number; text: string }[] };
  };
  expect(digest.counts).toMatchObject({ analysed: 4, translated: 2, unsupported: 0 });
  const { rows } = await database.query<{ id: number; text: string }>(
    'select f.id, d.text from verbatim.feedback f join verbatim.document d on d.id = f.document_id',
  );
  const texts = new Map(rows.map(({ id, text }) => [id, text]));
  for (const { feedbackId, start, end, text } of digest.summary.quotes) {
    expect(texts.get(feedbackId)!.slice(start, end)).toBe(text);
  }
  for (const command of [
    ['report', 'sentiment'],
    ['digest', '--period', 'all'],
  ]) {
    const { stdout } = await verbatim(command, environment(url));
    expect(stdout).toMatch(
      /Judged in translation: 2 comments|4 of 4 comments are analysed \(2 in translation\)/,
    );
    expect(stdout).not.toContain('does not serve');
  }

  const removed = await verbatim(['model', 'untranslate', 'de', '--json'], environment(url));
  expect(JSON.parse(removed.stdout)).toEqual({ removed: ['de'] });
  expect(JSON.parse((await night()).stdout).idle).toBe(true);
}, 300_000);
