import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storedAuthor } from '../../../src/privacy/tombstone-macs.ts';
import { ROOT, verbatim } from '../../support/cli.ts';
import { KEYRING } from '../../support/data/masking.ts';
import { makeDatabase } from '../../support/servers/database.ts';

// Files of public bug reports and real exports: what is expected of each stands in its note.txt.
const FILES: Readonly<Record<string, string>> = {
  pages: '22-html-in-cells/minimal.csv',
  helpdesk: '22-html-in-cells/zendesk.csv',
  damaged: '26-double-encoded/moji.csv',
  dump: '32-null-like-words/na.csv',
  survey: '33-uninformative-answers/survey.csv',
  hinglish: '43-hinglish-code-mixed/texts.csv',
  english: '44-english-taken-for-another-language/texts.csv',
  staff: '46-names-of-staff/staff.csv',
  mails: '47-mail-signatures-and-quotes/mails.csv',
  noise: '64-stop-words-as-themes/noise.csv',
};
const folder = mkdtempSync(join(tmpdir(), 'reading-'));
const written = (source: string): Record<string, string>[] =>
  parse(readFileSync(join(ROOT, 'tests/fixtures/real-files', FILES[source]!)), { columns: true, bom: true });

let made: Awaited<ReturnType<typeof makeDatabase>>;
let env: Record<string, string>;
let night: { steps: { step: string; counts: Record<string, number> }[] };
interface Row {
  readonly external_id: string;
  readonly rating: number | null;
  readonly attributes: Record<string, string>;
  readonly text: string | null;
  readonly status: string;
  readonly sentiment: string | null;
  readonly score: number | null;
}
const rowsOf = async (source: string): Promise<Row[]> =>
  (
    await made.database.query<Row>(
      'select * from reporting.feedback_analysis where source = $1 order by external_id::int',
      [source],
    )
  ).rows;
/** Sentences as they stand in the stored text. */
const sentencesOf = async (source: string): Promise<string[]> =>
  (
    await made.database.query<{ quote: string }>(
      `select substring(d.text from s.start_offset + 1 for s.end_offset - s.start_offset) as quote
         from verbatim.feedback f join verbatim.document d on d.id = f.document_id
         join verbatim.segment s on s.document_id = d.id
        where f.source = $1 order by f.external_id::int, s.ordinal`,
      [source],
    )
  ).rows.map(({ quote }) => quote);

beforeAll(async () => {
  made = await makeDatabase();
  const VERBATIM_KEY = Buffer.alloc(32, 7).toString('base64');
  env = { DATABASE_URL: made.url, REDIS_URL: '', VERBATIM_LOG_LEVEL: 'error', VERBATIM_KEY };
  const files = Object.entries(FILES).map(([source, file]) => {
    const copy = join(folder, `${source}.csv`);
    copyFileSync(join(ROOT, 'tests/fixtures/real-files', file), copy);
    return copy;
  });
  const imported = await verbatim(['import', ...files, '--json'], env);
  expect([0, 3], imported.stderr).toContain(imported.code);
  const ran = await verbatim(['nightly', '--period', 'all', '--json'], env);
  expect([0, 3], ran.stderr).toContain(ran.code);
  night = JSON.parse(ran.stdout);
}, 400_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await made.drop();
});

describe('22: tags are no words', () => {
  test('every spelling of a comment has the sentiment of the plain one', async () => {
    const rows = new Map((await rowsOf('pages')).map((row) => [Number(row.external_id), row]));
    for (const [plain, others] of [
      [1, [2, 3, 4, 5, 6, 7]],
      [8, [9, 10, 11]],
      [14, [12, 13]],
    ] as const) {
      const { sentiment, score } = rows.get(plain)!;
      expect(sentiment).not.toBeNull();
      for (const other of others) {
        expect([other, rows.get(other)!.sentiment]).toEqual([other, sentiment]);
        expect(rows.get(other)!.score).toBeCloseTo(score!, 5);
      }
    }
    expect([1, 8].map((id) => rows.get(id)!.sentiment)).toEqual(['negative', 'positive']);
    for (const empty of [23, 26, 27, 28, 29]) expect(rows.get(empty)!.status).toBe('no_answer');
  });

  test('sentences are what the customer wrote, at their places in the stored text', async () => {
    const sentences = await sentencesOf('helpdesk');
    const tags = sentences.filter((sentence) => /<|>|nbsp|blockquote|wrote/.test(sentence));
    expect(tags).toEqual([]);
    expect(sentences).toContain('The parcel arrived a week late &amp; the box was torn open.');
    const pages = await sentencesOf('pages');
    expect(pages).toContain('See https://shop.example/p?id=1&ref=2 for more.');
    expect(pages).toContain('See www.shop.example/a?b=c.');
  });
});

test('26: text that was encoded twice is read as it was meant, and counted', async () => {
  const { counts } = night.steps.find(({ step }) => step === 'analyse')!;
  expect(counts.mended).toBe(written('damaged').length);
  const rows = await rowsOf('damaged');
  expect(rows.every(({ status }) => status === 'analysed')).toBe(true);
  expect(rows[9]!.text).toContain('donâ€™t');
});

test('32: NULL and \\N are empty cells; Null is a customer and NA is Namibia', async () => {
  const rows = await rowsOf('dump');
  const status = (...ids: number[]) => ids.map((id) => rows[id - 1]!.status);
  expect(rows).toHaveLength(24);
  expect(status(4, 8)).toEqual(['no_text', 'no_text']);
  expect(status(12, 16)).toEqual(['no_answer', 'no_answer']);
  expect(rows.filter(({ status }) => status === 'analysed')).toHaveLength(20);
  const { rows: customers } = await made.database.query(
    `select author from verbatim.feedback where source = 'dump' and author = $1`,
    [storedAuthor(KEYRING, 'Null')],
  );
  expect(customers).toHaveLength(5);
  expect(rows.filter(({ attributes }) => attributes.country === 'NA')).toHaveLength(8);
  expect(rows.flatMap(({ rating }, i) => (rating === null ? [i + 1] : []))).toEqual([1, 5, 9, 13, 17, 21]);
});

test('33: answers that say nothing are no opinions, and the question is kept', async () => {
  const rows = await rowsOf('survey');
  const question = 'What should we improve?';
  const said = new Map(written('survey').map((row) => [row.id!, row[question]!]));
  const OPINIONS = ['ok', 'OK', 'fine', 'Keep it up', '👍', '👎', '😐', 'thanks', 'Thank you', 'all good'];
  for (const { external_id, status } of rows) {
    const text = said.get(external_id)!;
    const opinion = OPINIONS.includes(text) || text.split(' ').length > 4;
    expect([text, status]).toEqual([text, opinion ? 'analysed' : 'no_answer']);
  }
  expect(rows.filter(({ status }) => status === 'no_answer').length).toBeGreaterThan(60);
  expect(new Set(rows.map(({ attributes }) => attributes.question))).toEqual(new Set([question]));
});

test('33: reports say how many', async () => {
  const { stdout } = await verbatim(['report', 'overview', '--source', 'survey', '--format', 'json'], env);
  const empty = (await rowsOf('survey')).filter(({ status }) => status === 'no_answer');
  const texts = new Set(empty.map(({ text }) => text)).size;
  expect(JSON.parse(stdout).sections[0].rows).toMatchObject([{ no_answer: texts, set_aside: 0 }]);
  const shown = await verbatim(['report', 'sentiment', '--source', 'survey'], env);
  expect(shown.stdout + shown.stderr).toContain(`${empty.length} comments without an answer`);
});

test('43: a text between other languages is judged rightly, or set aside if its language is not served', async () => {
  const names = { pos: 'positive', neg: 'negative', mix: 'mixed' } as Record<string, string>;
  const expected = new Map(written('hinglish').map((row) => [row.id, names[row.expected!]]));
  const rows = await rowsOf('hinglish');
  const judged = rows.filter(({ status }) => status === 'analysed');
  // Hindi in Latin letters, Japanese, Chinese, Korean, Hebrew and Arabic.
  const unserved = [1, 2, 4, 5, 6, 8, 21, 22, 23, 26, 27];
  expect(rows.filter((row) => !judged.includes(row)).map(({ external_id }) => Number(external_id))).toEqual(
    unserved,
  );
  const wrong = judged.filter(({ external_id, sentiment }) => {
    const label = expected.get(external_id);
    // Two opinions in one sentence: a sentence has one label, and the sentences make a text mixed.
    return label === 'mixed' ? sentiment === 'neutral' : sentiment !== label;
  });
  expect(wrong.map(({ text, sentiment }) => `${text} → ${sentiment}`)).toEqual([]);
});

test('44: English, however short or full of names, is judged', async () => {
  const rows = await rowsOf('english');
  expect(rows.filter(({ status }) => status !== 'analysed')).toEqual([]);
  expect(rows).toHaveLength(30);
});

test('47: signatures, footers and quoted mail are not the opinion of the customer', async () => {
  const sentences = await sentencesOf('mails');
  const strange = /Sent from|Outlook|Jane Doe|Head of Sales|confidential|wrote:|Dear customer|sorry|unhappy/;
  expect(sentences.filter((sentence) => strange.test(sentence))).toEqual([]);
  expect(sentences).toContain('Nobody answers the phone and my mails are ignored.');
});

test('46, 64: themes are named by what is spoken of', async () => {
  const { rows } = await made.database.query<{ name: string; keywords: string[] }>(
    'select name, keywords from verbatim.theme',
  );
  const names = new Set(written('staff').map(({ agent }) => agent!.toLowerCase()));
  const words = rows.flatMap(({ name, keywords }) =>
    [name.replace(/ \d+$/, ''), ...keywords].join(' ').toLowerCase().split(/[ ,]+/),
  );
  expect(words.length).toBeGreaterThan(10);
  const wrong = words.filter(
    (word) => names.has(word) || /^[\d#]|http|www|^(?:br|nbsp|amp|the|and|of|user|shop\.example)$/.test(word),
  );
  expect(wrong).toEqual([]);
});
