import { describe, expect, test } from 'vitest';
import { report } from '../../../src/reporting/report.ts';
import { testDatabase } from '../../support/database.ts';
import { type Row, storeRows } from './reporting-rows.ts';
import { shop } from './reporting-shop.ts';

async function stored(rows: readonly Row[]) {
  const { database } = await testDatabase();
  await storeRows(database, rows);
  const section = async (name: string, options = {}) => (await report(database, { name, ...options }))[0]!;
  return { section };
}

const app = (rows: Omit<Row, 'source'>[]): Row[] => rows.map((row) => ({ source: 'app', ...row }));

describe('quotes', () => {
  const seams = '👗🧵 The seams came apart after a single wash. ';
  const colour = 'But the colour is wonderful and so is the cut!';
  const sentence = (length: number, sign: string) => `${sign}${'é'.repeat(length - 1)}`;
  const rows = app([
    {
      text: seams + colour,
      line: 5,
      rating: 90,
      judgement: {
        sentiment: 'mixed',
        score: -0.1,
        segments: [
          ['The seams came apart after a single wash.', 'negative', -0.9],
          [colour, 'positive', 0.8],
        ],
      },
    },
    { text: seams + colour, line: 9 },
    ...(
      [
        [29, 0.99],
        [30, 0.7],
        [240, -0.6],
        [241, -0.98],
      ] as const
    ).map(([length, score]) => {
      const text = sentence(length, String(length % 10));
      const sentiment = score < 0 ? 'negative' : 'positive';
      return { text, judgement: { sentiment, score, segments: [[text, sentiment, score]] } } as const;
    }),
    {
      text: 'Neither here nor there, as they say.',
      judgement: {
        sentiment: 'neutral',
        score: 0,
        segments: [['Neither here nor there, as they say.', 'neutral', 0.1]],
      },
    },
  ]);

  test('are 30 to 240 code points, one a document, by strength, cut at code points', async () => {
    const { section } = await stored(rows);
    expect((await section('quotes')).rows).toEqual([
      {
        sentiment: 'negative',
        quote: 'The seams came apart after a single wash.',
        score: -0.9,
        rating: 90,
        source: 'app',
        line: 5,
      },
      expect.objectContaining({ sentiment: 'negative', quote: sentence(240, '0'), score: -0.6 }),
      expect.objectContaining({ sentiment: 'positive', quote: sentence(30, '0'), score: 0.7 }),
    ]);
  });

  test('limit counts for either side, source narrows', async () => {
    const { section } = await stored([...rows, ...shop()]);
    expect((await section('quotes', { limit: 1 })).rows.map((row) => row.score)).toEqual([-0.9, 0.7]);
    const none = await section('quotes', { source: 'shop' });
    expect(none).toMatchObject({ rows: [], notes: ['Nothing to show.'] });
  });

  test('a former model has no say', async () => {
    const text = 'This was judged by another model only.';
    const { section } = await stored(
      app([{ text, formerly: { sentiment: 'positive', score: 1, segments: [[text, 'positive', 1]] } }]),
    );
    expect((await section('quotes')).rows).toEqual([]);
  });
});

describe('disagreement', () => {
  const rows = (top: number): Row[] =>
    (
      [
        [0.4, 0.5],
        [0.4, 0.49],
        [0.41, 0.9],
        [0.8, -0.5],
        [0.79, -0.9],
        [1, -0.8],
        [0, -1],
        [undefined, 1],
      ] as const
    ).map(([share, score], i) => ({
      source: `of ${top}`,
      text: `${top} ${i}. Weak words. Strong words.`,
      line: i + 2,
      ...(share === undefined ? {} : { rating: share * top }),
      judgement: {
        sentiment: score < 0 ? 'negative' : 'positive',
        score,
        segments: [
          ['Weak words.', 'neutral', Math.sign(score) * 0.2],
          ['Strong words.', 'neutral', score],
        ],
      },
    }));

  test.each([5, 10, 100])('ratings of 0 to %i: the bounds belong to it', async (top) => {
    const { section } = await stored([...rows(top), ...rows(top === 5 ? 100 : 5)]);
    const { rows: found, notes } = await section('disagreement', { source: `of ${top}` });
    expect(found.map(({ rating, score, line, quote }) => [rating, score, line, quote])).toEqual([
      [top, expect.closeTo(-0.8, 6), 7, 'Strong words.'],
      [0.4 * top, 0.5, 2, 'Strong words.'],
      [0.8 * top, -0.5, 5, 'Strong words.'],
    ]);
    expect(notes).toEqual([]);
  });

  test('says how many there are', async () => {
    const { section } = await stored(rows(5));
    const { rows: found, notes } = await section('disagreement', { limit: 2 });
    expect(found).toHaveLength(2);
    expect(notes).toEqual(['The 2 clearest of 3; --limit shows more.']);
    expect(found[0]).not.toHaveProperty('total');
  });
});
