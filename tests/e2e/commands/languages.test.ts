import { expect, test } from 'vitest';
import { verbatim } from '../../support/cli.ts';
import { tinyTranslator } from '../../support/models/translator.ts';
import { testDatabase } from '../../support/servers/database.ts';

const environment = (url: string) => ({ DATABASE_URL: url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error' });
const CSV = `text,region
The delivery was quick and the shirt fits well.,north
配送がとても遅く、ズボンのサイズも合いません。,south
Доставка була дуже повільною а якість мене розчарувала.,south
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
  const served = 'cs, da, de, el, en, es, fi, fr, hu, it, nl, no, pl, pt, ro, ru, sv, tr';
  const message = (language: string) => `it is written in "${language}", and the model serves ${served}`;
  expect(rows).toEqual([
    { language: 'en', code: null, message: null, judged: true },
    { language: 'ja', code: 'LANGUAGE_UNSUPPORTED', message: message('ja'), judged: false },
    { language: 'uk', code: 'LANGUAGE_UNSUPPORTED', message: message('uk'), judged: false },
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
  const added = await verbatim(['model', 'add', folder, '--translates', 'ja,uk', '--json'], environment(url));
  expect([added.code, JSON.parse(added.stdout)]).toEqual([
    0,
    expect.objectContaining({ languages: ['ja', 'uk'], into: 'en', missing: 2 }),
  ]);
  const list = await verbatim(['model', 'list'], environment(url));
  expect(list.stdout).toMatch(/\* +translation ja,uk/);

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

  const removed = await verbatim(['model', 'untranslate', 'ja', '--json'], environment(url));
  expect(JSON.parse(removed.stdout)).toEqual({ removed: ['ja'] });
  expect(JSON.parse((await night()).stdout).idle).toBe(true);
}, 300_000);

const SHORT = ['ok', 'super', 'top!', 'nul', 'meh', '👍', '😡😡', '5/5', 'Danke', 'хорошо', 'çok kötü'];
const MIXED = [
  'Muy bueno but shipping was slow',
  'Super produit, really love it',
  'Das Hotel was very nice',
  'Bahut accha product hai but delivery late thi',
];

test('served languages, mixed and very short comments are judged; a report breaks them down by language', async () => {
  const { url, database } = await testDatabase();
  const things = 'shirt table lamp phone chair kettle bag bike desk sofa coat oven'.split(' ');
  const german = 'Hemd Tisch Licht Handy Stuhl Kessel Koffer Rad Buch Sofa Mantel Ofen'.split(' ');
  const texts = [
    ...things.map((thing) => `The ${thing} arrived quickly and I really like it.`),
    ...german.map((thing) => `Leider ist mein ${thing} schon nach zwei Tagen kaputt gegangen.`),
    ...[...SHORT, ...MIXED],
    '商品质量很好,物流也很快。',
  ];
  const csv = `text\n${texts.map((text) => `"${text}"`).join('\n')}\n`;
  const made = await verbatim(['run', '-', '--source', 'shop', '--json'], environment(url), csv);
  expect(JSON.parse(made.stdout), made.stderr).toMatchObject({ analysed: texts.length - 1, failed: 1 });
  const { rows } = await database.query(
    `select d.text, x.code from verbatim.failure x join verbatim.document d on d.id = x.document_id`,
  );
  expect(rows).toEqual([{ text: texts.at(-1), code: 'LANGUAGE_UNSUPPORTED' }]);
  const args = ['report', 'sentiment', '--by', 'language', '--format', 'json'];
  const report = await verbatim(args, environment(url));
  const [section] = JSON.parse(report.stdout).sections as { rows: Record<string, unknown>[] }[];
  const shares = new Map(section!.rows.map(({ value, negative, n }) => [value, { negative, n }]));
  expect(Number(shares.get('en')!.n)).toBeGreaterThanOrEqual(things.length);
  expect(Number(shares.get('de')!.n)).toBeGreaterThanOrEqual(german.length);
  expect(Number(shares.get('en')!.negative)).toBeLessThan(0.3);
  expect(Number(shares.get('de')!.negative)).toBeGreaterThan(0.7);
});
