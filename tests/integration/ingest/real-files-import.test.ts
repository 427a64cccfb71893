import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { makeDatabase } from '../../support/servers/database.ts';

/** Files as tools export them, each without a flag; what is right stands in their note.txt. */
const CASES = join(import.meta.dirname, '../../fixtures/real-files');

let made: Awaited<ReturnType<typeof makeDatabase>>;
beforeAll(async () => {
  made = await makeDatabase();
});
afterAll(() => made.drop());

interface Stored {
  id: string | null;
  text: string | null;
  time: Date | null;
  rating: number | null;
  language: string | null;
  attributes: Record<string, string>;
}

let n = 0;
/** Imports a file of a case under a source of its own, or under the one that is named; and what is stored of it. */
async function take(name: string, options: Partial<ImportOptions> = {}) {
  const source = options.source ?? `s${++n}`;
  const summary = await importFile(made.database, { file: join(CASES, name), source, ...options });
  const { rows } = await made.database.query<Stored>(
    `select external_id as id, coalesce(raw_text, d.text) as text, occurred_at as time, rating, f.language, attributes
       from verbatim.feedback f left join verbatim.document d on d.id = f.document_id
      where source = $1 order by f.id`,
    [source],
  );
  return { summary, rows };
}

const taken = (count: number) => ({ read: count, accepted: count, duplicates: 0, changed: 0, rejected: 0 });

describe('headers', () => {
  test('01: Qualtrics, three header rows', async () => {
    const { summary, rows } = await take('01-qualtrics-three-header-rows/qualtrics.csv');
    expect(summary).toMatchObject({ ...taken(40), withoutText: 0, timeZone: 'America/Denver' });
    expect(summary.columns).toMatchObject({ text: 'Q2', id: 'ResponseId', rating: 'Q1' });
    expect(['StartDate', 'EndDate', 'RecordedDate']).toContain(summary.columns.time);
    expect(rows.at(-1)).toMatchObject({
      ...{ id: 'R_000000308841', text: 'They cancelled my booking without telling me.', rating: 1 },
      attributes: { Q3: 'Leeds', Q1_NPS_GROUP: 'Detractor' },
    });
    expect(rows.map(({ text }) => text).join()).not.toMatch(/ImportId|Please tell us/);
  });

  test('03: SurveyMonkey, two header rows', async () => {
    const { summary, rows } = await take('03-surveymonkey-two-header-rows/surveymonkey.csv');
    expect(summary).toMatchObject({ ...taken(40), dates: 'month-first' });
    expect(summary.columns).toMatchObject({
      text: 'What could we do better?',
      id: 'Respondent ID',
      rating: 'How likely is it that you would recommend this company to a friend or colleague?',
    });
    expect(rows[1]).toMatchObject({
      ...{ id: '11400000131', rating: 9, text: 'Setup took five minutes and everything worked at once.' },
      attributes: { 'Which of these did you use?: App': 'App' },
    });
    expect(rows.map(({ text }) => text)).not.toContain('Open-Ended Response');
  });

  test.each([
    ['report.csv', 3, 3],
    ['report-padded.csv', 3, 3],
    ['report-hash.csv', 2, 2],
  ])('17: lines above the header are skipped and said: %s', async (name, titles, lastLine) => {
    const { summary, rows } = await take(`17-metadata-lines-above-header/${name}`);
    expect(summary).toMatchObject({
      ...taken(40),
      columns: { text: 'Answer', id: 'Response ID', time: 'Date', rating: 'Score' },
      skipped: [{ kind: 'title', rows: titles, firstLine: 1, lastLine }],
    });
    expect(rows[0]).toMatchObject({ id: '1', rating: 1, attributes: { Question: 'What can we improve?' } });
  });

  test('55: a plain export of 200 rows; tests/chaos kills its worker and Redis', async () => {
    const { summary, rows } = await take('55-killed-worker-and-redis/queue.csv');
    expect(summary).toMatchObject({
      ...taken(200),
      newDocuments: 200,
      columns: { id: 'id', text: 'comment' },
    });
    expect(new Set(rows.map(({ id }) => id)).size).toBe(200);
  });

  test('18: totals at the end are no comments', async () => {
    const { summary, rows } = await take('18-totals-footer/footer.csv');
    expect(summary).toMatchObject({
      ...taken(30),
      skipped: [{ kind: 'total', rows: 4, firstLine: 32, lastLine: 35 }],
    });
    expect(rows.at(-1)?.id).toBe('30');
  });

  test('20: two columns of one name keep their values', async () => {
    const { summary, rows } = await take('20-duplicate-column-names/dup.csv');
    expect(summary).toMatchObject({ ...taken(45), columns: { text: ['Comment', 'Comment (2)'], id: 'ID' } });
    expect(
      rows.filter(({ id }) => id === '2').map(({ text, attributes }) => [attributes.field, text]),
    ).toEqual([
      ['Comment', 'The parcel arrived a week late and the box was torn open.'],
      ['Comment (2)', 'Great value for the price, I would buy it again.'],
    ]);
    expect(rows[0]?.attributes).toMatchObject({ 'How was the delivery?': '1', 'How was the product?': '3' });
  });

  test('57: both open questions are comments, told apart', async () => {
    const { summary, rows } = await take('57-two-open-questions/typeform.csv');
    const questions = ['What did you like most about our service, and why?', 'What should we change?'];
    expect(summary).toMatchObject({ ...taken(60), columns: { text: questions, rating: 'Rate us' } });
    for (const question of questions) {
      expect(rows.filter(({ attributes }) => attributes.field === question)).toHaveLength(30);
    }
  });

  test('58: missing and surplus empty cells are no fault', async () => {
    const ragged = await take('58-ragged-rows/ragged.csv');
    expect(ragged.summary).toMatchObject(taken(40));
    expect(ragged.rows.slice(0, 4).map(({ attributes }) => attributes)).toEqual([
      { city: 'York', note: 'x' },
      { city: 'York' },
      {},
      { city: 'York', note: 'x' },
    ]);
    const hanging = await take('58-ragged-rows/hanging.csv');
    expect(hanging.summary).toMatchObject({ ...taken(20), attributes: [] });
  });
});

describe('shops', () => {
  test('04: Google Play, UTF-16; the export of a later day changes replies and doubles nothing', async () => {
    const file = 'reviews_org.example.shop_202403.csv';
    const { summary, rows } = await take(`04-google-play-utf16/${file}`, { source: 'play' });
    expect(summary).toMatchObject({ ...taken(45), encoding: 'utf-16le', withoutText: 5 });
    expect(summary.columns).toEqual({
      ...{ text: 'Review Text', rating: 'Star Rating', time: 'Review Submit Date and Time' },
      ...{ language: 'Reviewer Language', id: 'Review Link' },
    });
    expect(rows[1]).toMatchObject({
      text: 'The driver was polite and carried the parcel up to the third floor. 👍🏽',
      ...{ rating: 5, language: 'en', time: new Date('2024-03-01T10:00:00Z') },
    });
    const later = await take(`04-google-play-utf16/later/${file}`, { source: 'play' });
    expect(later.summary).toMatchObject({ read: 45, accepted: 0, rejected: 0, changed: 6, duplicates: 39 });
    expect(later.rows).toHaveLength(45);
  });

  test('05: Trustpilot, a title is the text where nothing else is', async () => {
    const { summary, rows } = await take('05-trustpilot/trustpilot.csv');
    expect(summary).toMatchObject({ ...taken(40), withoutText: 0, titled: 5 });
    expect(summary.columns).toMatchObject({
      ...{ text: 'Review Content', rating: 'Review Stars', id: 'Review Id', time: 'Review Created (UTC)' },
    });
    expect(rows[0]).toMatchObject({
      ...{ id: '65f000000000000000000000', text: 'The driver was polite', rating: 5 },
      time: new Date('2024-02-01T00:10:11Z'),
    });
    expect(rows[1]).toMatchObject({
      text: 'Nobody answers the phone and my mails are ignored.',
      attributes: { 'Review Title': 'Nobody answers the phone' },
    });
  });

  test('10: several choices in a cell stay one value', async () => {
    const { rows } = await take('10-google-forms/form.csv', { map: { time: '' } });
    expect(rows).toHaveLength(40);
    expect(rows[0]).toMatchObject({
      text: 'Support answered within an hour and sent a replacement for free.',
      attributes: { 'Which departments did you visit?': 'Garden;Kitchen' },
    });
  });

  test('31: ids keep every character', async () => {
    const { summary, rows } = await take('31-identifiers/ids.csv');
    expect(summary).toMatchObject({ read: 20, accepted: 19, rejectsByReason: { id_rounded: 1 } });
    expect(rows.map(({ id }) => id)).toEqual([
      ...['00042', '42', '891e3', '1e10', '12E5', '0', '-1', '98765432109876543210', '98765432109876543211'],
      ...['ABC', 'abc', 'A7', 'A7', 'Ünï', '7', '007', 'null', '3.0', '3'],
    ]);
    expect(rows[0]?.attributes).toEqual({ 'order no': '001200' });
  });
});

describe('characters', () => {
  test('21: quotes inside of fields that are not quoted', async () => {
    const { summary, rows } = await take('21-quotes-inside-fields/inch.csv');
    expect(summary).toMatchObject(taken(30));
    expect([6, 10, 14, 18].map((line) => rows[line - 1]?.text)).toEqual([
      '"Best" buy of the year - would order again',
      `I am 5' 6" tall and the coat is far too long`,
      'The 7" x 10" frame arrived broken',
      '"C" is the only size that fits - great',
    ]);
  });

  test('25: windows-1252 is read; in a file of two encodings the rows of the other one are rejected', async () => {
    const whole = await take('25-mixed-encodings/cp1252.csv');
    expect(whole.summary).toMatchObject({ ...taken(30), encoding: 'windows-1252' });
    expect(whole.rows[0]?.text).toMatch(/^Café “Zoë” – The driver .* 5 €$/);
    const mixed = await take('25-mixed-encodings/mixed.csv');
    expect(mixed.summary).toMatchObject({ accepted: 25, rejectsByReason: { invalid_encoding: 5 } });
    const ids = Array.from({ length: 30 }, (_, at) => String(at + 1));
    const bad = ['3', '9', '15', '21', '27'];
    expect(mixed.rows.map(({ id }) => id)).toEqual(ids.filter((id) => !bad.includes(id)));
    for (const { text } of mixed.rows) expect(text).toMatch(/^Café “Zoë” – /);
  });

  test('27: a NUL costs its row', async () => {
    const { summary, rows } = await take('27-nul-and-controls/nul.csv');
    expect(summary).toMatchObject({ read: 20, accepted: 19, rejectsByReason: { nul_character: 1 } });
    expect(rows.map(({ id }) => id)).not.toContain('5');
  });

  test('28: lone surrogates and NUL in JSON cost their rows', async () => {
    const { summary, rows } = await take('28-json-surrogates-nul/reviews.ndjson');
    expect(summary).toMatchObject({
      ...{ read: 20, accepted: 15, rejectsByReason: { invalid_encoding: 3, nul_character: 2 } },
      attributes: ['meta.device'],
    });
    const gone = ['n3', 'n6', 'n9', 'n12', 'n17'];
    expect(rows.map(({ id }) => id)).toEqual(
      Array.from({ length: 20 }, (_, at) => `n${at}`).filter((id) => !gone.includes(id)),
    );
    expect(rows.find(({ id }) => id === 'n15')?.text).toBe('😀 The chair wobbles and one screw was missing.');
  });

  test('29: long comments, ids and values are stored whole', async () => {
    const { summary, rows } = await take('29-very-long-values/long.csv');
    expect(summary).toMatchObject(taken(16));
    const written = readFileSync(join(CASES, '29-very-long-values/long.csv'), 'utf8');
    for (const { id, text, attributes } of rows) {
      for (const value of [id!, text!, attributes.url!]) expect(written).toContain(value);
    }
    expect(Math.max(...rows.map(({ text }) => text!.length))).toBeGreaterThan(9_000);
    expect(Math.max(...rows.map(({ id }) => id!.length))).toBeGreaterThan(2_000);
  });

  test('63: line breaks in cells stay; a lone CR ends a record', async () => {
    const breaks = await take('63-line-breaks-in-cells/breaks.csv');
    expect(breaks.summary).toMatchObject(taken(30));
    expect(breaks.rows[0]?.text).toMatch(/^Delivery\r?\ncame two days early/);
    const mac = await take('63-line-breaks-in-cells/mac.csv');
    expect(mac.summary).toMatchObject(taken(30));
    expect(mac.rows[7]).toMatchObject({
      text: 'The zipper broke on the second day, very poor quality.',
      rating: 1,
    });
  });
});

describe('50: an export that grows', () => {
  test('equal texts of two shops stay two, also where the shop is a new column', async () => {
    const counts = async (csv: string) => {
      const { summary } = await take('months.csv', { source: 'm', input: Readable.from([csv]) });
      const { accepted, changed, duplicates } = summary;
      return [accepted, changed, duplicates];
    };
    expect(await counts('text,rating\nGood,5\nGood,5\nBad,1\n')).toEqual([3, 0, 0]);
    expect(await counts('rating,text\n5,Good\n1,Bad\n5,Good\n5,Good\n')).toEqual([1, 0, 3]);
    expect(await counts('text,rating,shop\nGood,5,Leeds\n')).toEqual([0, 1, 0]);
    expect(await counts('text,rating,shop\nGood,5,York\nGood,5,Hull\n')).toEqual([1, 1, 0]);
    expect(await counts('text,rating,shop\nGood,5,Leeds\n')).toEqual([0, 0, 1]);
    expect(await counts('text,rating\nGood,5\nGood,5\nBad,1\n')).toEqual([0, 0, 3]);
    const { rows } = await made.database.query(
      `select attributes ->> 'shop' as shop from verbatim.feedback where source = 'm' order by 1 nulls last`,
    );
    expect(rows.map(({ shop }) => shop)).toEqual(['Hull', 'Leeds', 'York', null, null]);
  });

  test('with ids: adds what is new, changes what was edited', async () => {
    const folder = '50-growing-export-with-edits';
    const first = await take(`${folder}/a1.csv`, { source: 'a' });
    expect(first.summary).toMatchObject(taken(30));
    const second = await take(`${folder}/a2.csv`, { source: 'a' });
    expect(second.summary).toMatchObject({ read: 31, accepted: 1, changed: 2, duplicates: 28 });
    expect(second.rows[3]?.text).toMatch(/Edit: it broke after a month\.$/);
    expect(second.rows[5]?.rating).toBe(2);
    // Each row has got a shop.
    const third = await take(`${folder}/a3-reordered.csv`, { source: 'a' });
    expect(third.summary).toMatchObject({ read: 30, accepted: 0, changed: 30, rejected: 0 });
    expect(third.rows).toHaveLength(31);
    const again = await take(`${folder}/a3-reordered.csv`, { source: 'a' });
    expect(again.summary).toMatchObject({ read: 30, accepted: 0, changed: 0, duplicates: 30 });
  });

  test('without ids: also in another order of columns, with a new column and other quotes', async () => {
    const folder = '50-growing-export-with-edits';
    const counts = async (name: string) => {
      const { summary, rows } = await take(`${folder}/${name}`, { source: 'n' });
      const { accepted, changed, duplicates, rejected } = summary;
      return { accepted, changed, duplicates, rejected, stored: rows.length };
    };
    const known = { accepted: 0, changed: 0, duplicates: 30, rejected: 0, stored: 31 };
    expect(await counts('n1.csv')).toEqual({ ...known, accepted: 30, duplicates: 0, stored: 30 });
    expect(await counts('n2.csv')).toEqual({ ...known, accepted: 1 });
    expect(await counts('n3-reordered.csv')).toEqual(known);
    // One row has got a reply.
    expect(await counts('n4-new-column.csv')).toEqual({ ...known, changed: 1, duplicates: 29 });
    expect(await counts('n4-new-column.csv')).toEqual(known);
    expect(await counts('n5-other-quotes.csv')).toEqual(known);
    expect(await counts('n3-reordered.csv')).toEqual(known);
    const { rows } = await made.database.query(
      `select attributes from verbatim.feedback where source = 'n' and attributes <> '{}'`,
    );
    expect(rows).toEqual([{ attributes: { reply: 'Thanks!' } }]);
  });
});
