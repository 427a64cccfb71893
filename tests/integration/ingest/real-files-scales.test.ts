import { globSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../src/db/client.ts';
import { type ImportOptions, importFile } from '../../../src/ingest/store/import-file.ts';
import { makeDatabase } from '../../support/servers/database.ts';

// Files rebuilt from public bug reports and real exports; what each must give stands in its note.txt, and the values
// below are counted by hand.
const FOLDER = new URL('../../fixtures/real-files/', import.meta.url);

interface StoredRow {
  id: string | null;
  at: string | null;
  rating: number | null;
  text: string;
  attributes: Record<string, string>;
}

let made: Awaited<ReturnType<typeof makeDatabase>>;
let database: Database;
beforeAll(async () => {
  made = await makeDatabase();
  ({ database } = made);
});
afterAll(() => made.drop());

/** Imports one file of a case into a source of its own. */
async function take(number: string, name: string, options: Partial<ImportOptions> = {}) {
  const [file] = globSync(`${number}-*/${name}`, { cwd: FOLDER });
  const source = options.source ?? `${number}/${name}/${JSON.stringify(options)}`;
  const summary = await importFile(database, { file: new URL(file!, FOLDER).pathname, source, ...options });
  const { rows } = await database.query<StoredRow>(
    `select external_id as id, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as at, rating,
            coalesce(raw_text, d.text) as text, attributes
       from verbatim.feedback f left join verbatim.document d on d.id = f.document_id
      where source = $1 order by line`,
    [source],
  );
  return { summary, rows, source };
}

/** Score and number of ratings of a source, over all months. */
async function scoresOf(source: string) {
  const { rows } = await database.query(
    `select measure, sum(n)::int as n, round(sum(score * n) / sum(n), 1)::float8 as score
       from reporting.score_monthly where source = $1 group by 1`,
    [source],
  );
  const contributions = await database.query(
    'select distinct measure from reporting.score_contributions(null, null, $1)',
    [source],
  );
  expect(contributions.rows.map(({ measure }) => measure)).toEqual(rows.map(({ measure }) => measure));
  return rows;
}

const unread = ({ summary }: { summary: { unparsed: readonly object[] } }) => summary.unparsed;

describe('dates and ratings as people write them', () => {
  test('06: stars in words, and the date behind "on"', async () => {
    const taken = await take('06', 'amazon.csv');
    expect(unread(taken)).toEqual([]);
    expect(taken.rows[0]).toMatchObject({ at: '2024-01-01 00:00:00', rating: 5 });
    expect(taken.rows[1]).toMatchObject({ at: '2024-03-02 00:00:00', rating: 1 });
    expect(taken.summary.scale).toMatchObject({ low: 1, high: 5, nps: false, by: 'labels' });
    expect(new Set(taken.rows.map(({ rating }) => rating))).toEqual(new Set([1, 3, 5]));
  });

  test('07: the same in German, French and Spanish, in one column', async () => {
    const taken = await take('07', 'amazon-eu.csv');
    expect(unread(taken)).toEqual([]);
    expect(taken.rows.slice(0, 4)).toMatchObject([
      { at: '2023-09-01 00:00:00', rating: 5 },
      { at: '2023-09-02 00:00:00', rating: 1 },
      { at: '2023-09-03 00:00:00', rating: 5 },
      { at: '2023-09-04 00:00:00', rating: 1 },
    ]);
    expect(taken.rows.every(({ at, rating }) => at !== null && rating !== null)).toBe(true);
  });

  test('08: bubbles, and a column of JSON that stays', async () => {
    const { summary, rows } = await take('08', 'airline.csv');
    expect(summary.columns).toMatchObject({ text: 'Full Review', rating: 'Rating' });
    expect(rows.slice(0, 2).map(({ rating }) => rating)).toEqual([5, 1]);
    expect(JSON.parse(rows[1]!.attributes['Service Ratings']!)[0]).toEqual({
      name: 'Seat comfort',
      value: 1,
    });
  });

  test('10: a form of Google, with labels and zones', async () => {
    const { summary, rows } = await take('10', 'form.csv');
    expect(summary).toMatchObject({ unparsed: [], rejected: 0, scale: { low: 1, high: 5 } });
    expect(summary.columns).toMatchObject({
      text: 'What should we improve?',
      rating: 'How satisfied are you with our service?',
    });
    expect(rows.slice(0, 2)).toMatchObject([
      {
        at: '2024-01-01 11:07:00',
        rating: 5,
        attributes: { 'Which departments did you visit?': 'Garden;Kitchen' },
      },
      { at: '2024-02-02 00:07:01', rating: 1 },
    ]);
    const ast = await take('10', 'form-ast.csv');
    expect(unread(ast)).toEqual([]);
    expect(ast.rows[0]!.at).toBe('2022-06-01 15:07:29');
  });

  test('11: long German dates with their zone in words', async () => {
    const taken = await take('11', 'antworten.csv');
    expect(taken.rows.find(({ at }) => at?.startsWith('2023-01-26'))!.at).toBe('2023-01-26 12:39:50');
    expect(taken.rows.every(({ at }) => at !== null)).toBe(true);
  });

  test('12: date and clock in two columns', async () => {
    const { summary, rows } = await take('12', 'two.csv');
    expect(summary.columns).toMatchObject({ time: 'Date', clock: 'Time' });
    expect(rows.slice(0, 2).map(({ at }) => at)).toEqual(['2026-01-01 01:00:00', '2026-01-02 14:01:00']);
    expect(rows.find(({ id }) => id === '12')!.at).toBe('2026-01-12 12:11:00');
    const zoned = await take('12', 'two.csv', { timeZone: 'Europe/Berlin' });
    expect(zoned.rows[1]!.at).toBe('2026-01-02 13:01:00');
  });

  test('13: both forms of a tweet', async () => {
    const first = await take('13', 'tweets.csv');
    const column = [first.summary.columns.time].flat()[0];
    expect(first.rows[0]!.at).toBe(column === 'created_at' ? '2010-10-29 19:56:00' : '2015-02-24 19:35:00');
    expect(unread(first)).toEqual([]);
    const other = await take('13', 'tweets.csv', { map: { time: 'tweet_created' } });
    expect(other.rows[1]!.at).toBe('2015-02-24 19:35:01');
    const second = await take('13', 'tweets2.csv');
    expect(second.rows[1]!.at).toBe('2010-10-29 19:56:01');
  });

  test('15: day numbers beside dates that the spreadsheet left as text', async () => {
    const { summary, rows } = await take('15', 'serial.csv');
    expect(rows.slice(0, 3).map(({ at }) => at?.slice(0, 10))).toEqual([
      '2024-01-13',
      '2024-01-02',
      '2024-01-03',
    ]);
    expect(rows.every(({ at }) => at !== null)).toBe(true);
    expect(summary.notes.join(' ')).toContain('day numbers of a spreadsheet');
  });

  test('16: 24:00 is midnight of the next day', async () => {
    const { rows } = await take('16', 'h24.csv');
    expect(rows.slice(0, 3).map(({ at }) => at)).toEqual([
      '2018-01-02 00:00:00',
      '2018-01-02 23:59:00',
      '2018-01-04 00:00:00',
    ]);
    expect(rows.every(({ at }) => at !== null)).toBe(true);
  });

  test('52: a date is that day in every zone', async () => {
    for (const timeZone of ['Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland']) {
      const { rows } = await take('52', 'dates-only.csv', { timeZone });
      expect(new Set(rows.map(({ at }) => at?.slice(0, 10))), timeZone).toEqual(new Set(['2026-03-05']));
    }
    const { rows } = await take('52', 'evening.csv', { timeZone: 'Europe/Berlin' });
    expect(rows[1]!.at).toBe('2026-03-05 22:30:00');
  });

  test('59: "3 weeks ago" is said and counted', async () => {
    const { summary, rows } = await take('59', 'maps-date.csv');
    expect(summary).toMatchObject({ rejected: 0, accepted: 30 });
    expect(summary.unparsed).toMatchObject([
      { column: 'date', count: 24, examples: ['a week ago', '3 weeks ago', '2 months ago'] },
    ]);
    expect(summary.notes.join(' ')).toContain('24 times are relative');
    expect(rows.filter(({ at }) => at === '2024-01-05 00:00:00')).toHaveLength(6);
    expect(rows[0]).toMatchObject({ at: null, rating: 5, attributes: { date: 'a week ago' } });
    const other = await take('59', 'maps.csv');
    expect(other.summary.notes.join(' ')).toContain('30 times are relative');
    expect(other.rows[0]!.attributes).toMatchObject({ relative_date: 'a week ago' });
  });

  test('62: words are no numbers, and stay', async () => {
    const { summary, rows } = await take('62', 'likert.csv');
    expect(rows[0]).toMatchObject({
      rating: null,
      attributes: { rating: 'Very satisfied', satisfaction: 'good' },
    });
    expect(summary.unparsed).toMatchObject([{ examples: ['Very satisfied', 'Very dissatisfied'] }]);
    const mixed = await take('62', 'likert-mixed.csv');
    expect(mixed.summary.unparsed).toMatchObject([
      { column: 'rating', count: 14, examples: ['Very satisfied', 'Very dissatisfied'] },
    ]);
    expect(mixed.rows.filter(({ rating }) => rating === 5)).toHaveLength(13);
    expect(mixed.rows[0]!.attributes).toMatchObject({ rating: 'Very satisfied' });
  });
});

describe('48: scales are known, and only a question to recommend has an NPS', () => {
  test.each([
    ['german-grades.csv', { low: 1, high: 6, nps: false }],
    ['hotel10.csv', { low: 1, high: 10, nps: false }],
    ['scale7.csv', { low: 1, high: 7, nps: false }],
    ['score100.csv', { low: 0, high: 100, nps: false }],
  ])('%s has no score', async (name, scale) => {
    const { summary, source } = await take('48', name);
    expect(summary.scale).toMatchObject(scale);
    expect(await scoresOf(source)).toEqual([]);
  });

  test('grades from 1 to 6 may be inverted, and can be said to be', async () => {
    const { summary } = await take('48', 'german-grades.csv', { source: 'grades' });
    expect(summary.notes.join(' ')).toContain('say --scale 6-1');
    const scale = { low: 1, high: 6, inverted: true };
    const said = await take('48', 'german-grades.csv', { source: 'grades', scale });
    expect(said.summary).toMatchObject({
      scale: { ...scale, by: 'user' },
      notes: [expect.stringContaining('1-6')],
    });
    const { rows } = await database.query(
      `select rating_scale from verbatim.import where source = 'grades' order by id desc limit 1`,
    );
    expect(rows[0].rating_scale).toMatchObject(scale);
  });

  test('one typing error changes nothing', async () => {
    const { summary, rows, source } = await take('48', 'stars-one-typo.csv');
    expect(summary).toMatchObject({
      scale: { low: 1, high: 5 },
      ratingsAside: { outside: 1, firstOutside: 9, notRated: 0 },
    });
    expect(rows[7]).toMatchObject({ rating: null, attributes: { stars: '55' } });
    // 25 of 59 ratings are a 5.
    expect(await scoresOf(source)).toEqual([{ measure: 'csat', n: 59, score: 42.4 }]);
  });

  test('nps11.csv: 25 promoters less 25 detractors', async () => {
    const { summary, source } = await take('48', 'nps11.csv');
    expect(summary.scale).toMatchObject({ low: 0, high: 10, nps: true, by: 'name' });
    expect(await scoresOf(source)).toEqual([{ measure: 'nps', n: 60, score: 0 }]);
  });

  test('a user may say that a column is one', async () => {
    const { source } = await take('48', 'hotel10.csv', { source: 'said', nps: true });
    // 25 of 9.2 less 25 of 3.3, of 60.
    expect(await scoresOf(source)).toEqual([{ measure: 'nps', n: 60, score: 0 }]);
  });
});

test('a time column of which more than a fifth is no time is refused, with three examples', async () => {
  const import_ = (options: Partial<ImportOptions>) =>
    take('59', 'maps-date.csv', { map: { time: 'username' }, dryRun: true, ...options });
  await expect(import_({})).rejects.toMatchObject({
    code: 'TIMES_UNREAD',
    message: expect.stringContaining('30 of 30 cells in column username of'),
  });
  await expect(import_({})).rejects.toThrow('"u0", "u1", "u2"');
  // No error holds what a customer wrote.
  const text = import_({ map: { time: 'text', text: 'username' } });
  await expect(text).rejects.toThrow('are no time: a longer text, a longer text, a longer text.');
  expect((await import_({ allowUnread: true })).summary).toMatchObject({ accepted: 30, rejected: 0 });
});
